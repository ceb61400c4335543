"""The lock that lets one process at a time write, so that all of them get their turn."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from dstack_jupyter.model.errors import StoreUnavailable
from dstack_jupyter.store import disk, failures, forks

_POLL = 0.001
"""Seconds between two attempts; much longer, and a process that writes all the time would starve the others."""


class WriteLock:
    """A lock among processes, on a file, and among the threads of this one. A thread may take it again.

    Parameters
    ----------
    path
        The file; made when it is not there, and never removed.
    patience
        Seconds to wait before `StoreUnavailable` is raised.
    """

    def __init__(self, path: Path, patience: float) -> None:
        forks.tell(self)
        self._path = path
        self._patience = patience
        self._thread = threading.RLock()
        self._descriptor: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock."""
        end = time.monotonic() + self._patience
        if not self._thread.acquire(timeout=self._patience):
            raise self._taken()
        try:
            if self._descriptor is not None:
                yield
                return
            self._descriptor = self._locked(end)
            try:
                yield
            finally:
                self._unlock()
        finally:
            self._thread.release()

    def before_fork(self) -> None:
        """Nothing: a thread that holds the lock goes on in the parent."""

    def after_fork(self, *, in_child: bool) -> None:
        """In the child leave the lock to the parent's threads, which may hold it."""
        if not in_child:
            return
        descriptor, self._descriptor = self._descriptor, None
        self._thread = threading.RLock()
        if descriptor is not None:
            os.close(descriptor)

    def _locked(self, end: float) -> int:
        while True:
            descriptor = self._opened()
            try:
                self._wait(descriptor, end)
                if os.fstat(descriptor).st_nlink:
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # someone removed the file, so others lock a new one

    def _opened(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR)
        except FileNotFoundError:
            return self._created()
        except OSError as error:
            raise failures.of_system(error, self._path) from error

    def _created(self) -> int:
        with failures.explained(self._path):
            try:
                return disk.create_file(self._path)
            except FileExistsError:
                return os.open(self._path, os.O_RDWR)

    def _wait(self, descriptor: int, end: float) -> None:
        try:
            while not lock_descriptor(descriptor, blocking=False):
                if time.monotonic() > end:
                    raise self._taken(descriptor)
                time.sleep(_POLL * random.uniform(0.5, 1.5))  # noqa: S311
        except OSError as error:
            raise failures.of_locks(error, self._path) from error

    def _unlock(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            unlock_descriptor(descriptor)
        finally:
            os.close(descriptor)

    def _taken(self, descriptor: int | None = None) -> StoreUnavailable:
        who = "another thread of this program" if descriptor is None else holder(descriptor)
        return StoreUnavailable(
            f"{self._path.parent} is being written by {who} for more than {self._patience:g} s; "
            "nothing was stored; try again, or end that program"
        )


def holder(descriptor: int) -> str:
    """Who holds a lock on an open file, as far as Linux says."""
    inode = os.fstat(descriptor).st_ino
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            fields = line.split()
            if fields[1] == "FLOCK" and int(fields[5].rpartition(":")[2]) == inode and int(fields[4]) > 0:
                return program(int(fields[4]))
    return "another program"


def program(pid: int) -> str:
    """A process by its number and name; raises `OSError` where Linux knows none."""
    return f"process {pid} ({Path(f'/proc/{pid}/comm').read_text(encoding='utf-8').strip()})"
