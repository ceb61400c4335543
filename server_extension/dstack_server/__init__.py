"""The server extension of dstack: its HTTP interface, its pages, and ``jupyter dstack``."""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from dstack_server.app import DstackApp

    return [{"module": "dstack_server", "app": DstackApp}]
