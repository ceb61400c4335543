"""What this process has pulled: the inputs of what it pushes.

A look at a stack, a list or a card is no pull. A child that is forked goes on with what its parent had pulled, as
it does with its variables.
"""

from __future__ import annotations

import os
import threading

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import MOST_INPUTS, Frame, FrameInput


class SessionInputs:
    """Frames in the order in which they were first pulled; the oldest are forgotten where there are too many."""

    def __init__(self) -> None:
        self._inputs: dict[tuple[str, str], FrameInput] = {}
        self._lock = threading.Lock()

    def note(self, store: str, path: StackPath, frame: Frame) -> None:
        """Write down that a frame of a store was pulled."""
        key = (store, frame.id)
        if key in self._inputs:
            return
        with self._lock:
            self._inputs[key] = FrameInput(
                store=store, user=path.user, name=path.name, number=frame.number, frame=frame.id
            )
            while len(self._inputs) > MOST_INPUTS:
                del self._inputs[next(iter(self._inputs))]

    def pulled(self) -> tuple[FrameInput, ...]:
        """All that is written down."""
        with self._lock:
            return tuple(self._inputs.values())

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._inputs.clear()

    def renew_lock(self) -> None:
        """Forget who held the lock: in a forked child its holder is not there."""
        self._lock = threading.Lock()


session_inputs = SessionInputs()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=session_inputs.renew_lock)
