"""All resources of v1: their addresses, as the OpenAPI document writes them, and what answers there."""

from __future__ import annotations

from typing import Any

from dstack_server.v1.stacks import StackHandler, StacksHandler
from dstack_server.v1.templates import pattern_of

BASE = "dstack/api/v1"

RESOURCES: tuple[tuple[str, type[Any]], ...] = (
    ("stacks", StacksHandler),
    ("stacks/{user}/{name}/-", StackHandler),
)
"""In the order in which they are tried."""


def v1_routes() -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router."""
    return [(rf"{BASE}/{pattern_of(template)}", handler) for template, handler in RESOURCES]
