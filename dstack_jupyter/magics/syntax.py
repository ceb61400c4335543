"""What a cell's syntax tree tells: the value that it ends with, and the lines whose answers nobody shows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dstack_jupyter.magics.cell import ATTRIBUTE

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class CellSyntax(ast.NodeTransformer):
    """Transforms each cell before it runs.

    Jupyter shows the value of a cell's last line alone. A ``%dstack push`` further up, in a loop, or in an assignment
    says where the object went all the same: its line is made to show its answer, and so are those of other verbs that
    stand alone. A cell that ``%%dstack`` pushes notes its last value.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell

    def visit(self, node: ast.AST) -> ast.AST:
        """Transform a cell in place."""
        if isinstance(node, ast.Module) and node.body:
            self._show_answers(node)
            last = node.body[-1]
            if isinstance(last, ast.Expr) and _is_begin(node.body[0]) and len(node.body) > 1:
                last.value = _call("value", last.value)
        return node

    def _show_answers(self, module: ast.Module) -> None:
        shown = set(self._shown_by_the_shell(module))
        for node in ast.walk(module):
            if isinstance(node, ast.Expr | ast.Assign) and node not in shown and _is_unseen_answer(node):
                node.value = _call("show", node.value)

    def _shown_by_the_shell(self, module: ast.Module) -> list[ast.AST]:
        interactivity, last = self._shell.ast_node_interactivity, module.body[-1]
        if interactivity in ("all", "last"):
            run_interactively = module if interactivity == "all" else last
            return [node for node in ast.walk(run_interactively) if isinstance(node, ast.Expr)]
        if interactivity == "last_expr_or_assign":
            return [last]
        return [last] if interactivity == "last_expr" and isinstance(last, ast.Expr) else []


def _is_begin(node: ast.stmt) -> bool:
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "begin"
        and isinstance(called.value, ast.Attribute)
        and called.value.attr == ATTRIBUTE
    )


def _is_unseen_answer(node: ast.Expr | ast.Assign) -> bool:
    """Whether it is a line of ``%dstack`` to show; the object of a pull is no more one than a line ``df``."""
    verb = _verb(node.value)
    return verb == "push" if isinstance(node, ast.Assign) else verb not in (None, "pull")


def _verb(value: ast.expr) -> str | None:
    """The verb of a ``%dstack`` line, None for another expression."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return None
    texts = [argument.value for argument in value.args if isinstance(argument, ast.Constant)]
    if value.func.attr != "run_line_magic" or len(texts) != 2 or texts[0] != "dstack":
        return None
    return next(iter(str(texts[1]).split()), "")


def _call(method: str, argument: ast.expr) -> ast.expr:
    """The expression ``get_ipython().dstack_cells.method(argument)``, at the place of the argument."""
    shell = ast.Call(ast.Name("get_ipython", ast.Load()), [], [])
    pushes = ast.Attribute(shell, ATTRIBUTE, ast.Load())
    call = ast.Call(ast.Attribute(pushes, method, ast.Load()), [argument], [])
    for node in (call, *ast.walk(call.func)):
        ast.copy_location(node, argument)
    return call
