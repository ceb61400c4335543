"""Pictures of PIL, without loss."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from PIL.Image import Image

_KEPT = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_IN_PNG = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}
_IN_TIFF = {"I", "F", "CMYK", "LAB"}
_PARTS: tuple[Callable[[Any], Any], ...] = (
    lambda image: (image.mode, image.size),
    lambda image: image.getpalette(),
    lambda image: image.tobytes(),
)
"""What makes two images the same."""


class ImageCodec:
    """PIL images: as the file that they were read from where they are still what it holds, else as PNG."""

    name = "PIL.Image"
    supports = "PIL images"
    gives = "PIL.Image.Image"
    libraries = ("pillow",)
    applications = ("pil/image",)
    content_types = ()
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a PIL image."""
        return is_instance(obj, "PIL.Image", "Image")

    def encode(self, obj: Image, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` for a mode that no format keeps."""
        import PIL

        content_type, content = _original(obj) or _drawn(obj)
        return Encoded(
            content_type=content_type,
            write=lambda sink: sink.write(content),
            application="pil/image",
            settings={"pillow": PIL.__version__, "size": list(obj.size), "mode": obj.mode},
            length=len(content),
        )

    def decode(self, stored: Stored) -> Image:
        """Decode to a PIL image."""
        return image_of(stored.read())


def image_of(content: memoryview | bytes) -> Image:
    """The image in these bytes, whole."""
    import PIL.Image

    image = PIL.Image.open(io.BytesIO(content))
    image.load()
    return image


def _original(image: Image) -> tuple[str, bytes] | None:
    """The file that the image was read from, if it holds the very pixels that the image has now."""
    content_type = _KEPT.get(image.format or "")
    filename = getattr(image, "filename", "")
    if content_type is None or not filename:
        return None
    try:
        with open(filename, "rb") as file:
            content = file.read()
        there = image_of(content)
        same = all(part(there) == part(image) for part in _PARTS)
    except (OSError, SyntaxError, ValueError):
        return None
    return (content_type, content) if same else None


def _drawn(image: Image) -> tuple[str, bytes]:
    if getattr(image, "n_frames", 1) > 1:
        raise UnsupportedObject(
            f"the image has {image.n_frames} frames, of which PNG keeps one; "  # type: ignore[attr-defined]
            "save it with image.save('image.gif', save_all=True) and push the path"
        )
    kept = io.BytesIO()
    if image.mode in _IN_PNG:
        image.save(kept, format="PNG", exif=image.getexif(), **_resolution(image))
        return "image/png", kept.getvalue()
    if image.mode in _IN_TIFF:
        image.save(kept, format="TIFF", compression="tiff_deflate", **_resolution(image))
        return "image/tiff", kept.getvalue()
    raise UnsupportedObject(f"no format keeps an image of the mode {image.mode}; push image.convert('RGBA')")


def _resolution(image: Image) -> dict[str, Any]:
    return {"dpi": image.info["dpi"]} if "dpi" in image.info else {}
