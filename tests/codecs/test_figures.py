"""Figures of plotly and matplotlib: kept as they are drawn, and left as they were."""

import io
import json
import re
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import PIL.Image
import plotly.graph_objects as go
import pytest
import seaborn as sns
from IPython.display import SVG
from IPython.display import Image as IPythonImage
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from dstack_jupyter.codecs.plotly import bundle_for
from dstack_jupyter.model.errors import UnsupportedObject

mpl.use("agg")


@pytest.fixture(autouse=True)
def no_open_figures():
    yield
    plt.close("all")


def line():
    return go.Figure(go.Scatter(x=pd.date_range("2024", periods=3), y=np.array([1, 2, 300])), layout={"title": "Line"})


def test_a_plotly_figure_comes_back_equal(there_and_back, keep):
    figure = line()
    back = there_and_back(figure)
    assert type(back) is go.Figure
    assert keep(back).content == keep(figure).content
    assert list(back.data[0].y) == [1, 2, 300]
    assert back.data[0].y.dtype == "int64"  # a real array, of integers that do not overflow


def test_arrays_of_several_dimensions_come_back(there_and_back):
    z = np.arange(6.0).reshape(2, 3)
    back = there_and_back(go.Figure(go.Heatmap(z=z)))
    assert np.array_equal(back.data[0].z, z)
    assert back == go.Figure(go.Heatmap(z=z))


def test_frames_of_an_animation_come_back(there_and_back):
    figure = go.Figure(go.Bar(y=[1]), frames=[go.Frame(name="later", data=[go.Bar(y=[2])])])
    assert there_and_back(figure).frames[0].data[0].y == (2,)


def test_a_figure_widget_comes_back_as_a_figure(there_and_back, keep):
    figure = line()
    assert type(there_and_back(go.FigureWidget(figure))) is go.Figure
    assert keep(go.FigureWidget(figure)).content == keep(figure).content


def test_the_same_plotly_figure_gives_the_same_bytes(keep):
    assert keep(line()).content == keep(line()).content


@pytest.mark.parametrize(
    ("traces", "bundle"),
    [
        ([], "basic"),
        (["scatter", "bar", "pie"], "basic"),
        ([None], "basic"),
        (["scatter", "choropleth"], "geo"),
        (["bar", "scattergeo"], "full"),
        (["scatter", "histogram2dcontour", "violin", "scatterternary", "pie"], "cartesian"),
        (["scattergl"], "full"),
        (["surface", "bar"], "full"),
    ],
)
def test_the_smallest_bundle_that_draws_it_is_noted(traces, bundle):
    assert bundle_for(traces) == bundle


def test_settings_name_the_bundle_and_the_version(keep):
    kept = keep(go.Figure(go.Scatter(y=[1]), frames=[go.Frame(data=[go.Box(y=[1])])]))
    assert kept.settings["bundle"] == "cartesian"
    assert re.match(r"\d+\.", kept.settings["plotly_version"])
    assert (kept.application, kept.content_type) == ("plotly", "application/json")


def test_a_figure_of_2020_comes_back_as_far_as_plotly_still_knows_it(attachment, pull):
    old = json.dumps({"data": [{"type": "scatter", "y": [1]}], "layout": {"title": "Old", "bygone": 1}}).encode()
    with pytest.warns(UserWarning, match="does not know a part of the figure"):
        figure = pull(attachment(old, "text/json", "plotly"))
    assert figure.data[0].y == (1,)


def drawn():
    figure, axes = plt.subplots(figsize=(4, 3), dpi=110)
    axes.plot([1, 2, 3])
    axes.set_title("Growth")
    return figure


def test_a_matplotlib_figure_comes_back_as_svg(keep, pull):
    kept = keep(drawn())
    assert (kept.application, kept.content_type) == ("matplotlib", "image/svg+xml")
    assert kept.settings == {"matplotlib": mpl.__version__}
    assert isinstance(pull(kept), SVG)


def test_the_same_matplotlib_figure_gives_the_same_bytes(keep):
    assert keep(drawn()).content == keep(drawn()).content
    figure = drawn()
    assert keep(figure).content == keep(figure).content
    assert b"<dc:date>" not in keep(figure).content


