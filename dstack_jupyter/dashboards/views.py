"""The view of a card: what the browser draws, and the answers to what it asks where it has no server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.assets import compressed
from dstack_jupyter.dashboards.loader import loader
from dstack_jupyter.model.errors import DstackError, NotFound
from dstack_jupyter.model.stacks import Attachment, Frame

VIEW_SETTINGS = (
    *("filename", "rows", "columns", "bundle", "width", "height", "language"),
    *("class", "params", "scikit-learn", "skops", "onnx", "ir_version", "opsets", "entries"),
)
"""What of an attachment's settings a view needs before it has the content."""


class CardView(anywidget.AnyWidget):
    """What a card shows. All its contents are named here by hash; the browser takes them from where it can."""

    _anywidget_id = traitlets.Unicode("dstack_jupyter.CardView").tag(sync=True)
    _esm = traitlets.Unicode().tag(sync=True)
    board = traitlets.Unicode(help="The board that the card belongs to; unique in a page.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    stack = traitlets.Unicode(help="user/name").tag(sync=True)
    store = traitlets.Unicode(help="The id of the store that has the contents.").tag(sync=True)
    frame = traitlets.Dict(allow_none=True, default_value=None, help="id, number, time and message.").tag(sync=True)
    contents: Any = traitlets.List(help="One for each attachment, in order.").tag(sync=True)
    choices = traitlets.Dict(help="See `dstack_jupyter.dashboards.choices`.").tag(sync=True)
    controls = traitlets.Dict(help="The control of each param, as 'anywidget:<model id>'.").tag(sync=True)
    shared = traitlets.List(traitlets.Unicode(), help="The params whose control other cards have too.").tag(sync=True)
    selected = traitlets.Int(-1, help="The attachment that is shown, -1 for none.").tag(sync=True)
    error = traitlets.Unicode(help="Why there is nothing to show.").tag(sync=True)
    columns = traitlets.Int(1, help="How many columns of the page the card spans.").tag(sync=True)

    @traitlets.default("_esm")
    def _default_esm(self) -> str:
        return loader()

    def add_traits(self, **traits: Any) -> None:
        """Add traits that the class does not have; anywidget would make a class for each instance."""
        new = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if new:
            super().add_traits(**new)


def frame_state(frame: Frame | None) -> dict[str, Any] | None:
    """A frame as a view names it."""
    if frame is None:
        return None
    return {"id": frame.id, "number": frame.number, "time": frame.time.isoformat(), "message": frame.message}


def content_state(attachment: Attachment) -> dict[str, Any]:
    """An attachment as a view names it."""
    return {
        "index": attachment.index,
        "content_type": attachment.content_type,
        "application": attachment.application,
        "sha256": attachment.content.sha256,
        "length": attachment.content.length,
        "description": attachment.description,
        "settings": {key: attachment.settings[key] for key in VIEW_SETTINGS if key in attachment.settings},
    }


class Answers:
    """Answers what a view asks its kernel for; every content is verified by the store."""

    def __init__(self, backend: Backend, attachments: Sequence[Attachment]) -> None:
        self._backend = backend
        self._attachments = attachments
        self._verbs: dict[str, Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Any]]]] = {
            "module": self._module,
            "content": self._content,
            "rows": self._rows,
            "table": self._table,
        }

    def __call__(self, view: CardView, message: Any, buffers: Any) -> None:
        """Answer one message of a view with one message; what cannot be answered is answered by an error."""
        verb = self._verbs.get(str(message.get("kind"))) if isinstance(message, dict) else None
        if verb is None:
            return
        try:
            answer, sent = verb(message)
        except (DstackError, ValueError, TypeError) as error:
            answer, sent = {"error": str(error)}, []
        view.send({**message, **answer}, sent)

    def _module(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        return {"encoding": "gzip"}, [compressed(str(message.get("name")))]

    def _content(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        return {}, [self._backend.read(self._attachment(message).content)]

    def _rows(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        from dstack_jupyter.client.pulling import StoredAttachment
        from dstack_jupyter.codecs.rows import read_rows

        rows = read_rows(
            StoredAttachment(self._backend, self._attachment(message)),
            offset=int(message.get("offset") or 0),
            limit=int(message.get("limit") or 100),
            sort=message.get("sort"),
            filter=message.get("filter"),
            columns=message.get("columns"),
        )
        return {"rows": rows.model_dump(mode="json")}, []

    def _table(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        from dstack_jupyter.client.pulling import StoredAttachment
        from dstack_jupyter.codecs.summary import summarize

        stored = StoredAttachment(self._backend, self._attachment(message))
        return {"table": summarize(stored, columns=message.get("columns")).model_dump(mode="json")}, []

    def _attachment(self, message: Mapping[str, Any]) -> Attachment:
        for attachment in self._attachments:
            if attachment.index == message.get("index"):
                return attachment
        raise NotFound(f"this card has no attachment {message.get('index')}")
