"""Objects that show themselves richly in a notebook: the best safe representation that they give."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.codecs.ipython import text_object
from dstack_jupyter.codecs.plotly import bundle_for
from dstack_jupyter.codecs.unsupported import is_model
from dstack_jupyter.model.errors import UnsupportedObject

# Best first. What runs code (JavaScript, widget views) and plain text, which every object has, are no part of it.
_METHODS = {
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "image/gif": None,
    "image/webp": None,
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_PLOTLY = "application/vnd.plotly.v1+json"


class DisplayCodec:
    """Anything with `_repr_mimebundle_`, `_repr_svg_`, `_repr_png_`, `_repr_html_` and their like.

    What is pulled is the representation, as an object of `IPython.display`, not the object itself.
    """

    name = "display"
    supports = "objects that show themselves richly (_repr_mimebundle_, _repr_html_, ...)"
    gives = "the representation, as an object of IPython.display"
    libraries = ("ipython",)
    applications = ("ipython/display",)
    content_types = ()
    rank = 600

    def handles(self, obj: object) -> bool:
        """Whether it has a safe representation beside plain text; a model's picture is not the model."""
        if isinstance(obj, type) or not _has_methods(obj) or is_model(obj):
            return False
        return next(_representations(obj), None) is not None

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """Encode the best representation."""
        content_type, content = next(_representations(obj))
        settings = {"class": f"{type(obj).__module__}.{type(obj).__qualname__}", **_version(obj)}
        if content_type == _PLOTLY:
            traces = [trace.get("type") for trace in json.loads(content).get("data", [])]
            content_type, application, settings["bundle"] = "application/json", "plotly", bundle_for(traces)
        else:
            application = "ipython/display"
        return Encoded(content_type, lambda sink: sink.write(content), application, settings, len(content))

    def decode(self, stored: Stored) -> Any:
        """Decode to the `IPython.display` object of the content type."""
        return display_of(stored)


def display_of(stored: Stored) -> Any:
    """An attachment as an object of `IPython.display`, by its content type."""
    maker = DISPLAYED.get(stored.content_type.partition(";")[0])
    if maker is None:
        raise UnsupportedObject(f"{stored.content_type} has no object of IPython.display; pull it as a file with to=")
    return maker(bytes(stored.read()))


def _version(obj: object) -> dict[str, str]:
    """The version of the package that drew the representation, where it states one."""
    package = type(obj).__module__.partition(".")[0]
    version = getattr(sys.modules.get(package), "__version__", None)
    return {package.lower(): version} if isinstance(version, str) else {}


def _has_methods(obj: object) -> bool:
    names = ("_repr_mimebundle_", *filter(None, _METHODS.values()))
    return any(callable(getattr(type(obj), name, None)) for name in names)


def _representations(obj: object) -> Iterator[tuple[str, bytes]]:
    """Content types and contents, best first."""
    bundle = _bundle(obj)
    if _WIDGET in bundle:
        return
    if _PLOTLY in bundle:
        yield _PLOTLY, _bytes_of(_PLOTLY, bundle[_PLOTLY])
    for content_type, method in _METHODS.items():
        shown = bundle.get(content_type)
        if shown is None and method:
            shown = _shown(obj, method)
        if shown is not None:
            yield content_type, _bytes_of(content_type, shown)


def _bundle(obj: object) -> Mapping[str, Any]:
    bundle = _shown(obj, "_repr_mimebundle_", include=None, exclude=None)
    return bundle if isinstance(bundle, Mapping) else {}


def _shown(obj: object, method: str, **arguments: Any) -> Any:
    """What a method of the class gives, without metadata; None where it gives nothing or does not work."""
    function = getattr(type(obj), method, None)
    if not callable(function):
        return None
    try:
        shown = function(obj, **arguments)
    except Exception:  # a display method may fail in any way; IPython ignores that as well
        return None
    return shown[0] if isinstance(shown, tuple) and len(shown) == 2 else shown


def _bytes_of(content_type: str, shown: Any) -> bytes:
    if isinstance(shown, bytes):
        return shown
    if content_type.endswith("json"):
        return json.dumps(shown, ensure_ascii=False).encode()
    if content_type.startswith("image/") and content_type != "image/svg+xml":
        return base64.b64decode(shown)
    return str(shown).encode()


def _image(content: bytes) -> Any:
    from IPython.display import Image

    return Image(data=content)  # type: ignore[no-untyped-call]


def _text(name: str) -> Callable[[bytes], Any]:
    return lambda content: text_object(name, content.decode())


def _json(content: bytes) -> Any:
    from IPython.display import JSON

    return JSON(json.loads(content))  # type: ignore[no-untyped-call]


DISPLAYED: dict[str, Callable[[bytes], Any]] = {
    **dict.fromkeys(("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"), _image),
    "image/svg+xml": _text("SVG"),
    "text/html": _text("HTML"),
    "text/markdown": _text("Markdown"),
    "text/latex": _text("Latex"),
    "application/json": _json,
}
"""What makes an object of `IPython.display` of the bytes of each content type."""
