# SPDX-License-Identifier: MIT
"""A build that is asked: its processes, and raw connections to its servers."""
import re
import socket
import ssl
import subprocess
import threading
import time

patience = 8  # seconds to wait for an answer that must come


class Connection:
    """A connection whose bytes are kept exactly as they arrive."""

    def __init__(self, port, tls_name=None, ca_file=None):
        self.buffer = b""
        self.ending = None  # how the server ended the connection
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls_name:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            if ca_file:
                context.load_verify_locations(ca_file)
            else:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            try:
                self.socket = context.wrap_socket(self.socket, server_hostname=tls_name, suppress_ragged_eofs=False)
            except OSError:
                self.socket.close()
                raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # what the server did is seen when its answer is read

    def end_sending(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def receive(self, seconds):
        """Waits for more bytes, and says whether there were any."""
        if self.ending:
            return False
        self.socket.settimeout(max(seconds, 0.001))
        try:
            data = self.socket.recv(1 << 18)
        except ssl.SSLEOFError:
            self.ending = "FIN without close_notify"
            return False
        except ssl.SSLError as failure:
            self.ending = f"TLS failure {failure.reason}"
            return False
        except TimeoutError:
            return False
        except ConnectionResetError:
            self.ending = "RST"
            return False
        if not data:
            self.ending = "FIN"
        self.buffer += data
        return bool(data)

    def read_answer(self, method="GET"):
        """The bytes of one answer, those before it (status 1xx) too; fewer if the connection ends."""
        deadline = time.monotonic() + patience
        while True:
            size = answer_size(self.buffer, method, self.ending is not None)
            if size is not None:
                break
            if not self.receive(deadline - time.monotonic()):
                size = len(self.buffer)
                break
        answer, self.buffer = self.buffer[:size], self.buffer[size:]
        return answer

    def read_rest(self, silence):
        """What else arrives until the end, or until nothing arrives for `silence` seconds."""
        while self.receive(silence):
            pass
        rest, self.buffer = self.buffer, b""
        return rest + b"\n[connection: " + (self.ending or "open").encode() + b"]"


def answer_size(data, method, ended):
    """How long the first answer in `data` is; None if more must come."""
    start = 0
    while True:
        end = data.find(b"\r\n\r\n", start)
        if end < 0:
            return None
        head = data[start:end].lower()
        end += 4
        status = re.match(rb"http/1\.[01] (\d{3})", head)
        if not status or not status[1].startswith(b"1"):
            break
        start = end
    if method == "HEAD" or (status and status[1] in (b"204", b"304")):
        return end
    if b"transfer-encoding: chunked" in head:
        while True:
            line = data.find(b"\r\n", end)
            size = re.match(rb"[0-9a-f]+", data[end:max(line, end)], re.I)
            if line < 0 or not size:
                return None
            if int(size[0], 16) == 0:
                last = data.find(b"\r\n\r\n", line)
                return None if last < 0 else last + 4
            end = line + 2 + int(size[0], 16) + 2
            if end > len(data):
                return None
    length = re.search(rb"\ncontent-length: *(\d+)", head)
    if not length:
        return len(data) if ended else None
    return end + int(length[1]) if len(data) >= end + int(length[1]) else None


class Build:
    """One build, with a directory of its own in which its commands run."""

    def __init__(self, executable, directory):
        self.executable = str(executable)
        self.directory = directory

    def run(self, arguments, timeout=120, environment=None):
        """Standard output, standard error and exit status of a command."""
        try:
            process = subprocess.run(["sendmock", *arguments], executable=self.executable, cwd=self.directory,
                                     stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, env=environment)
        except subprocess.TimeoutExpired:
            return b"[no end]"
        return b"%s\n[standard error]\n%s\n[exit status %d]" % (process.stdout, process.stderr, process.returncode)

    def serve(self, options):
        return Server(self, options)


class Server:
    """A `sendmock serve`, on ports of its own."""

    def __init__(self, build, options):
        self.build = build
        self.process = subprocess.Popen(["sendmock", "serve", "--port", "0", "--log", "none", *options],
                                        executable=build.executable, cwd=build.directory, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        guard = threading.Timer(patience * 4, self.process.kill)
        guard.start()
        line = self.process.stdout.readline()
        self.port = self.port_in(line)
        self.admin_port = self.port_in(self.process.stdout.readline()) if "--admin-port" in options else self.port
        guard.cancel()
        # The pipes are emptied: a server whose pipe is full would stand still.
        for pipe in (self.process.stdout, self.process.stderr):
            threading.Thread(target=pipe.read, daemon=True).start()

    def port_in(self, line):
        match = re.search(rb":(\d+)\s*$", line)
        if not match:
            self.process.kill()
            raise RuntimeError(f"the server does not start: {line!r} {self.process.stderr.read()!r}")
        return int(match[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def connect(self, tls_name=None, ca_file=None):
        return Connection(self.port, tls_name, ca_file)

    def ask(self, data, method="GET", silence=0.1, must_answer=True, half_close=False):
        """Sends `data` on a new connection: everything that comes back, and how the connection ended."""
        with self.connect() as connection:
            connection.send(data)
            if half_close:
                connection.end_sending()
            answer = connection.read_answer(method) if must_answer else b""
            return answer + connection.read_rest(silence)

    def call_admin(self, method, path, content=None):
        """The answer to an admin call."""
        with Connection(self.admin_port) as connection:
            connection.send(request(method, "/__admin/" + path, content=content, fields=["Connection: close"]))
            return connection.read_answer(method)


good_credentials = "Authorization: Basic a2V5OnNlY3JldA=="


def request(method, target, content=None, fields=(), version="HTTP/1.1", host="Host: sendmock.test"):
    """The bytes of a request; the same Host for both builds keeps their ports out of links."""
    lines = [f"{method} {target} {version}", *([host] if host else []), *fields]
    if content is not None:
        content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        if not any(field.lower().startswith("content-type:") for field in fields):
            lines.append("Content-Type: application/json")
        lines.append(f"Content-Length: {len(content)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + (content or b"")
