"""Geometries come back with everything around them, and every reader of GeoParquet understands the file."""

import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from geopandas.testing import assert_geodataframe_equal, assert_geoseries_equal
from pandas.testing import assert_frame_equal
from shapely import LinearRing, LineString, MultiPolygon, Point, Polygon, box

from dstack_jupyter.codecs import groups
from dstack_jupyter.codecs.forms import attachment_as
from dstack_jupyter.codecs.rows import read_rows
from dstack_jupyter.model.errors import UnsupportedObject
from tests.codecs.conftest import kept_of


def towns():
    """A frame with an index, categories, dates and attrs beside two columns of geometries."""
    frame = gpd.GeoDataFrame(
        {
            "name": pd.Categorical(["Lyon", "Ulm", None], categories=["Ulm", "Lyon", "Bonn"]),
            "since": pd.to_datetime(["2024-01-01", None, "2024-03-01"]).tz_localize("Europe/Paris"),
            "people": pd.array([520_000, None, 3], "Int64"),
            "place": gpd.GeoSeries([Point(4.8, 45.7), None, Point()], crs="EPSG:4326").array,
            "area": gpd.GeoSeries([box(0, 0, 1, 2), MultiPolygon([box(0, 0, 1, 1)]), None], crs="EPSG:3857").array,
        },
        geometry="place",
        index=pd.MultiIndex.from_tuples([("FR", 1), ("DE", 1), ("DE", 2)], names=["country", None]),
    )
    frame.attrs = {"source": "the mayors"}
    return frame


def test_a_frame_comes_back_with_its_index_dtypes_attrs_and_systems(there_and_back):
    frame = towns()
    back = there_and_back(frame)
    assert type(back) is gpd.GeoDataFrame
    assert_geodataframe_equal(back, frame)
    assert_frame_equal(pd.DataFrame(back), pd.DataFrame(frame))
    assert back.attrs == frame.attrs
    assert back.active_geometry_name == "place"
    assert (back["place"].crs, back["area"].crs) == ("EPSG:4326", "EPSG:3857")
    assert str(back.crs) == "EPSG:4326"
    assert back["place"].iloc[1] is None
    assert back["place"].iloc[2].is_empty


@pytest.mark.parametrize("active", ["place", "area"])
def test_every_reader_of_geoparquet_reads_it(active, keep):
    frame = towns().set_geometry(active)
    back = gpd.read_parquet(io.BytesIO(keep(frame).content))
    assert back.active_geometry_name == active
    assert_geoseries_equal(back["area"], frame["area"].reset_index(drop=True))
    assert back["country"].tolist() == ["FR", "DE", "DE"]


def test_the_file_says_what_the_specification_asks_for(keep):
    geo = json.loads(pq.read_metadata(io.BytesIO(keep(towns()).content)).metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "place")
    place, area = geo["columns"]["place"], geo["columns"]["area"]
    assert (place["encoding"], place["geometry_types"], area["geometry_types"]) == (
        "WKB",
        ["Point"],
        ["MultiPolygon", "Polygon"],
    )
    assert place["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    assert area["bbox"] == [0.0, 0.0, 1.0, 2.0]


def test_a_file_of_another_writer_is_read(attachment, pull):
    kept = io.BytesIO()
    towns().reset_index(drop=True).to_parquet(kept)
    back = pull(attachment(kept.getvalue(), "application/vnd.apache.parquet", "geopandas/geodataframe"))
    assert_geoseries_equal(back["area"], towns()["area"].reset_index(drop=True))


GEOMETRIES = {
    "deep": [Point(1, 2, 3), LineString([(0, 0, 1), (1, 1, 2)])],
    "deep and flat": [Point(1, 2, 3), Point(1, 2)],
    "all missing": [None, None],
    "empty": [Point(), Polygon(), LineString()],
    "none": [],
    "collections": [Point(1, 2).union(LineString([(0, 0), (1, 1)])), MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])],
}


@pytest.mark.parametrize("geometries", GEOMETRIES.values(), ids=GEOMETRIES)
def test_a_series_comes_back(geometries, there_and_back, keep):
    series = gpd.GeoSeries(geometries, name="shape", crs="EPSG:2154", index=pd.RangeIndex(5, 5 + len(geometries)))
    back = there_and_back(series)
    assert type(back) is gpd.GeoSeries
    assert_geoseries_equal(back, series)
    assert back.has_z.tolist() == series.has_z.tolist()
    assert back.index.equals(series.index)
    assert_geoseries_equal(gpd.read_parquet(io.BytesIO(keep(series).content))["shape"], series.reset_index(drop=True))


def test_a_system_without_a_name_comes_back(there_and_back):
    series = gpd.GeoSeries([Point(0, 0)], crs="+proj=laea +lat_0=45 +lon_0=-100 +x_0=0 +y_0=0 +ellps=WGS84 +units=m")
    assert there_and_back(series).crs == series.crs
    assert there_and_back(gpd.GeoSeries([Point(0, 0)])).crs is None


