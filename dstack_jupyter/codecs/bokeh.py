"""Bokeh figures and other models, as the JSON that BokehJS embeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from bokeh.model import Model


class BokehCodec:
    """Bokeh figures, layouts, widgets and all other models; callbacks in Python stay behind.

    A model comes back with ids of its own, so that it can stand beside the models of its new session.
    """

    name = "bokeh.Model"
    supports = "Bokeh figures and other models"
    gives = "the Bokeh model"
    libraries = ("bokeh",)
    applications = ("bokeh",)
    content_types = ()
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a model."""
        return is_instance(obj, "bokeh.model", "Model")

    def encode(self, obj: Model, options: Mapping[str, Any]) -> Encoded:
        """Encode what `json_item` gives, with ids that depend on nothing but the model."""
        import bokeh
        from bokeh.embed import json_item
        from bokeh.embed.util import OutputDocumentFor

        try:
            with OutputDocumentFor([obj], always_new=True):  # else the model would be left in a document
                item = json_item(obj)
            content = json.dumps(_renumbered({**item}, _numbers()), separators=(",", ":")).encode()
        except (ValueError, TypeError, RuntimeError) as reason:
            raise UnsupportedObject(f"Bokeh cannot write the model: {reason}") from reason
        return Encoded(
            content_type="application/json",
            write=lambda sink: sink.write(content),
            application="bokeh",
            settings={"bokeh_version": bokeh.__version__, "class": f"{type(obj).__module__}.{type(obj).__qualname__}"},
            length=len(content),
        )

    def decode(self, stored: Stored) -> Model:
        """Decode to the model, which is in no document; raises `UnsupportedObject` for one that Bokeh does not know."""
        from bokeh.core.serialization import DeserializationError
        from bokeh.document import Document
        from bokeh.util.serialization import make_id

        item = json.loads(bytes(stored.read()))
        if "roots" not in item.get("doc", {}) or isinstance(item["doc"]["roots"], dict):
            raise UnsupportedObject("the figure was made by Bokeh 2, which no later one reads; pull it with to=")
        try:
            document = Document.from_json(_renumbered(item, make_id)["doc"])
        except DeserializationError as reason:
            raise UnsupportedObject(f"this Bokeh does not know a part of the figure: {reason}; update it") from reason
        model = document.roots[0]
        document.clear()
        return model


def _numbers() -> Callable[[], str]:
    """Ids in the order in which they are met."""
    counted = count(1)
    return lambda: str(next(counted))


def _renumbered(item: dict[str, Any], next_id: Callable[[], str]) -> dict[str, Any]:
    """The item with another id for each of its models; what a user put into one has no `id` of this form."""
    ids = {old: next_id() for old in dict.fromkeys(_ids(item["doc"]))}
    renamed: dict[str, Any] = _renamed(item, ids)
    return {**renamed, "root_id": ids.get(item["root_id"], item["root_id"])}


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "object" and "id" in value:
            yield value["id"]
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _ids(part)


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [_renamed(part, ids) for part in value]
    if not isinstance(value, dict):
        return value
    renamed = {key: _renamed(part, ids) for key, part in value.items()}
    is_reference = value.keys() == {"id"} or value.get("type") == "object"
    return {**renamed, "id": ids.get(value["id"], value["id"])} if is_reference and "id" in value else renamed
