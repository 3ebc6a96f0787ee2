#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Gets a page by Python's ssl: prints the status line, or the name and text of the exception.

usage: client.py PORT CA_FILE HOST [CRL_FILE]    (connects to 127.0.0.1, asks for HOST)
"""
import socket
import ssl
import sys

port, ca_file, host = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context(cafile=ca_file)
if len(sys.argv) > 4:
    context.load_verify_locations(sys.argv[4])
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
try:
    with socket.create_connection(("127.0.0.1", port), timeout=float(30)) as plain:
        if host.startswith("handshake-stall"):
            plain.settimeout(0.5)
        with context.wrap_socket(plain, server_hostname=host) as wire:
            wire.sendall(f"GET /api/v2/integrations/logs HTTP/1.1\r\nHost: {host}\r\n"
                         "Authorization: Basic a2V5OnNlY3JldA==\r\n"
                         "Connection: close\r\n\r\n".encode())
            print(wire.recv(1000).split(b"\r\n")[0].decode())
except OSError as failure:
    print(f"{type(failure).__name__}: {failure}")
