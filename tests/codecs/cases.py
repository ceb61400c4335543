"""What the kept files hold: for every codec an object or more, each with what makes it the same again.

The name of a case is the name of the codec, ``-``, and a word. `python -m tests.codecs.keep NAME` keeps its file.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import bokeh.plotting
import duckdb
import geopandas as gpd
import numpy as np
import onnx.helper
import pandas as pd
import plotly.graph_objects as go
import polars as pl
import pyarrow as pa
from geopandas.testing import assert_geodataframe_equal, assert_geoseries_equal
from IPython.display import HTML, JSON, SVG, Audio, Latex, Markdown, Video
from IPython.display import Image as IPythonImage
from matplotlib.figure import Figure
from nbformat import NotebookNode, v4
from pandas.testing import assert_frame_equal, assert_series_equal
from PIL import Image
from polars.testing import assert_frame_equal as assert_polars_equal
from shapely import LineString, Point
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.codecs.conftest import Kept

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(16)


@dataclass(frozen=True)
class Case:
    """An object, made anew in an empty folder, and how what comes back is compared with it.

    `stored` is what somebody else stored, or an earlier version, and today's version does not.
    """

    made: Callable[[Path], Any]
    compare: Callable[[Any, Any], object]
    stored: Kept | None = None


def equal(back: Any, expected: Any) -> None:
    assert type(back) is type(expected)
    assert back == expected


def equal_array(back: Any, expected: Any) -> None:
    assert (type(back), back.dtype, back.shape) == (type(expected), expected.dtype, expected.shape)
    assert back.tobytes() == expected.tobytes()


def equal_chart(back: Any, expected: Any) -> None:
    # The address of the schema and the defaults that a theme has change with Altair.
    assert type(back) is type(expected)
    with alt.theme.enable("none"):
        assert {**back.to_dict(), "$schema": ""} == {**expected.to_dict(), "$schema": ""}


def equal_plot(back: Any, expected: Any) -> None:
    assert type(back) is type(expected)
    assert back.title.text == expected.title.text
    columns, wanted = (plot.renderers[0].data_source.data for plot in (back, expected))
    np.testing.assert_equal(columns, wanted)


def equal_predictions(back: Any, expected: Any) -> None:
    assert repr(back) == repr(expected)
    assert back.predict_proba([[3.0]]).tolist() == expected.predict_proba([[3.0]]).tolist()


def equal_text(back: Any, expected: Any) -> None:
    assert type(back) is type(expected)
    assert back.data == expected.data


def equal_file(back: Path, expected: Path) -> None:
    assert (back.name, back.read_bytes()) == (expected.name, expected.read_bytes())


def contents(folder: Path) -> dict[str, Any]:
    """What a push keeps of a folder."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path)
        if path.is_symlink()
        else (path.read_bytes(), os.access(path, os.X_OK))
        if path.is_file()
        else None
        for path in folder.rglob("*")
    }


def equal_folder(back: Path, expected: Path) -> None:
    assert (back.name, contents(back)) == (expected.name, contents(expected))


def equal_picture(back: Image.Image, expected: Image.Image) -> None:
    assert (back.mode, back.size, back.tobytes()) == (expected.mode, expected.size, expected.tobytes())


def equal_relation(back: duckdb.DuckDBPyRelation, expected: duckdb.DuckDBPyRelation) -> None:
    assert (back.columns, back.types, back.fetchall()) == (expected.columns, expected.types, expected.fetchall())


def equal_reader(back: pa.RecordBatchReader, expected: pa.RecordBatchReader) -> None:
    equal(back.read_all(), expected.read_all())


def equal_lazily(back: pl.LazyFrame, expected: pl.LazyFrame) -> None:
    assert isinstance(back, pl.LazyFrame)
    assert_polars_equal(back.collect(), expected.collect())


def shows(back: Any, expected: Figure) -> None:
    assert "<svg" in back.data
    assert expected.axes[0].get_title() in back.data


def sales(_: Path) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "country": pd.Categorical(["FR", "DE", "FR"], categories=["DE", "FR", "IT"]),
            "day": pd.to_datetime(["2024-01-01", None, "2024-03-01"]).tz_localize("Europe/Paris"),
            "amount": [1.5, np.nan, -0.0],
            "count": pd.array([1, None, 3], "Int64"),
            2024: [b"a", None, b"c"],
        },
        index=pd.Index(["x", "y", "z"], name="key"),
    )


def months(_: Path) -> pd.Series:
    return pd.Series([1, 2], index=pd.period_range("2024-01", periods=2, freq="M"), name="sales")


def towns(_: Path) -> gpd.GeoDataFrame:
    places = gpd.GeoSeries([Point(4.8, 45.7), None], crs="EPSG:4326").array
    ways = gpd.GeoSeries([LineString([(0, 0, 1), (1, 1, 2)]), LineString()]).array
    index = pd.Index(["Lyon", "Ulm"], name="name")
    return gpd.GeoDataFrame({"people": [522_250, 126_329], "place": places, "way": ways}, geometry="way", index=index)


def places(_: Path) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(4.8, 45.7), Point()], index=["Lyon", "nowhere"], crs="EPSG:4326")


def records(_: Path) -> np.ndarray:
    return np.array([(1, "2024-01-01", "x")], [("id", ">i4"), ("day", "M8[D]"), ("name", "U3")])


