"""Bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dstack_jupyter.codecs.base import Encoded, Stored

_TYPES: dict[str, type] = {"python/bytes": bytes, "python/bytearray": bytearray}


class BytesCodec:
    """bytes and bytearray, as they are."""

    name = "bytes"
    supports = "bytes"
    gives = "what was pushed"
    applications = tuple(_TYPES)
    content_types = ()
    rank = 700

    def handles(self, obj: object) -> bool:
        """Whether it is bytes or a bytearray."""
        return isinstance(obj, bytes | bytearray)

    def encode(self, obj: bytes | bytearray, options: Mapping[str, Any]) -> Encoded:
        """Encode."""
        application = "python/bytearray" if isinstance(obj, bytearray) else "python/bytes"
        content = bytes(obj)
        return Encoded("application/octet-stream", lambda sink: sink.write(content), application, length=len(content))

    def decode(self, stored: Stored) -> bytes | bytearray:
        """Decode."""
        content: bytes | bytearray = _TYPES[stored.application or "python/bytes"](stored.read())
        return content
