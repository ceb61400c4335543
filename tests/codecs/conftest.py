"""What stands between a codec and a store: bytes that were written and are read again."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dstack_jupyter.codecs.faults import in_words
from dstack_jupyter.codecs.registry import codec_for, decoder_for, unpacker_for


@dataclass
class Kept:
    """An attachment as the store hands it out."""

    content: bytes
    content_type: str
    application: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    def read(self) -> memoryview:
        return memoryview(self.content)

    def path(self) -> Path:
        path = self.folder / self.settings.get("filename", "content")
        unpacker = unpacker_for(self.application)
        if unpacker is None:
            path.write_bytes(self.content)
            return path
        folder = path.with_suffix("")
        folder.mkdir()
        unpacker.unpack([self.content], folder, private=True)
        return folder


def kept_of(encoded, folder=None):
    sink = io.BytesIO()
    encoded.write(sink)
    return Kept(sink.getvalue(), encoded.content_type, encoded.application, encoded.settings, folder)


@pytest.fixture
def keep(tmp_path):
    """Push an object: through its codec to bytes."""
    return lambda obj: kept_of(codec_for(obj).encode(obj, {}), tmp_path)


@pytest.fixture
def attachment(tmp_path):
    """An attachment that somebody else made."""
    return lambda content, content_type, application=None, **settings: Kept(
        content, content_type, application, settings, tmp_path
    )


@pytest.fixture
def pull():
    """Pull an attachment: through its codec to an object."""

    def pulled(kept):
        with in_words(kept):
            return decoder_for(kept).decode(kept)

    return pulled


@pytest.fixture
def there_and_back(keep, pull):
    """What is pulled after an object was pushed."""
    return lambda obj: pull(keep(obj))
