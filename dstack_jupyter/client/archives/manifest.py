"""The list of what an archive holds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dstack_jupyter._version import __version__
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.model.wholes import WholeDashboard, WholeStack, contents_of

VERSION = 1
"""Of the format: greater where an older release would understand it wrongly."""

MAX_LENGTH = 1 << 29
"""Bytes of a manifest; one of a hundred thousand frames has a tenth of that."""

_SHA256 = r"^[0-9a-f]{64}$"

_WITHOUT_PIECES = {"frames": {"__all__": {"attachments": {"__all__": {"content": {"pieces"}}}}}}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class ArchivedPiece(_Part):
    """A run of bytes of a content, which is one member of the file."""

    offset: int = Field(ge=0)
    length: int = Field(ge=0)
    sha256: str = Field(pattern=_SHA256)

    @property
    def member(self) -> str:
        """The name of the member."""
        return f"pieces/{self.sha256[:2]}/{self.sha256[2:]}"


class ArchivedContent(_Part):
    """A content and how it is cut."""

    sha256: str = Field(pattern=_SHA256)
    length: int = Field(ge=0)
    pieces: tuple[ArchivedPiece, ...] = Field(min_length=1)

    @classmethod
    def of(cls, content: Content, pieces: tuple[Piece, ...]) -> ArchivedContent:
        """A content of a store."""
        cut = tuple(ArchivedPiece(**dict(piece)) for piece in pieces)
        return cls(sha256=content.sha256, length=content.length, pieces=cut)

    @model_validator(mode="after")
    def _pieces_follow_each_other(self) -> ArchivedContent:
        end = 0
        for piece in self.pieces:
            if piece.offset != end:
                raise InvalidValue(f"the pieces of content {self.sha256} do not follow each other")
            end += piece.length
        if end != self.length:
            raise InvalidValue(f"content {self.sha256} is not the sum of its pieces")
        return self


class Made(_Part):
    """When and with what the archive was made, and of which store."""

    time: datetime
    release: str = __version__
    store: str
    user: str


class Manifest(_Part):
    """What an archive holds."""

    version: int = VERSION
    made: Made
    stacks: tuple[WholeStack, ...] = ()
    dashboards: tuple[WholeDashboard, ...] = ()
    contents: tuple[ArchivedContent, ...] = ()

    @model_validator(mode="after")
    def _contents_are_there(self) -> Manifest:
        listed = {one.sha256: one.length for one in self.contents}
        for content in contents_of(self.stacks):
            if listed.get(content.sha256) != content.length:
                raise InvalidValue(f"content {content.sha256} is not listed as its attachment says")
        return self

    def to_json(self) -> bytes:
        """The manifest as it is written."""
        stacks = [one.model_dump(mode="json", exclude=_WITHOUT_PIECES) for one in self.stacks]
        whole = self.model_dump(mode="json", exclude={"stacks"})
        return json.dumps({**whole, "stacks": stacks}, ensure_ascii=False, allow_nan=False).encode()


def parsed(written: bytes, name: str) -> Manifest:
    """Read a manifest; raises `InvalidValue` that names the file."""
    found = _parsed_json(written, name)
    if not isinstance(found, dict) or not isinstance(found.get("version"), int):
        raise InvalidValue(f"{name} is no archive of stacks: its manifest has no version")
    if found["version"] > VERSION:
        raise InvalidValue(
            f"{name} has version {found['version']} of the format of archives, and this dstack-jupyter "
            f"({__version__}) reads up to {VERSION}: pip install -U dstack-jupyter"
        )
    try:
        return Manifest.model_validate(found)
    except ValidationError as error:
        raise InvalidValue(f"the manifest of {name} cannot be used: {_first(error)}{_by_whom(found)}") from error


def _parsed_json(written: bytes, name: str) -> Any:
    try:
        found = json.loads(written.decode(), parse_constant=_refused)
        # Finds what is no text or number in JSON either: half characters, and 1e999.
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise InvalidValue(f"the manifest of {name} is not JSON that can be read: {error}") from error
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, found['loc']))}: {found['msg'].removeprefix('Value error, ')}"


def _by_whom(found: dict[str, Any]) -> str:
    made = found.get("made")
    release = made.get("release") if isinstance(made, dict) else None
    if not isinstance(release, str) or release == __version__:
        return ""
    return f" (it was made with dstack-jupyter {release:.40}, this is {__version__})"
