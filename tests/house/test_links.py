"""The pages for people lead to pages that are there, and the README leads to all of them."""

import re
from urllib.parse import unquote

import pytest

from tests.house.conftest import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def links(page):
    """The files that a page leads to, and the headings in them that it names."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            name, _, heading = target.partition("#")
            yield (page.parent / unquote(name) if name else page), heading


def headings(page):
    """The names by which the headings of a page are linked to."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page):
    for file, heading in links(page):
        assert file.exists(), file
        assert not heading or heading in headings(file), f"{file} has no heading #{heading}"


def test_the_readme_leads_to_every_page():
    found = {file.resolve() for file, _ in links(ROOT / "README.md")}
    assert {page for page in (ROOT / "docs").glob("*.md") if page.resolve() not in found} == set()