def layers(_: Path) -> alt.LayerChart:
    rows = pd.DataFrame({"country": ["FR", "DE"], "day": pd.to_datetime(["2024-01-01", "2024-02-01"])})
    bars = alt.Chart(rows, title="Sales").mark_bar().encode(x="day", y="country")
    return (bars + bars.mark_text().encode(text="country")).configure_axis(grid=False)


def plot(_: Path) -> bokeh.plotting.figure:
    made = bokeh.plotting.figure(title="Sales")
    made.line([1, 2], np.array([1.5, np.nan]))
    return made


def pipeline(_: Path) -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.5)).fit([[1.0], [2.0], [4.0]], [0, 0, 1])


def absolute(_: Path) -> onnx.ModelProto:
    x, y = (onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "xy")
    graph = onnx.helper.make_graph([onnx.helper.make_node("Abs", ["x"], ["y"])], "absolute", [x], [y])
    opset = onnx.helper.make_opsetid("", 17)
    return onnx.helper.make_model(graph, opset_imports=[opset], ir_version=8)


def columns(_: Path) -> dict[str, list[Any]]:
    return {"a": [1, None], "b": ["x", "\N{SNOWMAN}"], "c": [dt.date(2024, 1, 1), None], "d": [[1.5], []]}


def chart(_: Path) -> go.Figure:
    return go.Figure(go.Bar(x=["FR", "DE"], y=np.array([1, 2])), {"title": {"text": "Sales"}})


def drawing(_: Path) -> Figure:
    figure = Figure(figsize=(2, 2))
    axes = figure.subplots()
    axes.set(title="Sales", xticks=[], yticks=[])
    axes.plot([1, 3, 2])
    return figure


def notebook(_: Path) -> NotebookNode:
    cells = [v4.new_markdown_cell("# Sales", id="title"), v4.new_code_cell("1 + 2", execution_count=2, id="sum")]
    return v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def report(folder: Path) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    return path


def project(folder: Path) -> Path:
    (folder / "project" / "empty").mkdir(parents=True)
    (folder / "project" / "Grüße.txt").write_text("hello")
    (folder / "project" / "run.sh").write_bytes(b"#!/bin/sh\n")
    (folder / "project" / "run.sh").chmod(0o755)
    (folder / "project" / "latest").symlink_to("Grüße.txt")
    return folder / "project"


def picture(_: Path) -> Image.Image:
    return Image.fromarray(np.arange(48, dtype="uint8").reshape(4, 4, 3))


CASES: dict[str, Case] = {
    "pandas.DataFrame-sales": Case(sales, assert_frame_equal),
    "pandas.Series-months": Case(months, assert_series_equal),
    "geopandas.GeoDataFrame-towns": Case(towns, assert_geodataframe_equal),
    "geopandas.GeoSeries-places": Case(places, assert_geoseries_equal),
    "numpy.ndarray-records": Case(records, equal_array),
    "numpy.ndarray-scalar": Case(lambda _: np.float32(0.1), equal_array),
    "altair.Chart-layers": Case(layers, equal_chart),
    "bokeh.Model-plot": Case(plot, equal_plot),
    "sklearn.BaseEstimator-pipeline": Case(pipeline, equal_predictions),
    "onnx.ModelProto-absolute": Case(absolute, equal),
    "plotly.Figure-bars": Case(chart, equal),
    "PIL.Image-colours": Case(picture, equal_picture),
    "file-report": Case(report, equal_file),
    "folder-project": Case(project, equal_folder),
    "nbformat.NotebookNode-sales": Case(notebook, equal),
    "IPython.Markdown-heading": Case(lambda _: Markdown("# Sales *rise*"), equal_text),
    "matplotlib.Figure-line": Case(drawing, shows),
    "arrow-polars": Case(lambda _: pl.DataFrame(columns(_)), assert_polars_equal),
    "arrow-lazy": Case(lambda _: pl.LazyFrame(columns(_)), equal_lazily),
    "arrow-table": Case(lambda _: pa.table(columns(_)), equal),
    "arrow-reader": Case(lambda _: pa.table(columns(_)).to_reader(), equal_reader),
    "arrow-duckdb": Case(lambda _: duckdb.from_arrow(pa.table(columns(_))), equal_relation),
    "IPython.display-html": Case(lambda _: HTML("<b>Sales</b>"), equal_text),
    "IPython.display-latex": Case(lambda _: Latex("$x^2$"), equal_text),
    "IPython.display-svg": Case(lambda _: SVG("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), equal_text),
    "IPython.display-image": Case(lambda _: IPythonImage(PNG, width=30), equal_text),
    "IPython.display-audio": Case(lambda _: Audio([0.0, 0.5, -0.5], rate=8000), equal_text),
    "IPython.display-video": Case(lambda _: Video(MP4, embed=True), equal_text),
    "display-html": Case(
        lambda _: HTML("<b>Sales</b>"),
        equal_text,
        Kept(b"<b>Sales</b>", "text/html", "ipython/display", {"class": "IPython.core.display.HTML"}),
    ),
    "display-json": Case(lambda _: JSON({"a": [1, None]}), equal_text),
    "str-word": Case(lambda _: "Sales \N{SNOWMAN}\r\n", equal),
    "bytes-few": Case(lambda _: b"\x00\xff", equal),
    "bytes-array": Case(lambda _: bytearray(b"\x00\xff"), equal),
    "json-nested": Case(lambda _: {"a": [1, 2.5, None, True, {"b": "\N{SNOWMAN}"}], "big": 2**70}, equal),
    "plain-html": Case(lambda _: HTML("<b>Sales</b>"), equal_text, Kept(b"<b>Sales</b>", "text/html")),
}
