"""A content as a file in which one can seek: only the parts are read that are asked for, each verified."""

from __future__ import annotations

import io
import threading

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.model.stacks import Content


class ContentFile(io.RawIOBase):
    """The bytes of a content as a binary file to read."""

    def __init__(self, backend: Backend, content: Content) -> None:
        self._backend = backend
        self._content = content
        # Arrow seeks and reads from several threads at once, and takes both together for one step.
        self._at = threading.local()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next read of this thread begins."""
        return getattr(self._at, "position", 0)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move there; returns the position."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self._content.length}[whence]
        self._at.position = max(begin + offset, 0)
        return self.tell()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, fewer only at the end."""
        start = min(self.tell(), self._content.length)
        stop = self._content.length if size is None or size < 0 else min(start + size, self._content.length)
        self._at.position = stop
        return b"".join(self._backend.open(self._content, start, stop)) if start < stop else b""
