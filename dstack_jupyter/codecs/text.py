"""Text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.model.errors import UnsupportedObject


class TextCodec:
    """str, in UTF-8."""

    name = "str"
    supports = "str"
    gives = "str"
    applications = ("python/str",)
    content_types = ()
    rank = 700

    def handles(self, obj: object) -> bool:
        """Whether it is a str."""
        return isinstance(obj, str)

    def encode(self, obj: str, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` for half of a surrogate pair, which no file can hold."""
        try:
            content = obj.encode()
        except UnicodeEncodeError as reason:
            raise UnsupportedObject(
                f"the text has {obj[reason.start]!r} at position {reason.start}, which is no character; "
                "clean it with text.encode('utf-8', 'replace').decode()"
            ) from reason
        return Encoded("text/plain", lambda sink: sink.write(content), "python/str", length=len(content))

    def decode(self, stored: Stored) -> str:
        """Decode to str."""
        return bytes(stored.read()).decode()
