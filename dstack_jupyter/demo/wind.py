"""Where the wind comes from, and how strong it is: an image and a text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import dstack_jupyter as ds

SIZE = 480
RINGS = (2, 4, 6)
UNIT = 26.0
"""Pixels for one percent of the time."""

PALETTE = ("#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b")


def _push_rose(name: str) -> None:
    from IPython.display import SVG
    from plotly import data

    wind = data.wind()
    strengths = list(wind["strength"].unique())
    with ds.frame(name, message="sixteen directions") as frame:
        for shown, label in ((strengths[:2], "light"), (strengths[2:4], "fresh"), (strengths[4:], "strong")):
            picture = SVG(_rose(wind, shown, strengths))  # type: ignore[no-untyped-call]
            frame.add(picture, wind=label, description=f"Strength {', '.join(shown)}.")


def _rose(wind: Any, shown: list[str], strengths: list[str]) -> str:
    directions = list(wind["direction"].unique())
    rings = "".join(_ring(ring) for ring in RINGS)
    petals = []
    for place, direction in enumerate(directions):
        inner = 0.0
        for strength in shown:
            share = float(wind[(wind.direction == direction) & (wind.strength == strength)]["frequency"].sum())
            colour = PALETTE[strengths.index(strength) % len(PALETTE)]
            petals.append(_petal(place, len(directions), inner, inner + share, colour))
            inner += share
    labels = "".join(_label(place, direction, len(directions)) for place, direction in enumerate(directions))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" font-family="sans-serif" '
        f'role="img" aria-label="wind rose"><rect width="{SIZE}" height="{SIZE}" fill="#fff"/>'
        f"{rings}{''.join(petals)}{labels}</svg>"
    )


def _ring(percent: int) -> str:
    centre = SIZE / 2
    return (
        f'<circle cx="{centre}" cy="{centre}" r="{percent * UNIT}" fill="none" stroke="#d0d7de"/>'
        f'<text x="{centre + 4}" y="{centre - percent * UNIT - 4}" font-size="11" fill="#57606a">{percent} %</text>'
    )


def _petal(place: int, count: int, inner: float, outer: float, colour: str) -> str:
    width = 0.8 * math.pi / count
    angle = 2 * math.pi * place / count
    corners = [
        _point(angle - width, inner), _point(angle - width, outer), _point(angle + width, outer),
        _point(angle + width, inner),
    ]  # fmt: skip
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}" stroke="#fff" stroke-width="1"/>'


def _label(place: int, direction: str, count: int) -> str:
    x, y = _point(2 * math.pi * place / count, RINGS[-1] + 1.6)
    return f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="13" fill="#24292f" text-anchor="middle">{direction}</text>'


def _point(angle: float, percent: float) -> tuple[float, float]:
    radius = percent * UNIT
    return SIZE / 2 + radius * math.sin(angle), SIZE / 2 - radius * math.cos(angle)


def _push_notes(name: str) -> None:
    ds.push(
        name,
        {
            "data set": "wind",
            "package": "plotly",
            "columns": {"direction": "16 points", "strength": "classes", "frequency": "percent of the time"},
        },
        message="what the columns are",
    )


STACKS: dict[str, Callable[[str], None]] = {"wind/rose": _push_rose, "wind/notes": _push_notes}
