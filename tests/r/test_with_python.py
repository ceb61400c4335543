"""What R pushes Python pulls, and the other way round: each case is one table as both have it."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import requests
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.model.errors import UnsupportedObject
from tests.r import debian
from tests.r.conftest import needs

NEW_YEAR = pd.Timestamp("2026-01-01T00:00:00.25", tz="UTC")


def _categories(values, known, *, ordered=False):
    return pd.DataFrame({"f": pd.Categorical(values, known, ordered=ordered)})


CASES = {
    "integers": (pd.DataFrame({"i": np.array([1, -2, 2**31 - 1], "int32")}), "data.frame(i = c(1L, -2L, 2147483647L))"),
    "missing-integers": (pd.DataFrame({"i": pd.array([1, None], "Int32")}), "data.frame(i = c(1L, NA))"),
    "long-integers": (
        pd.DataFrame({"b": np.array([2**53 + 1, -1])}),
        "data.frame(b = bit64::as.integer64(c('9007199254740993', '-1')))",
    ),
    "missing-long-integers": (
        pd.DataFrame({"b": pd.array([2**62, None], "Int64")}),
        "data.frame(b = bit64::as.integer64(c('4611686018427387904', NA)))",
    ),
    "doubles": (pd.DataFrame({"d": [0.1 + 0.2, np.inf, 5.0]}), "data.frame(d = c(0.1 + 0.2, Inf, 5))"),
    "missing-doubles": (pd.DataFrame({"d": [1 / 3, np.nan]}), "data.frame(d = c(1 / 3, NA))"),
    "texts": (
        pd.DataFrame({"s": ["é\n\"q\", 'r' \\", None, "", "NA", "\U0001f600"]}),
        'data.frame(s = c("\\u00e9\\n\\"q\\", \'r\' \\\\", NA, "", "NA", "\\U1F600"))',
    ),
    "truth": (pd.DataFrame({"l": [True, False]}), "data.frame(l = c(TRUE, FALSE))"),
    "missing-truth": (pd.DataFrame({"l": pd.array([True, None], "boolean")}), "data.frame(l = c(TRUE, NA))"),
    "factor": (
        _categories(["b", None, "a"], ["c", "b", "a"]),
        "data.frame(f = factor(c('b', NA, 'a'), levels = c('c', 'b', 'a')))",
    ),
    "ordered": (
        _categories(["low", "high"], ["low", "mid", "high"], ordered=True),
        "data.frame(f = factor(c('low', 'high'), levels = c('low', 'mid', 'high'), ordered = TRUE))",
    ),
    "dates": (
        pd.DataFrame({"d": [date(2026, 2, 28), None, date(1901, 1, 1)]}),
        "data.frame(d = as.Date(c('2026-02-28', NA, '1901-01-01')))",
    ),
    "moments": (
        pd.DataFrame({"t": pd.Series([NEW_YEAR, None]).dt.tz_convert("America/New_York").dt.as_unit("us")}),
        "data.frame(t = .POSIXct(c(1767225600.25, NA), tz = 'America/New_York'))",
    ),
    "durations": (
        pd.DataFrame({"t": pd.to_timedelta([90, 0.5], unit="s").as_unit("ns")}),
        "data.frame(t = as.difftime(c(90, 0.5), units = 'secs'))",
    ),
    "complex": (pd.DataFrame({"z": [1 + 2j, -1.5j]}), "data.frame(z = c(1+2i, 0-1.5i))"),
    "lists": (
        pd.DataFrame({"l": pd.Series([[1, 2], {"a": 0.5, "b": "x"}, None], dtype=object)}),
        "{ x <- data.frame(l = 1:3); x$l <- list(1:2, list(a = 0.5, b = 'x'), NULL); x }",
    ),
    "bytes": (
        pd.DataFrame({"b": [b"\x00\xff", None, b""]}),
        "{ x <- data.frame(b = 1:3); x$b <- list(as.raw(c(0, 255)), NULL, raw()); x }",
    ),
    "row-names": (
        pd.DataFrame({"n": [1.0, 2.0]}, index=["a", "b"]),
        "data.frame(n = c(1, 2), row.names = c('a', 'b'))",
    ),
    "row-numbers": (pd.DataFrame({"n": [1.0, 2.0]}, index=[7, 3]), "data.frame(n = c(1, 2), row.names = c(7L, 3L))"),
    "no-rows": (
        pd.DataFrame({"n": pd.Series(dtype="float64"), "s": pd.Series(dtype="str")}),
        "data.frame(n = numeric(), s = character())",
    ),
    "headings": (
        pd.DataFrame([[1.0, 2.0]], columns=["a b", "é"]),
        "data.frame('a b' = 1, '\\u00e9' = 2, check.names = FALSE)",
    ),
}

NEEDED = {name: ["bit64"] for name in ("long-integers", "missing-long-integers")}
"""The packages of R without which a case cannot be."""

LINES = """
check <- function(name, wanted) {
  pulled <- dstack_pull(paste0("python/", name), int64 = if (grepl("long", name)) "integer64" else "fit")
  cat(name, if (identical(pulled, wanted)) "is the same" else c("differs:", all.equal(pulled, wanted)), "\\n")
  dstack_push(wanted, paste0("r/", name))
}
"""


@pytest.fixture(scope="module")
def exchanged(run_r, server):
    """Both have pushed all cases; gives what R said of those of Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_SERVER", server.profile["server"])
        patch.setenv("DSTACK_TOKEN", server.profile["token"])
        possible = {name: case for name, case in CASES.items() if not set(NEEDED.get(name, ())) & set(debian.missing())}
        for name, (frame, _) in possible.items():
            ds.push(f"python/{name}", frame)
    calls = [f'check("{name}", {wanted})' for name, (_, wanted) in possible.items()]
    said = run_r("\n".join(["library(dstack)", LINES, *map("invisible({})".format, calls)]))
    return dict(line.split(" ", 1) for line in said.splitlines())


