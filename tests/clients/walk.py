# SPDX-License-Identifier: MIT
"""The walk of honest.py in parts, for clients that do one of them otherwise."""
import base64
import http.client
import json
import os
import signal
import ssl
import sys


class Failure(RuntimeError):
    """Why the walk cannot go on."""


class Late(Failure):
    """An answer that was not complete in time."""


class Client:
    """Reads pages from first to last; `link` is the page being read, `seen` all up to it."""

    def __init__(self, env=os.environ):
        self.first = self.link = env["SENDMOCK_URL"]
        self.seen = set()
        self.origin = "/".join(self.first.split("/")[:3])  # scheme, host and port
        self.timeout = 0.8 * float(env.get("SENDMOCK_TIMEOUT", 5))  # seconds, for a whole request
        self.key, self.secret = env["SENDMOCK_KEY"], env["SENDMOCK_SECRET"]
        credentials = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        self.fields = {"Authorization": f"Basic {credentials}"}
        self.tls = self.tls_context(env.get("SENDMOCK_CA_FILE"))
        signal.signal(signal.SIGALRM, self.give_up)

    def tls_context(self, ca_file):
        if self.origin.startswith("https:"):
            return ssl.create_default_context(cafile=ca_file)
        return None

    def give_up(self, *_):
        raise Late(f"no complete answer within {self.timeout:g} s")

    def limit(self, seconds):
        """Lets so much time for what follows; 0: any."""
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def connect(self, link):
        """A connection to the origin of a link, and the target there."""
        scheme, _, authority, *path = link.split("/", 3)
        authority = authority.rpartition("@")[2]
        if scheme == "https:":
            connection = http.client.HTTPSConnection(authority, context=self.tls)
        else:
            connection = http.client.HTTPConnection(authority)
        return connection, "/" + "".join(path)

    def finish(self, connection):
        connection.close()

    def content_of(self, response):
        return response.read()

    def exchange(self, link):
        """Status, fields and content of the answer."""
        connection, target = self.connect(link)
        self.limit(self.timeout)
        try:
            connection.request("GET", target, headers=self.fields)
            response = connection.getresponse()
            return response.status, response.headers, self.content_of(response)
        finally:
            self.limit(0)
            self.finish(connection)

    def get(self, link):
        """The content of an answer with status 200."""
        status, _, content = self.exchange(link)
        if status != 200:
            raise Failure(f"status {status}")
        return content

    def decode(self, content):
        return content.decode()

    def parse(self, content):
        page = json.loads(self.decode(content))
        logs = page.get("results") if isinstance(page, dict) else None
        if not isinstance(logs, list) or not all(isinstance(log, dict) for log in logs):
            raise Failure("an answer that is no page of logs")
        return page

    def is_own(self, link):
        return link.startswith(self.origin + "/")

    def next_link(self, page):
        """Where the page after this one is, or nothing."""
        link = page.get("next")
        if link in (None, ""):
            return None
        if not (isinstance(link, str) and self.is_own(link)):
            raise Failure("a link to another origin")
        if link in self.seen:
            raise Failure("a link that came before: the pages would never end")
        return link

    def pages(self):
        """The logs of one page after the other."""
        while self.link:
            self.seen.add(self.link)
            page = self.parse(self.get(self.link))
            yield page["results"]
            self.link = self.next_link(page)

    def show(self, log):
        """What is printed for a log."""
        return json.dumps(log)

    def report(self, failure):
        sys.exit(f"{type(failure).__name__}: {failure}")  # with 1

    def run(self):
        try:
            for logs in self.pages():
                for log in logs:
                    print(self.show(log))
                sys.stdout.flush()
        except (RuntimeError, OSError, http.client.HTTPException, ValueError) as failure:
            self.report(failure)
