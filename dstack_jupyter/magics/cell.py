"""``%%dstack push STACK``: push what a cell makes, without changing how the cell runs.

The first line becomes a statement of the cell, on its own line. The cell is not run by a cell magic, so a
top-level ``await``, other magics, the output and the line numbers of a traceback are what they would be without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dstack_jupyter.magics.commands import Push
from dstack_jupyter.magics.figures import DrawnFigures
from dstack_jupyter.magics.grammar import parse_cell
from dstack_jupyter.magics.shown import errors_in_one_line, show
from dstack_jupyter.model.errors import InvalidValue, UnsupportedObject

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

ATTRIBUTE = "dstack_cells"
"""Where the shell holds the `CellPushes`; ``%reset`` and variables of any name leave it alone."""

_FIRST_LINE = re.compile(r"%%dstack(?![\w?])[ \t]*(.*)")
_NOTHING = object()


def with_statement(lines: list[str]) -> list[str]:
    """Replace a first line ``%%dstack …`` by the statement that arranges the push.

    An input transformer; other cells, and those that it has transformed, pass unchanged.
    """
    found = _FIRST_LINE.match(lines[0]) if lines else None
    if found is None:
        return lines
    from IPython.core import inputtransformer2

    other_cell_magic: Callable[[list[str]], list[str]] = inputtransformer2.cell_magic
    body = lines[1:]
    blank = next((number for number, line in enumerate(body) if line.strip()), len(body))
    return [f"{statement(found.group(1).strip())}\n", *body[:blank], *other_cell_magic(body[blank:])]


# A cell magic in a terminal goes on until a blank line; the check for that must see the line as it is.
with_statement.has_side_effects = True  # type: ignore[attr-defined]


def statement(line: str) -> str:
    """The statement that arranges the push of the cell that it stands in."""
    return f"get_ipython().{ATTRIBUTE}.begin({line!r})"


class CellPushes:
    """The pushes that the running cells of a shell have arranged: one, or more where cells run cells."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._open: list[_CellPush] = []

    def begin(self, line: str) -> None:
        """Arrange the push of the cell that is running; a line that cannot be understood fails it here."""
        with errors_in_one_line():
            command = parse_cell(line)
            running = self._shell.displayhook.exec_result
            if running is None:
                raise InvalidValue("%%dstack pushes what a cell makes, and no cell is running; use ds.push(…)")
        if self._open and self._open[-1].running is running:
            self._open[-1].end()
        self._open.append(_CellPush(self._shell, command, running, self._open))

    def value(self, value: Any) -> Any:
        """Note the value of the last expression of the running cell, and pass it on."""
        if self._open:
            self._open[-1].value = value
        return value

    def show(self, answer: Any) -> Any:
        """Show the answer of a line that the cell itself does not show, and pass it on."""
        if answer is not None:
            show(answer)
        return answer

    def end(self) -> None:
        """Forget all that is arranged."""
        for each in list(self._open):
            each.end()


class _CellPush:
    """One arranged push. It waits for the end of its cell, and then for nothing more."""

    def __init__(
        self, shell: InteractiveShell, command: Push, running: ExecutionResult, siblings: list[_CellPush]
    ) -> None:
        self._shell, self._command, self.running, self._siblings = shell, command, running, siblings
        self._silent = bool(running.info is not None and running.info.silent)
        # A silent run (%run of a notebook is made of them) ends with post_execute alone.
        self._event = "post_execute" if self._silent else "post_run_cell"
        self.value: Any = _NOTHING
        self._figures = DrawnFigures(shell)
        shell.events.register(self._event, self._cell_ended)

    def end(self) -> None:
        """Take back what was arranged."""
        self._figures.stop()
        self._shell.events.unregister(self._event, self._cell_ended)
        self._siblings.remove(self)

    def _cell_ended(self, result: ExecutionResult | None = None) -> None:
        ended = self._shell.last_execution_result if self._silent else result
        if not self._is_mine(ended):
            return
        self.end()
        if ended is None or not ended.success:
            return
        try:
            with errors_in_one_line():
                self._push()
        except (Exception, KeyboardInterrupt) as error:
            self._fail(error)

    def _is_mine(self, ended: ExecutionResult | None) -> bool:
        """Whether it was this cell that ended, not one that it ran. A cancelled cell has no result or another one."""
        if ended is None or ended is self.running:
            return True
        ran, mine = ended.info, self.running.info
        return ran is not None and mine is not None and bool(ran.raw_cell == mine.raw_cell)

    def _push(self) -> None:
        from dstack_jupyter.magics.verbs import push_object

        show(push_object(self._command, self._chosen(), self._shell.user_ns))

    def _chosen(self) -> Any:
        """What the cell shows goes first: a value that ends in ``;`` is hidden, and comes after the figure."""
        has_value = self.value is not _NOTHING and _has_codec(self.value)
        hidden = not self._silent and self.running.result is not self.value
        if has_value and not hidden:
            return self.value
        figures = self._figures.found()
        if len(figures) == 1:
            return figures[0]
        if figures:
            raise InvalidValue(
                f"the cell drew {len(figures)} figures, and a push takes one; end the cell with the one to push, "
                "or push them all as one frame: with ds.frame('name') as frame: frame.add(figure, part=1)"
            )
        if has_value:
            return self.value
        raise UnsupportedObject(self._what_was_found())

    def _what_was_found(self) -> str:
        if self.value is _NOTHING or self.value is None:
            found = "the cell does not end with a value"
        else:
            found = f"the cell ends with a {type(self.value).__name__}, which no codec takes (ds.codecs() lists them)"
        return f"nothing to push: {found}, and it drew no figure; end the cell with the object, such as a line df"

    def _fail(self, error: BaseException) -> None:
        """Let the cell count as failed, so that what runs cells in a row stops here."""
        self.running.error_in_exec = error
        self._shell.last_execution_succeeded = False
        self._shell.showtraceback((type(error), error, error.__traceback__))


def _has_codec(value: Any) -> bool:
    from dstack_jupyter.codecs.registry import codec_for

    if value is None:
        return False
    try:
        codec_for(value)
    except UnsupportedObject:
        return False
    return True
