"""What a browser may complain of in a test that gives it a reason to."""

from __future__ import annotations

import re

CUT_OFF = r"net::ERR_FAILED"
"""A request that the test itself aborted."""


def forgive(complaints: list[str], expected: str) -> None:
    """Take complaints out that are as expected, of which there is one at least; all others stay."""
    others = [one for one in complaints if not re.search(expected, one)]
    assert len(others) < len(complaints), f"nothing was complained of that is {expected}: {complaints}"
    complaints[:] = others
