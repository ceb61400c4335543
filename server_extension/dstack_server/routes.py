"""All addresses, below the base URL of the server."""

from __future__ import annotations

from typing import Any

from dstack_server.assets import AssetHandler
from dstack_server.missing import MissingPage, MissingResource, VoilaMissing
from dstack_server.own_copies import CopyHandler
from dstack_server.own_files import PushHandler
from dstack_server.pages import DashboardPage
from dstack_server.relay.routes import relay_routes
from dstack_server.running_pages import RunningPageHandler, RunningPagesHandler
from dstack_server.shell import shell_routes
from dstack_server.sign_in import sign_in_routes
from dstack_server.v1.resources import v1_routes
from dstack_server.v2020.calls import routes_of_2020

USER = r"([^/]+)"
NAME = r"(.+)"

Route = tuple[str, type[Any]]


def routes(*, with_voila: bool, with_users: bool = False) -> list[Route]:
    """Patterns and handlers, in the order in which they are tried; `with_users` where people sign in to the store."""
    return [
        *v1_routes(),
        *routes_of_2020(is_alone=with_users),
        *([] if with_users else [*_own_work(), *relay_routes()]),
        *(_running_pages() if with_voila and not with_users else []),
        (r"dstack/api/.*", MissingResource),
        (r"dstack/static/([0-9A-Za-z]{1,64})/([^/]+)", AssetHandler),
        (rf"dstack/d/{USER}/{NAME}", DashboardPage),
        (rf"dstack/v/{USER}/{NAME}", _voila_page() if with_voila else VoilaMissing),
        *(sign_in_routes() if with_users else []),
        *shell_routes(),
        (r"dstack/.*", MissingPage),
    ]


def _own_work() -> list[Route]:
    """What the owner of a Jupyter server lets it do."""
    return [(r"dstack/push/?", PushHandler), (r"dstack/copy/?", CopyHandler)]


def _voila_page() -> type[Any]:
    """Imported only where Voila is loaded anyway: it is slow to import."""
    from dstack_server.voila_page import VoilaPage

    return VoilaPage


def _running_pages() -> list[Route]:
    """Of the kernels behind pages; the owner of a Jupyter server alone has them."""
    return [(r"dstack/kernels/?", RunningPagesHandler), (r"dstack/kernels/([^/]+)", RunningPageHandler)]
