"""Addresses with names in braces, as the OpenAPI document writes them, and what a router takes."""

from __future__ import annotations

import re

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

_NAME = re.compile(r"\{(\w+)\}")


def pattern_of(template: str) -> str:
    """The regular expression of an address: ``stacks/{user}/{name}/-``."""
    return "".join(
        _PARTS[part] if position % 2 else re.escape(part) for position, part in enumerate(_NAME.split(template))
    )


def names_in(template: str) -> list[str]:
    """The names in braces, in order."""
    return _NAME.findall(template)
