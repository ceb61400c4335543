"""Files, as they are."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Mapping
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any, BinaryIO

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.model.errors import NotFound, UnsupportedObject

_CHUNK = 1 << 20
_MORE_TYPES = {
    ".arrow": "application/vnd.apache.arrow.file",
    ".avif": "image/avif",
    ".feather": "application/vnd.apache.arrow.file",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".ipynb": "application/x-ipynb+json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".ndjson": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".webp": "image/webp",
    ".xz": "application/x-xz",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zst": "application/zstd",
}
# The tables of the operating system are left aside: a file has the same type on every computer.
_TYPES = MimeTypes()
for _suffix, _type in _MORE_TYPES.items():
    _TYPES.add_type(_type, _suffix)
    _TYPES.encodings_map.pop(_suffix, None)


class FileCodec:
    """`pathlib.Path` of a file; its bytes are streamed, and come back as the path of a copy with its name."""

    name = "file"
    supports = "files (pathlib.Path)"
    gives = "pathlib.Path of a copy"
    applications = ("file",)
    content_types = ("*/*",)
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a Path."""
        return isinstance(obj, Path)

    def encode(self, obj: Path, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `NotFound` for no file, `UnsupportedObject` for a folder."""
        path = obj.expanduser()
        length = _length(path)

        def write(sink: BinaryIO) -> None:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sink, _CHUNK)

        return Encoded(content_type_of(path.name), write, "file", {"filename": path.name}, length)

    def decode(self, stored: Stored) -> Path:
        """The path of a private copy."""
        return stored.path()


def content_type_of(filename: str) -> str:
    """The MIME type by the suffix: ``text/csv``; ``application/octet-stream`` where it says nothing."""
    return _TYPES.guess_type(f"file:{filename}" if ":" in filename else filename)[0] or "application/octet-stream"


def _length(path: Path) -> int:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise NotFound(f"there is no file {str(path)!r}; the folder is {str(path.absolute().parent)!r}") from None
    if stat.S_ISDIR(status.st_mode):
        raise UnsupportedObject(
            f"{str(path)!r} is a folder, and only files can be pushed; "
            f"make one file of it: shutil.make_archive({path.name!r}, 'zip', {str(path)!r})"
        )
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedObject(f"{str(path)!r} is neither a file nor a folder; copy what it gives into a file first")
    return status.st_size
