"""An object becomes an attachment whose bytes are in the store."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from dstack_jupyter.client.backend import Backend, Upload
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.codecs.base import Encoded
from dstack_jupyter.model.params import Params
from dstack_jupyter.model.stacks import NewAttachment


def attachment_of(
    backend: Backend, obj: Any, params: Params, description: str | None, options: Mapping[str, Any]
) -> NewAttachment:
    """Encode an object and store its bytes."""
    from dstack_jupyter.codecs.registry import codec_for

    return stored(backend, codec_for(obj).encode(obj, options), params, description)


def stored(backend: Backend, encoded: Encoded, params: Params, description: str | None) -> NewAttachment:
    """Store what a codec made."""
    upload = backend.upload(to_push=True)
    try:
        with Progress(encoded.length, "B", "pushing") as progress, _Sink(upload, progress) as sink:
            encoded.write(cast(BinaryIO, sink))
        content = upload.finish()
    except BaseException:
        upload.discard()
        raise
    return NewAttachment(
        content=content,
        content_type=encoded.content_type,
        application=encoded.application,
        params=params,
        settings=encoded.settings,
        description=description,
    )


class _Sink(io.RawIOBase):
    """An upload as the binary file that codecs write to."""

    def __init__(self, upload: Upload, progress: Progress) -> None:
        self._upload = upload
        self._progress = progress
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def cut(self) -> None:
        """Hint that what follows may be the same in another content, or not, on its own."""
        self._upload.cut()

    def write(self, chunk: Any, /) -> int:
        view = memoryview(chunk).cast("B")
        self._upload.write(view)
        self._position += view.nbytes
        self._progress.advance(view.nbytes)
        return view.nbytes
