"""One of the two tables that are compared."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.comparing.tables.alike import Column
from dstack_jupyter.codecs.comparing.tables.schema import Heading, numbered
from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.envelope import POSITION, Envelope
from dstack_jupyter.codecs.tables.kinds import Spec, dtype_from_json
from dstack_jupyter.codecs.tables.names import shown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Mark = Hashable
"""What a column, or a level of the index, is recognised by in the other table."""


@dataclass(frozen=True)
class Side:
    """A table, and what its fields are."""

    table: pa.Table
    envelope: Envelope

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.table)

    @cached_property
    def levels(self) -> dict[Mark, Spec]:
        """The levels of the index. A range without a name tells nothing, and is none."""
        levels = (self.envelope.index or {}).get("levels", [])
        told = [level for level in levels if "field" in level and ("range" not in level or level["name"] is not None)]
        marks = numbered(values.to_text(values.from_json(level["name"])) for level in told)
        return {("level", *mark): level for mark, level in zip(marks, told, strict=True)}

    @cached_property
    def specs(self) -> dict[Mark, Spec]:
        """All fields that are compared: the levels of the index, then the columns."""
        columns = self.envelope.columns
        marks = numbered(values.to_text(values.from_json(spec["label"])) for spec in columns)
        return {**self.levels, **{("column", *mark): spec for mark, spec in zip(marks, columns, strict=True)}}

    @cached_property
    def headings(self) -> dict[Mark, Heading]:
        """The name and the type of each field."""
        return {
            mark: Heading(name_of(spec), _type(spec), index=mark in self.levels) for mark, spec in self.specs.items()
        }

    def column(self, mark: Mark) -> Column:
        """All values of a field."""
        spec = self.specs[mark]
        return Column(self.table[spec["field"]], spec)

    def label(self, mark: Mark) -> Any:
        """The label of a column, or the name of a level."""
        return label_of(self.specs[mark])

    def frame(self, rows: Any) -> pd.DataFrame:
        """Some rows as pandas has them; those of other tables are labelled by where they stand."""
        import pyarrow as pa

        from dstack_jupyter.codecs.tables import frames, streams

        part = self.table.take(pa.array(rows))
        if self.envelope.object not in (frames.FRAME, frames.SERIES) or self.envelope.index is None:
            return streams.table_of(part, self.envelope).to_pandas().set_axis(rows)  # type: ignore[no-any-return]
        envelope = self.envelope
        if POSITION not in envelope.hidden:
            part, envelope = part.append_column(POSITION, pa.array(rows)), envelope.of_group()
        if envelope.object == frames.FRAME:
            return frames.frame_of(part, envelope)
        series = frames.series_of(part, envelope)
        return series.to_frame(series.name)


def label_of(spec: Spec) -> Any:
    """The label of a column, or the name of a level of the index."""
    return values.from_json(spec["label"] if "label" in spec else spec["name"])


def name_of(spec: Spec) -> str:
    """The label as people read it."""
    return shown(label_of(spec)) or ("index" if "name" in spec else "(no name)")


def _type(spec: Spec) -> str:
    if spec["kind"] == "arrow":
        return str(spec["type"])
    dtype = dtype_from_json(spec)
    if spec["kind"] != "category":
        return str(dtype)
    return f"{'ordered ' if spec['ordered'] else ''}category of {len(dtype.categories):,}"
