"""Byte ranges as RFC 9110 (section 14) defines them."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPEC = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


class ByteRange(NamedTuple):
    """The bytes ``[start, stop)`` of a content."""

    start: int
    stop: int

    def header(self, length: int) -> str:
        """The value of ``Content-Range`` in a content of `length` bytes."""
        return f"bytes {self.start}-{self.stop - 1}/{length}"


class Unsatisfiable(Exception):
    """A well-formed range of which the content has no byte."""


def requested_range(header: str | None, length: int) -> ByteRange | None:
    """The range that a ``Range`` header asks for in a content of `length` bytes.

    None means the whole content: there is no header, or one that a server is free to ignore (another unit,
    bad syntax, several ranges). Raises `Unsatisfiable` where the answer is 416.
    """
    unit, _, spec = (header or "").partition("=")
    found = _SPEC.fullmatch(spec.strip())
    if unit.strip().lower() != "bytes" or found is None or found.group() == "-":
        return None
    first, last = found.groups()
    if not first:
        return _suffix(int(last), length)
    if last and int(last) < int(first):
        return None
    if int(first) >= length:
        raise Unsatisfiable
    return ByteRange(int(first), min(int(last) + 1, length) if last else length)


def _suffix(wanted: int, length: int) -> ByteRange | None:
    if wanted == 0:
        raise Unsatisfiable
    return ByteRange(max(length - wanted, 0), length) if length else None


def is_same_strong(tag: str | None, etag: str) -> bool:
    """Whether an ``If-Range`` value lets a range be taken from the representation `etag`.

    A date never does: contents have no modification time.
    """
    return tag is None or tag.strip() == etag
