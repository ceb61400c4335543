"""HTML, LaTeX, pictures, sound and video of `IPython.display`, by what they hold."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.codecs.files import UNKNOWN, content_type_of, copy_file, status_of
from dstack_jupyter.model.errors import UnsupportedObject

_BEGINNINGS = ((4, b"ftyp", "video/mp4"), (0, b"\x1aE\xdf\xa3", "video/webm"), (0, b"OggS", "video/ogg"))


class IPythonCodec:
    """Objects of `IPython.display` that hold their content; one that is only an address is refused."""

    name = "IPython.display"
    supports = "HTML, Latex, SVG, Image, Audio and Video of IPython.display"
    gives = "what was pushed"
    libraries = ("ipython",)
    content_types = ()
    rank = 100

    @property
    def applications(self) -> tuple[str, ...]:
        """What each kind is called in the store."""
        return tuple(kind.application for kind in _KINDS)

    def handles(self, obj: object) -> bool:
        """Whether it is of one of the kinds."""
        return _kind_of(obj) is not None

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """Encode; a file that it names is read now."""
        import IPython

        kind = _kind_of(obj)
        assert kind is not None
        held = kind.held(obj)
        shown = {name: getattr(obj, name, None) for name in kind.arguments}
        settings = {name: value for name, value in shown.items() if isinstance(value, int | str)}
        settings["ipython"] = IPython.__version__
        return Encoded(held.content_type, held.write, kind.application, settings, held.length)

    def decode(self, stored: Stored) -> Any:
        """Decode to an object of the same class, shown in the same size."""
        kind = next(kind for kind in _KINDS if kind.application == stored.application)
        arguments = {name: stored.settings[name] for name in kind.arguments if name in stored.settings}
        return kind.made(bytes(stored.read()), stored.content_type, arguments)


def text_object(cls: str, text: str) -> Any:
    """An object of `IPython.display` that holds a text.

    Given the text when it is made, it would fetch it where it looks like an address, and read a file of that name.
    """
    from IPython import display

    made = getattr(display, cls)("<svg/>")
    made.data = text
    return made


@dataclass(frozen=True)
class Held:
    """The content of an object of `IPython.display`."""

    content_type: str
    write: Callable[[BinaryIO], object]
    length: int


@dataclass(frozen=True)
class Kind:
    """A class of `IPython.display`; `arguments` are those, beside the content, that it was made with."""

    cls: str
    held: Callable[[Any], Held]
    made: Callable[[bytes, str, dict[str, Any]], Any]
    arguments: tuple[str, ...] = ()

    @property
    def application(self) -> str:
        """What it is called in the store."""
        return f"ipython/{self.cls.lower()}"


def _kind_of(obj: object) -> Kind | None:
    return next((kind for kind in _KINDS if is_instance(obj, "IPython.display", kind.cls)), None)


def _text(content_type: str, obj: Any) -> Held:
    if not isinstance(obj.data, str):
        raise UnsupportedObject(f"the {type(obj).__name__} object holds no text; make it with one")
    return _of_bytes(content_type, obj.data.encode())


def _media(obj: Any) -> Held:
    """The bytes that it holds, else those of the file that it names."""
    named = content_type_of(str(obj.filename)) if obj.filename else UNKNOWN
    content_type = getattr(obj, "_mimetype", None) or (named if named != UNKNOWN else getattr(obj, "mimetype", None))
    if isinstance(obj.data, str):  # a Video takes its bytes as base64 as well
        return _of_bytes(content_type, base64.b64decode(obj.data))
    if obj.data is not None:
        return _of_bytes(content_type, bytes(obj.data))
    if obj.filename:
        return _of_file(Path(obj.filename), content_type)
    cls = type(obj).__name__
    raise UnsupportedObject(
        f"the {cls} object is only the address {obj.url}, and a push fetches nothing; "
        f"download the file and push {cls}(filename=…), or pathlib.Path of it"
    )


def _of_bytes(content_type: str | None, content: bytes) -> Held:
    return Held(content_type or _type_of(content), lambda sink: sink.write(content), len(content))


def _of_file(path: Path, content_type: str | None) -> Held:
    status = status_of(path)
    return Held(content_type or UNKNOWN, partial(copy_file, path, status), status.st_size)


def _type_of(content: bytes) -> str:
    return next((type_ for at, mark, type_ in _BEGINNINGS if content.startswith(mark, at)), UNKNOWN)


def _made_of_text(cls: str) -> Callable[[bytes, str, dict[str, Any]], Any]:
    return lambda content, content_type, arguments: text_object(cls, content.decode())


def _image(content: bytes, content_type: str, arguments: dict[str, Any]) -> Any:
    from IPython.display import Image

    return Image(data=content, format=content_type.rpartition("/")[2], **arguments)  # type: ignore[no-untyped-call]


def _audio(content: bytes, content_type: str, arguments: dict[str, Any]) -> Any:
    from IPython.display import Audio

    audio = Audio(data=content, **arguments)  # type: ignore[no-untyped-call]
    audio.mimetype = content_type
    return audio


def _video(content: bytes, content_type: str, arguments: dict[str, Any]) -> Any:
    from IPython.display import Video

    video = Video(data=b"\0", embed=True, mimetype=content_type, **arguments)  # type: ignore[no-untyped-call]
    video.data = content  # set afterwards, as a text is
    return video


_KINDS = (
    Kind("HTML", partial(_text, "text/html"), _made_of_text("HTML")),
    Kind("Latex", partial(_text, "text/latex"), _made_of_text("Latex")),
    Kind("SVG", partial(_text, "image/svg+xml"), _made_of_text("SVG")),
    Kind("Image", _media, _image, ("width", "height", "unconfined", "alt")),
    Kind("Audio", _media, _audio, ("autoplay", "element_id")),
    Kind("Video", _media, _video, ("width", "height", "html_attributes")),
)
