"""Bytes from one place to another, hashed on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import IO

CHUNK = 1 << 20
"""Bytes that are read at once."""

Advance = Callable[[int], None]
"""Is told how many more bytes were copied."""

Report = Callable[[int, int], None]
"""Is told how many bytes are done, and how many there are to do."""


def copied(source: IO[bytes], write: Callable[[bytearray], object], advance: Advance) -> tuple[str, int]:
    """Copy all of an open file; returns the SHA-256 and the length of what was copied."""
    sha256, length = hashlib.sha256(), 0
    while chunk := bytearray(source.read(CHUNK)):
        sha256.update(chunk)
        write(chunk)
        length += len(chunk)
        advance(len(chunk))
    return sha256.hexdigest(), length


def hashed(source: IO[bytes], advance: Advance) -> tuple[str, int]:
    """The SHA-256 and the length of an open file."""
    return copied(source, lambda _: None, advance)


def counted(total: int, report: Report | None) -> Advance:
    """Adds up what is copied, and reports the sum and how many bytes there are in all."""
    done = 0

    def advance(length: int) -> None:
        nonlocal done
        done += length
        if report is not None:
            report(done, max(done, total))

    return advance
