"""A Jupyter server with our extension, in a thread of the tests: it serves the store of whichever test runs."""

import asyncio
import logging
import socket
import threading
from contextlib import contextmanager

TOKEN = "a-token-of-the-tests"
USERS = {
    "identity_provider_class": "dstack_server.identity.StoreIdentity",
    "authorizer_class": "dstack_server.identity.ViewersOnly",
}


class Served:
    """A server; `url` is its base URL, `stop` ends it. With `users` it knows those of the store, as one of its own."""

    def __init__(self, folder, base_url, *, users=False):
        self._folder, self._base_url, self._options = folder, base_url, USERS if users else {}
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="server", daemon=True)
        self._thread.start()
        assert self._is_up.wait(60)

    def stop(self):
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(20)

    async def _run(self):
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        app = _application(self._folder, self._base_url, self._options)
        self.url = f"http://127.0.0.1:{app.port}{app.base_url}"
        await app.extension_manager.start_all_extensions()
        self._is_up.set()
        await self._over.wait()
        app.http_server.stop()
        await app.cleanup_extensions()
        await app.http_server.close_all_connections()


@contextmanager
def serving(folder, base_url):
    """Yields the base URL of a server that asks for a token."""
    server = Served(folder, base_url)
    yield server.url
    server.stop()


def _application(folder, base_url, options):
    from jupyter_server.serverapp import ServerApp
    from traitlets.config import Config

    # It would go on looking at the stores of all tests that come after.
    config = Config({"IdentityProvider": {"token": TOKEN}, "DstackApp": {"tell_events": False}})
    places = {f"{kind}_dir": str(folder) for kind in ("root", "runtime", "config", "data")}
    app = ServerApp(
        config=config,
        base_url=base_url,
        ip="127.0.0.1",
        port=_free_port(),
        open_browser=False,
        allow_root=True,
        jpserver_extensions={"dstack_server": True},
        log_level=logging.CRITICAL,
        **places,
        **options,
    )
    app.init_signal = lambda: None
    app.initialize(argv=[], find_extensions=False)
    app.log.handlers = []
    return app


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
