"""Any stored table as the CSV that the Python client of 2020 wrote, and reads: all cells quoted, the index first."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.tables import reading
from dstack_jupyter.codecs.tables.envelope import POSITION, Envelope
from dstack_jupyter.codecs.tables.paging import pages_of

if TYPE_CHECKING:
    import pandas as pd

    from dstack_jupyter.codecs.rows import Pages

CONTENT_TYPE = "text/csv"
FRAME, SERIES = "pandas/dataframe", "pandas/series"


def write(source: Stored, sink: BinaryIO) -> dict[str, Any]:
    """Write a table, a row group at a time; returns the settings by which that client reads it.

    Raises `UnsupportedObject` for what is no table.
    """
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
    settings: dict[str, Any] = {}
    begin = 0
    for part in _parts(source):
        plain = _plain(part, begin)
        plain.to_csv(text, header=not settings, quoting=csv.QUOTE_ALL, lineterminator="\n")
        settings, begin = settings or settings_of(plain), begin + len(plain)
    text.flush()
    text.detach()
    return settings


def application_of(source: Stored) -> str:
    """Which reader of that client gives what was pushed: a Series is one, all else is a frame."""
    return SERIES if source.application == SERIES else FRAME


def settings_of(frame: pd.DataFrame) -> dict[str, Any]:
    """What that client noted of a table: `schema` has the dtype of the index first."""
    import pandas as pd

    schema = [_dtype(dtype) for dtype in (frame.index.dtype, *frame.dtypes)]
    return {"header": True, "index": True, "schema": schema, "encoding": "utf-8", "version": pd.__version__}


def _parts(source: Stored) -> Iterator[pd.DataFrame]:
    if reading.bare(source.content_type) in reading.PARQUET_TYPES:
        pages = pages_of(source)
        if pages.envelope.index is not None and source.application in (None, FRAME, SERIES):
            yield from _groups(pages, source.application)
            return
    yield _whole(source)


def _whole(source: Stored) -> pd.DataFrame:
    """A table of another library, and whatever else needs all of it at once."""
    import pandas as pd

    from dstack_jupyter.codecs.dataframe import DataFrameCodec
    from dstack_jupyter.codecs.registry import decoder_for

    is_of_pandas = (source.application or "").startswith(("pandas/", "geopandas/"))
    decoded = decoder_for(source).decode(source) if is_of_pandas else DataFrameCodec().decode(source)
    return decoded.to_frame() if isinstance(decoded, pd.Series) else pd.DataFrame(decoded)


def _groups(pages: Pages, application: str | None) -> Iterator[pd.DataFrame]:
    """The rows of each group as a part of the frame, with the index that they have in it."""
    import numpy as np
    import pyarrow as pa

    envelope, is_placed = pages.envelope, POSITION in pages.envelope.hidden
    keys = [*pages.specs, *([POSITION] if is_placed else [])]
    part_of = envelope if is_placed else envelope.of_group()
    begin = 0
    for table in pages.streamed(keys) if pages.total else [pages.between(0, 0, keys)]:
        if not is_placed:
            table = table.append_column(POSITION, pa.array(np.arange(begin, begin + len(table))))
        yield _frame(table, part_of, application)
        begin += len(table)


def _frame(table: Any, envelope: Envelope, application: str | None) -> pd.DataFrame:
    from dstack_jupyter.codecs.tables import frames

    if application == SERIES:
        return frames.series_of(table, envelope).to_frame()
    return frames.frame_of(table, envelope)


def _plain(frame: pd.DataFrame, begin: int) -> pd.DataFrame:
    """With one level of labels, as that client needs it; the levels of an index of several become columns."""
    import pandas as pd

    plain = frame.set_axis([_label(label) for label in frame.columns], axis=1)
    if isinstance(frame.index, pd.MultiIndex):
        names = [f"level_{n}" if name is None else str(name) for n, name in enumerate(frame.index.names)]
        levels = frame.index.to_frame(index=False).set_axis(names, axis=1)
        plain = pd.concat([levels, plain.reset_index(drop=True)], axis=1)
        plain.index = pd.RangeIndex(begin, begin + len(plain))
    return plain


def _label(label: Any) -> str:
    return ", ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _dtype(dtype: Any) -> str:
    """The name of a dtype that pandas of 2020 knows."""
    kind = type(dtype).__name__
    return _OLDER[kind](dtype) if kind in _OLDER else _in_nanoseconds(str(dtype))


def _in_nanoseconds(name: str) -> str:
    """There was no other unit of times then."""
    for kind in ("datetime64", "timedelta64"):
        if name.startswith(f"{kind}["):
            return f"{kind}[ns{name[name.index(',') :] if ',' in name else ']'}"
    return name


def _of_arrow(dtype: Any) -> str:
    """Values of Arrow may be missing, so integers and truth values are those of pandas that may be too."""
    name = str(dtype.numpy_dtype)
    if name.startswith(("int", "uint")):
        return name.replace("uint", "UInt").replace("int", "Int")
    if name == "bool":
        return "boolean"
    return "object" if name.startswith(("<U", "str", "void")) else _in_nanoseconds(name)


_OLDER: dict[str, Callable[[Any], str]] = {
    "StringDtype": lambda _: "object",
    "PeriodDtype": lambda _: "object",
    "IntervalDtype": lambda _: "object",
    "GeometryDtype": lambda _: "object",
    "SparseDtype": lambda dtype: _dtype(dtype.subtype),
    "ArrowDtype": _of_arrow,
}
