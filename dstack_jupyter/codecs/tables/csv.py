"""CSV, as the clients of 2020 wrote it and as anybody writes it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pandas as pd


def frame_of(content: memoryview | bytes, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The table in a CSV text.

    Parameters
    ----------
    content
        The bytes of the text.
    settings
        What the client of 2020 noted: `header` and `index` say whether the first line and the first column
        are labels, `schema` lists the dtypes (of the index first), `encoding` is that of the text.

    Raises
    ------
    UnsupportedObject
        For a text that is no table.
    """
    import pandas as pd

    options: dict[str, Any] = {
        "header": "infer" if settings.get("header", True) else None,
        "encoding": settings.get("encoding", "utf-8"),
    }
    try:
        frame = pd.read_csv(io.BytesIO(content), **options)
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    except (ValueError, LookupError) as reason:
        raise UnsupportedObject(f"the attachment is no CSV that can be read: {reason}") from reason
    schema = settings.get("schema") or []
    if len(schema) == frame.shape[1]:
        texts = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""], **options)
        columns = [_typed(texts.iloc[:, n], frame.iloc[:, n], str(dtype)) for n, dtype in enumerate(schema)]
        frame = pd.concat(columns, axis=1) if columns else frame
    return _indexed(frame) if settings.get("index") and frame.shape[1] else frame


def _indexed(frame: pd.DataFrame) -> pd.DataFrame:
    label = frame.columns[0]
    indexed = frame.set_index(label)
    return indexed.rename_axis(None) if str(label).startswith("Unnamed: ") else indexed


def _typed(texts: Any, inferred: Any, dtype: str) -> Any:
    """A column as the dtype; as pandas reads it where that cannot be."""
    reader = next((read for prefix, read in _READERS.items() if dtype.startswith(prefix)), None)
    try:
        return inferred.astype(dtype) if reader is None else reader(texts, dtype)
    except (ValueError, TypeError):
        return inferred


def _datetimes(texts: Any, dtype: str) -> Any:
    import pandas as pd

    # Each is read by itself: pandas wrote the rows in parts, and left out midnights where a part had nothing else.
    if "," not in dtype:
        return pd.to_datetime(texts, format="mixed")
    return pd.to_datetime(texts, utc=True, format="mixed").dt.tz_convert(dtype.rpartition(",")[2].strip(" ]"))


def _timedeltas(texts: Any, dtype: str) -> Any:
    import pandas as pd

    return pd.to_timedelta(texts)


def _truths(texts: Any, dtype: str) -> Any:
    return texts.map({"True": True, "False": False}).astype(dtype)


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "object": lambda texts, _: texts,
    "str": lambda texts, _: texts,
    "datetime64": _datetimes,
    "timedelta64": _timedeltas,
    "bool": _truths,
}
