"""The plugin in JupyterLab for people of other languages, and for those who hear it or use it by keys."""

import os

import pytest

import dstack_jupyter as ds
from tests.browser import pseudo_locale
from tests.browser.axe import violations
from tests.browser.lab import choose, lab_page

pytestmark = pytest.mark.browser

SIDEBAR = "#dstack-stacks"

DATA = r"\b(root|lab-home|sales|eu|df|May)\b|dstack|on this computer"
"""What people wrote, is code, or is said by the server."""


@pytest.fixture
def lab_elsewhere(lab_home, tmp_path, monkeypatch, chromium):
    """JupyterLab in another language."""
    pseudo_locale.install(tmp_path / "packages")
    choose(lab_home, "@jupyterlab/translation-extension:plugin", locale=pseudo_locale.LANGUAGE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"), prepend=os.pathsep)
    with lab_page(chromium, lab_home, tmp_path / "work") as page:
        yield page


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def lab_themed(request, lab_home, tmp_path, chromium):
    choose(lab_home, "@jupyterlab/apputils-extension:themes", theme=request.param)
    with lab_page(chromium, lab_home, tmp_path / "work") as page:
        yield page


def test_the_sidebar_speaks_the_language_of_jupyterlab(lab_elsewhere):
    page = lab_elsewhere
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("heading", name="⟦No stacks yet⟧").wait_for()
    assert pseudo_locale.untranslated(page, SIDEBAR, DATA) == []
    ds.push("sales/eu", {"sold": 3}, message="May")
    page.get_by_role("option").filter(has_text="sales/eu").wait_for()
    assert pseudo_locale.untranslated(page, SIDEBAR, DATA) == []


def test_the_sidebar_is_for_everyone(lab_themed):
    page = lab_themed
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("heading", name="No stacks yet").wait_for()
    assert violations(page, SIDEBAR) == []
    ds.push("sales/eu", {"sold": 3}, message="May")
    page.get_by_role("option").filter(has_text="sales/eu").wait_for()
    assert violations(page, SIDEBAR) == []
