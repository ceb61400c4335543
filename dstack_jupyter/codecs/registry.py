"""Which codec an object or an attachment has; other packages add theirs by the entry points `dstack_jupyter.codecs`."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from functools import cache, lru_cache
from importlib.metadata import EntryPoint, entry_points

from dstack_jupyter.codecs.base import Codec, Stored, Unpacker
from dstack_jupyter.codecs.unsupported import no_codec, no_decoder

GROUP = "dstack_jupyter.codecs"

_BUILT_IN = (
    "geopandas.GeoDataFrameCodec",
    "geopandas.GeoSeriesCodec",
    "dataframe.DataFrameCodec",
    "series.SeriesCodec",
    "plotly.PlotlyCodec",
    "altair.AltairCodec",
    "bokeh.BokehCodec",
    "pil.ImageCodec",
    "sklearn.EstimatorCodec",
    "onnx.ModelCodec",
    "folders.FolderCodec",
    "files.FileCodec",
    "notebooks.NotebookCodec",
    "markdown.MarkdownCodec",
    "ipython.IPythonCodec",
    "matplotlib.MatplotlibCodec",
    "ndarray.ArrayCodec",
    "arrow.ArrowCodec",
    "display.DisplayCodec",
    "text.TextCodec",
    "binary.BytesCodec",
    "json_values.JsonCodec",
    "plain.PlainDecoder",
)
_complained_of: set[str] = set()


def codecs() -> list[Codec]:
    """All codecs of this environment, in the order in which they are asked."""
    return sorted([*built_in(), *_third_party()], key=lambda codec: codec.rank)


def codec_for(obj: object) -> Codec:
    """The codec that encodes an object; raises `UnsupportedObject` in words that say what to do."""
    known = codecs()
    for codec in known:
        if _handles(codec, obj):
            return codec
    raise no_codec(obj)


def decoder_for(stored: Stored) -> Codec:
    """The codec that decodes an attachment: by its application, without one by its content type."""
    application = stored.application
    content_type = stored.content_type.partition(";")[0].strip().lower()
    known = codecs()
    if application:
        found = next((codec for codec in known if application in codec.applications), None)
        if found is None:
            raise no_decoder(application, content_type)
        return found
    wanted = (content_type, f"{content_type.partition('/')[0]}/*", "*/*")
    return next(codec for type_ in wanted for codec in known if type_ in codec.content_types)


def unpacker_for(application: str | None) -> Unpacker | None:
    """The codec that makes a folder of the bytes of an application; None where they are one file."""
    found = next((codec for codec in codecs() if application in codec.applications), None)
    return found if isinstance(found, Unpacker) else None


@cache
def built_in() -> tuple[Codec, ...]:
    """The codecs that come with dstack, whether their libraries are installed or not."""
    return tuple(_made(f"dstack_jupyter.codecs.{name}") for name in _BUILT_IN)


def _made(dotted: str) -> Codec:
    module, _, name = dotted.rpartition(".")
    codec: Codec = getattr(importlib.import_module(module), name)()
    return codec


def _third_party() -> list[Codec]:
    """The codecs of other packages; looked for again when a package may have been installed meanwhile."""
    return [codec for entry in _entries(_installed_at()) if (codec := _loaded(entry)) is not None]


def _installed_at() -> tuple[tuple[str, int], ...]:
    """The folders that packages are installed in, and when each last changed."""
    return tuple((folder, os.stat(folder).st_mtime_ns) for folder in sys.path if os.path.isdir(folder))


@lru_cache(maxsize=1)
def _entries(installed_at: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))


@cache
def _loaded(entry: EntryPoint) -> Codec | None:
    """The codec of an entry point; None, with a warning that names it, where it does not work."""
    try:
        made = entry.load()
        codec = made() if isinstance(made, type) else made
        if not isinstance(codec, Codec):
            raise TypeError(f"{codec!r} lacks what dstack_jupyter.codecs.base.Codec describes")
    except Exception as reason:  # whatever it is, it must not keep others from pushing
        _complain(f"{entry.name} = {entry.value}", reason)
        return None
    return codec


def _handles(codec: Codec, obj: object) -> bool:
    try:
        return codec.handles(obj)
    except Exception as reason:
        _complain(codec.name, reason)
        return False


def _complain(name: str, reason: Exception) -> None:
    if name in _complained_of:
        return
    _complained_of.add(name)
    warnings.warn(
        f"the codec {name!r} (entry point group {GROUP}) does not work and is left out: {reason!r}; "
        "update or uninstall the package that brings it",
        RuntimeWarning,
        stacklevel=4,
    )
