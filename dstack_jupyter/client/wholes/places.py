"""Where stacks and dashboards of elsewhere come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dstack_jupyter.client.rich import short_name
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import StackPath, check_name, parse_path
from dstack_jupyter.model.wholes import WholeDashboard, WholeStack


class Places:
    """New paths for old ones: everything becomes the user's own.

    Parameters
    ----------
    user
        Who takes it in.
    into
        What all names are put below, None for nothing.
    rename
        New names, by the name that it had, or by ``/user/name`` where two users have it.
    """

    def __init__(self, user: str, into: str | None, rename: Mapping[str, str]) -> None:
        self._user = user
        self._into = None if into is None else check_name(into.strip("/"))
        self._rename = dict(rename)
        self._used: set[str] = set()

    def of(self, paths: Iterable[StackPath], kind: str) -> dict[StackPath, StackPath]:
        """A place for each path; raises `InvalidValue` where two come to the same."""
        found: dict[StackPath, StackPath] = {}
        taken: dict[StackPath, StackPath] = {}
        for path in paths:
            place = found[path] = self._place(path)
            if place in taken:
                raise InvalidValue(
                    f"/{taken[place]} and /{path} would both become the {kind} {short_name(place, self._user)}; "
                    f"give one another name: rename={{'/{path}': '{path.name}-2'}}"
                )
            taken[place] = path
        return found

    def check_all_used(self, there: Iterable[StackPath]) -> None:
        """Raise `InvalidValue` for a new name of something that is not there."""
        unused = sorted(self._rename.keys() - self._used)
        if unused:
            names = ", ".join(sorted({path.name for path in there})) or "nothing"
            raise InvalidValue(f"there is no {unused[0]!r} to rename; there is {names}")

    def _place(self, path: StackPath) -> StackPath:
        for old in (f"/{path}", path.name):
            if old in self._rename:
                self._used.add(old)
                return parse_path(self._rename[old], self._user)
        return StackPath(self._user, path.name if self._into is None else check_name(f"{self._into}/{path.name}"))


def placed_stack(stack: WholeStack, places: Mapping[StackPath, StackPath]) -> WholeStack:
    """The stack at its new place."""
    return stack.model_copy(update=places[stack.path]._asdict())


def placed_dashboard(
    dashboard: WholeDashboard, place: StackPath, stacks: Mapping[StackPath, StackPath]
) -> WholeDashboard:
    """The dashboard at its new place, with cards that show the stacks at theirs."""
    revisions = []
    for one in dashboard.revisions:
        spec = one.spec.model_dump()
        for card, shown in zip(spec["cards"], one.spec.cards, strict=True):
            card["stack"] = str(stacks.get(shown.path, shown.path))
        revisions.append(one.model_copy(update={"spec": type(one.spec).model_validate(spec)}))
    return dashboard.model_copy(update={**place._asdict(), "revisions": tuple(revisions)})
