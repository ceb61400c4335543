"""From a dashboard to its notebook, and back again after the owner worked in it."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell

from dstack_jupyter.dashboards.notebook import dashboard_of, needs_kernel, notebook_of, regenerated
from dstack_jupyter.dashboards.notebook_file import save_notebook
from dstack_jupyter.model.dashboards import CardSpec, Dashboard, DashboardSpec
from dstack_jupyter.model.errors import Conflict, DstackError, InvalidValue, NotFound

HOSTILE = '"); import os; os.system("id") #\n</script><img src=x onerror=alert(1)>'


def dashboard(*stacks: str, revision: int = 1, **fields: Any) -> Dashboard:
    cards = tuple(CardSpec(stack=stack) for stack in stacks)
    return Dashboard(
        user="ann",
        name="world",
        revision=revision,
        time=datetime(2026, 1, 1, tzinfo=UTC),
        access_level="private",
        spec=DashboardSpec(**{"title": "World", "cards": cards, **fields}),
    )


def sources(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_a_notebook_has_a_cell_for_the_header_the_filters_and_each_card() -> None:
    notebook = notebook_of(dashboard("ann/gdp", "bob/sales/eu"))

    assert sources(notebook) == [
        'import dstack_jupyter as ds\n\nboard = ds.open_dashboard("/ann/world")\nboard.header',
        "board.filters",
        'board.card("/ann/gdp")',
        'board.card("/bob/sales/eu")',
    ]
    assert [cell.metadata.dstack.role for cell in notebook.cells] == ["header", "filters", "card", "card"]
    assert notebook.metadata.dstack == {"dashboard": "ann/world", "revision": 1}
    assert notebook.metadata.voila == {"template": "dstack"}
    nbformat.validate(notebook)


def test_the_same_dashboard_makes_the_same_notebook() -> None:
    one, two = (nbformat.writes(notebook_of(dashboard("ann/gdp", "ann/life"))) for _ in range(2))

    assert one == two


def test_wide_cards_are_noted_for_the_template() -> None:
    cards = (CardSpec(stack="ann/gdp", columns=2), CardSpec(stack="ann/life"))

    two_columns = notebook_of(dashboard(cards=cards))
    one_column = notebook_of(dashboard(cards=cards, columns=1))

    assert [cell.metadata.dstack.get("columns") for cell in two_columns.cells] == [None, None, 2, 1]
    assert [cell.metadata.dstack.get("columns") for cell in one_column.cells] == [None, None, 2, 2]


def test_no_text_that_a_user_typed_is_in_a_cell() -> None:
    cards = (CardSpec(stack="ann/gdp", title=HOSTILE, description=HOSTILE, split=(HOSTILE,)),)

    notebook = notebook_of(dashboard(title=HOSTILE, description=HOSTILE, cards=cards))

    assert sources(notebook) == sources(notebook_of(dashboard("ann/gdp")))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=12), st.text(max_size=12))
def test_a_stack_never_gets_code_into_a_cell(user: str, name: str) -> None:
    try:
        card = CardSpec(stack=f"{user}/{name}")
    except ValueError:
        return

    source = notebook_of(dashboard(cards=(card,))).cells[-1].source

    (statement,) = ast.parse(source).body
    assert ast.unparse(statement) == f"board.card({f'/{card.stack}'!r})"


def test_a_hostile_name_in_the_metadata_of_a_cell_makes_no_code() -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    notebook.cells[-1].metadata.dstack["stack"] = HOSTILE
    notebook.cells[-1].source = f"board.card({HOSTILE!r})"

    assert needs_kernel(notebook, dashboard("ann/gdp"))
    assert sources(regenerated(notebook, dashboard("ann/gdp"))) == sources(notebook_of(dashboard("ann/gdp")))


def test_a_notebook_as_it_was_generated_needs_no_kernel() -> None:
    assert not needs_kernel(notebook_of(dashboard("ann/gdp")), dashboard("ann/gdp"))
    assert not needs_kernel(notebook_of(dashboard("ann/gdp")), dashboard("ann/life", "ann/gdp", revision=2))


def test_text_that_the_owner_added_needs_no_kernel() -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    notebook.cells += [new_markdown_cell("# About"), new_code_cell("  \n")]

    assert not needs_kernel(notebook, dashboard("ann/gdp"))


@pytest.mark.parametrize(
    "change",
    [
        lambda cells: cells.append(new_code_cell("1 + 1")),
        lambda cells: cells[0].update(source=cells[0].source + "\nimport pandas"),
        lambda cells: cells[2].update(source='board.card("/ann/gdp").value'),
        lambda cells: cells[2].metadata.pop("dstack"),
        lambda cells: cells[0].update(source=cells[0].source.replace("world", "other")),
    ],
    ids=["an own cell", "an extended header", "a changed card", "a card of the owner's", "another dashboard"],
)
def test_code_that_the_owner_wrote_needs_a_kernel(change: Any) -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    change(notebook.cells)

    assert needs_kernel(notebook, dashboard("ann/gdp"))


def test_cells_that_the_owner_added_stay_where_they_are() -> None:
    notebook = notebook_of(dashboard("ann/gdp", "ann/life"))
    notebook.cells.insert(0, new_markdown_cell("# Before"))
    notebook.cells.insert(4, new_code_cell("mine = 1"))
    notebook.cells.append(new_markdown_cell("After"))

    new = regenerated(notebook, dashboard("ann/gdp", "ann/life", revision=2))

    assert sources(new) == sources(notebook)
    assert new.metadata.dstack.revision == 2
    nbformat.validate(new)


def test_cards_come_and_go_and_the_owners_cells_keep_their_places() -> None:
    notebook = notebook_of(dashboard("ann/gdp", "ann/life"))
    notebook.cells.insert(3, new_markdown_cell("About the gross domestic product"))
    notebook.cells.append(new_markdown_cell("The end"))

    new = regenerated(notebook, dashboard("ann/gdp", "ann/map", "ann/stocks"))

    assert sources(new)[2:] == [
        'board.card("/ann/gdp")',
        'board.card("/ann/map")',
        'board.card("/ann/stocks")',
        "About the gross domestic product",
        "The end",
    ]


def test_cards_follow_the_order_of_the_dashboard() -> None:
    notebook = notebook_of(dashboard("ann/gdp", "ann/life"))
    notebook.cells.insert(3, new_markdown_cell("between"))

    new = regenerated(notebook, dashboard("ann/life", "ann/gdp"))

    assert sources(new)[2:] == ['board.card("/ann/life")', "between", 'board.card("/ann/gdp")']


def test_a_generated_cell_that_the_owner_changed_is_not_overwritten() -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    notebook.cells[2].source = 'card = board.card("/ann/gdp")\ncard'

    new = regenerated(notebook, dashboard("ann/gdp", "ann/life"))

    assert sources(new)[2:] == ['card = board.card("/ann/gdp")\ncard', 'board.card("/ann/life")']


def test_a_copy_of_a_generated_cell_is_the_owners() -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    copy = nbformat.from_dict(notebook.cells[2])
    copy.id = "a-copy"
    notebook.cells.append(copy)

    new = regenerated(notebook, dashboard("ann/gdp"))

    assert sources(new) == sources(notebook)
    nbformat.validate(new)


def test_regenerating_leaves_the_given_notebook_as_it_is() -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    before = nbformat.writes(notebook)

    regenerated(notebook, dashboard("ann/life", title="Other", revision=3))

    assert nbformat.writes(notebook) == before


def test_the_kernel_that_the_owner_chose_stays() -> None:
    notebook = notebook_of(dashboard("ann/gdp"))
    notebook.metadata.kernelspec = {"name": "conda", "display_name": "Conda", "language": "python"}
    notebook.metadata.voila.theme = "dark"

    new = regenerated(notebook, dashboard("ann/gdp", title="New"))

    assert new.metadata.kernelspec.name == "conda"
    assert new.metadata.voila == {"template": "dstack", "theme": "dark"}
    assert new.metadata.title == "New"


def test_a_dashboard_is_saved_as_a_notebook_and_brought_up_to_date(tmp_path: Path) -> None:
    path = save_notebook(tmp_path / "world", dashboard("ann/gdp"))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_markdown_cell("Mine"))
    nbformat.write(notebook, path)

    save_notebook(path, dashboard("ann/gdp", "ann/life", revision=2))

    assert path == tmp_path / "world.ipynb"
    assert sources(nbformat.read(path, as_version=4))[2:] == [
        'board.card("/ann/gdp")',
        'board.card("/ann/life")',
        "Mine",
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["world.ipynb"]


@pytest.mark.parametrize("content", ["", "{}", "no notebook", nbformat.writes(nbformat.v4.new_notebook())])
def test_a_file_that_is_not_this_dashboards_is_never_overwritten(tmp_path: Path, content: str) -> None:
    path = tmp_path / "world.ipynb"
    path.write_text(content)

    with pytest.raises(Conflict, match="choose another name"):
        save_notebook(path, dashboard("ann/gdp"))

    assert path.read_text() == content


def test_a_notebook_of_another_dashboard_is_never_overwritten(tmp_path: Path) -> None:
    other = Dashboard(**{**dict(dashboard("ann/gdp")), "name": "other"})
    path = save_notebook(tmp_path / "world.ipynb", other)

    with pytest.raises(Conflict, match="notebook of ann/other"):
        save_notebook(path, dashboard("ann/gdp"))


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [("world.html", InvalidValue, "ends in .ipynb"), ("nowhere/world.ipynb", NotFound, "no folder")],
)
def test_a_place_that_cannot_hold_a_notebook_is_said(
    tmp_path: Path, name: str, error: type[DstackError], words: str
) -> None:
    with pytest.raises(error, match=words):
        save_notebook(tmp_path / name, dashboard("ann/gdp"))


def test_a_notebook_says_of_which_dashboard_it_is() -> None:
    assert dashboard_of(notebook_of(dashboard())) == "ann/world"
    assert dashboard_of(nbformat.v4.new_notebook()) is None
    assert dashboard_of(nbformat.v4.new_notebook(metadata={"dstack": "no"})) is None
