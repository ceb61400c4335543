"""All calls of 2020: their addresses and what answers there."""

from __future__ import annotations

from typing import Any

from dstack_server.v1.templates import pattern_of
from dstack_server.v2020.may_push import AccessCall

ROOT = "dstack/api"
"""What a profile of a client of 2020 names, behind the address of the server."""

CALLS: tuple[tuple[str, type[Any]], ...] = (("stacks/access", AccessCall),)
"""In the order in which they are tried."""


def routes_of_2020() -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router."""
    return [(f"{ROOT}/{pattern_of(template)}", handler) for template, handler in CALLS]
