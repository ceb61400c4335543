"""Files, as they are."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from functools import partial
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any, BinaryIO

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.model.errors import Conflict, NotFound, UnsupportedObject

UNKNOWN = "application/octet-stream"
"""The content type of a file whose name says nothing."""

_CHUNK = 1 << 20
_MORE_TYPES = {
    ".arrow": "application/vnd.apache.arrow.file",
    ".avif": "image/avif",
    ".feather": "application/vnd.apache.arrow.file",
    ".flac": "audio/flac",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".ipynb": "application/x-ipynb+json",
    ".jsonl": "application/jsonl",
    ".m4a": "audio/mp4",
    ".md": "text/markdown",
    ".mkv": "video/matroska",
    ".ndjson": "application/jsonl",
    ".npy": "application/x-npy",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".onnx": "application/onnx",
    ".opus": "audio/ogg",
    ".parquet": "application/vnd.apache.parquet",
    ".safetensors": "application/safetensors",
    ".skops": "application/x-skops",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".wav": "audio/wav",
    ".webm": "video/webm",
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
        """Whether it is a Path; that of a folder was taken before."""
        return isinstance(obj, Path)

    def encode(self, obj: Path, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `NotFound` for no file, `UnsupportedObject` for a pipe and the like."""
        path = obj.expanduser()
        status = status_of(path)
        write = partial(copy_file, path, status)
        return Encoded(content_type_of(path.name), write, "file", {"filename": path.name}, status.st_size)

    def decode(self, stored: Stored) -> Path:
        """The path of a private copy."""
        return stored.path()


def content_type_of(filename: str) -> str:
    """The MIME type by the suffix: ``text/csv``; ``application/octet-stream`` where it says nothing."""
    return _TYPES.guess_type(f"file:{filename}" if ":" in filename else filename)[0] or UNKNOWN


def suffix_of(content_type: str) -> str:
    """The suffix that files of a MIME type have; ``.bin`` where it says nothing."""
    return _TYPES.guess_extension(content_type) or ".bin"


def copy_file(path: Path, status: os.stat_result, sink: BinaryIO) -> None:
    """Write a file's bytes as they were when it had this status; raises `Conflict` where it changed since then."""
    copied = 0
    with path.open("rb", buffering=0) as file:
        while copied <= status.st_size and (chunk := file.read(_CHUNK)):
            sink.write(chunk)
            copied += len(chunk)
        now = os.fstat(file.fileno())
    if (copied, now.st_mtime_ns) != (status.st_size, status.st_mtime_ns):
        raise Conflict(
            f"the file {str(path)!r} was changed while it was pushed, so nothing was stored; "
            "push it again when nobody writes to it, or push a copy"
        )


def status_of(path: Path) -> os.stat_result:
    """The status of a file; raises `NotFound` for no file, `UnsupportedObject` for a pipe and the like."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise NotFound(f"there is no file {str(path)!r}; the folder is {str(path.absolute().parent)!r}") from None
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedObject(f"{str(path)!r} is neither a file nor a folder; copy what it gives into a file first")
    return status
