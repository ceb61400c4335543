"""A site of an attacker, which notes whatever a browser tells it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


class Canary(ThreadingHTTPServer):
    """`heard` has what was asked for; `pages` are what it shows by their paths."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        self.heard: list[str] = []
        self.pages: dict[str, str] = {}

    def show(self, page: str) -> str:
        """The address of a page that only asks what is in it."""
        self.pages["/page"] = f'<!doctype html><link rel="icon" href="data:,">{page}'
        return f"{self.url}page"

    def tellers(self, secret: str) -> set[str]:
        """The paths of those who told a secret."""
        return {path for path, _, said in (line.partition("?") for line in list(self.heard)) if secret in said}

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a browser may hang up."""


class Listener(BaseHTTPRequestHandler):
    """Notes a request, and lets every site read the answer."""

    server: Canary

    def do(self) -> None:
        """Answer any request."""
        page = self.server.pages.get(self.path)
        if page is None:
            self.server.heard.append(unquote(self.path))
        body = (page or "").encode()
        self.send_response(200)
        for name, value in {
            "Content-Type": "text/html",
            "Content-Length": str(len(body)),
            "Access-Control-Allow-Origin": "*",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_OPTIONS = do  # noqa: N815 - names of the library

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def canary() -> Iterator[Canary]:
    """Yields the site."""
    site = Canary()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()
