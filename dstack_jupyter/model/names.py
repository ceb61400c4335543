"""The naming rule: what a user, a stack and a dashboard may be called."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from dstack_jupyter.model.errors import InvalidName

MAX_LENGTH = 255
MAX_TAG = 64

_RULE = (
    "names are 1 to 255 characters: letters, digits, '_', '-', '.', and '/' between segments; "
    "no segment is empty, begins with '.' or is only '-'"
)


class StackPath(NamedTuple):
    """Where a stack or a dashboard is: its owner and its name."""

    user: str
    name: str

    def __str__(self) -> str:
        return f"{self.user}/{self.name}"


def check_user(name: str) -> str:
    """Return the normalised user name, or raise `InvalidName`."""
    checked = unicodedata.normalize("NFC", name)
    if not 1 <= len(checked) <= MAX_LENGTH or not _is_segment(checked, extra="@"):
        raise InvalidName(f"{name!r} cannot be a user name: {_RULE} ('@' is allowed, '/' is not)")
    return checked


def check_name(name: str) -> str:
    """Return the normalised name of a stack or dashboard, or raise `InvalidName`."""
    checked = unicodedata.normalize("NFC", name)
    if not 1 <= len(checked) <= MAX_LENGTH:
        raise InvalidName(f"{_shortened(name)} cannot be a name: {_RULE}")
    if not all(_is_segment(segment) for segment in checked.split("/")):
        raise InvalidName(f"{_shortened(name)} cannot be a name: {_RULE}")
    return checked


def checked_path(path: StackPath) -> StackPath:
    """Return the path with both its names normalised, or raise `InvalidName`."""
    return StackPath(check_user(path.user), check_name(path.name))


def parse_path(text: str, user: str) -> StackPath:
    """Read a path as users write it: ``sales/eu`` is `user`'s own, ``/alice/sales`` is alice's."""
    _check_text(text)
    if not text.startswith("/"):
        if not user:
            raise InvalidName(f"{_shortened(text)} is nobody's, since you are not signed in; write /user/{text[:60]}")
        return StackPath(check_user(user), _without_tag(text))
    owner, _, name = text[1:].partition("/")
    if not name:
        raise InvalidName(f"{text!r} names a user and no stack; write /user/stack")
    return StackPath(check_user(owner), _without_tag(name))


def _check_text(name: object) -> None:
    if not isinstance(name, str):
        raise InvalidName(f"a name is a text such as 'sales', not a {type(name).__name__}")


def _without_tag(text: str) -> str:
    stack, at, tag = text.rpartition("@")
    if at and stack and tag and "/" not in tag:
        raise InvalidName(f"{_shortened(text)} names a tag too, where only a name belongs: {check_name(stack)}")
    return check_name(text)


def parse_frame_path(text: str, user: str) -> tuple[StackPath, str | None]:
    """Read a path that may name a frame as well: ``sales@prod`` is the frame with the tag ``prod``.

    What stands behind the ``@`` may also be a number, an id or the beginning of one.
    """
    _check_text(text)
    path, at, ref = text.rpartition("@")
    if not at or "/" in ref or (text.startswith("/") and path.count("/") < 2):
        return parse_path(text, user), None
    if not ref:
        raise InvalidName(f"{text!r} names no frame after the '@'; write {path}@prod, or {path} for the head")
    return parse_path(path, user), ref


def check_tag(name: str) -> str:
    """Return the normalised name of a tag, or raise `InvalidName`."""
    if not isinstance(name, str):
        raise InvalidName(f"a tag is a text, not {name!r}; the frame comes before it: ds.tag('sales', 3, 'prod')")
    checked = unicodedata.normalize("NFC", name)
    is_word = 1 <= len(checked) <= MAX_TAG and _is_segment(checked) and checked[0].isalpha()
    if not is_word or checked == "head":
        raise InvalidName(
            f"{_shortened(name)} cannot be a tag: tags are 1 to {MAX_TAG} letters, digits, '_', '-' and '.', "
            "begin with a letter and are not 'head'"
        )
    return checked


def name_from(text: str) -> str:
    """Make a name from free text, such as a title or a file name: ``World, 2007`` -> ``world-2007``."""
    kept = [
        "" if not segment else "".join(char if _is_allowed(char) else "-" for char in segment)
        for segment in unicodedata.normalize("NFC", text).casefold().split("/")
    ]
    segments = [_collapsed(segment) for segment in kept]
    name = "/".join(segment for segment in segments if segment)[:MAX_LENGTH].strip("-/")
    if not name:
        raise InvalidName(f"no name can be made from {text!r}; give one: {_RULE}")
    return check_name(name)


def _is_segment(segment: str, extra: str = "") -> bool:
    return (
        bool(segment.strip("-"))
        and not segment.startswith(".")
        and all(_is_allowed(char) or char in extra for char in segment)
    )


def _is_allowed(char: str) -> bool:
    return char in "_-." or unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Mn", "Mc"}


def _collapsed(segment: str) -> str:
    return "-".join(part for part in segment.split("-") if part).lstrip(".")


def _shortened(name: str) -> str:
    return repr(name if len(name) <= 60 else f"{name[:60]}…")