def test_a_push_does_not_change_the_figure(keep):
    figure = drawn()
    figure.text(1.2, 1.2, "far outside")
    settings = dict(mpl.rcParams)

    def state():
        axes = figure.axes[0]
        size = tuple(figure.get_size_inches())
        return figure.dpi, size, figure.canvas, axes.get_position().bounds, axes.get_xlim(), figure.get_facecolor()

    before = state()
    keep(figure)
    assert state() == before
    assert figure.canvas is before[2]
    assert dict(mpl.rcParams) == settings
    assert plt.get_fignums() == [figure.number]


def test_what_leads_to_a_figure_is_that_figure(keep):
    figure = drawn()
    content = keep(figure).content
    axes = figure.axes[0]
    assert keep(axes).content == content
    assert keep(axes.lines[0]).content == content
    assert keep(axes.lines).content == content if isinstance(axes.lines, list) else True
    assert keep(list(axes.lines)).content == content


def test_an_array_of_axes_is_its_figure(keep):
    figure, axes = plt.subplots(2, 2)
    assert keep(axes).content == keep(figure).content


def test_axes_of_several_figures_are_refused(keep):
    with pytest.raises(UnsupportedObject, match="belong to 2 figures"):
        keep([drawn().axes[0], drawn().axes[0]])


def test_axes_in_a_part_of_a_figure_are_the_whole_figure(keep):
    figure = plt.figure()
    left, right = figure.subfigures(1, 2)
    axes = left.subplots()
    right.subplots()
    assert keep(axes).content == keep(left).content == keep(figure).content


def test_seaborns_grids_are_figures(keep):
    tips = pd.DataFrame({"bill": [1.0, 2, 3], "tip": [0.1, 0.2, 0.4], "day": ["a", "b", "a"]})
    for grid in (sns.relplot(tips, x="bill", y="tip", col="day"), sns.jointplot(tips, x="bill", y="tip")):
        assert keep(grid).content == keep(grid.figure).content


def test_a_figure_without_pyplot_is_a_figure(keep):
    figure = Figure()
    figure.subplots().plot([1, 2])
    assert keep(figure).content.startswith(b"<?xml")


def test_a_list_of_numbers_is_no_figure(keep):
    assert "matplotlib.figure" in sys.modules
    assert keep([1, 2]).application == "python/json"
    assert keep([]).application == "python/json"


def test_a_picture_of_it_can_be_drawn_again(keep):
    svg = keep(drawn()).content
    assert b"Growth" in svg or b"<path" in svg
    assert io.BytesIO(svg).read().rstrip().endswith(b"</svg>")


@pytest.mark.parametrize(
    "draw",
    [
        lambda axes, x: axes.scatter(x, x),
        lambda axes, x: axes.plot(x, x, "o"),
        lambda axes, x: axes.pcolormesh(x[:40_000].reshape(200, 200)),
    ],
    ids=["scatter", "markers", "mesh"],
)
def test_a_figure_of_very_many_marks_is_a_png(draw, keep, pull):
    figure, axes = plt.subplots(figsize=(4, 3))
    draw(axes, np.random.default_rng(0).random(1_000_000))
    kept = keep(figure)  # as SVG it would be minutes
    assert kept.content_type == "image/png"
    assert re.match(r"(40,0|1,000,0)\d\d marks; SVG is drawn of at most 20,000", kept.settings["why_png"])
    assert kept.settings["matplotlib"] == mpl.__version__
    assert type(pull(kept)) is IPythonImage
    assert PIL.Image.open(io.BytesIO(kept.content)).width > 500


def test_a_figure_whose_svg_is_huge_is_a_png(keep):
    figure, axes = plt.subplots()
    axes.contourf(np.random.default_rng(0).random((150, 150)))
    before = figure.dpi, tuple(figure.get_size_inches()), figure.canvas, dict(mpl.rcParams)
    kept = keep(figure)
    assert kept.content_type == "image/png"
    assert re.match(r"the SVG has [\d,]+ bytes; it is kept up to 2,000,000", kept.settings["why_png"])
    assert (figure.dpi, tuple(figure.get_size_inches()), figure.canvas, dict(mpl.rcParams)) == before
    assert keep(figure).content == kept.content


def test_a_long_line_is_svg_and_so_is_a_figure_of_some_marks(keep):
    figure, axes = plt.subplots()
    axes.plot(np.arange(1_000_000))
    axes.scatter(range(1000), range(1000))
    assert keep(figure).content_type == "image/svg+xml"
