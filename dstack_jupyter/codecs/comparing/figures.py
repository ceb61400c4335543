"""Figures that are JSON: of plotly, Altair, Bokeh."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import LIMIT, How
from dstack_jupyter.codecs.comparing.texts import LINES, content_type_of, is_json, json_lines, read_text, text_changes
from dstack_jupyter.codecs.plotly import with_arrays
from dstack_jupyter.model.diffs import FigureChanges
from dstack_jupyter.model.errors import UnsupportedObject

MAX_LENGTH = 1 << 20
"""Characters of the JSON of a figure that travels with a comparison."""
_LIBRARIES = ("plotly", "altair", "bokeh", "vega")


class Figures:
    """Two figures of one library, by their JSON."""

    name = "figure"

    def takes(self, stored: Stored) -> bool:
        """Whether a library of figures reads it."""
        return is_json(content_type_of(stored)) and _library(stored) is not None

    def compare(self, old: Stored, new: Stored, how: How) -> FigureComparison:
        """Read both."""
        return FigureComparison(_side(old), _side(new))


@dataclass(frozen=True)
class FigureSide:
    """One of two figures: its JSON as lines, and as it is where it is not too long to travel."""

    library: str
    lines: list[str]
    figure: Any


@dataclass(frozen=True)
class FigureComparison:
    """Two figures."""

    old: FigureSide
    new: FigureSide

    def changes(self, limit: int = LIMIT) -> FigureChanges:
        """A unified diff of their JSON, in which arrays are lists of numbers."""
        return FigureChanges(
            old=self.old.library,
            new=self.new.library,
            text=text_changes(self.old.lines, self.new.lines, limit * LINES),
            old_figure=self.old.figure,
            new_figure=self.new.figure,
        )


def _side(stored: Stored) -> FigureSide:
    figure = _figure(stored)
    return FigureSide(_library(stored) or "", _readable(figure), _if_short(figure))


def _if_short(figure: Any) -> Any:
    return figure if len(json.dumps(figure)) <= MAX_LENGTH else None


def _library(stored: Stored) -> str | None:
    said = f"{stored.application or ''} {content_type_of(stored)}".lower()
    return next((library for library in _LIBRARIES if library in said), None)


def _figure(stored: Stored) -> Any:
    try:
        return json.loads(read_text(stored))
    except (ValueError, RecursionError) as reason:
        raise UnsupportedObject("the figure is no JSON") from reason


def _readable(figure: Any) -> list[str]:
    """The JSON as lines, with numbers in place of the base64 texts in which plotly keeps arrays."""
    try:
        return json_lines(_listed(with_arrays(figure)))
    except (ValueError, TypeError, KeyError, OverflowError):
        return json_lines(figure)


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_listed(part) for part in value]
    return value.tolist() if hasattr(value, "tolist") else value
