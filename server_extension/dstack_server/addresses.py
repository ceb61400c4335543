"""The addresses that pages hold."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, unquote_plus

from jupyter_server.utils import url_path_join

from dstack_jupyter.dashboards import assets
from dstack_jupyter.model.errors import DstackError
from dstack_jupyter.model.names import StackPath

_TRICKS = re.compile(r"[\\\x00-\x1f\x7f]|//|/\.\.?(/|$)")
"""What browsers read otherwise than it looks."""

_BLANK = re.compile(r"[\x00-\x20\x7f]")


def list_url(base_url: str) -> str:
    """The list of dashboards and stacks."""
    return url_path_join(base_url, "dstack/")


def stack_url(base_url: str, path: StackPath) -> str:
    """The page of a stack."""
    return url_path_join(base_url, "dstack/s", quote(path.user), quote(path.name))


def asset_url(base_url: str, name: str) -> str:
    """A script or style in its present version; raises `DstackError` where they were not built."""
    return url_path_join(base_url, "dstack/static", assets.static_version(), quote(name))


def sign_in_url(base_url: str, following: str = "") -> str:
    """Where people sign in, and then go to the address that is `following`."""
    return url_path_join(base_url, "dstack/sign-in") + (f"?next={quote(following, safe='/')}" if following else "")


def openapi_url(base_url: str) -> str:
    """The document that describes the HTTP interface."""
    return url_path_join(base_url, "dstack/api/v1/openapi.json")


def below(base_url: str, address: str) -> str | None:
    """An address that a browser was asked to go on to, if it is one of our pages; else None."""
    path, _, _ = address.partition("?")
    is_ours = path.startswith(list_url(base_url)) and not _TRICKS.search(unquote(path)) and not _BLANK.search(address)
    return address if is_ours else None


def query_without(query: str, *names: str) -> str:
    """A query as it was sent, but for some of its arguments."""
    parts = [part for part in query.split("&") if part and unquote_plus(part.partition("=")[0]) not in names]
    return "&".join(parts)


def style_url(base_url: str) -> str | None:
    """The stylesheet of the pages, or None where it was not built."""
    try:
        return asset_url(base_url, assets.PAGE_STYLE)
    except DstackError:
        return None
