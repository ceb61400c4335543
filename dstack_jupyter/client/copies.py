"""Attachments on the disk: a private copy in the home folder, or a file or folder where a person wants it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.codecs.base import Unpacker
from dstack_jupyter.model.errors import Conflict, NotFound
from dstack_jupyter.model.stacks import Attachment
from dstack_jupyter.store.disk import make_folder, make_parents
from dstack_jupyter.store.home import home_folder


def private_copy(backend: Backend, attachment: Attachment) -> Path:
    """A read-only copy in the home folder, one for each content; one that was changed is made anew."""
    unpacker = unpacker_of(attachment)
    sha256 = attachment.content.sha256
    copy = home_folder() / "store" / "pulled" / sha256 / _name_of(attachment, unpacker)
    with suppress(OSError):
        os.utime(copy.parent)  # a collection takes copies that nobody used for long, and many disks note no reading
    if _sha256_of(copy, unpacker) != sha256:
        _make_folders(copy.parent)
        _write(backend, attachment, copy, unpacker, private=True)
    return copy


def saved(backend: Backend, attachment: Attachment, target: Path) -> Path:
    """Write an attachment where it is wanted, or under its own name into a folder that is there."""
    unpacker = unpacker_of(attachment)
    place = target.expanduser()
    if place.is_dir():
        place = place / _name_of(attachment, unpacker)
    if not place.parent.is_dir():
        raise NotFound(f"there is no folder {place.parent} to write to")
    if unpacker is not None and os.path.lexists(place):
        raise Conflict(f"{str(place)!r} is there already, and a folder is not pulled over it; choose another to=")
    _write(backend, attachment, place, unpacker, private=False)
    return place


def _make_folders(folder: Path) -> None:
    """Make a folder of the home folder; who pulls from a server alone has none of them yet."""
    home = home_folder()
    make_parents(home)
    for one in (*reversed([each for each in folder.parents if each.is_relative_to(home)]), folder):
        make_folder(one)


def unpacker_of(attachment: Attachment) -> Unpacker | None:
    """The codec that makes a folder of an attachment; None where it is a file."""
    from dstack_jupyter.codecs.registry import unpacker_for

    return unpacker_for(attachment.application)


def _name_of(attachment: Attachment, unpacker: Unpacker | None) -> str:
    """The name as it was when pushed; a name that came with the content never leaves its folder."""
    from dstack_jupyter.codecs.files import suffix_of

    named = str(attachment.settings.get("filename") or "").replace("\\", "/").rpartition("/")[2]
    if unpacker is not None:
        named = named.removesuffix(".tar")
    kept = "".join(char for char in named if char.isprintable() and char not in '<>:"|?*').strip(". ")
    return kept[-200:] or f"content{suffix_of(attachment.content_type)}"


def _sha256_of(copy: Path, unpacker: Unpacker | None) -> str | None:
    """The hash of the content that a copy was made of; None where there is no copy."""
    if unpacker is not None:
        return unpacker.sha256_of(copy) if copy.is_dir() and not copy.is_symlink() else None
    if not copy.is_file():
        return None
    with copy.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(backend: Backend, attachment: Attachment, target: Path, unpacker: Unpacker | None, *, private: bool) -> None:
    with Progress(attachment.content.length, "B", "pulling") as progress:
        chunks = _passing(backend.open(attachment.content), progress)
        if unpacker is None:
            write_file(chunks, target, private=private)
        else:
            _write_folder(chunks, target, unpacker, private=private)


def _passing(chunks: Iterator[bytes], progress: Progress) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        progress.advance(len(chunk))


def write_file(chunks: Iterable[bytes], target: Path, *, private: bool) -> None:
    """Write a file, whole or not at all; a private one is for its owner alone, and not to be changed."""
    number, temporary = tempfile.mkstemp(dir=target.parent, prefix=".dstack-")
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines(chunks)
        os.chmod(temporary, 0o400 if private else _usual_mode(0o666))
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _write_folder(chunks: Iterator[bytes], target: Path, unpacker: Unpacker, *, private: bool) -> None:
    temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=".dstack-"))
    made, old = temporary / "made", temporary / "old"
    try:
        made.mkdir(0o700 if private else 0o777)
        unpacker.unpack(chunks, made, private=private)
        for _ in chunks:
            pass  # the last of them is checked only when it is asked for
        if private and target.exists():
            target.rename(old)
        try:
            made.rename(target)
        except OSError:
            if not (private and target.is_dir()):  # else another process made the same copy meanwhile
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _usual_mode(mode: int) -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mode & ~mask
