"""Gapminder: countries, their income and their life expectancy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dstack_jupyter as ds

NOTES = """\
### How to read this

- Each bubble is a **country**; its area is the population.
- Move the *year*: bubbles, map and table follow together.
- `logarithmic` changes the scale of the income, which grew by factors rather than by sums.

| | source |
|---|---|
| data | Gapminder, by way of the `plotly` package |
| income | GDP per person, in international dollars of 2005 |
"""


def _countries() -> Any:
    from plotly import data

    return data.gapminder().drop(columns="iso_num")


def _push_bubbles(name: str) -> None:
    countries = _countries()
    with ds.frame(name, message="all years") as frame:
        for logarithmic in (True, False):
            for continent in ["all", *countries["continent"].unique()]:
                for year in sorted(countries["year"].unique()):
                    shown = countries[countries["year"] == year]
                    if continent != "all":
                        shown = shown[shown["continent"] == continent]
                    frame.add(
                        _bubbles(shown, countries, logarithmic),
                        year=year,
                        continent=continent,
                        logarithmic=logarithmic,
                    )


def _bubbles(shown: Any, countries: Any, logarithmic: bool) -> Any:
    import plotly.express as px

    figure = px.scatter(
        shown,
        x="gdpPercap",
        y="lifeExp",
        size="pop",
        color="continent",
        hover_name="country",
        size_max=48,
        log_x=logarithmic,
        range_x=[200, 150_000] if logarithmic else [0, 60_000],
        range_y=[20, 90],
        category_orders={"continent": list(countries["continent"].unique())},
        labels={"gdpPercap": "GDP per person", "lifeExp": "life expectancy", "pop": "population"},
    )
    figure.update_layout(legend_title=None, margin={"t": 10})
    return figure


def _push_map(name: str) -> None:
    import plotly.express as px

    countries = _countries()
    with ds.frame(name, message="life expectancy") as frame:
        for year in sorted(countries["year"].unique()):
            figure = px.choropleth(
                countries[countries["year"] == year],
                locations="iso_alpha",
                color="lifeExp",
                hover_name="country",
                range_color=[30, 85],
                color_continuous_scale="Viridis",
                labels={"lifeExp": "years"},
            )
            figure.update_layout(margin={"t": 0, "r": 0, "b": 0, "l": 0})
            frame.add(figure, year=year)


def _push_table(name: str) -> None:
    countries = _countries()
    ds.push(name, countries[countries["year"] <= 2002], by="year", message="first import, to 2002")
    ds.push(name, countries, by="year", message="2007 has arrived")


def _push_notes(name: str) -> None:
    from IPython.display import Markdown

    heading, everything = (Markdown(text) for text in (NOTES.partition("\n\n")[0], NOTES))  # type: ignore[no-untyped-call]
    ds.push(name, heading, message="a heading")
    ds.push(name, everything, message="where the data is from")


STACKS: dict[str, Callable[[str], None]] = {
    "world/bubbles": _push_bubbles,
    "world/map": _push_map,
    "world/table": _push_table,
    "world/notes": _push_notes,
}
