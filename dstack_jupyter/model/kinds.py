"""What kind of thing an attachment is, in the word that a person looks for."""

from __future__ import annotations

from collections.abc import Iterator

_OF_APPLICATIONS = {
    "pandas": "table",
    "polars": "table",
    "pyarrow": "table",
    "duckdb": "table",
    "geopandas": "table",
    "numpy": "array",
    "plotly": "figure",
    "matplotlib": "figure",
    "altair": "figure",
    "bokeh": "figure",
    "pil": "image",
    "sklearn": "model",
    "onnx": "model",
    "notebook": "notebook",
    "folder": "folder",
    "file": "file",
}
"""By what stands before the slash of an `application`."""

_OF_TYPES = {
    "application/vnd.apache.parquet": "table",
    "application/vnd.apache.arrow.file": "table",
    "application/vnd.apache.arrow.stream": "table",
    "application/vnd.dstack.table+json": "table",
    "text/csv": "table",
    "application/vnd.plotly.v1+json": "figure",
    "application/x-ipynb+json": "notebook",
    "application/json": "json",
    "application/vnd.vegalite.v5+json": "figure",
    "application/vnd.vegalite.v6+json": "figure",
    "application/onnx": "model",
    "application/safetensors": "model",
    "application/x-skops": "model",
    "application/x-npy": "array",
}

_OF_FAMILIES = {"image": "image", "text": "text", "audio": "audio", "video": "video"}


def kinds_of(content_type: str, application: str | None) -> Iterator[str]:
    """``table``, ``figure``, ``image``, ``text``, ``model``, …; a picture that is a file is both."""
    content_type = content_type.partition(";")[0].strip().casefold()
    own = _OF_APPLICATIONS.get((application or "").partition("/")[0].casefold())
    by_type = _OF_TYPES.get(content_type) or _OF_FAMILIES.get(content_type.partition("/")[0])
    yield from dict.fromkeys(kind for kind in (own, None if own == "figure" else by_type) if kind)
    if own is None and by_type is None:
        yield "file"
