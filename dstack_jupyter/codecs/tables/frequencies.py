"""The frequency of an index as JSON: pandas' own text for it where that leads back, else its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.values import Unkept

if TYPE_CHECKING:
    import pandas as pd


def frequency_of(index: pd.Index[Any]) -> dict[str, Any]:
    """``{"index_freq": ...}`` of an index that has one beside its dtype, else nothing."""
    import pandas as pd

    freq = None if isinstance(index, pd.PeriodIndex) else getattr(index, "freq", None)
    return {} if freq is None else {"index_freq": frequency_to_json(freq)}


def with_frequency(index: pd.Index[Any], spec: dict[str, Any], step: int = 1) -> pd.Index[Any]:
    """The index with the frequency that `frequency_of` noted, where it has every `step`-th of its values.

    Raises `ValueError` where the frequency does not fit.
    """
    if "index_freq" in spec and step > 0:
        index.freq = step * frequency_from_json(spec["index_freq"])  # type: ignore[attr-defined]
    return index


def frequency_to_json(offset: Any) -> Any:
    """``"ME"``, or ``{"class": "DateOffset", "n": 1, "normalize": false, "of": {"months": 2}}``."""
    if _leads_back(offset.freqstr, offset):
        return offset.freqstr
    parts = {name: part for name, part in offset.kwds.items() if name != "calendar"}
    kept = {
        "class": type(offset).__name__,
        "n": offset.n,
        "normalize": offset.normalize,
        "of": {name: values.to_json(part) for name, part in parts.items()},
    }
    if not _leads_back(kept, offset):
        raise Unkept(offset)
    return kept


def frequency_from_json(kept: Any) -> Any:
    """The inverse of `frequency_to_json`."""
    from pandas.tseries import frequencies, offsets

    if isinstance(kept, str):
        return frequencies.to_offset(kept)
    offset = getattr(offsets, kept["class"], None)
    if not (isinstance(offset, type) and issubclass(offset, offsets.BaseOffset)):
        raise ValueError(f"{kept['class']!r} is no frequency of this pandas")
    parts = {name: values.from_json(part) for name, part in kept["of"].items()}
    return offset(n=kept["n"], normalize=kept["normalize"], **parts)


def _leads_back(kept: Any, offset: Any) -> bool:
    try:
        return bool(frequency_from_json(kept) == offset)
    except (ValueError, TypeError, AttributeError):
        return False
