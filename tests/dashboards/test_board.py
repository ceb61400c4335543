"""A dashboard in a notebook: it is made of stacks, its controls move its cards."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets
import nbformat
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.board import Board
from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.errors import Conflict, InvalidName, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath


def stored(backend: Backend, *cards: CardSpec, **fields: Any) -> Board:
    """A board of cards as only a later page of settings can write them."""
    spec = DashboardSpec(**{"title": "World", "cards": cards, **fields})
    return Board(backend, backend.put_dashboard(StackPath(backend.user, "world"), spec))


def stacks_of(board: Board) -> list[str]:
    return [card.stack.partition("/")[2] for card in board.cards]


def test_a_dashboard_is_made_of_the_names_of_stacks(gdp: str, life: str) -> None:
    board = ds.dashboard("World, 2007", [gdp, life], description="What there is")

    assert board.dashboard.name == "world-2007"
    assert board.spec.title == "World, 2007"
    assert board.spec.description == "What there is"
    assert stacks_of(board) == ["gdp", "life"]


def test_the_same_title_opens_the_dashboard_and_adds_only_what_is_missing(gdp: str, life: str, motto: str) -> None:
    first = ds.dashboard("World", [gdp])
    second = ds.dashboard("World", [life, gdp])
    third = ds.dashboard("World", [gdp])

    assert stacks_of(second) == stacks_of(third) == ["gdp", "life"]
    assert [board.dashboard.revision for board in (first, second, third)] == [1, 2, 2]
    assert stacks_of(ds.dashboard("World")) == ["gdp", "life"]


def test_what_the_owner_wrote_stays_when_cards_are_added(backend: Backend, gdp: str, life: str) -> None:
    card = CardSpec(stack=f"{backend.user}/gdp", title="Product", columns=2, split=("year",))
    stored(backend, card, description="Mine")

    board = ds.dashboard("World", [life])

    assert board.spec.cards[0] == card
    assert board.spec.description == "Mine"
    assert ds.dashboard("World", description="New").spec.description == "New"


def test_stacks_results_of_pushes_and_single_names_are_understood(gdp: str, motto: str) -> None:
    pushed = ds.push("sales", "some text")

    board = ds.dashboard("All", [gdp, ds.stack(motto), pushed])

    assert stacks_of(board) == ["gdp", "motto", "sales"]
    assert stacks_of(ds.dashboard("One", "gdp")) == ["gdp"]
    assert stacks_of(ds.dashboard("Two", pushed)) == ["sales"]
    assert sorted(stacks_of(ds.dashboard("Three", ds.stacks()))) == ["gdp", "motto", "sales"]


def test_stacks_that_are_not_there_are_named_with_close_names(gdp: str, life: str) -> None:
    with pytest.raises(NotFound, match=r"no stack gpd; did you mean gdp\?.*no stack lief; did you mean life\?"):
        ds.dashboard("World", ["gpd", "life", "lief"])

    with pytest.raises(NotFound):
        ds.open_dashboard("world")


def test_a_title_without_stacks_says_how_to_make_one(gdp: str) -> None:
    with pytest.raises(NotFound, match=r"ds\.dashboard\('World', \['sales'\]\)"):
        ds.dashboard("World")


@pytest.mark.parametrize(
    ("title", "error"), [("x" * 501, InvalidValue), ("!!!", InvalidName)], ids=["too long", "no letters"]
)
def test_a_title_that_cannot_be_one_is_refused(gdp: str, title: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        ds.dashboard(title, [gdp], name="world" if error is InvalidValue else None)


def test_a_dashboard_can_have_another_name_than_its_title(gdp: str) -> None:
    board = ds.dashboard("!!!", [gdp], name="bang")

    assert ds.open_dashboard("bang").spec == board.spec


def test_a_dashboard_is_opened_by_its_name_and_by_its_path(backend: Backend, gdp: str) -> None:
    ds.dashboard("World", [gdp], name="eu/world")

    for name in ("eu/world", f"/{backend.user}/eu/world", f"{backend.user}/eu/world"):
        assert ds.open_dashboard(name).spec.title == "World"
    with pytest.raises(NotFound, match="no dashboard wrld"):
        ds.open_dashboard("wrld")


def test_cards_that_are_added_at_the_same_time_are_all_there() -> None:
    names = [f"stack-{at}" for at in range(8)]
    for name in names:
        ds.push(name, name)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: ds.dashboard("World", [name]), names))

    assert sorted(stacks_of(ds.dashboard("World"))) == names


def test_a_card_shows_what_its_controls_say(gdp: str) -> None:
    card = ds.dashboard("World", [gdp]).card(gdp)
    country, year = card.controls["country"], card.controls["year"]

    assert isinstance(country, ipywidgets.Dropdown)
    assert isinstance(year, ipywidgets.SelectionSlider)
    assert card.value == "gdp of FR in 2002"

    country.value = "CH"
    year.value = 2012

    assert card.value == "gdp of CH in 2012"
    assert card.attachment.params == {"country": "CH", "year": 2012}
    assert card.frame is not None
    assert card.frame.message == "first"


def test_an_impossible_combination_cannot_be_chosen(gdp: str) -> None:
    card = ds.dashboard("World", [gdp]).card(gdp)
    country, year = card.controls["country"], card.controls["year"]

    country.value = "DE"

    assert [value for _, value in year.options] == [2007, 2012]
    assert card.value == "gdp of DE in 2007"
    country.value = "US"
    assert [value for _, value in year.options] == [2002, 2007, 2012]
    assert year.value == 2007


def test_a_control_can_be_set_by_the_param_and_by_its_text(gdp: str) -> None:
    days = (date(2020, 1, 31), date(2020, 2, 29))
    with ds.frame("days") as frame:
        for day in days:
            frame.add(f"on {day}", day=day)
    card = ds.dashboard("Days", ["days"]).card("days")

    card.controls["day"].value = "2020-02-29"

    assert card.controls["day"].value == days[1]
    assert card.value == "on 2020-02-29"


def test_a_check_box_with_one_state_is_disabled(life: str) -> None:
    card = ds.dashboard("World", [life]).card(life)
    log, continent = card.controls["log"], card.controls["continent"]
    assert isinstance(log, ipywidgets.Checkbox)
    assert isinstance(continent, ipywidgets.ToggleButtons)
    assert log.disabled
    assert not log.value

    continent.value = "Europe"
    assert not log.disabled
    log.value = True
    assert card.value == "life in Europe 2002 True"

    continent.value = "Asia"
    assert log.disabled
    assert not log.value
    assert card.value == "life in Asia 2002 False"


def test_one_move_is_one_event_for_those_who_listen(gdp: str) -> None:
    card = ds.dashboard("World", [gdp]).card(gdp)
    heard: list[tuple[str, Any, str]] = []
    for name, control in card.controls.items():
        control.observe(lambda change, name=name: heard.append((name, change.new, card.value)), "value")

    card.controls["country"].value = "DE"

    assert heard == [("year", 2007, "gdp of DE in 2007"), ("country", "DE", "gdp of DE in 2007")]


def test_a_control_that_stays_where_it_is_is_no_event(gdp: str) -> None:
    card = ds.dashboard("World", [gdp]).card(gdp)
    country, year = card.controls["country"], card.controls["year"]
    country.value = "US"
    year.value = 2012
    heard: list[Any] = []
    year.observe(lambda change: heard.append(change.new), "value")

    country.value = "DE"

    assert [value for _, value in year.options] == [2007, 2012]
    assert year.value == 2012
    assert heard == []


def test_a_listener_that_moves_another_control_is_followed(gdp: str) -> None:
    card = ds.dashboard("World", [gdp]).card(gdp)
    country, year = card.controls["country"], card.controls["year"]
    year.observe(lambda change: setattr(country, "value", "CH"), "value")

    country.value = "DE"

    assert (country.value, year.value, card.value) == ("CH", 2007, "gdp of CH in 2007")


def test_a_slider_in_the_browser_never_hears_of_a_place_outside_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    with ds.frame("uneven") as frame:
        for series, years in {"short": range(2000, 2003), "long": range(1985, 2003)}.items():
            for year in years:
                frame.add(f"{series} {year}", series=series, year=year)
    card = ds.dashboard("Uneven", ["uneven"]).card("uneven")
    slider = card.controls["year"]
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(type(slider), "_send", lambda self, message, buffers=None: sent.append(message["state"]))

    card.controls["series"].set_state({"index": 1})
    grown = [*sent]
    sent.clear()
    card.controls["series"].set_state({"index": 0})

    labels = [tuple(str(year) for year in years) for years in (range(1985, 2003), range(2000, 2003))]
    assert grown[-2:] == [{"_options_labels": labels[0]}, {"index": 15}]
    assert sent[-2:] == [{"index": 0}, {"_options_labels": labels[1]}]


def test_cards_share_the_control_of_a_param_of_one_name(gdp: str, life: str) -> None:
    board = ds.dashboard("World", [gdp, life])
    first, second = board.card(gdp), board.card(life)

    assert first.controls["year"] is second.controls["year"]
    assert board.filters.children == (first.controls["year"],)
    first.controls["year"].value = 2007

    assert (first.value, second.value) == ("gdp of FR in 2007", "life in Asia 2007 False")


def test_a_card_without_the_shared_label_shows_the_nearest_one(gdp: str, life: str) -> None:
    board = ds.dashboard("World", [gdp, life])
    board.card(gdp).controls["country"].value = "CH"

    board.card(gdp).controls["year"].value = 2012

    assert (board.card(gdp).value, board.card(life).value) == ("gdp of CH in 2012", "life in Asia 2007 False")
    assert board.card(life).controls["year"].value == 2012
    view = board.card(life).widget.children[-1]
    assert view.choices["rows"][view.selected][1] == "2007"
    assert view.shared == ["year"]


def test_a_card_can_keep_its_control_to_itself(backend: Backend, gdp: str, life: str) -> None:
    board = stored(
        backend,
        CardSpec(stack=f"{backend.user}/gdp"),
        CardSpec(stack=f"{backend.user}/life", split=("year",)),
    )
    board.card(gdp).controls["year"].value = 2007

    assert board.filters.children == ()
    assert board.card(life).controls["year"].value == 2002


def test_a_card_with_one_attachment_has_no_controls(motto: str) -> None:
    card = ds.dashboard("World", [motto]).card(motto)

    assert card.controls == {}
    assert card.value == "liberté, égalité, fraternité"
    assert [type(child).__name__ for child in card.widget.children] == ["HTML", "CardView"]


def test_params_with_one_value_are_captions() -> None:
    ds.push("sales", "text", source="<b>UN</b>", year=2020)
    card = ds.dashboard("World", ["sales"]).card("sales")

    assert card.controls == {}
    assert "&lt;b&gt;UN&lt;/b&gt;" in card.widget.children[0].value
    assert "<b>year</b> 2020" in card.widget.children[0].value


def test_a_deleted_stack_breaks_its_card_and_no_other(gdp: str, motto: str) -> None:
    ds.dashboard("World", [gdp, motto])
    ds.delete(gdp)

    board = ds.dashboard("World")

    gone = board.card(gdp)
    assert "is not there" in gone.widget.children[-1].error
    assert gone.controls == {}
    with pytest.raises(NotFound, match="is not there"):
        _ = gone.value
    assert board.card(motto).value.startswith("liberté")


def test_a_stack_without_frames_has_an_empty_card(motto: str) -> None:
    ds.dashboard("World", [motto])
    ds.delete(motto, frame=1)

    card = ds.dashboard("World").card(motto)

    view = card.widget.children[-1]
    assert (view.error, view.contents, view.selected, view.frame) == ("", [], -1, None)
    with pytest.raises(NotFound, match="no frames yet"):
        _ = card.attachment


def test_a_card_is_found_by_name_and_by_path(backend: Backend, gdp: str) -> None:
    board = ds.dashboard("World", [gdp])

    assert board.card("gdp") is board.card(f"/{backend.user}/gdp") is board.card(f"{backend.user}/gdp")
    with pytest.raises(NotFound, match=f"it has {backend.user}/gdp"):
        board.card("sales")


def test_titles_and_descriptions_are_text_and_no_markup(backend: Backend, gdp: str) -> None:
    hostile = '<img src=x onerror="alert(1)">\n</script>&'
    board = stored(
        backend,
        CardSpec(stack=f"{backend.user}/gdp", title=hostile, description=hostile),
        title=hostile,
        description=hostile,
    )

    texts = [board.header.value, board.card(gdp).widget.children[0].value]
    for html in texts:
        assert "<img" not in html
        assert "</script" not in html
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;<br>&lt;/script&gt;&amp;" in html


def test_a_board_shows_itself_in_a_notebook(gdp: str, life: str) -> None:
    board = ds.dashboard("World", [gdp, life])

    assert "application/vnd.jupyter.widget-view+json" in board._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in board.card(gdp)._repr_mimebundle_()
    header, filters, grid = board.widget.children
    assert (header, filters) == (board.header, board.filters)
    assert grid.children == tuple(card.widget for card in board.cards)
    assert repr(board).endswith("world: 2 cards>")
    assert repr(board.card(gdp)).endswith("gdp: country, year>")


def test_a_board_links_to_its_page_where_a_server_is_running(backend: Backend, home: Path, gdp: str) -> None:
    board = ds.dashboard("World", [gdp])
    assert board.url is None

    servers = home / "store" / "servers"
    servers.mkdir()
    server = {"url": "http://localhost:8888/", "base_url": "/", "pid": os.getpid(), "store_id": backend.store_id}
    (servers / f"{os.getpid()}.json").write_text(json.dumps(server))

    board = ds.dashboard("World")
    assert board.url == f"http://localhost:8888/dstack/d/{backend.user}/world"
    assert f'href="{board.url}"' in board.widget.children[-1].value


def test_a_board_is_saved_as_a_notebook(tmp_path: Path, gdp: str) -> None:
    path = ds.dashboard("World", [gdp]).save(tmp_path / "world.ipynb")

    assert nbformat.read(path, as_version=4).metadata.title == "World"
    with pytest.raises(Conflict):
        ds.dashboard("Other", [gdp]).save(path)
