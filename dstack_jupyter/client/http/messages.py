"""Frames as a server takes them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from dstack_jupyter.model.stacks import NewFrame

_PIECES = {"content": {"pieces"}}
_OF_ALL = "__all__"


def new_frame(frame: NewFrame) -> dict[str, Any]:
    """A frame that is pushed, its contents named without their pieces: those are the server's."""
    return frame.model_dump(mode="json", exclude={"attachments": {_OF_ALL: _PIECES}})


def contents(held: Mapping[str, bytes]) -> dict[str, str]:
    """Contents that travel inside of a push, by their SHA-256."""
    return {sha256: b64encode(one).decode("ascii") for sha256, one in held.items()}


def whole(model: BaseModel) -> dict[str, Any]:
    """A stack or dashboard whole, its contents named without their pieces."""
    return model.model_dump(mode="json", exclude={"frames": {_OF_ALL: {"attachments": {_OF_ALL: _PIECES}}}})