@pytest.mark.parametrize("name", CASES)
def test_r_pulls_what_python_pushed(exchanged, name):
    needs(*NEEDED.get(name, ()))
    assert exchanged[name].strip() == "is the same"


@pytest.mark.parametrize("name", CASES)
def test_python_pulls_what_r_pushed(exchanged, as_python, name):
    needs(*NEEDED.get(name, ()))
    frame = CASES[name][0]
    assert_frame_equal(ds.pull(f"r/{name}"), frame, check_index_type="equiv", check_column_type="exact")


def test_a_table_goes_to_r_and_back_with_its_types(run_r, as_python):
    needs("bit64")
    frame = pd.concat([CASES[name][0].iloc[:2].reset_index(drop=True) for name in CASES if "no-" not in name], axis=1)
    frame.columns = [f"c{number}" for number in range(frame.shape[1])]
    ds.push("there", frame)
    run_r('library(dstack); invisible(dstack_pull("there", int64 = "integer64") |> dstack_push("back"))')
    assert_frame_equal(ds.pull("back"), frame)


def test_groups_of_r_are_one_table_in_python_and_those_of_python_in_r(run_r, as_python):
    frame = pd.DataFrame({"g": ["b", "a", "b"], "n": np.array([1, 2, 3], "int32")})
    ds.push("groups-of-python", frame, by="g")
    run_r("""
      library(dstack)
      x <- data.frame(g = c("b", "a", "b"), n = 1:3)
      stopifnot(identical(dstack_pull("groups-of-python"), x))
      stopifnot(identical(dstack_pull("groups-of-python", g = "a")$n, 2L))
      invisible(dstack_push(x, "groups-of-r", by = "g"))
    """)
    assert_frame_equal(ds.pull("groups-of-r"), frame, check_index_type="equiv")
    assert ds.pull("groups-of-r", g="b")["n"].tolist() == [1, 3]


