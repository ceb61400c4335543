"""Keep a store tidy."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dstack_jupyter.client.listings import html_table, plain_table
from dstack_jupyter.client.options import MISSING
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.progress import reporting
from dstack_jupyter.client.rich import Rich, counted, short_name, size_text
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import Collected, Usage, Verified
from dstack_jupyter.model.names import parse_path
from dstack_jupyter.model.stacks import Stack

_USAGE = ["stack", "frames", "as pushed", "takes alone"]

_PARTS = {
    "deleted": "deleted, can be restored",
    "unnamed": "not needed any more, ds.gc() frees it when a day old",
    "partly": "held by partly used blobs",
    "arriving": "uploads on their way",
    "copies": "copies of what was pulled",
    "database": "the database",
}
"""What takes the room beside stacks, in words."""


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


class Collection(Rich):
    """What was taken away for good, or would be.

    Attributes
    ----------
    taken
        The numbers.
    """

    def __init__(self, taken: Collected) -> None:
        self.taken = taken

    def _text(self) -> str:
        return "; ".join(_sentences(self.taken))

    def _html(self) -> str:
        return f"<div>{escape(self._text())}</div>"


class UsageTable(Rich):
    """What takes the room on the disk.

    Attributes
    ----------
    usage
        The numbers, in bytes.
    """

    header = _USAGE

    def __init__(self, usage: Usage, user: str) -> None:
        self.usage, self._user = usage, user

    def rows(self) -> list[list[str]]:
        """The cells of its table, in words."""
        stacks = [
            [short_name(one.path, self._user), f"{one.frames:,}", size_text(one.pushed), size_text(one.own)]
            for one in self.usage.stacks
        ]
        held, named = sum(one.own for one in self.usage.stacks), {one.user for one in self.usage.stacks}
        others = sum(length for user, length in self.usage.users.items() if user not in named)
        rest = [("shared by stacks", sum(self.usage.users.values()) + self.usage.shared - held - others)]
        rest += [("stacks of others", others)] if others else []
        rest += [(words, getattr(self.usage, part)) for part, words in _PARTS.items() if getattr(self.usage, part)]
        users = [(f"all of {user} alone", length) for user, length in self.usage.users.items()]
        total = [("in all", self.usage.total)]
        listed = rest + total + (users if len(users) > 1 else [])
        return stacks + [[words, "", "", size_text(length)] for words, length in listed]

    def _text(self) -> str:
        return plain_table(_USAGE, self.rows())

    def _html(self) -> str:
        return html_table("", _USAGE, self.rows())


class Verification(Rich):
    """What was found out about a store.

    Attributes
    ----------
    problems
        What is wrong, each in a sentence; none where the store is whole.
    verified
        The numbers too.
    """

    def __init__(self, verified: Verified) -> None:
        self.verified = verified
        self.problems = verified.problems

    def __bool__(self) -> bool:
        return not self.problems

    def _lines(self) -> list[str]:
        one = self.verified
        read = f"{counted(one.contents, 'content')} read, {size_text(one.bytes)}"
        harmless = f"; {counted(one.unnamed, 'blob')} that nothing names, which is harmless" if one.unnamed else ""
        found = counted(len(self.problems), "problem") if self.problems else "the store is whole"
        return [f"{found}: the structure checked, {read}{harmless}", *self.problems]

    def _text(self) -> str:
        return "\n".join(self._lines())

    def _html(self) -> str:
        return "".join(f"<div>{escape(line)}</div>" for line in self._lines())


def retain_named(name: str, keep: int | None, keep_days: float | None, profile: str | None) -> Retained:
    """Do what ``ds.retain`` says."""
    if keep is MISSING and keep_days is None:
        raise InvalidValue(f"say what to keep: ds.retain({name!r}, keep=10), keep_days=30, or keep=None for all frames")
    rule = None if keep is MISSING else keep
    backend = open_backend(profile)
    stack, deleted = backend.keeping.retain(parse_path(name, backend.user), keep=rule, keep_days=keep_days)
    return Retained(stack, deleted, backend.user)


def collect(grace_days: float, dry_run: bool, profile: str | None) -> Collection:
    """Do what ``ds.gc`` says."""
    return Collection(open_backend(profile).keeping.gc(grace_days, dry_run=dry_run))


def usage_of(profile: str | None) -> UsageTable:
    """Do what ``ds.usage`` says."""
    backend = open_backend(profile)
    return UsageTable(backend.keeping.usage(), backend.user)


def verify_store(share: float, profile: str | None) -> Verification:
    """Do what ``ds.verify`` says."""
    with reporting("verifying") as report:
        return Verification(open_backend(profile).keeping.verify(share, report))


def _sentences(taken: Collected) -> Iterator[str]:
    rows = ((taken.stacks, "stack"), (taken.frames, "frame"), (taken.dashboards, "dashboard"))
    files = ((taken.contents, "content"), (taken.blobs, "blob"))
    named = [counted(number, noun) for number, noun in (*rows, *files) if number]
    if taken.copies:
        named.append(f"{taken.copies:,} cop{'y' if taken.copies == 1 else 'ies'} of what was pulled")
    verb, size = ("taken away", "freed") if taken.is_done else ("would be taken away", "would be freed")
    if taken.bytes or not named:
        freed = f", {size_text(taken.bytes)} {size}" if taken.bytes else ""
        yield f"{', '.join(named) or 'nothing'} {verb}{freed}"
    else:
        yield f"{', '.join(named)} {verb}; bytes that came a short while ago are freed by a later one"
    if taken.rewritten:
        yield f"{counted(taken.rewritten, 'blob')} written anew without what nothing needs, to be freed by a later one"
    if taken.retired:
        deleted = "deleted" if taken.is_done else "would be deleted"
        yield f"{counted(taken.retired, 'frame')} that a stack does not keep {deleted}, and can be restored"


def _rule_text(stack: Stack) -> str:
    rules = []
    if stack.keep is not None:
        rules.append(f"its newest {counted(stack.keep, 'frame')}")
    if stack.keep_days is not None:
        rules.append(f"those of the last {stack.keep_days:g} days")
    if not rules:
        return "all its frames"
    return f"{' and '.join(rules)}, its head and what has a tag"
