"""A Jupyter server of an owner with profiles, and the servers that these name."""

import json

import pytest
import yaml
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, stream_request_body

from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store
from tests.server.running import Running

RELAY = "dstack/relay"


@pytest.fixture
def profiles(home):
    """Writes profiles; returns the entries."""

    def write(**entries):
        home.mkdir(parents=True, exist_ok=True)
        (home / "config.yaml").write_text(yaml.safe_dump({"profiles": entries}, sort_keys=False), encoding="utf-8")
        return entries

    return write


@pytest.fixture
def ask(jp_fetch):
    """Ask the Jupyter server as its owner; every status comes back as an answer."""

    async def fetch(address, *, method="GET", headers=None, **options):
        return await jp_fetch(
            f"{RELAY}/{address}",
            method=method,
            headers=headers or {},
            **{
                "raise_error": False,
                "follow_redirects": False,
                "decompress_response": False,
                "allow_nonstandard_methods": True,
                "request_timeout": 150,
                **options,
            },
        )

    return fetch


@pytest.fixture
def away(tmp_path_factory, monkeypatch):
    """A `jupyter dstack` of somebody else: its address, its store, and a token of ann's for all there is."""
    folder = tmp_path_factory.mktemp("away")
    server = Running(folder, DSTACK_HOME=str(folder / "dstack"))
    try:
        url = server.link()
        server.said(r"sign in once, within an hour, by (\S+)")
        store = open_store(folder / "dstack")
        accounts = store.session(Viewer.local_owner(store.owner)).accounts
        accounts.add_user("ann")
        token = accounts.new_token("test", user="ann", scope="admin").secret
        yield {"url": url.partition("dstack/")[0], "store": store, "token": token}
    finally:
        server.stop()


@pytest.fixture
def stranger(jp_asyncio_loop):
    """Starts a server that answers as a function of its handler says; yields its address and what it heard."""
    running = []

    def start(answer, tls=None):
        heard = []

        @stream_request_body
        class Answering(RequestHandler):
            def initialize(self):
                self.length = 0

            def data_received(self, chunk):
                self.length += len(chunk)

            async def do(self):
                heard.append(self.request)
                await answer(self)

            get = head = post = put = patch = delete = do

            def compute_etag(self):
                return None

        sockets = bind_sockets(0, "127.0.0.1")
        server = HTTPServer(Application([(".*", Answering)]), ssl_options=tls, max_body_size=2**40)
        server.add_sockets(sockets)
        running.append(server)
        return f"http://127.0.0.1:{sockets[0].getsockname()[1]}/", heard

    yield start
    for server in running:
        server.stop()
        jp_asyncio_loop.run_until_complete(server.close_all_connections())


def said(answer):
    """The message of a refusal."""
    return json.loads(answer.body)["message"]
