"""A small dashboard of a plot, a table and an image."""

from __future__ import annotations

import pandas as pd

import dstack_jupyter as ds

COUNTRIES = ("France", "Germany", "Italy", "Spain")
YEARS = (2002, 2004, 2007)
COLOURS = {"France": "blue", "Germany": "black", "Italy": "green", "Spain": "red"}


def table(rows: int = 120) -> pd.DataFrame:
    """Rows for every year."""
    years = [year for year in YEARS for _ in range(rows)]
    return pd.DataFrame({"year": years, "item": [f"item {n}" for n in range(len(years))], "sold": range(len(years))})


def push_plot() -> None:
    """A bar for every country, year and scale."""
    import plotly.graph_objects as go

    with ds.frame("shop/plot") as frame:
        for country in COUNTRIES:
            for year in YEARS:
                for logarithmic in (False, True):
                    figure = go.Figure(go.Bar(x=["a", "b", "c"], y=[year, len(country), 10 * len(country)]))
                    figure.update_layout(title=f"{country} {year}", yaxis_type="log" if logarithmic else "linear")
                    frame.add(figure, country=country, year=year, logarithmic=logarithmic)


def push_images() -> None:
    """A plain colour for every country."""
    from PIL import Image

    with ds.frame("shop/image") as frame:
        for country in COUNTRIES:
            frame.add(Image.new("RGB", (160, 90), COLOURS[country]), country=country)


def push_shop() -> str:
    """Fill the store and make the dashboard; returns its path, ``user/name``."""
    push_plot()
    ds.push("shop/table", table(), by="year")
    push_images()
    board = ds.dashboard("Shop", ["shop/plot", "shop/table", "shop/image"], description="What was sold where.")
    return str(board.path)
