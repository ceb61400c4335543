"""The time that ``import dstack_jupyter`` takes, beyond that of Python itself."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

ROUNDS = 11
AIM = 0.3


def measure() -> Iterator[str]:
    """One row of the report, in seconds."""
    seconds = statistics.median(_seconds("import dstack_jupyter") - _seconds("pass") for _ in range(ROUNDS))
    yield f"{'import dstack_jupyter, seconds':<52} {seconds:>7.2f} {AIM:>6} {'ok' if seconds <= AIM else 'over'}"


def _seconds(script: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True)
    return time.perf_counter() - begin
