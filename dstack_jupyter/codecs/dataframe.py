"""pandas DataFrames, as Parquet with an envelope."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance

if TYPE_CHECKING:
    import pandas as pd

    from dstack_jupyter.codecs.tables.flat import Flat

MAX_SCHEMA = 200
"""Columns that the settings of an attachment name; the file itself names all."""


class DataFrameCodec:
    """pandas DataFrames: what is pulled equals what was pushed, with its index, dtypes and `attrs`."""

    name = "pandas.DataFrame"
    supports = "pandas DataFrames"
    gives = "pandas.DataFrame"
    libraries = ("pandas", "pyarrow")
    applications = ("pandas/dataframe",)
    content_types = ("application/vnd.apache.parquet", "application/vnd.dstack.table+json", "text/csv")
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a DataFrame or of a subclass, which comes back as a DataFrame."""
        return is_instance(obj, "pandas", "DataFrame")

    def encode(self, obj: pd.DataFrame, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` naming a column that cannot be kept."""
        from dstack_jupyter.codecs.tables import parquet

        flat = self.flat(obj)
        write = partial(parquet.write, table=flat.table, envelope=flat.envelope)
        return Encoded(parquet.CONTENT_TYPE, write, flat.application, flat.settings)

    def flat(self, obj: pd.DataFrame) -> Flat:
        """The whole table in memory."""
        from dstack_jupyter.codecs.tables import frames
        from dstack_jupyter.codecs.tables.flat import Flat

        table, envelope = frames.flat_frame(obj)
        return Flat(table, envelope, self.applications[0], settings_of(obj))

    def unflat(self, flat: Flat) -> pd.DataFrame:
        """The inverse of `flat`, also for a part of the rows."""
        from dstack_jupyter.codecs.tables import frames

        return frames.frame_of(flat.table, flat.envelope)

    def decode(self, stored: Stored) -> pd.DataFrame:
        """Decode Parquet, also of another origin, or CSV."""
        from dstack_jupyter.codecs.tables import arrow_frames, csv, frames, reading

        if not reading.is_written(stored.content_type):
            return csv.frame_of(stored.read(), stored.settings)
        table, envelope = reading.written(stored)
        if envelope is None or envelope.index is None:
            return arrow_frames.pandas_of(table)
        return frames.frame_of(table, envelope)


def settings_of(frame: pd.DataFrame) -> dict[str, Any]:
    """What an attachment says of a table without its bytes being read."""
    import pandas as pd
    import pyarrow as pa

    from dstack_jupyter.codecs.tables.names import shown

    rows, columns = frame.shape
    named = zip(frame.columns[:MAX_SCHEMA], frame.dtypes.iloc[:MAX_SCHEMA], strict=True)
    return {
        "rows": rows,
        "columns": columns,
        "pandas": pd.__version__,
        "pyarrow": pa.__version__,
        "schema": [{"name": shown(label), "type": str(dtype)} for label, dtype in named],
    }
