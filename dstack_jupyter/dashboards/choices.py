"""Choices: the params of a frame's attachments as controls see them. Plain data, in Python and in the browser."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

MISSING = "–"
"""The label of an attachment that lacks a param."""

ControlKind = Literal["slider", "toggle", "dropdown", "checkbox", "caption"]
ParamType = Literal["string", "number", "boolean", "date", "datetime"]


class ParamChoices(BaseModel):
    """One param: its labels in the order a control shows them.

    Attributes
    ----------
    kind
        The control; a ``caption`` has one value and makes none.
    positions
        Where the labels are on a line, in the order of `labels`: the number itself, days or seconds. None for
        params without an order, and for the label of attachments that lack the param.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    kind: ControlKind
    type: ParamType
    labels: tuple[str, ...]
    positions: tuple[float | None, ...] | None = None


class Choices(BaseModel):
    """All params of a frame, and the labels of each attachment aligned with them."""

    model_config = ConfigDict(frozen=True)

    params: tuple[ParamChoices, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def param(self, name: str) -> ParamChoices | None:
        """The param of this name."""
        return next((param for param in self.params if param.name == name), None)

    def labels_of(self, name: str) -> tuple[str, ...]:
        """The labels of a param, one per attachment; empty where no attachment has it."""
        for at, param in enumerate(self.params):
            if param.name == name:
                return tuple(row[at] for row in self.rows)
        return ()
