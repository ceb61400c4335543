"""Faults of a content, said in words: anybody may have made its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.model.errors import DstackError, UnsupportedObject

_MOST_TEXT = 300


@contextmanager
def in_words(*contents: Stored) -> Iterator[None]:
    """Whatever the reading of contents raises is an `UnsupportedObject` that says what to do.

    Each library has errors of its own for each way in which bytes can be wrong.
    """
    try:
        yield
    except (DstackError, Warning):
        raise
    except ImportError as reason:
        raise UnsupportedObject(
            f"{_named(contents)} needs what is not installed: {reason}; ds.codecs() says which packages that are"
        ) from reason
    except Exception as reason:
        if isinstance(reason, OSError) and reason.errno is not None:
            raise  # of the disk, and not of the content
        lines = str(reason).strip().splitlines() or [repr(reason)]
        raise UnsupportedObject(
            f"{_named(contents)} cannot be read, and may be damaged: {type(reason).__name__}: {lines[0][:_MOST_TEXT]}; "
            "its bytes can be pulled with as_='path'"
        ) from reason


def _named(contents: tuple[Stored, ...]) -> str:
    return f"the attachment ({' and '.join({each.application or each.content_type: None for each in contents})})"
