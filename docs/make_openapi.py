"""``make openapi``: the OpenAPI document of the HTTP interface, as the handlers say it."""

from __future__ import annotations

import json
from pathlib import Path

from dstack_server.v1.openapi import document
from dstack_server.v1.resources import RESOURCES

FILE = Path(__file__).parent / "openapi.json"


def text() -> str:
    """The document as it is checked in."""
    return json.dumps(document(RESOURCES), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
