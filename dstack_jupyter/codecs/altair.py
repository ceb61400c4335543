"""Altair charts, as Vega-Lite."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import altair as alt

_CLASSES = {
    "layer": "LayerChart",
    "hconcat": "HConcatChart",
    "vconcat": "VConcatChart",
    "concat": "ConcatChart",
    "facet": "FacetChart",
    "repeat": "RepeatChart",
}
"""The class of a chart by the part of its specification that no other has."""
_PARTS = ("layer", "hconcat", "vconcat", "concat", "spec")
"""Where a chart holds other charts."""
_NOTHING = {"spec": {"mark": "point"}}
"""What stands in a part until the charts are put there."""


class AltairCodec:
    """Altair charts of all kinds, with all their rows; each comes back as a chart of its kind.

    The bytes are Vega-Lite with the theme of the push, as a viewer wants it; the chart comes back without the theme,
    as it was.
    """

    name = "altair.Chart"
    supports = "Altair charts"
    gives = "the Altair chart"
    libraries = ("altair",)
    applications = ("altair",)
    content_types = ("application/vnd.vegalite.v5+json", "application/vnd.vegalite.v6+json")
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a chart, or of a subclass, which comes back as a chart of Altair's."""
        return is_instance(obj, "altair", "Chart", *_CLASSES.values())

    def encode(self, obj: alt.TopLevelMixin, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` for a chart that Altair itself cannot draw."""
        import altair as alt

        plain = _specification(obj)
        theme = alt.theme.get() or dict
        themed = alt.utils.update_nested(theme(), plain, copy=True)
        content = json.dumps(themed, ensure_ascii=False, separators=(",", ":")).encode()
        major = alt.SCHEMA_VERSION.lstrip("v").partition(".")[0]
        return Encoded(
            content_type=f"application/vnd.vegalite.v{major}+json",
            write=lambda sink: sink.write(content),
            application="altair",
            settings={
                "altair": alt.__version__,
                "vegalite": alt.SCHEMA_VERSION,
                "without_theme": {key: plain.get(key) for key in theme()},
            },
            length=len(content),
        )

    def decode(self, stored: Stored) -> Any:
        """Decode to a chart; what the installed Altair does not know is left as it is, with a warning."""
        from altair.utils.schemapi import debug_mode

        specification = json.loads(bytes(stored.read()))
        specification.pop("$schema", None)  # a chart that names it cannot be put together with others
        specification.update(stored.settings.get("without_theme", {}))
        rows = specification.pop("datasets", {})
        present = {key: part for key, part in specification.items() if part is not None}
        _warn_of_unknown(present)
        with debug_mode(False):  # else Altair would look through all rows, and refuse what it does not know
            return _chart(present, rows)


def _specification(chart: Any) -> dict[str, Any]:
    """Vega-Lite with all rows inside and without a theme."""
    import altair as alt

    try:
        with alt.data_transformers.enable("default", max_rows=None), alt.theme.enable("none"):
            return chart.to_dict()  # type: ignore[no-any-return]
    except (ValueError, TypeError) as reason:
        raise UnsupportedObject(
            f"Altair cannot draw the chart: {str(reason).strip().splitlines()[0]}; mend it until it shows itself"
        ) from reason


def _chart(specification: dict[str, Any], rows: Mapping[str, Any]) -> Any:
    """The chart of a specification, whose rows are put in last: Altair would take minutes to look through them."""
    import altair as alt
    from altair.utils.schemapi import SchemaBase

    parts = {part: specification[part] for part in _PARTS if part in specification}
    own = {**specification, **{part: _NOTHING.get(part, []) for part in parts}}
    # Chart.from_dict would look for the class by itself, and be slow about it.
    chart = SchemaBase.from_dict.__func__(_class_of(specification), own, validate=False)  # type: ignore[attr-defined]
    for part, held in parts.items():
        chart[part] = [_chart(one, rows) for one in held] if isinstance(held, list) else _chart(held, rows)
    if "data" in specification:
        chart.data = _with_rows(chart.data, rows)
    for transform in chart.transform if "transform" in specification else ():
        looked_up: Any = getattr(transform, "from", None)
        if getattr(looked_up, "data", None) is not None:
            data = _with_rows(looked_up.data, rows)
            transform["from"] = alt.LookupData(data=data, key=looked_up.key, fields=looked_up.fields)
    return chart


def _class_of(specification: Mapping[str, Any]) -> Any:
    import altair as alt

    return getattr(alt, next((name for part, name in _CLASSES.items() if part in specification), "Chart"))


def _warn_of_unknown(specification: Mapping[str, Any]) -> None:
    from jsonschema import ValidationError

    try:
        _class_of(specification).validate(specification)
    except ValidationError as reason:
        warnings.warn(
            f"this Altair does not know a part of the chart, and keeps it as it is: {reason.message}",
            UserWarning,
            stacklevel=3,
        )


def _with_rows(data: Any, rows: Mapping[str, Any]) -> Any:
    """The data of a chart with its rows, as a dict, which Altair does not look through."""
    import altair as alt

    if not isinstance(data, alt.NamedData) or data.name not in rows:
        return data
    return {key: part for key, part in data.to_dict().items() if key != "name"} | {"values": rows[data.name]}
