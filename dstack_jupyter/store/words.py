"""How the store speaks of stacks and frames when something is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer

_FEW = 5
_RUNS = 8


def spoken(path: StackPath, viewer: Viewer) -> str:
    """The path as the viewer writes it: ``sales`` for one's own, ``/alice/sales`` otherwise."""
    return path.name if path.user == viewer.name else f"/{path}"


def missing(kind: str, path: StackPath, viewer: Viewer, known: Sequence[StackPath]) -> NotFound:
    """The error for a stack or dashboard that is not there, or that the viewer may not know of.

    `known` are the ones that the viewer may know of, of anybody.
    """
    wanted = spoken(path, viewer)
    names = [spoken(one, viewer) for one in known]
    close = difflib.get_close_matches(wanted, names, n=3)
    if close:
        return NotFound(f"there is no {kind} {wanted}; did you mean {' or '.join(close)}?")
    if not names:
        return NotFound(f"there is no {kind} {wanted}, nor any other yet")
    some = ", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else "")
    return NotFound(f"there is no {kind} {wanted}; there {'is' if len(names) == 1 else 'are'} {some}")


def no_tag(name: str, tag: str, there: Iterable[str]) -> str:
    """What is said of a tag that no frame of a stack has."""
    known = sorted(there)
    return f"{name} has no tag {tag}; it has {', '.join(known) if known else 'none'}"


def tags_there(tags: Iterable[str]) -> str:
    """The tags of a stack as they follow its frames: `` and the tag prod``; nothing where there are none."""
    known = sorted(tags)
    if not known:
        return ""
    more = ", …" if len(known) > _FEW else ""
    return f" and the tag{'' if len(known) == 1 else 's'} {', '.join(known[:_FEW])}{more}"


def frames_there(numbers: Sequence[int]) -> str:
    """The numbers of frames, ascending, in a few words: ``frames 1 to 7``, ``frames 1, 3 and 5 to 9``."""
    if not numbers:
        return "no frames"
    runs = [[numbers[0], numbers[0]]]
    for number in numbers[1:]:
        if number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    if len(runs) > _RUNS:
        return f"{len(numbers)} frames between {numbers[0]} and {numbers[-1]}"
    *most, last = [str(first) if first == end else f"{first} to {end}" for first, end in runs]
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"frame{'' if len(numbers) == 1 else 's'} {listed}"
