"""Attachments of the clients of 2020, of R, and of whoever uploads a file."""

import io

import numpy as np
import pandas as pd
import pytest
from IPython.display import HTML, SVG
from pandas.testing import assert_frame_equal, assert_series_equal
from PIL import Image


def csv_of_2020(obj):
    """A table as the Python client of 2020 wrote it."""
    text = obj.to_csv(quoting=1)
    dtypes = [obj.dtype] if isinstance(obj, pd.Series) else list(obj.dtypes)
    schema = [str(dtype) for dtype in [obj.index.dtype, *dtypes]]
    settings = {"header": True, "index": True, "schema": schema, "encoding": "utf-8", "version": "1.1.4"}
    return text.encode(), settings


def test_a_frame_of_2020_comes_back_with_its_types(attachment, pull):
    frame = pd.DataFrame(
        {
            "int": [1, 2],
            "float": [1.5, np.nan],
            "text": pd.Series(['a "quote"\n', "007"], dtype=object),
            "NA": pd.Series(["NA", None], dtype=object),
            "bool": [True, False],
            "when": pd.to_datetime(["2020-01-01", None]).astype("datetime64[ns]"),
            "zoned": pd.to_datetime(["2020-06-01", "2020-01-01"])
            .tz_localize("Europe/Paris")
            .astype("datetime64[ns, Europe/Paris]"),
            "delta": pd.to_timedelta(["1 days", None]).astype("timedelta64[ns]"),
            "category": pd.Categorical(["x", "y"]),
            "Int64": pd.array([1, None], "Int64"),
            "boolean": pd.array([True, None], "boolean"),
        }
    )
    content, settings = csv_of_2020(frame)
    back = pull(attachment(content, "text/csv", "pandas/dataframe", **settings))
    for name in frame:
        assert (
            back[name].astype(object).where(back[name].notna(), None).tolist()
            == frame[name].astype(object).where(frame[name].notna(), None).tolist()
        ), name
    assert back["text"].tolist() == ['a "quote"\n', "007"]
    for name in ("int", "float", "bool", "delta", "category", "Int64", "boolean"):
        assert str(back[name].dtype).partition("[")[0] == str(frame[name].dtype).partition("[")[0]
    assert back.index.tolist() == [0, 1]
    assert back.index.name is None


def test_a_series_of_2020_comes_back(attachment, pull):
    series = pd.Series([1, 2], index=pd.Index(["x", "y"], name="key"), name="value")
    content, settings = csv_of_2020(series)
    assert_series_equal(pull(attachment(content, "text/csv", "pandas/series", **settings)), series)


def test_midnights_that_were_left_out_in_one_part_of_a_long_table_are_times(attachment, pull):
    text = b'"","t"\n"0","2020-01-01"\n"1","2020-01-02 12:30:00"\n'
    settings = {"header": True, "index": True, "schema": ["int64", "datetime64[ns]"], "encoding": "utf-8"}
    back = pull(attachment(text, "text/csv", "pandas/dataframe", **settings))
    assert back["t"].tolist() == [pd.Timestamp("2020-01-01"), pd.Timestamp("2020-01-02 12:30")]


def test_a_table_of_r_comes_as_pandas_reads_it(attachment, pull):
    back = pull(attachment(b'"a","b"\n"1","x"\n"2",NA\n', "text/csv"))
    assert_frame_equal(back, pd.DataFrame({"a": [1, 2], "b": ["x", None]}))


def test_an_empty_csv_is_an_empty_frame(attachment, pull):
    assert pull(attachment(b"", "text/csv")).empty


def test_a_parquet_file_of_another_program_is_a_frame(attachment, pull):
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    assert_frame_equal(pull(attachment(frame.to_parquet(), "application/vnd.apache.parquet")), frame)
    assert_frame_equal(
        pull(attachment(frame.to_parquet(), "application/vnd.apache.parquet", "pandas/dataframe")), frame
    )


@pytest.mark.parametrize("application", [None, "image"])
@pytest.mark.parametrize("format_", ["png", "jpeg", "gif", "webp"])
def test_a_picture_is_a_picture(format_, application, attachment, pull):
    content = io.BytesIO()
    Image.new("L", (3, 2)).save(content, format_)
    assert pull(attachment(content.getvalue(), f"image/{format_}", application)).size == (3, 2)


def test_svg_html_json_and_text_are_shown_as_such(attachment, pull):
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    assert isinstance(pull(attachment(svg, "image/svg+xml", "image")), SVG)
    assert isinstance(pull(attachment(b"<b>x</b>", "text/html; charset=utf-8")), HTML)
    assert pull(attachment(b'{"a": 1}', "application/json")) == {"a": 1}
    assert pull(attachment("\N{SNOWMAN}".encode(), "text/plain")) == "\N{SNOWMAN}"
    assert pull(attachment(b"x = 1", "text/x-python")) == "x = 1"
    assert pull(attachment(b"# x", "text/markdown")).data == "# x"
    assert pull(attachment(b"# x", "text/markdown", "markdown")).data == "# x"


def test_anything_else_is_a_file(attachment, pull):
    path = pull(attachment(b"PK", "application/zip", filename="data.zip"))
    assert (path.name, path.read_bytes()) == ("data.zip", b"PK")
