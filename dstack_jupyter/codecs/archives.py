"""A folder as the bytes of an archive, and back.

The archive is a plain tar without compression: what is stored of a folder can then be stored once for each of its
files. It holds names, contents, links, and whether a file may be executed; no times and no owners.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from dstack_jupyter.codecs.files import copy_file
from dstack_jupyter.codecs.links import leading_out, really_leading_out
from dstack_jupyter.model.errors import UnsupportedObject

MOST_ENTRIES = 100_000
LARGE = 64 << 10
"""A file of more bytes may begin a piece of its own in the store."""

_CHUNK = 1 << 20
_END = bytes(2 * tarfile.BLOCKSIZE)
_TYPES = {stat.S_IFREG: tarfile.REGTYPE, stat.S_IFDIR: tarfile.DIRTYPE, stat.S_IFLNK: tarfile.SYMTYPE}
_NOT_IN_NAMES = "\\:" if os.name == "nt" else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an archive says of a file, a folder or a link; `name` is its path within the folder."""

    name: str
    type: bytes
    status: os.stat_result
    target: str = ""

    @property
    def size(self) -> int:
        """The number of bytes of a file; 0 for all else."""
        return self.status.st_size if self.type == tarfile.REGTYPE else 0

    def header(self) -> bytes:
        """What stands before its bytes in the archive."""
        header = tarfile.TarInfo(self.name)
        header.type, header.linkname, header.size = self.type, self.target, self.size
        header.mode = 0o755 if self.type == tarfile.DIRTYPE or self.status.st_mode & stat.S_IXUSR else 0o644
        return header.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def entries_of(folder: Path, leaves_out: Callable[[Path], bool] | None = None) -> list[Entry]:
    """What is in a folder, in the order of the archive, but for what is to be left out and all below it.

    Raises `UnsupportedObject` for what cannot be kept.
    """
    found: list[Entry] = []
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as items:
            entries = [
                _entry(folder, f"{inside}{item.name}", item)
                for item in items
                if leaves_out is None or not leaves_out(Path(item.path))
            ]
        found += entries
        if len(found) > MOST_ENTRIES:
            raise UnsupportedObject(
                f"the folder {str(folder)!r} has more than {MOST_ENTRIES:,} entries; push a part of it, or make one "
                f"file of it and push that: shutil.make_archive({folder.name!r}, 'tar', {str(folder)!r})"
            )
        waiting += [f"{entry.name}/" for entry in entries if entry.type == tarfile.DIRTYPE]
    links = {entry.name: entry.target for entry in found if entry.type == tarfile.SYMTYPE}
    if (name := leading_out(links) or really_leading_out(links, folder)) is not None:
        raise UnsupportedObject(
            f"the link {name!r} in the folder {str(folder)!r} leads out of it, or in circles, to {links[name]!r}; "
            "replace it by what it leads to, or by a relative link to something in the folder"
        )
    return sorted(found, key=lambda entry: entry.name.split("/"))


def length_of(entries: Iterable[Entry]) -> int:
    """The number of bytes of the archive."""
    return sum(len(entry.header()) + entry.size + _padding(entry.size) for entry in entries) + len(_END)


def write(folder: Path, entries: Iterable[Entry], sink: BinaryIO) -> None:
    """Write the archive; a sink with `cut` is told where a large file begins."""
    cut = getattr(sink, "cut", None)
    for entry in entries:
        if entry.size > LARGE and callable(cut):
            cut()
        sink.write(entry.header())
        if entry.type == tarfile.REGTYPE:
            copy_file(folder / entry.name, entry.status, sink)
            sink.write(bytes(_padding(entry.size)))
    sink.write(_END)


def unpack(chunks: Iterable[bytes], folder: Path, *, private: bool) -> None:
    """Fill an empty folder from an archive that anybody may have made: nothing is written outside of the folder.

    Raises `UnsupportedObject` for an archive that `write` does not make.
    """
    links: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=cast(BinaryIO, _Chunks(chunks)), mode="r|") as archive:
            for member in _members(archive):
                name = _checked_name(member)
                if member.issym():
                    links[name] = member.linkname
                else:
                    _MAKE[member.type](archive, member, folder / name, private)
        _make_links(links, folder)
    except (tarfile.TarError, FileExistsError, FileNotFoundError, NotADirectoryError) as reason:
        raise _refused(f"does not fit together ({reason})") from reason


def _entry(folder: Path, name: str, item: os.DirEntry[str]) -> Entry:
    status = item.stat(follow_symlinks=False)
    type_ = _TYPES.get(stat.S_IFMT(status.st_mode))
    if type_ is None:
        raise UnsupportedObject(
            f"{name!r} in the folder {str(folder)!r} is neither a file nor a folder nor a link; move it elsewhere"
        )
    return Entry(name, type_, status, os.readlink(item) if type_ == tarfile.SYMTYPE else "")


def _padding(size: int) -> int:
    return -size % tarfile.BLOCKSIZE


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    count = 0
    while (member := archive.next()) is not None:
        count += 1
        if count > MOST_ENTRIES:
            raise _refused(f"has more than {MOST_ENTRIES:,} entries")
        yield member
        archive.members.clear()  # type: ignore[attr-defined]  # it would remember every one


def _checked_name(member: tarfile.TarInfo) -> str:
    name = member.name
    parts = name.split("/")
    if not all(parts) or {".", ".."} & set(parts) or any(char in name for char in f"\0{_NOT_IN_NAMES}"):
        raise _refused(f"holds the name {name!r}")
    if not (member.issym() or (member.type in _MAKE and not member.issparse())):
        raise _refused(f"holds {name!r}, which is neither a file nor a folder nor a link")
    return name


def _refused(fault: str) -> UnsupportedObject:
    return UnsupportedObject(
        f"the archive {fault}, so that no folder is made of it: it was not made by a push; "
        "ask whoever pushed it to push the folder again"
    )


def _make_folder(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path, private: bool) -> None:
    place.mkdir(0o700 if private else 0o777)


def _make_file(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path, private: bool) -> None:
    mode = (0o500 if private else 0o777) if member.mode & stat.S_IXUSR else (0o400 if private else 0o666)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(cast(BinaryIO, archive.extractfile(member)), file, _CHUNK)


def _make_links(links: Mapping[str, str], folder: Path) -> None:
    """Make the links when all else is there, so that nothing is ever written through one."""
    if (name := leading_out(links)) is not None:
        raise _refused(f"holds the link {name!r}, which leads out of the folder or in circles")
    # Checked while there is no link yet: each folder that a link stands in is one that was made.
    if (name := next((name for name in links if not (folder / name).parent.is_dir()), None)) is not None:
        raise _refused(f"holds the link {name!r} without the folder that it stands in")
    for name, target in links.items():
        os.symlink(target, folder / name)
    if (name := really_leading_out(links, folder)) is not None:
        raise _refused(f"holds the link {name!r}, which leads out of the folder")


_MAKE: dict[bytes, Callable[[tarfile.TarFile, tarfile.TarInfo, Path, bool], None]] = {
    tarfile.DIRTYPE: _make_folder,
    tarfile.REGTYPE: _make_file,
}


class _Chunks(io.RawIOBase):
    """Chunks as a file to read from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
