"""Bytes on their way to a server: hashed while they wait in a temporary file, then sent as far as it lacks them."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import IO, cast

from dstack_jupyter.client.http.held import HeldContents
from dstack_jupyter.client.http.wire import Wire, is_there
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.model.errors import Conflict, InvalidValue, ServerUnavailable
from dstack_jupyter.model.stacks import SMALL_CONTENT, Content, Missing

IN_MEMORY = 8 << 20
"""What is longer waits on the disk, and goes on where an upload of another process stopped."""

CHUNK = 1 << 20
PART = 64 << 20
"""The most bytes of one request, so that a proxy that gathers them has not too many."""

WHOLE = 256 << 10
"""Contents of at most this many bytes are not cut."""

MOST_CUTS = 100_000
NAMED = 10_000
"""The most contents of one question."""

PAUSE = 0.2
TRIES = 5
"""How often an upload goes on after it broke without a byte in between."""


class HttpUpload:
    """Takes the bytes of one content; `finish` sends them, or hands them to `held` where they are few."""

    def __init__(self, wire: Wire, held: HeldContents | None = None) -> None:
        self._wire, self._held = wire, held
        self._file = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - closed by `discard`
        self._digest = hashlib.sha256()
        self._length = self._last_cut = 0
        self._cuts: list[int] = []
        self._content: Content | None = None
        self._is_over = False

    def write(self, chunk: bytes | memoryview, /) -> int:
        """Take some bytes."""
        self._check_open()
        view = memoryview(chunk).cast("B")
        self._file.write(view)
        self._digest.update(view)
        self._length += view.nbytes
        return view.nbytes

    def cut(self) -> None:
        """Hint that what follows may be the same in another content, or not, on its own."""
        self._check_open()
        if self._length > self._last_cut and len(self._cuts) < MOST_CUTS:
            self._cuts.append(self._length - self._last_cut)
            self._last_cut = self._length

    def finish(self) -> Content:
        """Send the bytes and return their identity; again, it returns the same."""
        if self._content is None:
            self._check_open()
            content = Content(sha256=self._digest.hexdigest(), length=self._length)
            try:
                self._hand_on(content)
            finally:
                self.discard()
            self._content = content
        return self._content

    def discard(self) -> None:
        """Forget the bytes; harmless after `finish`."""
        if not self._is_over:
            self._is_over = True
            self._file.close()

    def __del__(self) -> None:
        if hasattr(self, "_is_over"):
            self.discard()

    def _hand_on(self, content: Content) -> None:
        if self._held is None or content.length > SMALL_CONTENT:
            self._send(content)
            return
        self._file.seek(0)
        self._held.hold(content, self._file.read())

    def _send(self, content: Content) -> None:
        offset = 0
        if content.length > SMALL_CONTENT:  # to ask whether the server has it takes as long as to send less
            if not missing(self._wire, [content.sha256]):
                return
            offset = (self._offset(content) or 0) if content.length > IN_MEMORY else 0
            if not offset and self._cuts:
                self._tell_cuts(content)
        with Progress(content.length, "B", "uploading") as progress:
            progress.advance(offset)
            self._send_from(offset, content, progress)

    def _tell_cuts(self, content: Content) -> None:
        """Say where the codec cuts: a hint, without which nothing breaks."""
        if content.length > WHOLE:
            self._wire.do("POST", f"contents/{content.sha256}/cuts", {"length": content.length, "lengths": self._cuts})

    def _send_from(self, offset: int, content: Content, progress: Progress) -> None:
        """Send part after part, and go on from where the server says that it is when something broke."""
        broke = 0
        while True:
            try:
                after = self._put(content, offset)
            except (ServerUnavailable, Conflict):
                after = self._offset(content) or 0
                broke = broke + 1 if after <= offset else 0
                if broke > TRIES:
                    raise
                time.sleep(PAUSE * broke)
            progress.advance(max(0, after - offset))
            offset = after
            if offset >= content.length:
                return

    def _put(self, content: Content, offset: int) -> int:
        """Send one part; returns how many bytes the server has then."""
        part = Part(self._file, offset, min(PART, content.length - offset))
        response = self._wire.send(
            "PUT",
            f"contents/{content.sha256}",
            body=part if part else b"",
            headers={
                "Content-Type": "application/octet-stream",
                "Upload-Offset": str(offset),
                "Upload-Length": str(content.length),
            },
            again=content.length <= SMALL_CONTENT,
        )
        return content.length if response.status_code != 202 else int(response.headers["Upload-Offset"])

    def _offset(self, content: Content) -> int | None:
        """How many bytes of the content the server has; None where it says nothing."""
        response = is_there(self._wire, f"contents/{content.sha256}")
        if response is None:
            return None
        return content.length if response.status_code == 200 else int(response.headers.get("Upload-Offset", 0))

    def _check_open(self) -> None:
        if self._is_over:
            raise InvalidValue("this upload is over; begin a new one")


def send_alone(wire: Wire, content: Content, held: bytes) -> None:
    """Send a content whose bytes are in memory."""
    upload = HttpUpload(wire)
    upload.write(held)
    upload.finish()


def missing(wire: Wire, names: Sequence[str]) -> set[str]:
    """Which contents a server lacks, or does not let us name without their bytes."""
    found: set[str] = set()
    for start in range(0, len(names), NAMED):
        asked = {"sha256": names[start : start + NAMED]}
        found.update(wire.post("contents/missing", Missing, asked, again=True).sha256)
    return found


class Part:
    """A part of a file that can be sent more than once."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self._file, self._start, self._length = file, start, length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        left = self._length
        while left:
            chunk = self._file.read(min(CHUNK, left))
            left -= len(chunk)
            yield chunk
