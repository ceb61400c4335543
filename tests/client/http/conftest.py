"""A store on a server, which the embedded client fills, and servers that answer strangely."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Quiet(ThreadingHTTPServer):
    """A server that does not print that a client went away."""

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def profiles(home):
    """Writes the profiles; `default` stays the store of this computer."""

    def write(**entries):
        home.mkdir(parents=True, exist_ok=True)
        lines = [
            f"  {name}: {{{', '.join(f'{key}: {value!r}' for key, value in one.items())}}}"
            for name, one in entries.items()
        ]
        (home / "config.yaml").write_text("\n".join(["profiles:", *lines]), encoding="utf-8")

    return write


@pytest.fixture(params=["/", "/user/j%C3%B6rg%40x/"], ids=["root", "encoded"])
def team(request, profiles, server_of, served):
    """A profile `team` for a server with the same store that the default profile opens by itself."""
    url = server_of(request.param)
    profiles(team={"server": url, "token": served.TOKEN})
    return url


@pytest.fixture
def answering():
    """Starts a server that answers as a function says; it yields the address."""
    running = []

    def start(answer, tls=None):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self):
                self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer(self)

            do_GET = do_HEAD = do_POST = do_PUT = do  # noqa: N815 - names of the library

            def say(self, status, body=b"", **headers):
                self.send_response(status)
                for name, value in {"Content-Length": len(body), **headers}.items():
                    self.send_header(name.replace("_", "-"), str(value))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = Quiet(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()
