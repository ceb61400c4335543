"""What a backup says of itself: the last part of it that is written, so that without it there is none."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dstack_jupyter.model.errors import InvalidValue

MANIFEST = "backup.json"
VERSION = 1
LONGEST = 64 << 20
"""The most bytes that a manifest has."""


class _Kind(BaseModel):
    format: str
    version: int


class Manifest(BaseModel):
    """A backup of a store.

    Attributes
    ----------
    store, owner
        The identity of the store, and the user whom it was made for.
    database
        The name of the copy of the database in the backup, which says what blobs there are; its SHA-256 and length.
    missing
        The blobs that the store did not have any more, or not as they were pushed.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal["dstack-backup"] = "dstack-backup"
    version: int = VERSION
    time: datetime
    store: str
    owner: str
    schema_number: int
    database: str = Field(pattern=r"^store-[0-9a-f]{16}\.sqlite$")
    sha256: str
    length: int
    blobs: int
    bytes: int
    missing: tuple[str, ...] = ()


def parsed(text: bytes, place: object) -> Manifest:
    """The manifest that a text is; raises `InvalidValue` for another one, and for one of a newer release."""
    try:
        kind = _Kind.model_validate_json(text)
        if kind.format == "dstack-backup" and kind.version > VERSION:
            raise InvalidValue(
                f"the backup {place} has version {kind.version} of its format, and this release reads up to {VERSION}: "
                "pip install -U dstack-jupyter"
            )
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise InvalidValue(f"the {MANIFEST} of {place} is not that of a backup; choose another one") from error
