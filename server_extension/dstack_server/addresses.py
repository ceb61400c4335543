"""The addresses that pages hold."""

from __future__ import annotations

from urllib.parse import quote

from jupyter_server.utils import url_path_join

from dstack_jupyter.dashboards import assets
from dstack_jupyter.model.errors import DstackError
from dstack_jupyter.model.names import StackPath


def list_url(base_url: str) -> str:
    """The list of dashboards and stacks."""
    return url_path_join(base_url, "dstack/")


def dashboard_url(base_url: str, path: StackPath) -> str:
    """The page of a dashboard."""
    return url_path_join(base_url, "dstack/d", quote(path.user), quote(path.name))


def stack_url(base_url: str, path: StackPath) -> str:
    """The page of a stack."""
    return url_path_join(base_url, "dstack/s", quote(path.user), quote(path.name))


def asset_url(base_url: str, name: str) -> str:
    """A script or style in its present version; raises `DstackError` where they were not built."""
    return url_path_join(base_url, "dstack/static", assets.static_version(), quote(name))


def style_url(base_url: str) -> str | None:
    """The stylesheet of the pages, or None where it was not built."""
    try:
        return asset_url(base_url, assets.PAGE_STYLE)
    except DstackError:
        return None