def test_odd_frames_come_back(there_and_back):
    for frame in (
        gpd.GeoDataFrame(),
        gpd.GeoDataFrame({"a": [1]}),
        gpd.GeoDataFrame({1: gpd.GeoSeries([Point(0, 0)])}, geometry=1),
        gpd.GeoDataFrame({"a": [1], "geom": gpd.GeoSeries([Point(0, 0)])}).rename(columns={"geom": "geometry"}),
        gpd.GeoDataFrame({"geometry": [Point(0, 0)]}, index=[np.nan]).set_flags(allows_duplicate_labels=False),
    ):
        back = there_and_back(frame)
        assert type(back) is gpd.GeoDataFrame
        assert back.active_geometry_name == frame.active_geometry_name
        assert back.flags.allows_duplicate_labels == frame.flags.allows_duplicate_labels
        assert_frame_equal(pd.DataFrame(back), pd.DataFrame(frame))


def test_a_subclass_comes_back_as_a_frame(there_and_back):
    class Map(gpd.GeoDataFrame):
        pass

    assert type(there_and_back(Map(towns()))) is gpd.GeoDataFrame


def test_a_plain_frame_with_geometries_comes_back_as_a_plain_frame(there_and_back):
    frame = pd.DataFrame(towns())
    back = there_and_back(frame)
    assert type(back) is pd.DataFrame
    assert_frame_equal(back, frame)


def test_a_frame_is_cut_into_groups_and_joined(pull):
    frame = towns().reset_index()
    parts = [kept_of(encoded) for _, encoded in groups.split(frame, ["country"])]
    assert_geodataframe_equal(groups.join(parts), frame)
    assert gpd.read_parquet(io.BytesIO(parts[0].content))["country"].tolist() == ["FR"]


def test_the_push_leaves_the_frame_as_it_was_and_equal_frames_give_equal_bytes(keep):
    frame, same = towns(), towns()
    content = keep(frame).content
    assert keep(same).content == content
    assert_geodataframe_equal(frame, same)
    assert frame.attrs == same.attrs


def test_others_read_it_as_a_plain_table(keep):
    content = keep(towns()).content
    assert pd.read_parquet(io.BytesIO(content))["people"].tolist()[0] == 520_000
    assert isinstance(pl.read_parquet(io.BytesIO(content))["place"][0], bytes)


def test_it_comes_as_any_library_has_it(keep):
    kept = keep(towns())
    assert type(attachment_as(kept, "pandas")) is pd.DataFrame
    assert attachment_as(kept, "arrow")["place"].null_count == 1
    assert attachment_as(kept, "polars")["people"].to_list() == [520_000, None, 3]
    assert attachment_as(keep(towns()["place"]), "pandas").name == "place"


def test_rows_show_the_beginning_of_each_geometry(keep):
    rows = read_rows(keep(towns())).rows
    assert [row[-2] for row in rows] == ["POINT (4.8 45.7)", None, "POINT EMPTY"]
    long = gpd.GeoSeries([LineString([(x, x) for x in range(1000)])])
    assert read_rows(keep(long)).rows[0][-1].endswith("…")


def test_settings_state_the_versions(keep):
    kept = keep(towns())
    assert (kept.settings["geopandas"], kept.settings["rows"]) == (gpd.__version__, 3)
    assert (kept.application, kept.content_type) == ("geopandas/geodataframe", "application/vnd.apache.parquet")


def test_a_ring_is_refused_with_what_to_do(keep):
    with pytest.raises(UnsupportedObject, match=r"column 'geometry' cannot be kept: a LinearRing.*make it a"):
        keep(gpd.GeoDataFrame(geometry=[LinearRing([(0, 0), (1, 1), (1, 0)])]))


@pytest.fixture
def zipped(tmp_path, attachment):
    """The attachment of 2020: a zip of the files that `to_file` writes, and of others if wanted."""

    def made(frame, **more):
        frame.to_file(tmp_path / "data.shp")
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as archive:
            for path in sorted(tmp_path.glob("data.*")):
                archive.write(path, path.name)
            for name, content in more.items():
                archive.writestr(name.replace("_", "."), content)
        return attachment(kept.getvalue(), "application/zip", "geopandas/geodataframe", archive="zip")

    return made


def test_a_zipped_shapefile_of_2020_comes_back(zipped, pull):
    frame = gpd.GeoDataFrame({"name": ["Lyon", "Ulm"]}, geometry=[Point(1, 2), Point(3, 4)], crs="EPSG:4326")
    back = pull(zipped(frame))
    assert back["name"].tolist() == ["Lyon", "Ulm"]
    assert_geoseries_equal(back.geometry, frame.geometry)


def test_a_hostile_archive_is_refused(attachment, pull, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nswordfish\n")
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    link = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    for name, content in (("data.shp", link), ("data.vrt", link), ("../../data.shp", b"x"), ("data.dbf", b"x")):
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as archive:
            archive.writestr(name, content)
        with pytest.raises(UnsupportedObject, match="no zipped shapefile that can be read"):
            pull(attachment(kept.getvalue(), "application/zip", "geopandas/geodataframe"))
    with pytest.raises(UnsupportedObject, match="no zipped shapefile that can be read"):
        pull(attachment(b"no zip", "application/zip", "geopandas/geodataframe"))
