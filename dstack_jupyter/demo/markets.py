"""Share prices of six companies, by week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dstack_jupyter as ds


def _prices() -> Any:
    import pandas as pd
    from plotly import data

    prices = data.stocks()
    return prices.set_index(pd.to_datetime(prices["date"])).drop(columns="date")


def _push_prices(name: str) -> None:
    prices = _prices()
    with ds.frame(name, message="two years") as frame:
        for company in prices.columns:
            for average in (False, True):
                frame.add(_line(prices[company], average), company=company, average=average)


def _line(price: Any, average: bool) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure(go.Scatter(x=price.index, y=price, name="price", mode="lines"))
    if average:
        figure.add_scatter(x=price.index, y=price.rolling(8).mean(), name="8 weeks", mode="lines", line_dash="dot")
    figure.update_layout(
        yaxis_title="price, first week = 1", hovermode="x unified", showlegend=average, margin={"t": 10}
    )
    return figure


def _push_table(name: str) -> None:
    prices = _prices()
    ds.push(name, prices[prices.index < "2019-01-01"], message="2018")
    ds.push(name, prices, message="2018 and 2019")


STACKS: dict[str, Callable[[str], None]] = {"markets/prices": _push_prices, "markets/table": _push_table}
