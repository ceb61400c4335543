"""Charts of Altair and figures of Bokeh come back as the objects that they were, and stay as they were."""

import json

import altair as alt
import bokeh
import numpy as np
import pandas as pd
import pytest
from bokeh.io import curdoc
from bokeh.layouts import row
from bokeh.models import Button, ColumnDataSource, CustomJS
from bokeh.plotting import figure

from dstack_jupyter.model.errors import UnsupportedObject


def sales():
    return pd.DataFrame(
        {"country": ["FR", "DE", "FR"], "day": pd.date_range("2024", periods=3), "amount": [1.5, None, 2.5]}
    )


def bars(**options):
    return alt.Chart(sales(), **options).mark_bar().encode(x="country", y="sum(amount)", tooltip=["day", "amount"])


def lines():
    return alt.Chart(sales().head(2)).mark_line().encode(x="day", y="amount")


def looked_up():
    names = pd.DataFrame({"code": ["FR", "DE"], "name": ["France", "Germany"]})
    found = alt.LookupData(names, "code", ["name"])
    return alt.Chart(sales()).mark_point().transform_lookup("country", from_=found).encode(x="name:N", y="amount")


KINDS = {
    "one": bars,
    "two layers": lambda: bars() + lines(),
    "side by side": lambda: bars() | lines(),
    "one above the other": lambda: bars() & lines(),
    "in a grid": lambda: alt.concat(bars(), lines(), columns=1),
    "for each country": lambda: bars().facet("country", columns=2),
    "layers for each country": lambda: (bars() + lines()).facet("country", data=sales()),
    "for each column": lambda: lines().repeat(row=["amount", "day"]),
    "nested": lambda: (bars() & lines()) | looked_up(),
    "looked up": looked_up,
    "interactive": lambda: (bars() + lines()).interactive(),
    "configured": lambda: bars(width=120, title="Sales").configure_axis(grid=False),
    "rows elsewhere": lambda: alt.Chart("https://example.org/sales.csv").mark_point().encode(x="amount:Q"),
}


@pytest.mark.parametrize("chart", KINDS.values(), ids=KINDS)
def test_a_chart_comes_back_as_a_chart_of_its_kind(chart, there_and_back, keep):
    pushed = chart()
    back = there_and_back(pushed)
    assert type(back) is type(pushed)
    assert back.to_dict() == pushed.to_dict()
    assert keep(back).content == keep(pushed).content == keep(chart()).content


def test_what_is_kept_is_vega_lite_as_the_notebook_shows_it(keep):
    kept = keep(bars())
    major = alt.SCHEMA_VERSION.lstrip("v").partition(".")[0]
    assert (kept.application, kept.content_type) == ("altair", f"application/vnd.vegalite.v{major}+json")
    assert (kept.settings["altair"], kept.settings["vegalite"]) == (alt.__version__, alt.SCHEMA_VERSION)
    assert json.loads(kept.content) == bars().to_dict()


def test_a_pulled_chart_is_put_together_with_another(there_and_back):
    together = there_and_back(bars()) | lines()
    assert len(together.to_dict()["hconcat"]) == 2
    assert there_and_back(lines()).properties(width=99).to_dict()["width"] == 99


def test_a_chart_comes_back_without_the_theme_of_its_push(there_and_back, keep):
    with alt.theme.enable("dark"):
        kept = keep(bars().configure_axis(grid=False))
        back = there_and_back(bars().configure_axis(grid=False))
    assert json.loads(kept.content)["usermeta"]["embedOptions"] == {"theme": "dark"}
    assert back.to_dict() == bars().configure_axis(grid=False).to_dict()


def test_all_rows_are_kept_however_many(there_and_back, keep):
    many = pd.DataFrame({"x": np.arange(20_000), "y": 0.5})
    back = there_and_back(alt.Chart(many).mark_point().encode(x="x", y="y"))
    assert len(back.data["values"]) == 20_000
    assert alt.data_transformers.active == "default"
    with pytest.raises(alt.MaxRowsError):
        alt.Chart(many).mark_point().to_dict()


