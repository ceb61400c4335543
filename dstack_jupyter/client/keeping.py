"""Keep a store tidy."""

from __future__ import annotations

from html import escape

from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.rich import Rich, counted, short_name
from dstack_jupyter.model.names import parse_path
from dstack_jupyter.model.stacks import Stack


class Retained(Rich):
    """What a stack keeps from now on.

    Attributes
    ----------
    stack
        The stack, with its rule.
    deleted
        How many frames were deleted for it now.
    """

    def __init__(self, stack: Stack, deleted: int, user: str) -> None:
        self.stack, self.deleted = stack, deleted
        self._name = short_name(stack.path, user)

    def _text(self) -> str:
        deleted = f"; {counted(self.deleted, 'frame')} deleted, ds.deleted() lists them" if self.deleted else ""
        return f"{self._name} keeps {_rule_text(self.stack)}{deleted}"

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


def retain_named(name: str, keep: int | None, keep_days: float | None, profile: str | None) -> Retained:
    """Do what ``ds.retain`` says."""
    backend = open_backend(profile)
    stack, deleted = backend.keeping.retain(parse_path(name, backend.user), keep=keep, keep_days=keep_days)
    return Retained(stack, deleted, backend.user)


def _rule_text(stack: Stack) -> str:
    rules = []
    if stack.keep is not None:
        rules.append(f"its newest {counted(stack.keep, 'frame')}")
    if stack.keep_days is not None:
        rules.append(f"those of the last {stack.keep_days:g} days")
    if not rules:
        return "all its frames"
    return f"{' and '.join(rules)}, its head and what has a tag"
