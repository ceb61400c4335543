"""Results of the library as ``--json`` shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from dstack_jupyter.client.results import PushResult
from dstack_jupyter.model.params import to_json
from dstack_jupyter.model.stacks import Attachment, Frame


def json_of(model: BaseModel) -> dict[str, Any]:
    """A model as the HTTP interface has it."""
    return model.model_dump(mode="json")


def list_of(models: Iterable[BaseModel]) -> list[dict[str, Any]]:
    """Several models."""
    return [json_of(model) for model in models]


def push_value(result: PushResult) -> dict[str, Any]:
    """Where a push went."""
    return {
        "stack": str(result.path),
        **frame_value(result.frame),
        "created": result.created,
        "previous": result.previous.number if result.previous else None,
        "access_level": result.stack.access_level,
        "dropped": [to_json(params) for params in result.dropped],
        "url": result.url,
    }


def frame_value(frame: Frame) -> dict[str, Any]:
    """Which frame it is."""
    return {"frame": frame.number, "id": frame.id}


def attachment_value(attachment: Attachment | None) -> dict[str, Any]:
    """What an attachment is."""
    if attachment is None:
        return {}
    return {
        "content_type": attachment.content_type,
        "application": attachment.application,
        "params": to_json(attachment.params),
        "length": attachment.content.length,
        "sha256": attachment.content.sha256,
    }
