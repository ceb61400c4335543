"""An attachment as the clients of 2020 know it: what our own client stored otherwise is handed out in their form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dstack_jupyter.client.pulling import StoredAttachment
from dstack_jupyter.codecs.tables import csv_of_2020, reading
from dstack_jupyter.model.errors import ContentDamaged, UnsupportedObject
from dstack_jupyter.model.stacks import Attachment
from dstack_server.v2020.csv_files import csv_file
from dstack_server.v2020.params import settings_of

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

_CHUNK = 1 << 20

_APPLICATIONS = {"ipython/markdown": "markdown", "file": None, "pil/image": "image"}
"""Ours, as they were called in 2020."""

_FILES = ("file", "folder")
"""A file is handed out as it was pushed, whatever is in it."""


class Shown(NamedTuple):
    """What is handed out of an attachment; its bytes are in the store, or in a `file` that was made of them."""

    session: Session
    attachment: Attachment
    content_type: str
    application: str | None
    settings: dict[str, Any]
    length: int
    file: Path | None = None

    def chunks(self, stop: int | None = None) -> Iterator[bytes]:
        """The bytes, or the first of them."""
        end = self.length if stop is None else min(stop, self.length)
        if self.file is None:
            yield from self.session.open(self.attachment.content, 0, end)
            return
        with self.file.open("rb") as file:
            while end > 0:
                chunk = file.read(min(_CHUNK, end))
                if not chunk:
                    raise ContentDamaged(f"{os.fspath(self.file)} became shorter while it was read; ask again")
                end -= len(chunk)
                yield chunk


def shown(session: Session, store: Path, attachment: Attachment) -> Shown:
    """An attachment in the form of 2020; `store` is the folder of the store."""
    if _is_table_of_ours(attachment):
        source = StoredAttachment(session, attachment)
        try:
            found = csv_file(store, source)
        except (UnsupportedObject, ContentDamaged):
            return _as_stored(session, attachment)  # what is wrong is said to the one who asks for the bytes
        kind = csv_of_2020.application_of(source)
        return Shown(session, attachment, csv_of_2020.CONTENT_TYPE, kind, found.settings, found.length, found.path)
    return _as_stored(session, attachment)


def _as_stored(session: Session, attachment: Attachment) -> Shown:
    named = attachment.application
    application = _APPLICATIONS.get(named, named) if named else None
    settings = settings_of(attachment)
    return Shown(session, attachment, attachment.content_type, application, settings, attachment.content.length)


def _is_table_of_ours(attachment: Attachment) -> bool:
    kind = reading.bare(attachment.content_type)
    return reading.is_table(kind) and kind != reading.CSV_TYPE and attachment.application not in _FILES
