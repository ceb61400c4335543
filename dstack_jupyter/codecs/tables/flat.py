"""Any table as one in memory whose fields have unique names, with its envelope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from dstack_jupyter.codecs.tables.envelope import Envelope

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Flat:
    """A table whose fields have unique names, and what restores the object that it was.

    `application` and `settings` are those of its attachment.
    """

    table: pa.Table
    envelope: Envelope
    application: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class TableCodec(Protocol):
    """A codec whose objects are tables, which can be cut into groups."""

    def flat(self, obj: Any) -> Flat:
        """The whole table in memory."""

    def unflat(self, flat: Flat) -> Any:
        """The inverse of `flat`, also for a part of the rows."""
