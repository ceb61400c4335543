"""What a codec is: it encodes an object to the bytes of an attachment, and decodes them back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar, runtime_checkable

Result = TypeVar("Result")


@dataclass(frozen=True)
class Encoded:
    """An object on its way into the store.

    `write` puts the bytes into a binary sink, in as many pieces as it likes; it is called once.
    `length` is the number of bytes where it is known beforehand (for a progress bar).
    """

    content_type: str
    write: Callable[[BinaryIO], object]
    application: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    length: int | None = None


class Stored(Protocol):
    """An attachment on its way out of the store; every byte it hands out is verified."""

    @property
    def content_type(self) -> str:
        """The MIME type."""

    @property
    def application(self) -> str | None:
        """Who can read these bytes."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the codec noted at the push."""

    def read(self) -> memoryview:
        """All bytes, in memory."""

    def path(self) -> Path:
        """A private copy as a file, or as the folder that an `Unpacker` makes, named as it was when it was pushed."""


@runtime_checkable
class Seekable(Protocol):
    """A stored attachment of which parts can be read; every byte of a part is verified."""

    @property
    def sha256(self) -> str:
        """The identity of its bytes."""

    @property
    def length(self) -> int:
        """How many bytes it has."""

    def open(self) -> BinaryIO:
        """Its bytes as a file in which one can seek."""


@runtime_checkable
class Codec(Protocol):
    """One kind of object. Instances are stateless and cheap: a codec imports its library when it is used.

    Attributes
    ----------
    name
        Unique, as `ds.codecs()` lists it.
    supports
        What it takes, in words for an error message: ``"pandas DataFrames"``.
    applications
        The values of `application` that this codec decodes.
    content_types
        The MIME types it decodes where the attachment names no application; may be empty.
    rank
        Codecs are asked in the order of rank, lowest first. Built-in codecs of one exact library have 100,
        protocols that many objects follow have 500, plain Python values 700.

    Two more are for the table that `ds.codecs()` shows, and may be left out: `gives`, what comes back, in words,
    and `libraries`, the names under which the packages that it needs are installed (``("pillow",)``). A codec that
    has libraries states the version of the one it encoded with in `Encoded.settings`.
    """

    name: str
    supports: str
    applications: tuple[str, ...]
    content_types: tuple[str, ...]
    rank: int

    def handles(self, obj: object) -> bool:
        """Whether this codec encodes `obj`. Must not import anything heavy."""

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` naming the part that cannot be kept."""

    def decode(self, stored: Stored) -> Any:
        """Decode; raises `UnsupportedObject` where the bytes need what this environment lacks."""


@runtime_checkable
class Unpacker(Protocol):
    """A codec whose attachments are folders when they lie on a disk."""

    def unpack(self, chunks: Iterable[bytes], folder: Path, *, private: bool) -> None:
        """Fill an empty folder; `private` is for one that only its owner may read, and nobody change."""

    def sha256_of(self, folder: Path) -> str | None:
        """The hash of the content that the folder was unpacked from; None where it is a content no more."""


@runtime_checkable
class TrustingCodec(Protocol):
    """A codec whose attachments may hold what could do harm when it is read.

    Its `decode` refuses such an attachment, with the names of what it holds.
    """

    def decode_trusting(self, stored: Stored, trusted: Sequence[str]) -> Any:
        """Decode, with what the caller named as harmless; raises `UnsupportedObject` naming what else there is."""


def is_instance(obj: object, module: str, *names: str) -> bool:
    """Whether `obj` is an instance, or of a subclass, of a class of a library, without importing the library.

    An object of a library can exist only where the library was imported.
    """
    loaded = sys.modules.get(module)
    if loaded is None:
        return False
    classes = tuple(cls for name in names if isinstance(cls := getattr(loaded, name, None), type))
    return isinstance(obj, classes)


def read_with(stored: Stored, decode: Callable[[memoryview], Result]) -> Result:
    """What `decode` makes of all bytes, which are verified before it is returned.

    Where the store can, they are verified while `decode` is at work; it may then be called twice.
    """
    beside = getattr(stored, "read_with", None)
    return decode(stored.read()) if beside is None else beside(decode)
