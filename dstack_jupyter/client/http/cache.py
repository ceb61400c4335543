"""What was pulled from servers, kept in the home folder up to a size: contents by their hash, and answers."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from dstack_jupyter.model.errors import ConfigurationError
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.store.disk import make_folder, make_parents
from dstack_jupyter.store.home import home_folder

SIZE_VARIABLE = "DSTACK_CACHE_MB"
USUAL_MB = 2000

_SWEPT_SHARE = 20
"""The folder is looked through when this part of its limit was added."""


class Cache:
    """A folder of files of which the least recently used go when there are too many bytes.

    What it gives is checked by its hash, so that a file that was changed is one that is not there. Whatever is wrong
    with the disk makes it forget, never fail.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._added = limit  # the first file of a process looks through the folder

    def content(self, content: Content) -> bytes | None:
        """The bytes of a content, checked."""
        path = self._content(content)
        with suppress(OSError):
            held = path.read_bytes()
            if hashlib.sha256(held).hexdigest() == content.sha256:
                os.utime(path)
                return held
            path.unlink()
        return None

    def file(self, content: Content) -> IO[bytes] | None:
        """The file of a content, checked, at its beginning."""
        path = self._content(content)
        with suppress(OSError):
            file = path.open("rb")
            if hashlib.file_digest(file, "sha256").hexdigest() == content.sha256:
                file.seek(0)
                os.utime(path)
                return file
            file.close()
            path.unlink()
        return None

    def takes(self, length: int) -> bool:
        """Whether so many bytes are kept at all."""
        return length * 2 <= self._limit

    def keep_content(self, content: Content, held: bytes | memoryview) -> None:
        """Keep the bytes of a content, which were checked."""
        self._write(self._content(content), held)

    @contextmanager
    def arriving(self, content: Content) -> Iterator[IO[bytes]]:
        """A new file for the bytes of a content; it is kept when the block ends well, and may be read after that."""
        path = self._content(content)
        if not self.takes(content.length) or not self._made(path.parent):
            with _nameless() as file:
                yield file
            return
        number, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(number, "w+b") as file:
            try:
                yield file
                file.flush()
                with suppress(OSError):
                    os.replace(temporary, path)
                self._grew(content.length)
            finally:
                Path(temporary).unlink(missing_ok=True)

    def answer(self, key: str) -> bytes | None:
        """An answer that was kept."""
        with suppress(OSError):
            return self._answer(key).read_bytes()
        return None

    def keep_answer(self, key: str, text: bytes) -> None:
        """Keep the last answer to a question."""
        self._write(self._answer(key), text)

    def _content(self, content: Content) -> Path:
        return self._folder / "contents" / content.sha256[:2] / content.sha256

    def _answer(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / "answers" / name[:2] / name

    def _write(self, path: Path, held: bytes | memoryview) -> None:
        if not self.takes(len(held)) or not self._made(path.parent):
            return
        with suppress(OSError):
            number, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(held)
                os.replace(temporary, path)
            finally:
                Path(temporary).unlink(missing_ok=True)
            self._grew(len(held))

    def _made(self, folder: Path) -> bool:
        """Make a folder, and those up to the home folder, for their owner alone; whether it is there."""
        home = self._folder.parent
        try:
            if not folder.is_dir():
                make_parents(home)
                for one in (home, self._folder, folder.parent, folder):
                    make_folder(one)
        except OSError:
            return False
        return True

    def _grew(self, length: int) -> None:
        self._added += length
        if self._added * _SWEPT_SHARE < self._limit:
            return
        self._added = 0
        files = sorted(_files(self._folder), key=lambda file: file.used)
        over = sum(file.length for file in files) - self._limit
        for file in files:
            if over <= 0:
                return
            with suppress(OSError):
                file.path.unlink()
            over -= file.length


class _File(NamedTuple):
    path: Path
    length: int
    used: float


def usual_cache() -> Cache:
    """The cache of the home folder, as large as ``$DSTACK_CACHE_MB`` says; with 0 nothing is kept."""
    named = os.environ.get(SIZE_VARIABLE) or str(USUAL_MB)
    if not (named.isascii() and named.isdecimal()):
        raise ConfigurationError(f"${SIZE_VARIABLE} is {named!r}; write a number of megabytes, 0 for no cache")
    return Cache(home_folder() / "cache", int(named) * 1_000_000)


def _files(folder: Path) -> Iterator[_File]:
    for path in folder.rglob("*"):
        with suppress(OSError):
            found = path.stat()
            if path.is_file():
                yield _File(path, found.st_size, found.st_mtime)


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile()
