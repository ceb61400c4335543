"""The extension, and the command ``jupyter dstack``: configuration, and what is started and stopped.

The library is imported when the extension is loaded, not with this module: Jupyter imports it to ask for its name.
"""

from __future__ import annotations

import asyncio
import os
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from jupyter_server.utils import url_path_join
from traitlets import Bool, Float, Int, List, Unicode, default

from dstack_server.announcement import announce, withdraw
from dstack_server.cache import SizedCache
from dstack_server.standalone import ALONE, VOILA, StandaloneServer
from dstack_server.uploads import Uploads
from dstack_server.watching import Watcher

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store

HOME_VARIABLE = "DSTACK_HOME"


class DstackApp(ExtensionAppJinjaMixin, ExtensionApp):
    """Serves stacks and dashboards: inside a Jupyter server, or alone as ``jupyter dstack``."""

    name = "dstack"
    description = "Show the stacks and dashboards of this computer in a browser."
    examples = """
    jupyter dstack                 # list stacks and dashboards, open the list in a browser
    jupyter dstack --no-browser    # print the link only
    jupyter dstack demo            # the same with real data, in a store of its own
    jupyter dstack link            # print a link that signs you in to the one that runs
    """
    subcommands = {  # noqa: RUF012 - that is how its base declares it
        "demo": ("dstack_server.demo_app.DemoApp", "Show dashboards of real data, from a store of their own."),
        "link": ("dstack_server.link_app.LinkApp", "Print a link that signs a user in, once."),
    }

    extension_url = "/dstack/"
    load_other_extensions = False
    serverapp_class = StandaloneServer
    serverapp_config = {"jpserver_extensions": {VOILA: True}}  # noqa: RUF012 - as above

    home = Unicode(
        help="""The home folder with the store to show. Kernels that this server starts use it as well.
        Empty (the default): $DSTACK_HOME, or else ~/.dstack."""
    ).tag(config=True)

    compress = Bool(
        True,
        help="""Whether pages, tables and texts are sent compressed to browsers that take it (gzip).
        Default: true. Images, Parquet files and ranges are always sent as they are.""",
    ).tag(config=True)

    threads = Int(
        4,
        min=1,
        help="Number of threads that read from the store at the same time. Default: 4.",
    ).tag(config=True)

    cache_bytes = Int(
        64 * 1024 * 1024,
        min=0,
        help="""Memory for compressed contents and (a sixteenth of it) rendered pages, in bytes.
        Default: 67108864 (64 MiB). With 0 they are made for every request.""",
    ).tag(config=True)

    max_upload_bytes = Int(
        64 * 1024 * 1024 * 1024,
        min=1,
        help="""How many bytes one uploaded content may have. Default: 68719476736 (64 GiB). The whole of it is on the
        disk while it comes, and a few MiB of it in memory.""",
    ).tag(config=True)

    notice_seconds = Float(
        0.25,
        min=0.01,
        help="How long after a write those who watch the store are told of it, in seconds. Default: 0.25.",
    ).tag(config=True)

    tell_events = Bool(
        True,
        help="""Whether a Jupyter server that this runs in is told, by events of jupyter_events, what happens in the
        store of its owner. Default: true. It takes a look at the store some times a second.""",
    ).tag(config=True)

    kernel_variables = List(
        Unicode(),
        help="""Names of environment variables that kernels behind pages get beside the few that Python and Jupyter
        need. Default: none. Whoever may look at such a page can make its cells use them.""",
    ).tag(config=True)

    allow_anonymous = Bool(
        True,
        help="""Whether those who have not signed in to ``jupyter dstack`` see what is public.
        Default: true. With false they see the sign-in page alone.""",
    ).tag(config=True)

    insecure = Bool(
        False,
        help="""Whether ``jupyter dstack`` may be reached from other computers without TLS (also ``--insecure``).
        Default: false. Passwords and tokens can be read on their way then.""",
    ).tag(config=True)

    access_log = Bool(
        False,
        help="""Whether ``jupyter dstack`` writes a line of JSON to its standard error for each request.
        Default: false. Addresses are written without what stands behind the question mark.""",
    ).tag(config=True)

    stop_seconds = Float(
        10.0,
        min=0.0,
        help="""How long ``jupyter dstack``, when it is asked to stop, goes on with what it is answering, as uploads.
        In seconds; default: 10. With 0, and when it is asked twice, it stops at once.""",
    ).tag(config=True)

    max_kernels = Int(
        20,
        min=0,
        help="""How many pages with a kernel are open at the same time. Default: 20. With 0 there is no limit.
        A kernel takes about 150 MB.""",
    ).tag(config=True)

    session_days = Float(
        30.0,
        help="""After how many days a browser has to sign in to ``jupyter dstack`` again. Default: 30.""",
    ).tag(config=True)

    _announced: Path | None = None
    _telling: asyncio.Task[None] | None = None
    _replaced: dict[str, str | None]

    @default("version")
    def _our_version(self) -> str:
        from dstack_jupyter._version import __version__

        return __version__

    @default("template_paths")
    def _our_templates(self) -> list[str]:
        return [str(Path(__file__).parent / "templates")]

    @default("open_browser")
    def _as_the_server_does(self) -> bool:
        return bool(self.serverapp and self.serverapp.open_browser)

    def load_config_file(self, suppress_errors: bool = True) -> None:  # type: ignore[override]
        """Begin with the configuration of a server of our own, where this is one; the user's wins."""
        if isinstance(self.serverapp, StandaloneServer):
            self.update_config(ALONE)
        super().load_config_file(suppress_errors=suppress_errors)

    def initialize_settings(self) -> None:
        """Give the handlers what they share."""
        from dstack_server.lazy_store import LazyStore

        self._refuse_to_be_open()
        self._replaced = {}
        store = LazyStore(self.threads, self._announce)
        if self.home:
            self._set_variable(HOME_VARIABLE, str(Path(self.home).expanduser().absolute()))
        self.settings.update(
            dstack_store=store,
            dstack_watcher=Watcher(store, self.notice_seconds),
            dstack_uploads=Uploads(),
            dstack_pages=SizedCache(self.cache_bytes // 16),
            dstack_compressed=SizedCache(self.cache_bytes - self.cache_bytes // 16),
        )
        if self.has_users:
            self.settings.update(self._settings_of_users())

    def initialize_handlers(self) -> None:
        """Put the routes in place."""
        from dstack_server.routes import routes

        self.handlers.extend(routes(with_voila=self._has_voila(), with_users=self.has_users))

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        from dstack_jupyter.client.links import SERVER_VARIABLE
        from dstack_jupyter.store.home import home_folder, store_folder

        self._set_variable(SERVER_VARIABLE, self.url)
        if serverapp.starter_app is self:
            self.log.info("dstack is running at %s", serverapp.public_url)
            self._warming = asyncio.create_task(self._warm_up())
        if isinstance(serverapp, StandaloneServer) and self.has_users:
            self._opening = asyncio.create_task(self._open_for(serverapp))
        elif (store_folder(home_folder()) / "store.sqlite").exists():
            self._opening = asyncio.create_task(self._open_store())
        if self.tell_events and not isinstance(serverapp, StandaloneServer) and not self.has_users:
            self._telling = asyncio.create_task(self._tell(serverapp))

    async def stop_extension(self) -> None:
        """Forget what was announced."""
        if self._telling is not None:
            self._telling.cancel()
        await self.settings["dstack_watcher"].close()
        self.settings["dstack_uploads"].close()
        self.settings["dstack_store"].close()
        if self._announced:
            withdraw(self._announced)
        for name, value in self._replaced.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value

    @property
    def url(self) -> str:
        """The absolute address of the server, without a token."""
        assert self.serverapp is not None
        return url_path_join(self.serverapp.custom_display_url or self.serverapp.connection_url, "/")

    async def _warm_up(self) -> None:
        from dstack_server.pages import get_ready

        await self.settings["dstack_store"].build(get_ready)

    async def _open_for(self, server: StandaloneServer) -> None:
        from dstack_jupyter.model.errors import DstackError

        try:
            said = await self.settings["dstack_store"].with_store(lambda store: self._welcomed(store, server))
        except DstackError as error:
            self.log.warning("dstack shows nothing yet: %s", error)
        else:
            self.log.info("%s", said)

    def _welcomed(self, store: Store, server: StandaloneServer) -> str:
        from dstack_server.welcome import moved, sign_in_link, welcome

        link = partial(sign_in_link, store, store.owner, self.url, server.default_url, server.base_url)
        said = welcome(store, self.url)
        if self.open_browser:
            server.open_in_browser(link())
        if said is None:
            ask = "to sign in, ask for a link that works once: jupyter dstack link" + self._home_option()
            return "\n".join([*moved(store, self.url), ask])
        return f"{said}\nsign in once, within an hour, by {link()}"

    def _home_option(self) -> str:
        home = os.environ.get(HOME_VARIABLE)
        return f" --home {shlex.quote(home)}" if home else ""

    async def _open_store(self) -> None:
        from dstack_jupyter.model.errors import DstackError

        try:
            await self.settings["dstack_store"].owner_session()
        except DstackError as error:
            self.log.warning("dstack shows nothing yet: %s", error)

    async def _tell(self, serverapp: Any) -> None:
        from dstack_server.telling import Teller

        await Teller(self.settings["dstack_store"], self.settings["dstack_watcher"], serverapp.event_logger).tell()

    def _announce(self, store: Store) -> None:
        assert self.serverapp is not None
        try:
            self._announced = announce(store.folder, self.url, self.serverapp.base_url, store.id)
        except OSError as error:
            self.log.warning("scripts will not find this server: %s", error)

    def _settings_of_users(self) -> dict[str, Any]:
        from dstack_server import access_log
        from dstack_server.addresses import sign_in_url

        assert self.serverapp is not None
        base_url, identity = self.serverapp.base_url, self.serverapp.identity_provider
        secure = bool(self.serverapp.certfile) if identity.secure_cookie is None else bool(identity.secure_cookie)
        access_log.show(self.access_log)
        return {
            "log_function": access_log.log_request,
            "login_url": sign_in_url(base_url),
            "xsrf_cookie_kwargs": {"path": base_url, "samesite": "Lax", "secure": secure},
        }

    def _has_voila(self) -> bool:
        assert self.serverapp is not None
        voila = self.serverapp.extension_manager.extensions.get(VOILA)
        return voila is not None and voila.enabled

    def _refuse_to_be_open(self) -> None:
        from dstack_server.openness import refusal

        if isinstance(self.serverapp, StandaloneServer) and (why := refusal(self.serverapp, insecure=self.insecure)):
            self.log.critical("dstack does not start: %s", why)
            self.exit(1)

    @property
    def has_users(self) -> bool:
        """Whether people sign in to the store, rather than to Jupyter."""
        from dstack_server.identity import StoreIdentity

        assert self.serverapp is not None
        return isinstance(self.serverapp.identity_provider, StoreIdentity)

    def _set_variable(self, name: str, value: str) -> None:
        self._replaced.setdefault(name, os.environ.get(name))
        os.environ[name] = value


main = DstackApp.launch_instance
