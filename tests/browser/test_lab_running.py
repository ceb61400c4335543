"""Dashboards that run a kernel are seen where JupyterLab lists all that runs, and are shut down there."""

import json
import re

import pytest

import dstack_jupyter as ds

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


def kernels(lab):
    """The titles of the pages that run a kernel, as the server tells them."""
    answer = lab.request.get(f"{lab.address}dstack/kernels")
    return [page["title"] for page in json.loads(answer.body())["pages"]]


def asked(lab):
    return [url for url in lab.asked if "/dstack/kernels" in url]


def test_dashboards_whose_pages_run_a_kernel_are_shut_down_where_all_that_runs_is_listed(lab):
    ds.push("sales", {"sold": 3})
    boards = [ds.dashboard(title, ["sales"]) for title in ("World", "Europe", "Asia")]
    assert asked(lab) == []
    for board in boards:
        page = lab.context.new_page()
        page.goto(f"{lab.address}dstack/v/{board.path}", timeout=90_000)
        page.get_by_role("heading", name=board.spec.title, level=1).wait_for(timeout=90_000)
    assert kernels(lab) == ["World", "Europe", "Asia"]
    lab.bring_to_front()
    lab.get_by_role("tab", name=re.compile("Running Terminals and Kernels")).click()
    running = lab.locator(".jp-RunningSessions-item")
    world = running.filter(has_text="World")
    world.hover()
    world.get_by_title("Shut down the kernel of the dashboard").click()
    world.wait_for(state="detached")
    assert kernels(lab) == ["Europe", "Asia"]
    running.get_by_text("Europe").click()
    lab.frame_locator("iframe[title='europe']").get_by_role("heading", name="Europe").wait_for()
    lab.locator("[aria-label='Dashboards toolbar']").get_by_text("Shut Down All").click()
    lab.get_by_role("dialog").get_by_role("button", name="Shut Down All").click()
    running.filter(has_text="Asia").wait_for(state="detached")
    assert kernels(lab) == []
