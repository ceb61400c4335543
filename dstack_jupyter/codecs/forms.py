"""The forms that a pull can ask for: a table as a library has it, or the path of a file with the bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.model.errors import InvalidValue, UnsupportedObject

PATH = "path"
Form = Literal["pandas", "polars", "arrow", "path"]
FORMS: tuple[str, ...] = get_args(Form)


def check_form(form: str | None) -> None:
    """Raise `InvalidValue` for a form that there is not; None is the object that was pushed."""
    if form is not None and form not in FORMS:
        raise InvalidValue(f"as_={form!r} is no form; it is one of {', '.join(map(repr, FORMS))}")


def attachment_as(stored: Stored, form: str) -> Any:
    """An attachment in a form; raises `UnsupportedObject` where it is no table and the form is not `PATH`."""
    from dstack_jupyter.codecs.tables.libraries import LIBRARIES
    from dstack_jupyter.codecs.tables.reading import is_table, read_table

    if form == PATH:
        return stored.path()
    if not is_table(stored.content_type):
        raise UnsupportedObject(
            f"the attachment is {stored.content_type}, which is no table and cannot come as {form}; "
            "pull it without as_, or its bytes with as_='path'"
        )
    return LIBRARIES[form](*read_table(stored))


def groups_as(groups: Sequence[Stored], form: str) -> Any:
    """The one table of groups that were cut with `by=`, as a library has it."""
    from dstack_jupyter.codecs.groups import together
    from dstack_jupyter.codecs.tables.libraries import LIBRARIES

    whole = together(groups)
    return LIBRARIES[form](whole.table, whole.envelope)
