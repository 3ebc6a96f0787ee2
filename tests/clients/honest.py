#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Prints every log, one JSON object a line, as it is read; ends with 1 where it cannot read all."""
import base64
import http.client
import json
import os
import signal
import ssl
import sys

first = os.environ["SENDMOCK_URL"]
origin = "/".join(first.split("/")[:3])  # scheme, host and port
seconds = 0.8 * float(os.environ.get("SENDMOCK_TIMEOUT", 5))  # for a request as a whole
credentials = f"{os.environ['SENDMOCK_KEY']}:{os.environ['SENDMOCK_SECRET']}".encode()
fields = {"Authorization": "Basic " + base64.b64encode(credentials).decode()}
connection = http.client.HTTPConnection(origin.split("/")[2])
if origin.startswith("https:"):
    tls = ssl.create_default_context(cafile=os.environ.get("SENDMOCK_CA_FILE"))
    connection = http.client.HTTPSConnection(origin.split("/")[2], context=tls)


def give_up(*_):
    raise RuntimeError(f"no complete answer within {seconds:g} s")


def read(link):
    signal.setitimer(signal.ITIMER_REAL, seconds)
    connection.request("GET", link[len(origin):], headers=fields)
    response = connection.getresponse()
    content = response.read()
    signal.setitimer(signal.ITIMER_REAL, 0)
    if response.status != 200:  # a redirect is a failure, too: it could lead to another origin
        raise RuntimeError(f"status {response.status}")
    page = json.loads(content.decode())
    logs = page.get("results") if isinstance(page, dict) else None
    if not isinstance(logs, list) or not all(isinstance(log, dict) for log in logs):
        raise RuntimeError("an answer that is no page of logs")
    return page


signal.signal(signal.SIGALRM, give_up)
link, seen = first, set()
try:
    while True:
        seen.add(link)
        page = read(link)
        for log in page["results"]:
            print(json.dumps(log))
        sys.stdout.flush()
        link = page.get("next")
        if link in (None, ""):
            break
        if not isinstance(link, str) or not link.startswith(origin + "/"):
            raise RuntimeError("a link to another origin")
        if link in seen:
            raise RuntimeError("a link that came before: the pages would never end")
except (RuntimeError, OSError, http.client.HTTPException, ValueError) as failure:
    sys.exit(f"{type(failure).__name__}: {failure}")  # with 1