def test_a_push_does_not_change_the_chart(keep):
    chart = bars()
    frame = chart.data
    keep(chart)
    assert chart.data is frame
    assert chart.to_dict() == bars().to_dict()
    assert alt.theme.active == "default"


def test_a_subclass_comes_back_as_a_chart(there_and_back):
    class Ours(alt.Chart):
        pass

    assert type(there_and_back(Ours(sales()).mark_point().encode(x="day"))) is alt.Chart


def test_a_chart_that_altair_cannot_draw_is_refused(keep):
    with pytest.raises(UnsupportedObject, match=r"Altair cannot draw the chart: .*amount"):
        keep(alt.Chart(sales().drop(columns="amount")).mark_point().encode(x="amount"))


def test_vega_lite_of_another_writer_is_a_chart(attachment, pull):
    rows = [{"a": 1}, {"a": 2}]
    x = {"field": "a", "type": "nominal"}
    spec = {"$schema": "x", "data": {"values": rows}, "mark": "point", "encoding": {"x": x}}
    back = pull(attachment(json.dumps(spec).encode(), "application/vnd.vegalite.v5+json"))
    assert type(back) is alt.Chart
    assert list(back.to_dict()["datasets"].values()) == [rows]
    spec["mark"] = {"type": "hologram"}
    with pytest.warns(UserWarning, match="does not know a part of the chart"):
        assert pull(attachment(json.dumps(spec).encode(), "application/vnd.vegalite.v9+json", "altair")).mark


def points():
    plot = figure(width=300, title="Sales")
    plot.scatter(x=np.arange(3), y=[1, 2, float("nan")], legend_label="sold")
    plot.line([1, 2], np.array([3.5, 4]))
    return plot


def test_a_figure_of_bokeh_comes_back(there_and_back):
    back = there_and_back(points())
    assert type(back) is figure
    assert back.title.text == "Sales"
    assert back.renderers[0].data_source.data["x"].tolist() == [0, 1, 2]
    assert back.renderers[1].data_source.data["y"].tolist() == [3.5, 4]
    assert back.legend[0].items[0].label.value == "sold"


def test_other_models_come_back(there_and_back):
    button = Button(label="go")
    plot = points()
    button.js_on_click(CustomJS(args={"plot": plot}, code="plot.visible = false"))
    back = there_and_back(row(plot, button))
    assert [type(part) for part in back.children] == [figure, Button]
    assert back.children[1].js_event_callbacks["button_click"][0].args["plot"] is back.children[0]
    source = there_and_back(ColumnDataSource({"id": ["a", {"type": "object", "id": "b"}]}, name="source"))
    assert source.data["id"] == ["a", {"type": "object", "id": "b"}]


def test_a_pulled_figure_stands_beside_the_one_that_was_pushed(there_and_back):
    plot = points()
    back = there_and_back(plot)
    curdoc().add_root(row(plot, back))
    assert back.document is plot.document is curdoc()
    curdoc().clear()


def test_a_push_does_not_move_a_figure_between_documents(keep):
    plot = points()
    keep(plot)
    assert plot.document is None
    curdoc().add_root(plot)
    keep(plot)
    assert plot.document is curdoc()
    curdoc().clear()


def test_the_same_figure_gives_the_same_bytes(keep):
    kept = keep(points())
    assert keep(points()).content == kept.content
    assert (kept.application, kept.content_type) == ("bokeh", "application/json")
    assert kept.settings["bokeh_version"] == bokeh.__version__


def test_what_this_bokeh_does_not_know_is_refused(keep, attachment, pull):
    unknown = keep(points()).content.replace(b'"Scatter"', b'"Hologram"')
    with pytest.raises(UnsupportedObject, match="does not know a part of the figure"):
        pull(attachment(unknown, "application/json", "bokeh"))
    old = {"doc": {"roots": {"references": [], "root_ids": ["1"]}}, "root_id": "1"}
    with pytest.raises(UnsupportedObject, match="made by Bokeh 2"):
        pull(attachment(json.dumps(old).encode(), "application/json", "bokeh", bokeh_version="2.3"))
