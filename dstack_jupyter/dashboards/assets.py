"""The built browser modules that are part of the package."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from dstack_jupyter.model.errors import DstackError, NotFound

CARD_MODULE = "card.js"
PAGE_MODULE = "page.js"
PAGE_STYLE = "page.css"
WEB_MODULE = "web.js"
WEB_STYLE = "web.css"


def static_version() -> str:
    """The version in the address of the modules: it changes whenever one of them does."""
    return str(_manifest()["version"])


def compressed(name: str) -> bytes:
    """A module as it is stored, compressed by gzip; raises `NotFound` for a name that is none of ours."""
    entry = _manifest()["files"].get(name)
    if entry is None:
        raise NotFound(f"there is no module {name!r} in this release of dstack-jupyter")
    return (_folder() / entry["gzip"]).read_bytes()


def asset(name: str) -> bytes:
    """The bytes of a module."""
    return gzip.decompress(compressed(name))


def names() -> list[str]:
    """All modules."""
    return sorted(_manifest()["files"])


def _folder() -> Traversable:
    return files("dstack_jupyter") / "static"


@cache
def _manifest() -> dict[str, dict[str, dict[str, str]]]:
    try:
        manifest: dict[str, dict[str, dict[str, str]]] = json.loads((_folder() / "manifest.json").read_bytes())
    except FileNotFoundError:
        raise DstackError(
            "the browser modules of dstack-jupyter were not built; in a checkout run 'pip install -e .' with Node there"
        ) from None
    return manifest
