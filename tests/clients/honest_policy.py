#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The honest walk with other policies, each of them right as well.

usage: honest_policy.py [--POLICY[=VALUE]…]    (see `policies`)
"""
import email.utils
import http.client
import json
import os
import queue
import sys
import threading
import time
import urllib.parse

sys.dont_write_bytecode = True  # nothing is left beside the sources
from walk import Client, Failure, Late  # noqa: E402


class Retry(Client):
    """Three attempts where the service is busy or the connection fails; waits as Retry-After asks,
    but gives up where that is more than ten seconds."""

    def exchange(self, link):
        for attempt in (1, 2):
            wait = 0.05 * attempt
            try:
                status, fields, content = super().exchange(link)
                if status not in (429, 500, 502, 503, 504):
                    return status, fields, content
                wait = max(wait, self.asked(fields.get("Retry-After", "")))
            except (Late, OSError, http.client.HTTPException):
                pass
            if wait > 10:
                raise Failure("asked to wait for too long")
            time.sleep(wait)
        return super().exchange(link)

    @staticmethod
    def asked(text):
        if text.isascii() and text.isdigit():
            return int(text[:10])
        try:
            return email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, OverflowError):
            return 0


class Redirects(Client):
    """Follows up to five redirects within the origin."""

    def exchange(self, link):
        for _ in range(6):
            status, fields, content = super().exchange(link)
            if status not in (301, 302, 303, 307, 308):
                return status, fields, content
            link = urllib.parse.urljoin(link, fields.get("Location", ""))
            if not self.is_own(link):
                raise Failure("a redirect to another origin")
        raise Failure("too many redirects")


class Relative(Client):
    """Resolves relative links."""

    def next_link(self, page):
        link = page.get("next")
        if isinstance(link, str) and link:
            page = {**page, "next": urllib.parse.urljoin(self.link, link)}
        return super().next_link(page)


class Rebase(Client):
    """Takes path and query of a link to another origin, and asks its own origin for them: for a
    service behind a proxy that does not know its own name."""

    def next_link(self, page):
        link = page.get("next")
        if isinstance(link, str) and "://" in link:
            page = {**page, "next": "/".join([self.origin, *link.split("/", 3)[3:]])}
        return super().next_link(page)


class Backward(Client):
    """Walks from the last page to the first where it is told to."""

    def parse(self, content):
        page = super().parse(content)
        if os.environ.get("SENDMOCK_DIRECTION") == "backward":
            page = {**page, "results": page["results"][::-1], "next": page.get("previous")}
        return page


class ByCursor(Client):
    """Takes nothing but the cursor from a link, and puts it into the first page's URL."""

    def next_link(self, page):
        link = page.get("next")
        if isinstance(link, str) and link:
            query = urllib.parse.urlsplit(link).query
            cursors = dict(urllib.parse.parse_qsl(query, keep_blank_values=True)).get("cursor")
            if cursors is None:
                raise Failure("a link without a cursor")
            first, _, query = self.first.partition("?")
            pieces = [piece for piece in query.split("&")
                      if piece and piece.partition("=")[0] != "cursor"]
            pieces.append("cursor=" + urllib.parse.quote(cursors, safe=""))
            page = {**page, "next": first + "?" + "&".join(pieces)}
        return super().next_link(page)


class ConstantMemory(Client):
    """Remembers one link, that of the latest page whose number is a power of two, to find
    circles of any length."""

    read = 0

    def next_link(self, page):
        self.read += 1
        if self.read & (self.read - 1) == 0:
            self.kept = self.link
        self.seen = {self.kept}  # of the links since then, none
        return super().next_link(page)


class EveryConnectionClosed(Client):
    """Asks the server to close the connection after each answer."""

    def __init__(self):
        super().__init__()
        self.fields["Connection"] = "close"


