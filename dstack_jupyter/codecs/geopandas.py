"""GeoDataFrames and GeoSeries, as GeoParquet with an envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance

if TYPE_CHECKING:
    import geopandas
    import pandas as pd
    import pyarrow as pa

    from dstack_jupyter.codecs.tables.envelope import Envelope
    from dstack_jupyter.codecs.tables.flat import Flat

_ZIP = "application/zip"


class GeoDataFrameCodec:
    """GeoDataFrames: as exact as a DataFrame, with every geometry column, its CRS, and which one is active."""

    name = "geopandas.GeoDataFrame"
    supports = "GeoDataFrames"
    gives = "geopandas.GeoDataFrame"
    libraries = ("geopandas", "pyarrow")
    applications = ("geopandas/geodataframe",)
    content_types = ()
    rank = 90  # a GeoDataFrame is a DataFrame too

    def handles(self, obj: object) -> bool:
        """Whether it is a GeoDataFrame or of a subclass, which comes back as a GeoDataFrame."""
        return is_instance(obj, "geopandas", "GeoDataFrame")

    def encode(self, obj: geopandas.GeoDataFrame, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` naming a column that cannot be kept."""
        return _encoded(self.flat(obj))

    def flat(self, obj: geopandas.GeoDataFrame) -> Flat:
        """The whole table in memory."""
        from dstack_jupyter.codecs.tables import frames

        arrays = [obj.iloc[:, number].array for number in range(obj.shape[1])]
        table, envelope = frames.flat_frame(obj)
        envelope = _with_active(envelope, obj.active_geometry_name)
        return _flat(table, envelope, arrays, "geopandas/geodataframe", obj)

    def unflat(self, flat: Flat) -> geopandas.GeoDataFrame:
        """The inverse of `flat`, also for a part of the rows."""
        from dstack_jupyter.codecs.tables import frames

        return _geo_frame(frames.frame_of(flat.table, flat.envelope), _active(flat.envelope))

    def decode(self, stored: Stored) -> geopandas.GeoDataFrame:
        """Decode GeoParquet, also of another writer, or the zipped shapefile of 2020."""
        from dstack_jupyter.codecs.tables import reading
        from dstack_jupyter.codecs.tables.flat import Flat

        if stored.content_type == _ZIP:
            from dstack_jupyter.codecs.shapefile import frame_of

            return frame_of(stored.read())
        table, envelope = reading.written(stored)
        if envelope is None or envelope.index is None:
            import geopandas

            return geopandas.GeoDataFrame.from_arrow(table)
        return self.unflat(Flat(table, envelope))


class GeoSeriesCodec:
    """GeoSeries, as a table of one column."""

    name = "geopandas.GeoSeries"
    supports = "GeoSeries"
    gives = "geopandas.GeoSeries"
    libraries = ("geopandas", "pyarrow")
    applications = ("geopandas/geoseries",)
    content_types = ()
    rank = 90  # a GeoSeries is a Series too

    def handles(self, obj: object) -> bool:
        """Whether it is a GeoSeries or of a subclass, which comes back as a GeoSeries."""
        return is_instance(obj, "geopandas", "GeoSeries")

    def encode(self, obj: geopandas.GeoSeries, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` naming a geometry that cannot be kept."""
        from dstack_jupyter.codecs.tables import frames

        table, envelope = frames.flat_series(obj)
        envelope = replace(envelope, object="geopandas.GeoSeries")
        return _encoded(_flat(table, envelope, [obj.array], "geopandas/geoseries", obj.to_frame(obj.name)))

    def decode(self, stored: Stored) -> geopandas.GeoSeries:
        """Decode GeoParquet."""
        import geopandas

        from dstack_jupyter.codecs.tables import frames, reading

        table, envelope = reading.written(stored)
        if envelope is None or envelope.index is None:
            return geopandas.GeoDataFrame.from_arrow(table).geometry
        series = frames.series_of(table, envelope)
        return _marked(geopandas.GeoSeries(series), series)


def _encoded(flat: Flat) -> Encoded:
    from dstack_jupyter.codecs.tables import parquet

    write = partial(parquet.write, table=flat.table, envelope=flat.envelope)
    return Encoded(parquet.CONTENT_TYPE, write, flat.application, flat.settings)


def _flat(table: pa.Table, envelope: Envelope, arrays: list[Any], application: str, shown: pd.DataFrame) -> Flat:
    """The table with what readers of GeoParquet look for; without a geometry that is nothing."""
    import geopandas

    from dstack_jupyter.codecs.dataframe import settings_of
    from dstack_jupyter.codecs.tables import geometry
    from dstack_jupyter.codecs.tables.flat import Flat

    fields = geometry.fields_of(envelope)
    if fields:
        primary = next((spec["field"] for spec in envelope.columns if spec.get("active")), fields[0])
        by_field = {spec["field"]: array for spec, array in zip(envelope.columns, arrays, strict=True)}
        described = geometry.geo_metadata({field: by_field[field] for field in fields}, primary)
        table = table.replace_schema_metadata(described)
    return Flat(table, envelope, application, settings_of(shown) | {"geopandas": geopandas.__version__})


def _with_active(envelope: Envelope, active: Any) -> Envelope:
    """The envelope that says which column of geometries is the active one."""
    from dstack_jupyter.codecs.tables import geometry, values

    is_geometry = {*geometry.fields_of(envelope)}
    marked = next(
        (
            spec["field"]
            for spec in envelope.columns
            if spec["field"] in is_geometry and values.from_json(spec["label"]) == active
        ),
        None,
    )
    columns = [{**spec, "active": True} if spec["field"] == marked else spec for spec in envelope.columns]
    return replace(envelope, object="geopandas.GeoDataFrame", columns=columns)


def _active(envelope: Envelope) -> Any:
    from dstack_jupyter.codecs.tables import values

    return next((values.from_json(spec["label"]) for spec in envelope.columns if spec.get("active")), None)


def _geo_frame(frame: pd.DataFrame, active: Any) -> geopandas.GeoDataFrame:
    """The frame as a GeoDataFrame, whose constructor must not look for a column by its name and convert it."""
    import geopandas
    import pandas as pd

    labels = frame.columns
    frame.columns = pd.RangeIndex(len(labels))
    made = geopandas.GeoDataFrame(frame, copy=False)
    made.columns = labels
    made._geometry_column_name = active
    return _marked(made, frame)


def _marked(made: Any, plain: Any) -> Any:
    """What was made of a plain frame or series, with what a constructor leaves behind."""
    made.attrs = plain.attrs
    made.flags.allows_duplicate_labels = plain.flags.allows_duplicate_labels
    return made
