"""Addresses with names in braces, as the OpenAPI document writes them, and what a router takes."""

from __future__ import annotations

import re
from typing import Any

_PARTS = {
    "user": r"([^/]+)",
    "name": r"(.+?)",
    "frame": r"([^/]+)",
    "index": r"([0-9]{1,9})",
    "tag": r"([^/]+)",
    "sha256": r"([0-9a-f]{64})",
    "id": r"([0-9A-Za-z_-]{1,64})",
    "other": r"([^/]+)",
}
"""What may stand for each name. A stack's name may hold slashes, and ends at ``/-/``."""

_FREE = ("user", "name", "frame", "tag", "other")
"""Names that may hold nearly everything; their rules are told in words where they are broken."""

_DESCRIPTIONS = {
    "user": "Who owns it.",
    "name": "Its name; slashes in it stand as they are.",
    "frame": "`head`, or the number, the id, the beginning of the id or a tag of a frame.",
    "index": "The number of the attachment in its frame, from 0.",
    "tag": "A name for a frame.",
    "sha256": "The SHA-256 of the bytes, in hexadecimal.",
    "id": "Its id.",
    "other": "The name of a user.",
}

_NAME = re.compile(r"\{(\w+)\}")


def pattern_of(template: str) -> str:
    """The regular expression of an address: ``stacks/{user}/{name}/-``."""
    return "".join(
        _PARTS[part] if position % 2 else re.escape(part) for position, part in enumerate(_NAME.split(template))
    )


def schema_of(name: str) -> dict[str, Any]:
    """The JSON schema of a name in braces."""
    described = {"type": "string", "description": _DESCRIPTIONS[name]}
    return described if name in _FREE else {**described, "pattern": f"^{_PARTS[name][1:-1]}$"}


def names_in(template: str) -> list[str]:
    """The names in braces, in order."""
    return _NAME.findall(template)
