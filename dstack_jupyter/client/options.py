"""The names of options, which keyword params may not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import Params, checked_params


class _Missing:
    def __repr__(self) -> str:
        return "<not given>"


MISSING: Any = _Missing()
"""What stands for an argument that was not given, where None may be pushed."""

OPTIONS = (
    "access",
    "all",
    "as_",
    "by",
    "description",
    "force",
    "frame",
    "keep",
    "key",
    "message",
    "obj",
    "params",
    "profile",
    "stack",
    "tag",
    "to",
    "tolerance",
    "trusted",
)
"""Every option of every verb, of this release and the next ones.

A keyword argument with one of these names is never a param, so that an option that a later release adds
to a verb does not change what an old call does.
"""


def merged_params(params: Mapping[str, Any] | None, keywords: Mapping[str, Any]) -> Params:
    """The params of a call: ``params={…}`` and keyword arguments together."""
    for name in keywords:
        if name in OPTIONS:
            raise InvalidValue(
                f"{name!r} is the name of an option that does not apply here; "
                f"for a param of that name use params={{{name!r}: …}}"
            )
    given = dict(params or {})
    twice = sorted(given.keys() & keywords.keys())
    if twice:
        raise InvalidValue(f"param {twice[0]!r} is given twice, by keyword and in params=")
    return checked_params({**given, **keywords})
