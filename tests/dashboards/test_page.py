"""The page of a dashboard without a kernel."""

from __future__ import annotations

import gc
import json
import re
import threading
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import plotly.express as px
import psutil
import pytest
from ipywidgets.widgets.widget import _instances as instances

import dstack_jupyter as ds
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.assets import static_version
from dstack_jupyter.dashboards.notebook import notebook_of
from dstack_jupyter.dashboards.page import page_etag, page_from, page_of
from dstack_jupyter.dashboards.reading import read_board
from dstack_jupyter.dashboards.render import page_html
from dstack_jupyter.model.dashboards import CardSpec, Dashboard, DashboardSpec
from dstack_jupyter.model.names import StackPath

HOSTILE = "</script><script>alert(1)</script><!--\u2028"


@pytest.fixture
def world(gdp: str, life: str, motto: str) -> Dashboard:
    """A dashboard of three cards, with a shared control."""
    return ds.dashboard("World", [gdp, life, motto], description="All of it").dashboard


def model_state(page: Any, model_id: str) -> dict[str, Any]:
    state: dict[str, Any] = page.state["state"][model_id]["state"]
    return state


def view_of(page: Any, at: int) -> dict[str, Any]:
    """The state of a card's view."""
    return model_state(page, model_state(page, page.cards[at].model_id)["children"][-1].removeprefix("IPY_MODEL_"))


def tree(states: dict[str, Any], model_id: str) -> Any:
    """The state of a widget with those of the widgets that it refers to in place of their ids."""

    def expanded(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: expanded(each) for key, each in value.items() if key != "board"}
        if isinstance(value, list | tuple):
            return [expanded(each) for each in value]
        if isinstance(value, str) and value.startswith(("IPY_MODEL_", "anywidget:")):
            return tree(states, value.removeprefix("IPY_MODEL_").removeprefix("anywidget:"))
        return value

    return expanded(states[model_id])


def test_a_page_has_the_header_the_filters_and_the_cards(world: Dashboard, backend: Backend) -> None:
    page = page_of(backend, world)

    assert page.title == "World"
    assert "<h1>World</h1>" in model_state(page, page.header)["value"]
    assert page.filters is not None
    assert len(model_state(page, page.filters)["children"]) == 1
    assert [card.stack for card in page.cards] == [f"{backend.user}/{name}" for name in ("gdp", "life", "motto")]
    assert page.state["version_major"] == 2


def test_a_view_knows_what_to_show_and_where_it_is(world: Dashboard, backend: Backend) -> None:
    view = view_of(page_of(backend, world), 0)
    frame = backend.frame(StackPath(backend.user, "gdp"))

    assert (view["stack"], view["store"]) == (f"{backend.user}/gdp", backend.store_id)
    assert view["frame"] == {"id": frame.id, "number": 1, "time": frame.time.isoformat(), "message": "first"}
    assert [content["sha256"] for content in view["contents"]] == [each.content.sha256 for each in frame.attachments]
    assert view["contents"][0]["content_type"].startswith("text/plain")
    assert view["selected"] == 0
    assert set(view["controls"]) == {"country", "year"}
    assert view["shared"] == ["year"]
    assert view["choices"]["rows"][0] == ["FR", "2002"]
    assert "card.js" in view["_esm"]


def test_every_widget_that_is_referred_to_is_in_the_state(world: Dashboard, backend: Backend) -> None:
    page = page_of(backend, world)
    text = json.dumps(page.state)

    referred = set(re.findall(r'"(?:IPY_MODEL_|anywidget:)([^"]+)"', text))

    assert referred | {page.header, page.filters} | {card.model_id for card in page.cards} == set(page.state["state"])


def test_a_page_without_shared_controls_has_no_filters(gdp: str, backend: Backend) -> None:
    assert page_of(backend, ds.dashboard("World", [gdp]).dashboard).filters is None