class KeepAlive(Client):
    """One connection for all pages; where it turns out to be closed before any answer, the request
    is sent once more on another."""

    kept = None

    def connect(self, link):
        if self.kept is None:
            self.kept, _ = super().connect(link)
        return self.kept, link[len(self.origin):]

    def finish(self, connection):
        pass

    def exchange(self, link):
        reused = self.kept is not None
        try:
            return super().exchange(link)
        except (Late, OSError, http.client.HTTPException) as failure:
            self.kept.close()
            self.kept = None
            if not (reused and isinstance(failure, ConnectionError)):
                raise
        return super().exchange(link)


class TimeLimitPerRead(Client):
    """A limit for each wait in place of one for the whole request."""

    def limit(self, seconds):
        pass

    def connect(self, link):
        connection, target = super().connect(link)
        connection.timeout = self.timeout
        return connection, target


class Prefetch(TimeLimitPerRead):
    """Reads a page while the one before is printed."""

    def pages(self):
        ready = queue.Queue(maxsize=1)

        def read():
            try:
                for logs in super(Prefetch, self).pages():
                    ready.put(logs)
                ready.put(None)
            except Exception as failure:  # goes on in the thread that prints
                ready.put(failure)

        threading.Thread(target=read, daemon=True).start()
        while (got := ready.get()) is not None:
            if isinstance(got, Exception):
                raise got
            yield got


class Pause(Client):
    """Takes its time between two pages."""

    def next_link(self, page):
        time.sleep(0.05)
        return super().next_link(page)


class AllOrNothing(Client):
    """Prints nothing until all pages are read."""

    def pages(self):
        return iter(list(super().pages()))


class Once(Client):
    """Prints a log that is served twice only once."""

    def pages(self):
        printed = set()
        for logs in super().pages():
            fresh = {log["id"]: log for log in logs if log["id"] not in printed}
            printed.update(fresh)
            yield list(fresh.values())


class Ids(Client):
    """Prints nothing but ids."""

    def show(self, log):
        return json.dumps({"id": log["id"]})


class Utf8(Client):
    """Prints UTF-8 where the others print ASCII with escapes."""

    def show(self, log):
        sys.stdout.reconfigure(encoding="utf-8")
        return json.dumps(log, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Parsed(Client):
    """Reads some fields into types of Python's own, the others not at all, and writes them anew:
    times in UTC."""

    def show(self, log):
        import datetime
        time_of = log.get("created_at")
        if time_of is not None:
            time_of = datetime.datetime.fromisoformat(time_of).astimezone(datetime.timezone.utc)
        known = {
            "id": int(log["id"]),
            "base_url": str(log["base_url"]),
            "response_code": log.get("response_code"),
            "created_at": time_of and time_of.isoformat(),
            "exception_type": log.get("exception_type"),
            "exception": log.get("exception"),
        }
        return json.dumps({name: value for name, value in known.items() if name in log})


class OwnTimeout(Client):
    """A limit of its own, in seconds, in place of the environment's: the judge must wait longer."""


policies = {
    "--all-or-nothing": AllOrNothing, "--backward": Backward, "--by-cursor": ByCursor,
    "--constant-memory": ConstantMemory, "--every-connection-closed": EveryConnectionClosed,
    "--ids": Ids, "--keep-alive": KeepAlive, "--once": Once, "--own-timeout": OwnTimeout,
    "--parsed": Parsed, "--pause": Pause, "--prefetch": Prefetch, "--rebase": Rebase,
    "--redirects": Redirects, "--relative": Relative, "--retry": Retry,
    "--time-limit-per-read": TimeLimitPerRead, "--utf8": Utf8,
}

if __name__ == "__main__":
    chosen = dict(argument.partition("=")[::2] for argument in sys.argv[1:])
    client = type("Chosen", (*(policies[name] for name in chosen), Client), {})()
    if "--own-timeout" in chosen:
        client.timeout = float(chosen["--own-timeout"])
    client.run()
