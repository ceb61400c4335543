"""Moments, durations and periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.kinds import OfItsDtype, Spec, is_numpy, numpy_of, values_of
from dstack_jupyter.codecs.tables.zones import zone_from_json, zone_to_json

if TYPE_CHECKING:
    import pyarrow as pa


class _Datetime(OfItsDtype):
    """datetime64 of any unit, naive or in a time zone; NaT is null."""

    name = "datetime"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "DatetimeTZDtype" or (is_numpy(dtype, "M") and _unit(dtype) in _UNITS)

    def describe(self, dtype: Any) -> Spec:
        zone = getattr(dtype, "tz", None)
        return {"unit": _unit(dtype), **({} if zone is None else {"zone": zone_to_json(zone)})}

    def dtype(self, spec: Spec) -> Any:
        import numpy as np
        import pandas as pd

        if "zone" in spec:
            return pd.DatetimeTZDtype(spec["unit"], zone_from_json(spec["zone"]))
        return np.dtype(f"datetime64[{spec['unit']}]")

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        zone = getattr(array.dtype, "tz", None)
        naive = values_of(array if zone is None else array.tz_convert(None))
        moments = _in_parquet(pa.array(naive, from_pandas=True))
        # Readers know the names of zones, few know offsets: an offset is in the envelope alone.
        named = "UTC" if zone is None else zone_to_json(zone).get("name", "UTC")
        return moments if zone is None else moments.cast(pa.timestamp(moments.type.unit, named))

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pandas as pd
        import pyarrow as pa

        moments = numpy_of(field.cast(pa.timestamp(field.type.unit)).cast(pa.timestamp(spec["unit"])))
        if "zone" not in spec:
            return moments
        return pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(zone_from_json(spec["zone"])).array


class _Timedelta(OfItsDtype):
    """timedelta64 of any unit; NaT is null."""

    name = "timedelta"

    def matches(self, dtype: Any) -> bool:
        return is_numpy(dtype, "m") and _unit(dtype) in _UNITS

    def describe(self, dtype: Any) -> Spec:
        return {"unit": _unit(dtype)}

    def dtype(self, spec: Spec) -> Any:
        import numpy as np

        return np.dtype(f"timedelta64[{spec['unit']}]")

    def arrow(self, array: Any) -> pa.Array:
        import pyarrow as pa

        return pa.array(values_of(array), from_pandas=True)

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pyarrow as pa

        return numpy_of(field.cast(pa.duration(spec["unit"])))


class _Period:
    """Periods, as the moment at which each begins where it has one, else as ordinals."""

    name = "period"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "PeriodDtype"

    def describe(self, dtype: Any) -> Spec:
        return {"freq": dtype.name[len("period[") : -1]}

    def dtype(self, spec: Spec) -> Any:
        import pandas as pd

        return pd.PeriodDtype(spec["freq"])

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        import pyarrow as pa

        begin = self._begin(array)
        if begin is not None:
            return _in_parquet(pa.array(values_of(begin), from_pandas=True)), {"stored": "begin"}
        return pa.array(array.asi8, mask=values_of(array.isna())), {"stored": "ordinal"}

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        import pandas as pd

        if spec["stored"] == "begin":
            return pd.DatetimeIndex(numpy_of(field)).to_period(spec["freq"]).array
        ordinals = numpy_of(field.fill_null(pd.NaT._value)).astype("int64")  # type: ignore[attr-defined]
        return pd.PeriodIndex.from_ordinals(ordinals, freq=spec["freq"]).array  # type: ignore[attr-defined]

    def _begin(self, array: Any) -> Any:
        """When each period begins; None where that moment does not lead back to the period."""
        import pandas as pd

        try:
            begin = array.to_timestamp(how="start")
            back = pd.DatetimeIndex(begin).to_period(self.describe(array.dtype)["freq"])
        except (ValueError, OverflowError):  # out of the bounds of a moment
            return None
        return begin if (back.asi8 == array.asi8).all() else None


_UNITS = ("s", "ms", "us", "ns")


def _unit(dtype: Any) -> str:
    return str(dtype.unit) if hasattr(dtype, "unit") else dtype.str[dtype.str.find("[") + 1 : -1]


def _in_parquet(moments: pa.Array) -> pa.Array:
    """Parquet has no seconds: they are milliseconds there."""
    import pyarrow as pa

    return moments.cast(pa.timestamp("ms")) if moments.type.unit == "s" else moments


DATETIME = _Datetime()
TIMEDELTA = _Timedelta()
PERIOD = _Period()
