"""Tables as the CSV of 2020, made once and kept beside the other copies of contents, which a collection takes."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dstack_jupyter._version import __version__
from dstack_jupyter.codecs.faults import in_words
from dstack_jupyter.codecs.tables import csv_of_2020
from dstack_jupyter.store import disk
from dstack_jupyter.store.failures import explained

if TYPE_CHECKING:
    from dstack_jupyter.client.pulling import StoredAttachment

PULLED = "pulled"


class CsvFile(NamedTuple):
    """A table as CSV: the settings by which it is read, how long it is, and where."""

    settings: dict[str, Any]
    length: int
    path: Path


def csv_file(store: Path, source: StoredAttachment) -> CsvFile:
    """The CSV of a table; raises `UnsupportedObject` for what cannot be read as one, `StoreFull` where it has no room.

    Parameters
    ----------
    store
        The folder of the store.
    source
        The table.
    """
    folder = store / PULLED / f"{source.sha256}-csv-{__version__}"
    found = _found(folder)
    if found is None:
        with explained(folder):
            disk.make_folder(folder.parent)
            disk.make_folder(folder)
            found = _made(folder, source)
    with suppress(OSError):
        os.utime(folder)  # a collection takes copies that nobody used for long
    return found


def _found(folder: Path) -> CsvFile | None:
    try:
        told = json.loads((folder / "settings.json").read_text("utf-8"))
        found = CsvFile(told["settings"], told["length"], folder / "table.csv")
        return found if found.path.stat().st_size == found.length else None
    except (OSError, ValueError, KeyError):
        return None


def _made(folder: Path, source: StoredAttachment) -> CsvFile:
    draft = folder / f"table-{secrets.token_hex(8)}.new"
    try:
        with os.fdopen(disk.create_file(draft), "w+b") as file, in_words(source):
            settings = csv_of_2020.write(source, file)
            length = file.tell()
        draft.replace(folder / "table.csv")
        _write(folder / "settings.json", json.dumps({"settings": settings, "length": length}))
    finally:
        draft.unlink(missing_ok=True)
    return CsvFile(settings, length, folder / "table.csv")


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(f".{secrets.token_hex(8)}.new")
    with os.fdopen(disk.create_file(draft), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
