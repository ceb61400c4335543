"""Columns of geometries, as WKB, and what GeoParquet says of them.

GeoParquet 1.1: https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.envelope import Envelope
from dstack_jupyter.codecs.tables.kinds import Spec, damaged
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

_VERSION = "1.1.0"
_RING = 2
"""The number that shapely has for a LinearRing, the one type of its that WKB has not."""
_TYPES = (
    "Point",
    "LineString",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
_SHOWN = 200
"""Characters of a geometry that a cell shows."""


class _Geometry:
    """geopandas' dtype: ISO WKB, and the coordinate reference system beside it; a missing geometry is null."""

    name = "geometry"

    def matches(self, dtype: Any) -> bool:
        return type(dtype).__name__ == "GeometryDtype"

    def describe(self, dtype: Any) -> Spec:
        return {}

    def dtype(self, spec: Spec) -> Any:
        return _geopandas().array.GeometryDtype()

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        import pyarrow as pa
        import shapely

        values = _values(array)
        if (shapely.get_type_id(values) == _RING).any():
            raise ValueError("a LinearRing would come back as a LineString; make it a LineString or a Polygon first")
        return pa.array(shapely.to_wkb(values, flavor="iso"), type=pa.large_binary()), _crs_to_json(array.crs)

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        library = _geopandas()
        import shapely

        try:
            values = shapely.from_wkb(field.to_numpy(zero_copy_only=False))
        except shapely.errors.ShapelyError as reason:
            raise UnsupportedObject(f"a geometry of the table is damaged: {reason}") from reason
        return library.array.GeometryArray(values, crs=_crs_from_json(spec))


GEOMETRY = _Geometry()


def geo_metadata(arrays: dict[str, Any], primary: str) -> dict[str, str]:
    """What a file says to readers of GeoParquet: `arrays` are its geometries by field, `primary` the active one."""
    columns = {field: _described(array) for field, array in arrays.items()}
    return {"geo": json.dumps({"version": _VERSION, "primary_column": primary, "columns": columns})}


def fields_of(envelope: Envelope) -> list[str]:
    """The fields that hold geometries."""
    return [spec["field"] for spec in envelope.columns if spec["kind"] == GEOMETRY.name]


def texts(field: pa.ChunkedArray, spec: Spec) -> list[str]:
    """Geometries as cells show them: the beginning of their WKT."""
    geometries = map(str, _values(GEOMETRY.restore(field, spec)))
    return [text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…" for text in geometries]


def _described(array: Any) -> Spec:
    import shapely

    values = _values(array)
    described: Spec = {"encoding": "WKB", "crs": array.crs and array.crs.to_json_dict(), "geometry_types": []}
    present = values[~shapely.is_missing(values)]
    is_deep = shapely.has_z(present)
    if not shapely.has_m(present).any():  # the specification has no name for measures
        types = shapely.get_type_id(present).tolist()
        named = {f"{_TYPES[type_]}{' Z' * deep}" for type_, deep in zip(types, is_deep.tolist(), strict=True)}
        described["geometry_types"] = sorted(named)
    filled = present[~shapely.is_empty(present)]
    if len(filled) and not is_deep.any():
        described["bbox"] = shapely.total_bounds(filled).tolist()
    return described


def _values(array: Any) -> Any:
    """The geometries as an array of shapely's objects."""
    import numpy as np

    return np.asarray(array, dtype=object)


def _crs_to_json(crs: Any) -> Spec:
    """The exact definition, and the name by which it was chosen."""
    return {"crs": crs.to_json_dict(), "crs_name": crs.srs} if crs else {}


def _crs_from_json(spec: Spec) -> Any:
    """What has the name today, if that is still the same, else the definition."""
    if "crs" not in spec:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        exact = CRS.from_json_dict(spec["crs"])
    except CRSError as reason:
        raise damaged(reason) from reason
    try:
        named = CRS.from_user_input(spec["crs_name"])
    except (CRSError, KeyError):
        return exact
    return named if named == exact else exact


def _geopandas() -> Any:
    try:
        import geopandas
    except ImportError as reason:
        raise UnsupportedObject(
            "the table has geometries, and geopandas is not installed; pip install geopandas"
        ) from reason
    return geopandas
