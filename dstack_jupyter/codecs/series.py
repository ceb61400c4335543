"""pandas Series, as a table of one column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance

if TYPE_CHECKING:
    import pandas as pd


class SeriesCodec:
    """pandas Series: what is pulled equals what was pushed, with its index, dtype and name."""

    name = "pandas.Series"
    supports = "pandas Series"
    gives = "pandas.Series"
    libraries = ("pandas", "pyarrow")
    applications = ("pandas/series",)
    content_types = ()
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a Series or of a subclass, which comes back as a Series."""
        return is_instance(obj, "pandas", "Series")

    def encode(self, obj: pd.Series[Any], options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` naming a value that cannot be kept."""
        from dstack_jupyter.codecs.dataframe import settings_of
        from dstack_jupyter.codecs.tables import frames, parquet

        table, envelope = frames.flat_series(obj)
        write = partial(parquet.write, table=table, envelope=envelope)
        return Encoded(parquet.CONTENT_TYPE, write, "pandas/series", settings_of(obj.to_frame(obj.name)))

    def decode(self, stored: Stored) -> pd.Series[Any]:
        """Decode Parquet, or the CSV of 2020."""
        from dstack_jupyter.codecs.tables import csv, frames, reading

        if not reading.is_written(stored.content_type):
            return csv.frame_of(stored.read(), stored.settings).iloc[:, 0]
        table, envelope = reading.written(stored)
        if envelope is None or envelope.index is None:
            return table.to_pandas().iloc[:, 0]  # type: ignore[no-any-return]
        return frames.series_of(table, envelope)
