"""What a stack or a user may be called in 2020, which is less than what it may be called here."""

from __future__ import annotations

import re

from dstack_jupyter.model.errors import InvalidName
from dstack_jupyter.model.names import StackPath

_NAME = re.compile(r"(?!.*(--|//))[a-zA-Z0-9_][a-zA-Z0-9\-_/]{1,253}[a-zA-Z0-9_]", re.ASCII)
_USER = re.compile(r"(?!.*--)[a-zA-Z0-9_][a-zA-Z0-9\-_]{1,22}[a-zA-Z0-9_]", re.ASCII)


def path_of(text: str) -> StackPath:
    """The path in ``user/name``; raises `InvalidName` where it is none."""
    user, slash, name = text.removeprefix("/").partition("/")
    if not slash:
        raise InvalidName(f"{text[:60]!r} is no path of a stack: write user/name")
    return StackPath(user, name)


def check_new_name(name: str) -> None:
    """Raise `InvalidName` for a name that nothing new may have by the rule of 2020; what has it already is shown."""
    if not _NAME.fullmatch(name):
        raise InvalidName(
            f"{name[:60]!r} cannot be a name in the interface of 2020: 3 to 255 of a-z, A-Z, 0-9, '-', '_' and '/', "
            "no '--' or '//', and no '-' or '/' at either end; our own client takes more"
        )


def check_new_user(name: str) -> None:
    """Raise `InvalidName` for a user that nobody new may be by the rule of 2020."""
    if not _USER.fullmatch(name):
        raise InvalidName(
            f"{name[:60]!r} cannot be a user in the interface of 2020: 3 to 24 of a-z, A-Z, 0-9, '-' and '_', "
            "no '--', and no '-' at either end"
        )
