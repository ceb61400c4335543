"""The body of a push, as the clients of 2020 send it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, field_validator, model_validator

from dstack_jupyter.model.origin import Origin
from dstack_jupyter.model.params import MAX_TEXT
from dstack_server.v2020.media_types import MediaType, media_type_of

_SHORT = 255


def _text_or_none(value: Any) -> str | None:
    """R sends ``{}`` for what it does not have."""
    return value if isinstance(value, str) and value else None


def _object(value: Any) -> Any:
    """R sends ``[]`` for an empty list."""
    return {} if value in (None, []) else value


Text = Annotated[str | None, BeforeValidator(_text_or_none)]
Object = Annotated[dict[str, Any], BeforeValidator(_object)]


class SentAttachment(BaseModel):
    """An attachment with its bytes in `data`, or with their `length`, for which they will be uploaded."""

    content_type: Text = Field(default=None, max_length=_SHORT)
    type: Text = Field(default=None, max_length=_SHORT)
    application: Text = Field(default=None, max_length=_SHORT)
    data: bytes | None = None
    length: int | None = Field(default=None, ge=0, lt=2**62)
    description: Text = None
    params: Object = Field(default_factory=dict)
    settings: Object = Field(default_factory=dict)

    @field_validator("data", mode="before")
    @classmethod
    def _decoded(cls, value: Any) -> Any:
        if value is None:
            return None
        try:
            return base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError, AttributeError):
            raise ValueError("the data of an attachment are base64") from None

    @field_validator("params")
    @classmethod
    def _known_values(cls, params: dict[str, Any]) -> dict[str, Any]:
        for key, value in params.items():
            is_object = isinstance(value, dict) and isinstance(value.get("type"), str)
            if not (is_object or isinstance(value, str | int | float)):
                raise ValueError(f"param {key[:60]!r} is a text, a number, true, false or an object with a type")
        return params

    @model_validator(mode="after")
    def _has_bytes(self) -> SentAttachment:
        if (self.data is None) == (self.length is None):
            raise ValueError("an attachment has its data, or their length")
        return self


class Push(BaseModel):
    """A push: of a whole frame, of the attachment `index` of one, or of how many there are (`size`)."""

    stack: str
    id: str
    timestamp: int
    attachments: list[SentAttachment] = Field(default_factory=list)
    index: int | None = Field(default=None, ge=0, lt=2**31)
    size: int | None = Field(default=None, ge=1, lt=2**31)
    params: Object = Field(default_factory=dict)
    message: Text = None
    application: Text = Field(default=None, max_length=_SHORT)
    content_type: Text = Field(default=None, max_length=_SHORT)
    type: Text = Field(default=None, max_length=_SHORT)
    access: Text = None
    client: Text = None
    version: Text = None
    settings: Object = Field(default_factory=dict)
    os: Object = Field(default_factory=dict)

    @field_validator("attachments", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return [] if value in (None, {}) else value

    @model_validator(mode="after")
    def _is_one_of_the_three(self) -> Push:
        if not self.attachments and self.size is None:
            raise ValueError("a push has attachments, or the size of the frame that it closes")
        if self.index is not None and len(self.attachments) != 1:
            raise ValueError("a push with an index has one attachment")
        for one in self.attachments:
            self.media_type(one)
        return self

    def media_type(self, one: SentAttachment) -> MediaType:
        """What an attachment is, by what is said of it or of the whole frame."""
        content_type = one.content_type or (None if one.type else self.content_type)
        short = one.type or self.type
        if content_type is None and short is None:
            raise ValueError("an attachment has a content_type")
        known = media_type_of(short) if content_type is None and short else MediaType(content_type or "")
        return MediaType(known.content_type, one.application or known.application or self.application)

    def kept_params(self) -> dict[str, Any]:
        """The params of the frame; what is no text, number or truth value stands there as JSON."""
        known = {key: value for key, value in self.params.items() if key and value is not None}
        plain = {
            key: value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
            for key, value in known.items()
        }
        return {key[:_SHORT]: value[:MAX_TEXT] if isinstance(value, str) else value for key, value in plain.items()}

    def kept_message(self) -> str | None:
        """What was said of the frame; later clients say it as a param."""
        return self.message or _text_or_none(self.params.get("message"))

    def origin(self) -> Origin:
        """Where the frame came from, as far as the client says."""
        packages = {self.client[:_SHORT]: (self.version or "?")[:_SHORT]} if self.client else {}
        return Origin(python=_short(self.settings.get("python")), platform=self._platform(), packages=packages)

    def _platform(self) -> str | None:
        system = self.settings.get("os") or self.os
        if not isinstance(system, Mapping):
            return None
        parts = [_short(system.get(name)) for name in ("sysname", "release", "machine")]
        return "-".join(part for part in parts if part) or None


def _short(value: Any) -> str | None:
    return value[:_SHORT] if isinstance(value, str) and value else None
