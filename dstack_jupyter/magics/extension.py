"""``%load_ext dstack_jupyter``: everything that the magics hang into a shell, and how it is taken out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dstack_jupyter.magics import help
from dstack_jupyter.magics.cell import ATTRIBUTE, CellPushes, statement, with_statement
from dstack_jupyter.magics.completion import Completion
from dstack_jupyter.magics.shown import errors_in_one_line
from dstack_jupyter.magics.syntax import CellSyntax

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

MAGIC = "dstack"


class CellFailed(Exception):
    """The body of a cell failed and has shown why."""

    def _render_traceback_(self) -> list[str]:
        return []


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add ``%dstack`` and ``%%dstack`` to a shell; loading twice is harmless."""
    unload_ipython_extension(shell)
    setattr(shell, ATTRIBUTE, CellPushes(shell))
    register: Callable[..., None] = shell.magics_manager.register_function
    register(_magic(shell), magic_kind="line_cell", magic_name=MAGIC)
    shell.input_transformers_cleanup.append(with_statement)
    shell.ast_transformers.append(CellSyntax(shell))
    shell.Completer.custom_matchers.append(Completion(shell).matcher())


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take out what `load_ipython_extension` put in."""
    pushes = vars(shell).pop(ATTRIBUTE, None)
    if pushes is not None:
        pushes.end()
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(MAGIC, None)
    for ours in (shell.input_transformers_cleanup, shell.ast_transformers, shell.Completer.custom_matchers):
        ours[:] = [each for each in ours if not _is_ours(each)]


def _is_ours(part: Any) -> bool:
    """Whether a part came from this package, also from modules that were reloaded since."""
    return str(getattr(part, "__module__", "")).startswith(f"{__package__}.")


def _magic(shell: InteractiveShell) -> Any:
    from IPython.core.magic import needs_local_scope, no_var_expand

    def dstack(line: str, cell: str | None = None, local_ns: dict[str, Any] | None = None) -> Any:
        if cell is not None:
            return _run_cell(shell, line, cell)
        from dstack_jupyter.magics.verbs import run

        local = local_ns is not None and local_ns is not shell.user_ns
        names = {**shell.user_ns, **(local_ns or {})} if local else shell.user_ns
        with errors_in_one_line():
            return run(line, names)

    dstack.__doc__ = help.overview()
    # Variables are the grammar's business: IPython would turn $c into a text before a type is known.
    return needs_local_scope(no_var_expand(dstack))


def _run_cell(shell: InteractiveShell, line: str, cell: str) -> None:
    """Run a cell that did not come through the input transformer, as when a program calls the magic."""
    run: Callable[[str], Any] = shell.run_cell
    result = run(f"{statement(line)}\n{cell}")
    if not result.success:
        raise CellFailed(str(result.error_in_exec or result.error_before_exec))
