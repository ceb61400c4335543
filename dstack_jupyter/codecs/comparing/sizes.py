"""The size of a picture in pixels, by the first bytes of its file."""

from __future__ import annotations

import re
from collections.abc import Callable

Size = tuple[int, int]


def size_of(content: memoryview, content_type: str) -> Size | None:
    """Width and height; None where the file does not say."""
    reader = _READERS.get(content_type)
    try:
        return None if reader is None else reader(content)
    except (ValueError, IndexError):
        return None


def _png(content: memoryview) -> Size:
    return _number(content[16:20], "big"), _number(content[20:24], "big")


def _gif(content: memoryview) -> Size:
    return _number(content[6:8], "little"), _number(content[8:10], "little")


def _jpeg(content: memoryview) -> Size | None:
    """The first segment that describes the picture (markers C0 to CF, without C4, C8 and CC)."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], _number(content[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _number(content[place + 7 : place + 9], "big"), _number(content[place + 5 : place + 7], "big")
        place += 2 + max(length, 2)
    return None


def _svg(content: memoryview) -> Size | None:
    tag = re.search(rb"<svg\b[^>]{0,5000}>", bytes(content[:20_000]))
    sides = [_length(tag[0], name) for name in (b"width", b"height")] if tag else []
    return None if None in sides or not sides else (sides[0], sides[1])  # type: ignore[return-value]


def _length(tag: bytes, name: bytes) -> int | None:
    """A length in pixels; of the units only points are known, of which matplotlib makes use."""
    found = re.search(rb"\s" + name + rb"\s*=\s*[\"']\s*([0-9.]{1,12})(px|pt|)\s*[\"']", tag)
    return round(float(found[1]) * (4 / 3 if found[2] == b"pt" else 1)) if found else None


def _number(content: memoryview, order: str) -> int:
    return int.from_bytes(content, "big" if order == "big" else "little")


_READERS: dict[str, Callable[[memoryview], Size | None]] = {
    "image/png": _png,
    "image/gif": _gif,
    **dict.fromkeys(("image/jpeg", "image/jpg"), _jpeg),
    "image/svg+xml": _svg,
}
