"""A card in a notebook."""

from __future__ import annotations

from typing import Any

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.assembly import CardWidgets
from dstack_jupyter.dashboards.reading import CardContents
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.stacks import Attachment, Frame


class Card:
    """A card of a board: shown in a notebook it is its widget.

    >>> card = board.card("faang")
    >>> card.controls["symbol"]
    >>> card.value
    """

    def __init__(self, backend: Backend, contents: CardContents, widgets: CardWidgets) -> None:
        self._backend = backend
        self._contents = contents
        self._widgets = widgets

    @property
    def stack(self) -> str:
        """The stack that the card shows, as ``user/name``."""
        return self._contents.spec.stack

    @property
    def frame(self) -> Frame | None:
        """The frame that the card shows: the head of its stack when the board was opened."""
        return self._contents.frame

    @property
    def widget(self) -> Any:
        """The card as an ipywidget: a heading, the controls of its own, and the view."""
        return self._widgets.box

    @property
    def controls(self) -> dict[str, Any]:
        """The controls by the names of their params, as ipywidgets; those shared with other cards too."""
        return {name: control.widget for name, control in self._widgets.controls.items()}

    @property
    def attachment(self) -> Attachment:
        """The attachment that the controls select; raises `NotFound` where the card has nothing to show."""
        if not self._contents.attachments:
            raise NotFound(self._contents.error or f"{self.stack} has no frames yet; push to it first")
        return self._contents.attachments[self._widgets.view.selected]

    @property
    def value(self) -> Any:
        """The object that was pushed, of the attachment that the controls select."""
        from dstack_jupyter.client.pulling import decoded

        return decoded(self._backend, self.attachment)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<card {self.stack}: {', '.join(self._widgets.controls) or 'no controls'}>"
