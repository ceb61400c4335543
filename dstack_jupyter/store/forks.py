"""Forks of the process: an open SQLite connection must not be carried across one.

SQLite keeps its locks per process and would believe in the child that it holds those of the parent. So
connections are closed before a fork, and opened again on either side when they are needed.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from typing import Protocol

PATIENCE = 10.0
"""Seconds that a fork waits for the transactions of other threads."""


class Forkable(Protocol):
    """Something that must know of forks."""

    def before_fork(self) -> None:
        """Give up what a child must not inherit."""

    def after_fork(self, *, in_child: bool) -> None:
        """Go on."""


class Gate:
    """Lets many in at once; when it is shut it waits until all are out, and new ones wait outside."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: dict[int, int] = {}
        self._is_shut = False

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._changed:
            while self._is_shut and me not in self._inside:
                self._changed.wait()
            self._inside[me] = self._inside.get(me, 0) + 1

    def __exit__(self, *_: object) -> None:
        me = threading.get_ident()
        with self._changed:
            left = self._inside[me] - 1
            if left:
                self._inside[me] = left
            else:
                del self._inside[me]
            if self._is_shut:
                self._changed.notify_all()

    def shut(self, patience: float) -> bool:
        """Wait until nobody is inside; returns False when that took longer than `patience` seconds."""
        end = time.monotonic() + patience
        with self._changed:
            self._is_shut = True
            if threading.get_ident() in self._inside:
                return False
            return self._changed.wait_for(lambda: not self._inside, max(0.0, end - time.monotonic()))

    def open(self) -> None:
        """Let everyone in again."""
        with self._changed:
            self._is_shut = False
            self._changed.notify_all()


_known: weakref.WeakSet[Forkable] = weakref.WeakSet()


def tell(subject: Forkable) -> None:
    """From now on tell `subject` of every fork of this process, as long as it lives."""
    _known.add(subject)


def _before() -> None:
    for subject in list(_known):
        subject.before_fork()


def _after(*, in_child: bool) -> None:
    for subject in list(_known):
        subject.after_fork(in_child=in_child)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before,
        after_in_parent=lambda: _after(in_child=False),
        after_in_child=lambda: _after(in_child=True),
    )
