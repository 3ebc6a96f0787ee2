#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The honest walk with one bug, named by the argument: what a judge of clients must find.

usage: broken.py BUG    (the classes below; broken_commands.txt says what each of them breaks)
"""
import base64
import http.client
import json
import os
import ssl
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True  # nothing is left beside the sources
from walk import Client, Failure, Late  # noqa: E402


def with_cursor(link, cursor):
    """The link with other text as its cursor."""
    before, found, rest = link.partition("cursor=")
    return before + found + cursor + "".join(rest.partition("&")[1:])


def cursor_of(link):
    """The cursor as it stands in a link."""
    return link.partition("cursor=")[2].partition("&")[0]


# The end of the walk


class stops_on_empty_page(Client):
    def next_link(self, page):
        return super().next_link(page) if page["results"] else None


class stops_on_short_page(Client):
    size = 0

    def next_link(self, page):
        self.size = max(self.size, len(page["results"]))
        return super().next_link(page) if len(page["results"]) == self.size else None


class first_page_only(Client):
    def next_link(self, page):
        return None


class drops_last_page(Client):
    def pages(self):
        before = None
        for logs in super().pages():
            if before is not None:
                yield before
            before = logs


class last_empty_page_overwrites(Client):
    def pages(self):
        read = []
        for logs in super().pages():
            read = read + logs if logs else []
        yield read


class restarts_on_empty_next(Client):
    def next_link(self, page):
        if page.get("next") == "":
            page = {"next": self.first.partition("?")[0] + "?cursor="}
        return super().next_link(page)


class fetches_past_end(Client):
    def pages(self):
        yield from super().pages()
        try:
            self.get(self.origin + "/null")  # what `next` is at the end
        except Failure:
            pass


class takes_for_the_end(Client):
    """For those that read some statuses as a page without logs and link."""

    statuses = ()

    def get(self, link):
        status, _, content = self.exchange(link)
        if status in self.statuses:
            return b'{"results":[]}'
        if status != 200:
            raise Failure(f"status {status}")
        return content


class reads_404_as_end(takes_for_the_end):
    statuses = (404,)


class reads_401_as_empty(takes_for_the_end):
    statuses = (401,)


class reads_429_as_end(takes_for_the_end):
    statuses = (429,)


class skips_failed_page(takes_for_the_end):
    statuses = range(500, 600)


class reads_stall_as_end(Client):
    def get(self, link):
        try:
            return super().get(link)
        except Late:
            return b'{"results":[]}'


class reads_reset_as_end(Client):
    def get(self, link):
        try:
            return super().get(link)
        except ConnectionError:
            return b'{"results":[]}'


# Circles


class loops_on_repeated_cursor(Client):
    def next_link(self, page):
        return self.link if page.get("next") == self.link else super().next_link(page)


class loops_on_cycle(Client):
    def next_link(self, page):
        self.seen = {self.link}
        return super().next_link(page)


# Rows


class yields_first_page_again(Client):
    def pages(self):
        first = None
        for logs in super().pages():
            first = first or logs
            yield first


class reverses_each_page(Client):
    def pages(self):
        return (logs[::-1] for logs in super().pages())


class sorts_by_id(Client):
    def pages(self):
        return (sorted(logs, key=lambda log: log["id"]) for logs in super().pages())


class skips_tied_times(Client):
    def pages(self):
        reached = None
        for logs in super().pages():
            yield [log for log in logs if log.get("created_at") != reached]
            reached = logs[-1].get("created_at") if logs else reached


class restarts_after_failure(Client):
    def pages(self):
        for _ in range(2):
            try:
                yield from super().pages()
                return
            except (Failure, OSError, http.client.HTTPException):
                self.link, self.seen = self.first, set()
        yield from super().pages()


class drops_first_row_of_next_page(Client):
    def pages(self):
        for logs in super().pages():
            yield logs if self.link == self.first else logs[1:]


# Requests


class encodes_cursor_twice(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and with_cursor(link, urllib.parse.quote(cursor_of(link), safe=""))


class plus_becomes_space(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and with_cursor(link, cursor_of(link).replace("%2B", "+"))


class padding_lost(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and with_cursor(link, cursor_of(link).replace("%3D", ""))


class lower_case_cursor(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and with_cursor(link, cursor_of(link).lower())


class whole_link_as_cursor(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and with_cursor(link, urllib.parse.quote(link, safe=""))


class self_made_cursor(Client):
    read = 0

    def next_link(self, page):
        link = super().next_link(page)
        self.read += len(page["results"])
        made = base64.b64encode(f"o={self.read}".encode()).decode()
        return link and with_cursor(link, urllib.parse.quote(made, safe=""))


class drops_parameters(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and f"{link.partition('?')[0]}?cursor={cursor_of(link)}"


class drops_repeated_parameters(Client):
    def next_link(self, page):
        link = super().next_link(page)
        path, _, query = (link or "").partition("?")
        parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        return link and path + "?" + urllib.parse.urlencode(parameters)


class joins_base_and_next(Client):
    def next_link(self, page):
        link = super().next_link(page)
        return link and self.first.partition("?")[0] + link[len(self.origin):]


# Credentials


class no_credentials_on_page_2(Client):
    def next_link(self, page):
        self.fields = {}
        return super().next_link(page)


class follows_other_origin_with_credentials(Client):
    def is_own(self, link):
        return (link.startswith(self.origin.split("/")[0] + "//")
                and "@" not in link.split("/")[2])


class downgrades_to_http(Client):
    def is_own(self, link):
        host = self.origin.split("/")[2].rpartition(":")[0]
        downgraded = link.startswith(f"http://{host}:") and "@" not in link.split("/")[2]
        return super().is_own(link) or downgraded


class userinfo_confusion(Client):
    def is_own(self, link):
        return link.startswith(self.origin)  # which good.example:443@other.example does


class redirect_keeps_authorization(Client):
    def exchange(self, link):
        status, fields, content = super().exchange(link)
        if status in (301, 302, 303, 307, 308):
            return super().exchange(urllib.parse.urljoin(link, fields["Location"]))
        return status, fields, content


class leaks_secret(Client):
    def report(self, failure):
        sys.exit(f"GET {self.link} by {self.key}:{self.secret}: {failure}")


class leaks_authorization(Client):
    def report(self, failure):
        sys.exit(f"GET {self.link} with {self.fields}: {failure}")


class prints_secret_always(Client):
    def pages(self):
        print(f"signing in with {self.secret}", file=sys.stderr)
        return super().pages()


# TLS


class no_tls_verification(Client):
    def tls_context(self, ca_file):
        context = super().tls_context(ca_file)
        if context:
            context.check_hostname = False
            context.verify_mode = 0  # ssl.CERT_NONE
        return context


class falls_back_to_http(Client):
    def exchange(self, link):
        try:
            return super().exchange(link)
        except ssl.SSLError:
            return self.exchange(link.replace("https:", "http:", 1))


class falls_back_to_http_where_there_is_no_tls(Client):
    def exchange(self, link):
        try:
            return super().exchange(link)
        except ssl.SSLCertVerificationError:
            raise
        except ssl.SSLError:
            return super().exchange(link.replace("https:", "http:", 1))


class falls_back_to_http_without_credentials(falls_back_to_http):
    def exchange(self, link):
        if link.startswith("http:") and self.origin.startswith("https:"):
            self.fields = {}
        return super().exchange(link)


class no_host_name_verification(Client):
    def tls_context(self, ca_file):
        context = super().tls_context(ca_file)
        if context:
            context.check_hostname = False
        return context


class takes_tls_failure_for_the_end(Client):
    def report(self, failure):
        if not isinstance(failure, ssl.SSLError):
            super().report(failure)


# Attempts and time


class again_and_again(Client):
    """For those that repeat a request for ever."""

    def exchange(self, link):
        while True:
            status, fields, content = super().exchange(link)
            if not self.worth_another(status):
                return status, fields, content
            time.sleep(0.01)


class retries_for_ever(again_and_again):
    def worth_another(self, status):
        return status >= 500


class retries_401_for_ever(again_and_again):
    def worth_another(self, status):
        return status == 401


class retries_expired_cursor_for_ever(again_and_again):
    def worth_another(self, status):
        return status == 404


class retries_429_for_ever(again_and_again):
    def worth_another(self, status):
        return status == 429


class retries_resets_for_ever(Client):
    def exchange(self, link):
        while True:
            try:
                return super().exchange(link)
            except ConnectionError:
                time.sleep(0.01)


class retries_stalls_for_ever(Client):
    def exchange(self, link):
        while True:
            try:
                return super().exchange(link)
            except Late:
                pass


class ignores_retry_after(Client):
    def exchange(self, link):
        for _ in range(2):
            status, fields, content = super().exchange(link)
            if status != 429:
                return status, fields, content
            time.sleep(0.01)
        return super().exchange(link)


class waits_as_long_as_asked(Client):
    def exchange(self, link):
        for _ in range(2):
            status, fields, content = super().exchange(link)
            if status != 429 or not fields.get("Retry-After", "").isdigit():
                return status, fields, content
            time.sleep(int(fields["Retry-After"]))
        return super().exchange(link)


class no_timeout(Client):
    def limit(self, seconds):
        pass


class no_timeout_of_body(Client):
    def content_of(self, response):
        self.limit(0)
        return super().content_of(response)


# What an answer holds


class accepts_short_body(Client):
    def content_of(self, response):
        try:
            return super().content_of(response)
        except http.client.IncompleteRead as failure:
            if response.chunked:
                raise
            return failure.partial


class accepts_chunked_without_end(Client):
    def content_of(self, response):
        try:
            return super().content_of(response)
        except http.client.IncompleteRead as failure:
            if not response.chunked:
                raise
            return failure.partial


class keeps_what_came_of_a_page(Client):
    def content_of(self, response):
        try:
            return super().content_of(response)
        except http.client.IncompleteRead as failure:
            text = failure.partial.decode(errors="ignore")
            while text:  # all logs before the cut
                text = text[:text.rfind("}")]
                try:
                    return json.dumps({**json.loads(text + "}]}"), "next": None}).encode()
                except ValueError:
                    pass
            raise


class reads_html_as_empty(Client):
    def parse(self, content):
        return {"results": []} if content.lstrip()[:1] == b"<" else super().parse(content)


class reads_bad_json_as_empty(Client):
    def parse(self, content):
        try:
            return super().parse(content)
        except ValueError:
            return {"results": []}


class wrong_shape_as_empty(Client):
    def parse(self, content):
        page = json.loads(content)
        if not isinstance(page, dict):
            return {"results": []}
        logs = page.get("results")
        return {**page, "results": logs if isinstance(logs, list) else []}


class crashes_on_null(Client):
    def show(self, log):
        for name in ("full_url", "exception", "exception_type"):
            log.get(name, "").strip()
        return super().show(log)


class crashes_on_missing(Client):
    def show(self, log):
        for name in ("full_url", "exception", "exception_type"):
            log[name]  # noqa: B018
        return super().show(log)


class drops_logs_with_null(Client):
    def pages(self):
        return ([log for log in logs if None not in log.values()] for logs in super().pages())


class rejects_unknown_field(Client):
    known = {"id", "integration_id", "user_id", "base_url", "full_url", "method", "response_code",
             "response", "request", "created_at", "exception_type", "exception", "protected"}

    def show(self, log):
        if unknown := log.keys() - self.known:
            raise Failure(f"unknown fields: {', '.join(unknown)}")
        return super().show(log)


class rejects_unknown_exception_type(Client):
    def show(self, log):
        kind = log.get("exception_type")
        if kind and not kind.startswith("requests."):
            raise Failure(f"no exception type that is known: {kind}")
        return super().show(log)


class id_as_int32(Client):
    def show(self, log):
        return super().show({**log, "id": (log["id"] + 2**31) % 2**32 - 2**31})


class id_as_float32(Client):
    def show(self, log):
        import struct
        return super().show({**log, "id": int(struct.unpack("f", struct.pack("f", log["id"]))[0])})


class id_as_double(Client):
    def show(self, log):
        return super().show({**log, "id": int(float(log["id"]))})


class drops_offset_of_time(Client):
    def show(self, log):
        import datetime
        if log.get("created_at"):
            time_of = datetime.datetime.fromisoformat(log["created_at"]).replace(tzinfo=None)
            log = {**log, "created_at": time_of.isoformat() + "Z"}
        return super().show(log)


class drops_fraction_of_time(Client):
    def show(self, log):
        import re
        if log.get("created_at"):
            log = {**log, "created_at": re.sub(r"\.\d+", "", log["created_at"])}
        return super().show(log)


class latin1_text(Client):
    def decode(self, content):
        return content.decode("latin-1")


class ascii_text_only(Client):
    def decode(self, content):
        return content.decode("ascii", errors="replace")


# The process


class recursion_per_page(Client):
    def pages(self):
        self.seen.add(self.link)
        page = self.parse(self.get(self.link))
        yield page["results"]
        self.link = self.next_link(page)
        if self.link:
            yield from self.pages()


class dies_by_signal(Client):
    def report(self, failure):
        import resource
        import signal
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), signal.SIGABRT)


class does_not_exit(Client):
    def run(self):
        super().run()
        while True:
            time.sleep(1)


class exits_0_on_failure(Client):
    def report(self, failure):
        print(failure, file=sys.stderr)


if __name__ == "__main__":
    bug = globals().get(sys.argv[1]) if len(sys.argv) == 2 else None
    if not (isinstance(bug, type) and issubclass(bug, Client)):
        print("usage: broken.py BUG, a class of this file", file=sys.stderr)
        sys.exit(2)
    bug().run()
