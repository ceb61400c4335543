"""IPython's Markdown objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.codecs.ipython import text_object
from dstack_jupyter.model.errors import UnsupportedObject


class MarkdownCodec:
    """`IPython.display.Markdown`, as its text."""

    name = "IPython.Markdown"
    supports = "IPython.display.Markdown"
    gives = "IPython.display.Markdown"
    libraries = ("ipython",)
    applications = ("ipython/markdown", "markdown")
    content_types = ("text/markdown",)
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is Markdown."""
        return is_instance(obj, "IPython.display", "Markdown")

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """Encode the text that was read when the object was made."""
        if not isinstance(obj.data, str):
            raise UnsupportedObject("the Markdown object has no text; make it as Markdown('some *text*')")
        import IPython

        content = obj.data.encode()
        settings = {"ipython": IPython.__version__}
        return Encoded("text/markdown", lambda sink: sink.write(content), "ipython/markdown", settings, len(content))

    def decode(self, stored: Stored) -> Any:
        """Decode to `IPython.display.Markdown`."""
        return text_object("Markdown", bytes(stored.read()).decode())
