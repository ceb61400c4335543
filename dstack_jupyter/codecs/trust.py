"""Objects that are read only where the caller of that very call trusts what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dstack_jupyter.codecs.base import Stored, TrustingCodec
from dstack_jupyter.codecs.registry import decoder_for
from dstack_jupyter.model.errors import InvalidValue


def trusted_names(trusted: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """The names of types that a call trusts; None where it says nothing of trust."""
    if trusted is None:
        return None
    names = (trusted,) if isinstance(trusted, str) else tuple(trusted)
    wrong = next((name for name in names if not isinstance(name, str)), None)
    if wrong is not None:
        raise InvalidValue(f"trusted= is a list of the names of types, as the error gives them; {wrong!r} is no text")
    return names


def needs_trust(stored: Stored) -> bool:
    """Whether an attachment is of a kind for which trust means something."""
    return isinstance(decoder_for(stored), TrustingCodec)


def decoded_trusting(stored: Stored, trusted: tuple[str, ...]) -> Any:
    """The object of an attachment; raises `InvalidValue` for one that needs no trust."""
    codec = decoder_for(stored)
    if isinstance(codec, TrustingCodec):
        return codec.decode_trusting(stored, trusted)
    raise no_trust_needed(stored)


def no_trust_needed(stored: Stored) -> InvalidValue:
    """The error for trust where it means nothing."""
    return InvalidValue(
        f"trusted= names types that a model may hold, and {stored.application or stored.content_type} is none: "
        "leave trusted= out"
    )
