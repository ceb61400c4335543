"""The values of pandas and numpy as JSON that loses no type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dstack_jupyter.codecs.tables.values import Unkept, from_json, to_json

_OF_ARRAYS = "biufcO"


def writers() -> dict[type, Callable[[Any], Any]]:
    """How each type is written."""
    import numpy as np
    import pandas as pd

    plain = ("bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
    numbers = ("float16", "float32", "float64", "complex64", "complex128", "str_", "bytes_")
    return {
        type(pd.NaT): lambda _: {"$missing": "NaT"},
        type(pd.NA): lambda _: {"$missing": "NA"},
        pd.Timestamp: _timestamp_to_json,
        pd.Timedelta: lambda value: {"$duration": int(value.asm8.astype("int64")), "unit": value.unit},
        pd.Period: lambda value: {"$period": str(value), "ordinal": value.ordinal, "freq": _period_freq(value)},
        pd.Interval: _interval_to_json,
        np.datetime64: _moment_to_json,
        np.timedelta64: _moment_to_json,
        np.ndarray: _array_to_json,
        **{getattr(np, name): _scalar_to_json for name in plain + numbers},
    }


def readers() -> dict[str, Callable[[dict[str, Any]], Any]]:
    """How each tag is read."""
    import numpy as np
    import pandas as pd

    return {
        "$missing": lambda value: {"NaT": pd.NaT, "NA": pd.NA}[value["$missing"]],
        "$timestamp": _timestamp_from_json,
        "$duration": lambda value: pd.Timedelta(np.timedelta64(value["$duration"], value["unit"])),
        "$period": lambda value: pd.Period(ordinal=value["ordinal"], freq=value["freq"]),
        "$interval": _interval_from_json,
        "$numpy": _scalar_from_json,
        "$array": _array_from_json,
    }


def _timestamp_to_json(value: Any) -> Any:
    from dstack_jupyter.codecs.tables.zones import zone_to_json

    if value.tzinfo is None:
        fold = {"fold": 1} if value.fold else {}
        return {"$timestamp": value.isoformat(), "unit": value.unit, **fold}
    instant = value.tz_convert(None).isoformat()
    return {"$timestamp": instant, "unit": value.unit, "zone": zone_to_json(value.tzinfo)}


def _timestamp_from_json(value: dict[str, Any]) -> Any:
    import pandas as pd

    from dstack_jupyter.codecs.tables.zones import zone_from_json

    moment = pd.Timestamp(value["$timestamp"]).as_unit(value["unit"])
    if "zone" in value:
        return moment.tz_localize("UTC").tz_convert(zone_from_json(value["zone"]))
    return moment.replace(fold=1) if value.get("fold") else moment


def _period_freq(value: Any) -> str:
    import pandas as pd

    return pd.PeriodDtype(value.freq).name[len("period[") : -1]


def _interval_to_json(value: Any) -> Any:
    return {"$interval": [to_json(value.left), to_json(value.right)], "closed": value.closed}


def _interval_from_json(value: dict[str, Any]) -> Any:
    import pandas as pd

    left, right = from_json(value["$interval"])
    return pd.Interval(left, right, closed=value["closed"])


def _moment_to_json(value: Any) -> Any:
    return {"$numpy": value.dtype.str[1:], "value": int(value.astype("int64"))}


def _scalar_to_json(value: Any) -> Any:
    return {"$numpy": value.dtype.name, "value": to_json(value.item())}


def _scalar_from_json(value: dict[str, Any]) -> Any:
    import numpy as np

    number = from_json(value["value"])
    name = value["$numpy"]
    if name.startswith(("M8", "m8")):
        return np.int64(number).astype(name)
    if name.startswith(("str", "bytes")):
        return np.str_(number) if name.startswith("str") else np.bytes_(number)
    return _dtype(name, "biufc").type(number)


def _array_to_json(value: Any) -> Any:
    if value.dtype.kind not in _OF_ARRAYS:
        raise Unkept(value)
    return {"$array": to_json(value.ravel().tolist()), "dtype": value.dtype.name, "shape": list(value.shape)}


def _array_from_json(value: dict[str, Any]) -> Any:
    import numpy as np

    parts = from_json(value["$array"])
    flat = np.empty(len(parts), dtype=_dtype(value["dtype"], _OF_ARRAYS))
    for position, part in enumerate(parts):  # assigned one by one: a list is one value of an object array
        flat[position] = part
    return flat.reshape(value["shape"])


def _dtype(name: str, kinds: str) -> Any:
    """The dtype of that name; no other than of these kinds, of which one value may have gigabytes."""
    import numpy as np

    dtype = np.dtype(name)
    if dtype.kind not in kinds:
        raise ValueError(f"{name!r} is no dtype of such values")
    return dtype
