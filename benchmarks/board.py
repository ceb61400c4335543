"""The dashboard of the benchmarks and the same page written by hand.

Three cards: a plotly line with a select of 8 and a slider of 5 over 40 attachments of 2,000 rows, a table of
5,000 rows, an image.
"""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import dstack_jupyter as ds
from benchmarks.tables import mixed

SYMBOLS = 8
WINDOWS = (1, 5, 10, 20, 50)
ROWS = 2_000
ROOT = Path(__file__).parent


def push_board() -> str:
    """Fill the store and make the dashboard; returns its path, ``user/name``."""
    with ds.frame("bench/line") as frame:
        for symbol in range(SYMBOLS):
            for window in WINDOWS:
                frame.add(_figure(symbol, window), symbol=f"symbol {symbol}", window=window)
    ds.push("bench/table", mixed(5_000))
    ds.push("bench/image", _image())
    return str(ds.dashboard("Bench", ["bench/line", "bench/table", "bench/image"]).path)


def write_static(folder: Path, full: bytes, basic: bytes) -> None:
    """Write the two static pages, ``full/`` and ``basic/``."""
    for name, script in (("full", full), ("basic", basic)):
        place = folder / name
        place.mkdir(parents=True)
        (place / "plotly.js").write_bytes(script)
        html = (ROOT / "static_page" / "index.html").read_text(encoding="utf-8")
        (place / "index.html").write_text(html.replace("PLOTLY", "plotly.js"), encoding="utf-8")
        _write_contents(place)


def full_plotly() -> bytes:
    """The plotly.js that the plotly package ships."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs().encode()


def basic_plotly() -> bytes:
    """The smallest bundle that draws a line, as npm has it."""
    modules = ROOT.parent / "labextension" / "node_modules"
    return (modules / "plotly.js" / "dist" / "plotly-basic.min.js").read_bytes()


def _write_contents(place: Path) -> None:
    for symbol in range(SYMBOLS):
        for number, window in enumerate(WINDOWS):
            (place / f"figure-{symbol}-{number}.json").write_text(_figure(symbol, window).to_json(), encoding="utf-8")
    page = mixed(5_000).head(50)
    rows = json.loads(page.to_json(orient="values", date_format="iso"))
    (place / "rows.json").write_text(json.dumps({"columns": list(page.columns), "rows": rows}), encoding="utf-8")
    with (place / "image.png").open("wb") as file:
        shutil.copyfileobj(io.BytesIO(_png()), file)


def _figure(symbol: int, window: int) -> Any:
    import plotly.graph_objects as go

    random = np.random.default_rng(symbol)
    price = pd.Series(random.normal(0, 1, ROWS).cumsum() + 100).rolling(window, min_periods=1).mean()
    times = pd.date_range("2015-01-01", periods=ROWS, freq="D")
    return go.Figure(go.Scatter(x=times, y=price.round(2), mode="lines", name=f"symbol {symbol}"))


def _image() -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(_png()))


def _png() -> bytes:
    from PIL import Image

    random = np.random.default_rng(0)
    coarse = Image.fromarray(random.integers(0, 255, (50, 80, 3), dtype="uint8"))
    sink = io.BytesIO()
    coarse.resize((800, 500)).save(sink, format="PNG")
    return sink.getvalue()