def test_what_draws_the_cards_is_on_its_way_before_it_is_asked_for(motto: str, backend: Backend) -> None:
    ds.push("chart", alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a"))
    ds.push("figure", px.line(x=[1, 2], y=[3, 4]))

    page = page_of(backend, ds.dashboard("Drawn", ["chart", "figure", motto]).dashboard)

    assert set(page.modules) == {"vega.js", "plotly-basic.js"}
    preloaded = re.findall('modulepreload" href="([^"]+)"', page_html(page, base_url="/"))
    assert {each.rsplit("/", 1)[1] for each in preloaded} == {"page.js", "card.js", *page.modules}


def test_the_same_dashboard_is_the_same_page(world: Dashboard, backend: Backend) -> None:
    one, two = page_of(backend, world), page_of(backend, world)

    assert json.dumps(one.state) == json.dumps(two.state)
    assert one.etag == two.etag == page_etag(read_board(backend, world))
    assert page_html(one, base_url="/") == page_html(two, base_url="/")


def test_the_etag_changes_with_everything_that_is_shown(world: Dashboard, backend: Backend) -> None:
    path = StackPath(backend.user, "motto")
    etags = [page_of(backend, world).etag]

    ds.push("motto", "ora et labora")
    etags.append(page_of(backend, world).etag)
    backend.update_stack(path, description="A motto")
    etags.append(page_of(backend, world).etag)
    world = ds.dashboard("World", description="Other").dashboard
    etags.append(page_of(backend, world).etag)
    backend.delete_stack(path)
    etags.append(page_of(backend, world).etag)

    assert len(set(etags)) == len(etags)


def test_pages_made_at_the_same_time_hold_nothing_of_one_another(gdp: str, life: str, backend: Backend) -> None:
    boards = [ds.dashboard(title, [stack]).dashboard for title, stack in (("Ann's", gdp), ("Bob's", life))]
    alone = [page_of(backend, board).state for board in boards]
    together: list[tuple[int, Any]] = []

    def make(which: int) -> None:
        together.extend((which, page_of(backend, boards[which]).state) for _ in range(5))

    threads = [threading.Thread(target=make, args=(which,)) for which in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(together) == 20
    assert all(state == alone[which] for which, state in together)
    assert "life" not in json.dumps(alone[0])
    assert "gdp" not in json.dumps(alone[1])


def test_a_page_holds_nothing_of_widgets_that_were_there_before(world: Dashboard, backend: Backend) -> None:
    import ipywidgets

    secret = ipywidgets.Text("a secret of somebody else")

    page = page_of(backend, world)

    assert "secret" not in json.dumps(page.state)
    assert secret.model_id in instances
    assert secret.comm is not None
    secret.close()


def test_no_kernel_of_this_process_hears_of_a_page(
    world: Dashboard, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    import comm

    def told(*arguments: Any, **keywords: Any) -> None:
        raise AssertionError("a comm was opened")

    monkeypatch.setattr(comm, "create_comm", told)
    monkeypatch.setattr(comm, "get_comm_manager", told)

    assert page_of(backend, world).cards


def test_a_page_that_fails_leaves_no_widgets(
    world: Dashboard, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(instances)
    contents = read_board(backend, world)
    monkeypatch.setattr(type(contents), "is_wide", lambda self, card: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        page_of(backend, world)

    assert set(instances) == before


def test_a_thousand_pages_leave_nothing_behind(gdp: str, backend: Backend) -> None:
    process = psutil.Process()
    contents = read_board(backend, ds.dashboard("World", [gdp]).dashboard)

    def make(pages: int) -> tuple[set[str], int, int]:
        for _ in range(pages):
            page_from(contents)
        gc.collect()
        return set(instances), len(gc.get_objects()), process.memory_info().rss

    widgets, objects, memory = make(100)
    widgets_after, objects_after, memory_after = make(1000)

    assert widgets_after == widgets
    assert objects_after - objects < 100
    assert memory_after - memory < 5_000_000


@pytest.mark.parametrize(("page_columns", "wide"), [(2, [False, True]), (1, [True, True])])
def test_wide_cards_span_the_page(gdp: str, life: str, backend: Backend, page_columns: int, wide: list[bool]) -> None:
    cards = (CardSpec(stack=f"{backend.user}/gdp"), CardSpec(stack=f"{backend.user}/life", columns=2))
    spec = DashboardSpec(title="World", columns=page_columns, cards=cards)

    page = page_of(backend, backend.put_dashboard(StackPath(backend.user, "world"), spec))

    assert [card.is_wide for card in page.cards] == wide
    assert [view_of(page, at)["columns"] for at in (0, 1)] == [2 if is_wide else 1 for is_wide in wide]
    assert page_html(page, base_url="/").count('class="dstack-slot dstack-wide"') == sum(wide)


def test_the_html_has_a_slot_for_each_widget_and_asks_nobody_else(world: Dashboard, backend: Backend) -> None:
    page = page_of(backend, world)

    html = page_html(page, base_url="/user/ann/")

    roles = ["header", "filters", "card", "card", "card"]
    ids = [page.header, page.filters, *(card.model_id for card in page.cards)]
    slots = re.findall(r'<div class="dstack-slot" data-model="([^"]+)" data-role="(\w+)"></div>', html)
    assert slots == list(zip(ids, roles, strict=True))
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    ours = f"/user/ann/dstack/static/{static_version()}/"
    assert {f"{ours}page.css", f"{ours}page.js"} <= set(addresses)
    ways = {"/user/ann/dstack/", "/user/ann/dstack/dashboards"}
    assert all(address.startswith(ours) or address in {"data:,", *ways} for address in addresses)
    assert '<script id="jupyter-config-data" type="application/json">{"baseUrl": "/user/ann/"}</script>' in html


def test_the_state_in_the_html_is_the_state_of_the_page(world: Dashboard, backend: Backend) -> None:
    page = page_of(backend, world)

    found = re.search(r'<script id="dstack-state"[^>]*>(.*?)</script>', page_html(page, base_url="/"), re.DOTALL)

    assert found is not None
    assert json.loads(found[1]) == json.loads(json.dumps(page.state))


def test_no_template_names_another_server() -> None:
    templates = list((Path(__file__).parents[2] / "voila_templates" / "dstack").iterdir())

    assert {"index.html.j2", "page.html.j2", "export.html.j2"} <= {path.name for path in templates}
    assert all("//" not in path.read_text(encoding="utf-8") for path in templates)


def test_hostile_texts_stay_texts_in_the_html(backend: Backend) -> None:
    with ds.frame("sales", message=HOSTILE) as frame:
        for value in (HOSTILE, "b"):
            frame.add("x", params={HOSTILE: value}, description=HOSTILE)
    cards = (CardSpec(stack=f"{backend.user}/sales", title=HOSTILE, description=HOSTILE),)
    spec = DashboardSpec(title=HOSTILE, description=HOSTILE, cards=cards)
    dashboard = backend.put_dashboard(StackPath(backend.user, "hostile"), spec)

    html = page_html(page_of(backend, dashboard), base_url="/")

    assert "alert(1)</script>" not in html
    assert "<!--" not in html
    assert html.count("<script") == html.count("</script>") == 3
    assert "<title>&lt;/script&gt;" in html


@pytest.mark.kernel
def test_a_page_is_what_a_kernel_makes_of_the_generated_notebook(world: Dashboard, backend: Backend) -> None:
    from nbclient import NotebookClient

    notebook = notebook_of(world)
    # A kernel of a busy computer starts slowly, and tells its outputs long after it has said that a cell is done.
    patient = {"startup_timeout": 170, "iopub_timeout": 170, "raise_on_iopub_timeout": True}
    NotebookClient(notebook, kernel_name="python3", store_widget_state=True, **patient).execute()

    shown = [
        output["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
        for cell in notebook.cells
        for output in cell.outputs
    ]
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    page = page_of(backend, world)
    expected = [page.header, page.filters, *(card.model_id for card in page.cards)]
    made = json.loads(json.dumps(page.state["state"]))
    assert [tree(states, model_id) for model_id in shown] == [tree(made, model_id) for model_id in expected]
