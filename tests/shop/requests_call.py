"""Calls URLs with requests, as the platform would.

Each line of the input is a JSON object: `url`, `method`, `payload` (JSON text, as Python
writes it), `connect_timeout` and `read_timeout` (seconds), `ca_file`, `crl_file`, `expects_json`, of which only `url` must be
there; or `json`, a text that json.loads() is to read, or `prepare`, a URL to be prepared. Each line
of the output is one too: `class`, `text` and `status`, null where there is none.
"""

import json
import logging
import ssl
import sys
import warnings

import requests
import requests.adapters
import urllib3.util.ssl_

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


class RevocationAdapter(requests.adapters.HTTPAdapter):
    """Looks certificates up in revocation lists, which requests has no option for."""

    def __init__(self, crl_file):
        self.crl_file = crl_file
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        context = urllib3.util.ssl_.create_urllib3_context()
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
        context.load_verify_locations(self.crl_file)
        super().init_poolmanager(*args, ssl_context=context, **kwargs)


def is_json(response):
    media_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def call(wanted):
    with requests.Session() as session:
        session.trust_env = False
        if wanted.get("crl_file"):
            session.mount("https://", RevocationAdapter(wanted["crl_file"]))
        status = None
        try:
            payload = wanted.get("payload")
            response = session.request(
                wanted.get("method", "GET"),
                wanted["url"],
                json=json.loads(payload) if payload else None,
                timeout=(wanted.get("connect_timeout", 10), wanted.get("read_timeout", 10)),
                verify=wanted.get("ca_file") or True,
            )
            status = response.status_code
            response.raise_for_status()
            if wanted.get("expects_json") or is_json(response):
                response.json()
        except Exception as failure:
            if getattr(failure, "response", None) is not None:
                status = failure.response.status_code
            return outcome(failure, status)
        return {"class": None, "text": None, "status": status}


def outcome(failure, status=None):
    kind = type(failure)
    return {"class": f"{kind.__module__}.{kind.__name__}", "text": str(failure), "status": status}


def answer(wanted):
    try:
        if "json" in wanted:
            json.loads(wanted["json"])
            return {"class": None, "text": None, "status": None}
        if "prepare" in wanted:
            url = requests.Request("GET", wanted["prepare"]).prepare().url
            return {"class": None, "text": url, "status": None}
    except Exception as failure:
        return outcome(failure)
    return call(wanted)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
