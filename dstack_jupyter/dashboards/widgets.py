"""Controls as ipywidgets: one small class per way of choosing, found by the kind of control."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import ipywidgets

from dstack_jupyter.dashboards.choices import ParamChoices
from dstack_jupyter.dashboards.making import Maker
from dstack_jupyter.model.params import text_of

CONTROL_CLASS = "dstack-control"


class Control(Protocol):
    """A control of one param. What it stands at is known by its label, never by an index."""

    widget: Any

    @property
    def label(self) -> str | None:
        """The label it stands at; None where a user cleared it."""

    def show(self, labels: Sequence[str], label: str) -> None:
        """Offer `labels` and stand at `label`. Who listens hears of one change, if the value changed."""

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call back whenever the value changes."""


class ListControl:
    """A control that offers labels one beside the other.

    Its ``.value`` is the param itself, such as ``2007``; it can be set by the param or by its label.
    """

    def __init__(
        self, kind: type[Any], maker: Maker, role: str, param: ParamChoices, values: Mapping[str, Any], label: str
    ) -> None:
        self._values = values
        options = self._options(param.labels)
        self.widget = maker.make(
            kind,
            role,
            description=param.name,
            options=options,
            index=param.labels.index(label),
            label=label,
            value=values.get(label, label),
            equals=_is_same,
            _dom_classes=(CONTROL_CLASS,),
        )

    @property
    def label(self) -> str | None:
        """See `Control.label`."""
        label: str | None = self.widget.label
        return label

    def show(self, labels: Sequence[str], label: str) -> None:
        """See `Control.show`."""
        widget, options, index = self.widget, self._options(labels), labels.index(label)
        if widget.options == options and widget.index == index:
            return
        was_there = index < len(widget.options)
        with widget.hold_sync():
            if widget.options != options:
                _set_options(widget, options)
            if widget.index == index:
                widget._notify_trait("index", index, index)
            widget.index = index
            # A slider in the browser clamps an index to the range that it knows, and tells the kernel so.
            _send(widget, *(("index", "_options_labels") if was_there else ("_options_labels", "index")))

    def on_change(self, callback: Callable[[], None]) -> None:
        """See `Control.on_change`."""
        self.widget.observe(lambda change: callback(), "value")

    def _options(self, labels: Sequence[str]) -> tuple[tuple[str, Any], ...]:
        return tuple((label, self._values.get(label, label)) for label in labels)


class CheckboxControl:
    """A control of true and false; it is disabled where only one of them is possible."""

    def __init__(self, maker: Maker, role: str, param: ParamChoices, values: Mapping[str, Any], label: str) -> None:
        self.widget = maker.make(
            ipywidgets.Checkbox,
            role,
            description=param.name,
            value=label == "true",
            indent=False,
            _dom_classes=(CONTROL_CLASS,),
        )

    @property
    def label(self) -> str | None:
        """See `Control.label`."""
        return "true" if self.widget.value else "false"

    def show(self, labels: Sequence[str], label: str) -> None:
        """See `Control.show`."""
        with self.widget.hold_sync():
            self.widget.disabled = len(labels) < 2
            self.widget.value = label == "true"

    def on_change(self, callback: Callable[[], None]) -> None:
        """See `Control.on_change`."""
        self.widget.observe(lambda change: callback(), "value")


def control(maker: Maker, role: str, param: ParamChoices, values: Mapping[str, Any], label: str) -> Control:
    """The control of a param, standing at `label`; `values` are the params that the labels mean."""
    return _CONTROLS[param.kind](maker, role, param, values, label)


def _list_of(kind: type[Any]) -> Callable[..., Control]:
    def make(maker: Maker, role: str, param: ParamChoices, values: Mapping[str, Any], label: str) -> Control:
        return ListControl(kind, maker, role, param, values, label)

    return make


_CONTROLS: dict[str, Callable[..., Control]] = {
    "slider": _list_of(ipywidgets.SelectionSlider),
    "toggle": _list_of(ipywidgets.ToggleButtons),
    "dropdown": _list_of(ipywidgets.Dropdown),
    "checkbox": CheckboxControl,
}


def _set_options(widget: Any, options: tuple[tuple[str, Any], ...]) -> None:
    """Set the options as at the start: else ipywidgets would go to the first one and tell everyone of it."""
    widget._initializing_traits_ = True
    try:
        widget.options = options
    finally:
        widget._initializing_traits_ = False


def _send(widget: Any, *names: str) -> None:
    """Send traits in this order, each in a message of its own."""
    for name in names:
        widget.send_state(name)
        widget._states_to_send.discard(name)


def _is_same(option: Any, value: Any) -> bool:
    if isinstance(value, str) and not isinstance(option, str):
        return text_of(option) == value
    return bool(option == value)