def test_the_index_is_the_first_column_of_the_csv_of_2020(run_r, as_python):
    ds.push("csv-index", pd.DataFrame({"n": [1.5, None]}, index=["a", "b"]))
    ds.push("csv-range", pd.DataFrame({"n": [1.5, None]}))
    run_r("""
      library(dstack)
      stopifnot(identical(read.csv(pull("csv-index")), data.frame(X = c("a", "b"), n = c(1.5, NA))))
      stopifnot(identical(read.csv(pull("csv-range")), data.frame(n = c(1.5, NA))))
    """)


def test_integers_of_groups_become_the_same_in_r(run_r, as_python):
    needs("bit64")
    frame = pd.DataFrame({"g": ["b", "a", "b"], "n": [1, 2**53 + 1, 3]})
    ds.push("long-groups", frame, by="g")
    run_r("""
      library(dstack)
      long <- bit64::as.integer64(c("1", "9007199254740993", "3"))
      stopifnot(identical(dstack_pull("long-groups"), data.frame(g = c("b", "a", "b"), n = long)))
    """)


def test_integers_that_r_has_no_type_for_are_the_closest(run_r, as_python):
    needs("bit64")
    ds.push(
        "unsigned", pd.DataFrame({"u": np.array([2**64 - 1, 7], "uint64"), "v": np.array([2**63 - 1, 7], "uint64")})
    )
    long = pd.Categorical([2**53 + 1, 100000, 100000], [100000, 2**53 + 1])
    ds.push("long-categories", pd.DataFrame({"c": long, "f": pd.Categorical([0.1, 0.1 + 0.2, 0.1])}))
    run_r("""
      library(dstack)
      x <- dstack_pull("unsigned")
      stopifnot(identical(x$u, c(2^64, 7)), identical(x$v, bit64::as.integer64(c("9223372036854775807", "7"))))
      stopifnot(identical(dstack_pull("unsigned", int64 = "double")$v, c(2^63, 7)))
      said <- tryCatch(dstack_pull("unsigned", int64 = "integer64"), dstack_error = conditionMessage)
      stopifnot(grepl("integer64 cannot hold", said))
      x <- dstack_pull("long-categories")
      levels <- c("100000", "9007199254740993")
      stopifnot(identical(x$c, factor(levels[c(2, 1, 1)], levels = levels)))
      stopifnot(identical(x$f, factor(c("0.1", "0.30000000000000004", "0.1"))))
    """)


def test_a_dictionary_of_long_integers_is_those_integers_in_r(run_r, as_python):
    import pyarrow as pa

    ds.push("dictionary", pa.table({"d": pa.array([5, 2**31, None, 5]).dictionary_encode()}))
    run_r("""
      library(dstack)
      stopifnot(identical(dstack_pull("dictionary", int64 = "double")$d, c(5, 2^31, NA, 5)))
    """)


