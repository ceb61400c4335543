"""``python -m benchmarks.bare FOLDER PORT``: the least that an HTTP server does for bytes that it keeps.

A ``PUT`` goes to a file as it comes: fsync, rename, fsync of the folder, one SQLite commit with ``synchronous=FULL``.
A ``GET`` sends the file in chunks; ``/`` sends nothing. Nobody is asked who they are, and nothing is checked.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

from tornado import web

CHUNK = 1 << 20


@web.stream_request_body
class FileHandler(web.RequestHandler):
    """``/file/NAME``."""

    def initialize(self, folder: Path, database: sqlite3.Connection) -> None:
        """Note where files are kept."""
        self._folder, self._database = folder, database

    def prepare(self) -> None:
        """Open the file that the bytes go to."""
        self.request.connection.set_max_body_size(1 << 40)  # type: ignore[union-attr]
        if self.request.method == "PUT":
            self._path = self._folder / self.path_args[0]
            self._file = self._path.with_suffix(".tmp").open("wb")

    def data_received(self, chunk: bytes) -> None:
        """Keep the next bytes."""
        self._file.write(chunk)

    def put(self, name: str) -> None:
        """Make them durable."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.with_suffix(".tmp").rename(self._path)
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self._database.execute("INSERT INTO frame (file) VALUES (?)", (name,))

    async def get(self, name: str) -> None:
        """Send them."""
        path = self._folder / name
        self.set_header("Content-Length", str(path.stat().st_size))
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                self.write(chunk)
                await self.flush()


class EmptyHandler(web.RequestHandler):
    """``/``."""

    def get(self) -> None:
        """Answer with nothing."""


async def _serve(folder: Path, port: int) -> None:
    database = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE frame (number INTEGER PRIMARY KEY, file TEXT)")
    kept = {"folder": folder, "database": database}
    web.Application([("/", EmptyHandler), (r"/file/([\w.]+)", FileHandler, kept)]).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
