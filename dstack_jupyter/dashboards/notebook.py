"""From a dashboard to its notebook: pure functions over nbformat.

The code of a generated cell is made of names that the naming rule allows, and holds no text that a user typed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode

from dstack_jupyter.model.dashboards import Dashboard
from dstack_jupyter.model.errors import InvalidName
from dstack_jupyter.model.names import check_name, check_user

TEMPLATE = "dstack"

_nbformat: Any = nbformat
_v4: Any = nbformat.v4


class CellKey(NamedTuple):
    """Which generated cell: its role, and for a card the stack."""

    role: str
    stack: str | None = None


def notebook_of(dashboard: Dashboard) -> NotebookNode:
    """The notebook of a dashboard: a header cell, a filter cell, one cell per card."""
    cells = [_cell(dashboard, key) for key in _keys(dashboard)]
    notebook: NotebookNode = _v4.new_notebook(cells=cells, metadata=_metadata(dashboard))
    return notebook


def notebook_text(dashboard: Dashboard) -> str:
    """The same as the text of a file."""
    text: str = _nbformat.writes(notebook_of(dashboard))
    return f"{text}\n"


def regenerated(existing: NotebookNode, dashboard: Dashboard) -> NotebookNode:
    """A notebook of a dashboard brought up to date.

    Cells that the owner added, or whose code the owner changed, stay. Cells of cards that are gone go; those of
    new cards come after the card before them.
    """
    wanted = list(_keys(dashboard))
    cells = _renewed(existing.cells, dashboard, wanted)
    for at, key in enumerate(wanted):
        if all(held != key for held, _ in cells):
            place = max((here + 1 for here, (held, _) in enumerate(cells) if held in wanted[:at]), default=0)
            cells.insert(place, (key, _cell(dashboard, key)))
    metadata = _merged_metadata(existing, dashboard)
    notebook: NotebookNode = _v4.new_notebook(cells=_in_order(cells, wanted), metadata=metadata)
    return notebook


def needs_kernel(notebook: NotebookNode, dashboard: Dashboard) -> bool:
    """Whether a notebook has code that is not generated, so that its page has to run it."""
    return any(
        cell.cell_type == "code" and cell.source.strip() and not is_generated(cell, dashboard)
        for cell in notebook.cells
    )


def is_generated(cell: NotebookNode, dashboard: Dashboard) -> bool:
    """Whether a cell is as it was generated for this dashboard."""
    key = _key_of(cell)
    return key is not None and cell.cell_type == "code" and cell.source.strip() == _source(dashboard, key)


def dashboard_of(notebook: NotebookNode) -> str | None:
    """The dashboard that a notebook was generated from, as ``user/name``; None for other notebooks."""
    noted = notebook.metadata.get("dstack", {})
    path = noted.get("dashboard") if isinstance(noted, dict) else None
    return path if isinstance(path, str) else None


def _keys(dashboard: Dashboard) -> Iterator[CellKey]:
    yield CellKey("header")
    yield CellKey("filters")
    for card in dashboard.spec.cards:
        yield CellKey("card", card.stack)


def _cell(dashboard: Dashboard, key: CellKey) -> NotebookNode:
    columns = {card.stack: card.columns for card in dashboard.spec.cards}
    noted: dict[str, Any] = {"role": key.role}
    if key.stack is not None:
        noted |= {"stack": key.stack, "columns": 2 if dashboard.spec.columns == 1 else columns[key.stack]}
    cell: NotebookNode = _v4.new_code_cell(source=_source(dashboard, key), id=_id(key), metadata={"dstack": noted})
    return cell


def _source(dashboard: Dashboard, key: CellKey) -> str | None:
    """The code of a generated cell; None for a key that no cell of this dashboard has."""
    if key == CellKey("header"):
        path = f"/{check_user(dashboard.user)}/{check_name(dashboard.name)}"
        return f"import dstack_jupyter as ds\n\nboard = ds.open_dashboard({_quoted(path)})\nboard.header"
    if key == CellKey("filters"):
        return "board.filters"
    return _card_source(key.stack) if key.role == "card" and key.stack else None


def _card_source(stack: str) -> str | None:
    user, _, name = stack.partition("/")
    try:
        path = f"/{check_user(user)}/{check_name(name)}"
    except InvalidName:
        return None
    return f"board.card({_quoted(path)})"


def _quoted(path: str) -> str:
    """A Python text; the naming rule allows neither quotes nor backslashes nor line breaks."""
    return json.dumps(path, ensure_ascii=False)


def _id(key: CellKey) -> str:
    if key.stack is None:
        return f"dstack-{key.role}"
    return f"dstack-card-{hashlib.sha256(key.stack.encode()).hexdigest()[:16]}"


def _key_of(cell: NotebookNode) -> CellKey | None:
    noted = cell.metadata.get("dstack")
    if cell.cell_type != "code" or not isinstance(noted, dict):
        return None
    role, stack = noted.get("role"), noted.get("stack")
    if not isinstance(role, str) or not (stack is None or isinstance(stack, str)):
        return None
    return CellKey(role, stack)


_Keyed = tuple[CellKey | None, "NotebookNode"]


def _renewed(existing: list[NotebookNode], dashboard: Dashboard, wanted: list[CellKey]) -> list[_Keyed]:
    """The cells that stay, each with its key; the owner's own, and second copies of a generated one, have none."""
    cells: list[_Keyed] = []
    for cell in existing:
        key = _key_of(cell)
        if key is None or any(held == key for held, _ in cells):
            cells.append((None, cell))
        elif key in wanted:
            new = _cell(dashboard, key)
            source = new.source if is_generated(cell, dashboard) else cell.source
            new.source = source
            cells.append((key, new))
    return cells


def _in_order(cells: list[_Keyed], wanted: list[CellKey]) -> list[NotebookNode]:
    """The generated cells in the order of the dashboard; the others keep their places among them."""
    generated = {key: cell for key, cell in cells if key is not None}
    queue = iter(generated[key] for key in wanted)
    return [cell if key is None else next(queue) for key, cell in cells]


def _merged_metadata(existing: NotebookNode, dashboard: Dashboard) -> dict[str, Any]:
    generated = _metadata(dashboard)
    voila = existing.metadata.get("voila")
    generated["voila"] = {**(voila if isinstance(voila, dict) else {}), **generated["voila"]}
    chosen = {key: existing.metadata[key] for key in ("kernelspec", "language_info") if key in existing.metadata}
    return {**existing.metadata, **generated, **chosen}


def _metadata(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "dstack": {"dashboard": str(dashboard.path), "revision": dashboard.revision},
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "title": dashboard.spec.title,
        "voila": {"template": TEMPLATE},
    }
