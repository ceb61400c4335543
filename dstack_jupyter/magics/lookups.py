"""What completion asks a store, with answers that are soon there or come with the next Tab."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from dstack_jupyter.model.params import Params

FRESH = 5.0
"""For how many seconds an answer is good."""

PATIENCE = 0.4
"""For how many seconds a Tab waits for an answer."""


MOST_STACKS = 1_000
"""Stacks that are offered: those that changed last."""


@dataclass
class _Answer:
    asked: float
    arrived: Event
    value: list[Any]


class Lookups:
    """Questions about stacks. What cannot be known now is an empty list."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, ...], _Answer] = {}

    def stacks(self, profile: str | None) -> list[str]:
        """The names of stacks, as the user would write them."""
        return self._ask(("stacks", profile or ""), lambda: _stack_names(profile))

    def params(self, stack: str, profile: str | None) -> list[Params]:
        """The params of each attachment of a stack's head."""
        return self._ask(("params", stack, profile or ""), lambda: _head_params(stack, profile))

    def frames(self, stack: str, profile: str | None) -> list[str]:
        """The numbers of a stack's frames and then their tags, newest first."""
        return self._ask(("frames", stack, profile or ""), lambda: _frame_numbers(stack, profile))

    def tags(self, stack: str, profile: str | None) -> list[str]:
        """The tags of a stack's frames, those of the newest frame first."""
        return self._ask(("tags", stack, profile or ""), lambda: _tags(stack, profile))

    def _ask(self, question: tuple[str, ...], find: Callable[[], list[Any]]) -> list[Any]:
        answer = self._answers.get(question)
        if answer is None or (answer.arrived.is_set() and time.monotonic() - answer.asked > FRESH):
            answer = _Answer(time.monotonic(), Event(), answer.value if answer else [])
            self._answers[question] = answer
            Thread(target=_find, args=(answer, find), daemon=True, name="dstack-completion").start()
        answer.arrived.wait(PATIENCE)
        return answer.value


def _find(answer: _Answer, find: Callable[[], list[Any]]) -> None:
    try:
        answer.value = find()
    except Exception:  # whatever is wrong is said when the line is run, not at a Tab
        answer.value = []
    finally:
        answer.arrived.set()


def _stack_names(profile: str | None) -> list[str]:
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.client.rich import short_name

    opened = backend(profile)
    return [short_name(stack.path, opened.user) for stack in opened.stacks(limit=MOST_STACKS).stacks]


def _head_params(stack: str, profile: str | None) -> list[Params]:
    import dstack_jupyter as ds

    head = ds.stack(stack, profile=profile).head
    return [] if head is None else [attachment.params for attachment in head.attachments]


def _frame_numbers(stack: str, profile: str | None) -> list[str]:
    import dstack_jupyter as ds

    frames = ds.history(stack, profile=profile)
    return [*(str(frame.number) for frame in frames), *(tag for frame in frames for tag in frame.tags)]


def _tags(stack: str, profile: str | None) -> list[str]:
    import dstack_jupyter as ds

    return [tag for frame in ds.history(stack, profile=profile) for tag in frame.tags]
