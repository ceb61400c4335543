"""Folders, as one archive that is the same wherever and whenever it is made."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from dstack_jupyter.codecs import archives
from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.model.errors import DstackError


class FolderCodec:
    """`pathlib.Path` of a folder; it comes back as the path of a copy with its name."""

    name = "folder"
    supports = "folders (pathlib.Path)"
    gives = "pathlib.Path of a copy"
    applications = ("folder",)
    content_types = ()
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is the Path of a folder."""
        return isinstance(obj, Path) and os.path.isdir(os.path.expanduser(obj))

    def encode(self, obj: Path, options: Mapping[str, Any]) -> Encoded:
        """Encode, but for the paths for which the option `leaves_out` is true.

        Raises `UnsupportedObject` for what an archive cannot keep, naming it.
        """
        folder = obj.expanduser()
        entries = archives.entries_of(folder, options.get("leaves_out"))
        settings = {"filename": f"{folder.resolve().name or 'folder'}.tar", "entries": len(entries)}
        write = partial(archives.write, folder, entries)
        return Encoded("application/x-tar", write, "folder", settings, archives.length_of(entries))

    def decode(self, stored: Stored) -> Path:
        """The path of a private copy."""
        return stored.path()

    def unpack(self, chunks: Iterable[bytes], folder: Path, *, private: bool) -> None:
        """Fill an empty folder; `private` is for one that only its owner may read, and nobody change."""
        archives.unpack(chunks, folder, private=private)

    def sha256_of(self, folder: Path) -> str | None:
        """The hash of the content that the folder was unpacked from; None where it is a content no more."""
        digest = _Digest()
        try:
            archives.write(folder, archives.entries_of(folder), cast(BinaryIO, digest))
        except (DstackError, OSError):
            return None
        return digest.hash.hexdigest()


class _Digest:
    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        self.hash.update(chunk)
        return len(chunk)