WIDE = {
    "numbers": lambda: pd.DataFrame(
        {
            "i": [1, 2**53 + 1],
            "u": np.array([2**64 - 1, 1], "uint64"),
            "w": np.array([2**32 - 1, 1], "uint32"),
            "h": np.array([0.5, 1], "float16"),
            "n": pd.array([1, None], "Int64"),
            "b": pd.array([True, None], "boolean"),
        }
    ),
    "times": lambda: pd.DataFrame(
        {
            "ns": pd.to_datetime(["2026-01-01 00:00:00.123456789", None]),
            "zone": pd.to_datetime(["2026-01-01", None]).tz_localize("America/New_York"),
            "us": pd.to_datetime(["1960-01-01 00:00:00.25", None]).astype("datetime64[us]"),
            "span": pd.to_timedelta([-1500000001, None], unit="ns"),
            "month": pd.PeriodIndex(["2026-02", "2026-03"], freq="M"),
            "day": [date(2026, 1, 1), None],
        }
    ),
    "categories": lambda: pd.DataFrame(
        {
            "s": pd.Categorical(["x", None], ["y", "x"]),
            "n": pd.Categorical([2**53 + 1, 2**60]),
            "f": pd.Categorical([0.1, 0.1 + 0.2]),
            "i": pd.cut([1, 5], [0, 3, 6]),
            "t": pd.Categorical(pd.to_datetime(["2026-01-01", "2026-01-02"])),
        }
    ),
    "objects": lambda: pd.DataFrame(
        {"b": [b"\x00a", None], "d": [Decimal("1.25"), None], "z": [1 + 2j, None], "m": [1, "a"]}, index=["r", "s"]
    ),
    "levels": lambda: pd.DataFrame({"a": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
    "lists": lambda: pd.DataFrame({"l": [[1, 2], None]}),
}


@pytest.mark.parametrize("name", WIDE)
def test_a_large_table_of_python_is_the_same_in_parquet_and_in_the_typed_form(run_r, as_python, name):
    needs("arrow")
    ds.push(f"wide/{name}", WIDE[name]())
    run_r(f"""
      library(dstack)
      limit <- function(cells) assignInNamespace("LARGE", cells, "dstack")
      for (int64 in c("fit", "double")) {{
        limit(1e9)
        typed <- dstack_pull("wide/{name}", int64 = int64)
        limit(1)
        stopifnot(identical(dstack_pull("wide/{name}", int64 = int64), typed))
      }}
      invisible(dstack_push(typed, "wide-of-r/{name}"))
    """)
    assert len(ds.pull(f"wide-of-r/{name}")) == 2


def test_an_index_with_a_name_is_the_first_column_in_r(run_r, as_python):
    days = pd.DatetimeIndex(["2026-01-01", "2026-01-02"], name="day")
    ds.push("index", pd.DataFrame({"n": [1.5, 2.5]}, index=days))
    ds.push("levels", pd.DataFrame({"n": [1.5]}, index=pd.MultiIndex.from_tuples([("a", 1)], names=["x", None])))
    run_r("""
      library(dstack)
      days <- as.POSIXct(c("2026-01-01", "2026-01-02"), tz = "UTC")
      stopifnot(identical(dstack_pull("index"), data.frame(day = days, n = c(1.5, 2.5))))
      stopifnot(identical(dstack_pull("levels"), data.frame(x = "a", level_1 = 1L, n = 1.5)))
    """)


def test_what_only_pandas_has_comes_as_what_r_has_for_it(run_r, as_python):
    ds.push(
        "rich",
        pd.DataFrame(
            {
                "half": np.array([0.5], "float16"),
                "naive": pd.to_datetime(["2026-01-01 12:00"]),
                "month": pd.PeriodIndex(["2026-02"], freq="M"),
                "sizes": pd.Categorical([20], [10, 20]),
                "bytes": [b"\x00\xff"],
                "nested": [[{"a": [1, 2]}]],
                2024: np.array([7], "uint8"),
            }
        ),
    )
    run_r("""
      library(dstack)
      x <- dstack_pull("rich")
      stopifnot(
        identical(x$half, 0.5), identical(x$naive, as.POSIXct("2026-01-01 12:00", tz = "UTC")),
        identical(x$month, as.POSIXct("2026-02-01", tz = "UTC")),
        identical(x$sizes, factor("20", levels = c("10", "20"))),
        identical(x$bytes, list(as.raw(c(0, 255)))), identical(x$nested[[1]][[1]]$a, 1:2), identical(x[["2024"]], 7L)
      )
    """)


def test_tables_of_other_libraries_and_files_of_others_come_to_r(run_r, as_python, tmp_path):
    import polars as pl
    import pyarrow as pa

    ds.push("polars", pl.DataFrame({"a": [1, None], "s": ["x", "y"]}))
    ds.push("arrow", pa.table({"a": pa.array([1, 2], pa.int16()), "d": pa.array([None, 3], pa.decimal128(5, 2))}))
    (tmp_path / "cities.csv").write_text("city,sold\nParis,3\n")
    ds.push("cities", tmp_path / "cities.csv")
    run_r("""
      library(dstack)
      stopifnot(identical(dstack_pull("polars"), data.frame(a = c(1L, NA), s = c("x", "y"))))
      stopifnot(identical(dstack_pull("arrow"), data.frame(a = 1:2, d = c(NA, 3))))
      stopifnot(identical(read.csv(dstack_pull("cities")), data.frame(city = "Paris", sold = 3L)))
      stopifnot(identical(read.csv(pull("polars"))$s, c("x", "y")))
    """)


def test_texts_values_and_plots_go_both_ways(run_r, as_python):
    import plotly.graph_objects as go

    needs("plotly")
    ds.push("text-of-python", "a\ntext")
    ds.push("values-of-python", {"a": [1, 2], "b": {"c": None}})
    ds.push("figure-of-python", go.Figure([go.Bar(y=np.array([1, 200])), go.Heatmap(z=np.eye(2))]))
    run_r("""
      library(dstack)
      stopifnot(identical(dstack_pull("text-of-python"), "a\\ntext"))
      stopifnot(identical(dstack_pull("values-of-python"), list(a = 1:2, b = list(c = NULL))))
      traces <- dstack_pull("figure-of-python")$x$data
      stopifnot(traces[[1]]$type == "bar", identical(unlist(traces[[1]]$y), c(1L, 200L)))
      stopifnot(identical(unlist(traces[[2]]$z), c(1, 0, 0, 1)))
      invisible(dstack_push("a\\ntext", "text-of-r"))
      invisible(dstack_push(dstack_json(list(a = 1:2, b = 0.5, c = NULL)), "values-of-r"))
      invisible(dstack_push(dstack_plot(plot(cars), width = 4, height = 3, dpi = 50), "picture-of-r"))
      invisible(dstack_push(plotly::plot_ly(cars, x = ~speed, y = ~dist, type = "bar"), "figure-of-r"))
    """)
    assert ds.pull("values-of-r") == {"a": [1, 2], "b": 0.5, "c": None}
    assert ds.pull("text-of-r") == "a\ntext"
    assert ds.pull("picture-of-r").size == (200, 150)
    assert ds.pull("figure-of-r").data[0].type == "bar"


def test_params_are_the_same_for_both(run_r, as_python):
    with ds.frame("params-of-python") as frame:
        frame.add("one", year=2020, share=0.5, day=date(2026, 2, 28), new=True)
        frame.add("two", year=2021, share=0.5, day=date(2026, 2, 28), new=True)
    run_r("""
      library(dstack)
      day <- as.Date("2026-02-28")
      stopifnot(dstack_pull("params-of-python", year = 2021, day = day, new = TRUE, share = 0.5) == "two")
      frame <- dstack_frame("params-of-r") |> dstack_add("one", year = 2020, day = as.Date("2026-02-28"))
      invisible(frame |> dstack_add("two", year = 2021) |> dstack_push())
    """)
    assert ds.pull("params-of-r", year=2020, day=date(2026, 2, 28)) == "one"
    (one, _) = ds.pull("params-of-r", all=True)
    assert (one.params, type(one.params["year"])) == ({"year": 2020, "day": date(2026, 2, 28)}, int)


def test_an_object_of_r_is_never_read_by_python(run_r, as_python):
    run_r('library(dstack); invisible(dstack_push(lm(dist ~ speed, cars), "model"))')
    with pytest.raises(UnsupportedObject, match=r"an object of R.*trust = TRUE.*to="):
        ds.pull("model")


def test_the_pages_show_the_rows_of_what_r_pushed(run_r, server):
    run_r("""
      library(dstack)
      x <- data.frame(n = c(2.5, NA), f = factor(c("b", "a"), levels = c("b", "a")), row.names = c("x", "y"))
      x$l <- list(1:2, NULL)
      invisible(dstack_push(x, "shown"))
    """)
    user, place = server.profile["user"], server.profile["server"]
    headers = {"Authorization": f"Bearer {server.profile['token']}"}
    at = f"{place}/v1/stacks/{user}/shown/-/frames/head/attachments/0"
    rows = requests.get(f"{at}/rows", params={"sort": "-n"}, headers=headers, timeout=60).json()
    assert [column["name"] for column in rows["columns"]] == ["", "n", "f", "l"]
    assert rows["rows"][0][:3] == ["x", 2.5, "b"]
    listed = requests.get(f"{place}/v1/stacks", params={"q": "shown"}, headers=headers, timeout=60).json()
    assert listed["stacks"][0]["head"]["kind"] == "table"
