"""What all results have: a plain form and a rich one, and how names and sizes are written in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from dstack_jupyter.model.names import StackPath

AUDIENCE = {"private": "only you", "internal": "any signed-in user", "public": "everyone"}
"""Who sees a stack of one's own, by its access level."""


class Rich(ABC):
    """A result with a plain and a rich form."""

    @abstractmethod
    def _text(self) -> str: ...

    @abstractmethod
    def _html(self) -> str: ...

    def __str__(self) -> str:
        return self._text()

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self._text(), "text/html": self._html()}


def short_name(path: StackPath, user: str) -> str:
    """The name as `user` would write it: ``sales``, or ``/alice/sales`` where it is alice's."""
    return path.name if path.user == user else f"/{path}"


def seen_by(path: StackPath, level: str, user: str, shared_with: int) -> str:
    """Who sees a stack, as far as `user` may know; `shared_with` others see one of their own by a permission."""
    if level == "private" and path.user != user:
        return f"{path.user} and those it is shared with"
    if level == "private" and shared_with:
        return f"you and {counted(shared_with, 'other')}"
    return AUDIENCE[level]


def size_text(length: int) -> str:
    """A number of bytes as people read it: ``12.3 MB``."""
    if length < 1000:
        return counted(length, "byte")
    size = float(length)
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999.5 or unit == "TB":
            break
    return f"{size:.3g} {unit}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 row``, ``5,000 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def enumerated(words: Sequence[str]) -> str:
    """Words as they are said: ``ann``, ``ann and bob``, ``ann, bob and cid``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
