"""Params as 2020 has them, which may be objects and the same for several attachments, and as the store keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dstack_jupyter.model.params import Params, checked_params, kind_of, text_of
from dstack_jupyter.model.stacks import Attachment, NewAttachment

KEPT = "dstack.2020"
"""In the settings of an attachment: what was said of it in 2020 and has no other place."""

TAB = "tab"


def told_apart(attachments: Sequence[NewAttachment], sent: Iterable[Mapping[str, Any]]) -> list[NewAttachment]:
    """Attachments with the params that were sent for each, and a number for those that nothing else tells apart.

    Where the store has other params than those that were sent, these stand in the settings.
    """
    seen: set[frozenset[tuple[str, str, Any]]] = set()
    made = []
    for index, (attachment, said) in enumerate(zip(attachments, sent, strict=True)):
        params = _plain(said)
        if _signature(params) in seen:
            params[_free_key(params)] = index
        seen.add(_signature(params))
        settings = attachment.settings if params == said else {**attachment.settings, KEPT: {"params": dict(said)}}
        made.append(attachment.model_copy(update={"params": params, "settings": settings}))
    return made


def check(sent: Mapping[str, Any]) -> None:
    """Raise `InvalidValue` for params that cannot be kept."""
    _plain(sent)


def params_of(attachment: Attachment) -> dict[str, Any]:
    """The params in an answer: as they were sent in 2020, else with dates as texts."""
    kept = attachment.settings.get(KEPT)
    if isinstance(kept, dict) and isinstance(kept.get("params"), dict):
        return dict(kept["params"])
    return plain_json(attachment.params)


def plain_json(params: Params) -> dict[str, Any]:
    """Params without types that 2020 does not know."""
    return {
        key: value if kind_of(value) in ("string", "number", "boolean") else text_of(value)
        for key, value in params.items()
    }


def settings_of(attachment: Attachment) -> dict[str, Any]:
    """The settings in an answer."""
    return {key: value for key, value in attachment.settings.items() if key != KEPT}


def _plain(sent: Mapping[str, Any]) -> Params:
    """Params without objects: a tab is a text under one key, so that several tabs become one control."""
    plain: dict[str, Any] = {key: value for key, value in sent.items() if not isinstance(value, dict)}
    for key, value in sent.items():
        if isinstance(value, dict):
            is_tab = value.get("type") == TAB and TAB not in plain
            plain[TAB if is_tab else key] = _label(key, value)
    return checked_params(plain)


def _label(key: str, value: Mapping[str, Any]) -> str:
    title = value.get("title")
    return title if isinstance(title, str) and title else key


def _free_key(params: Params) -> str:
    key = "attachment"
    while key in params:
        key += "_"
    return key


def _signature(params: Params) -> frozenset[tuple[str, str, Any]]:
    return frozenset((key, kind_of(value), value) for key, value in params.items())
