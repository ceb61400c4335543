"""Web pages of 2020."""

import pytest

from .web_page import WebPage


@pytest.fixture
def page(team):
    """A web page of a user, who is added where there is none; of nobody without a name."""
    return lambda user=None: WebPage(team, user)


@pytest.fixture
def ann(page):
    return page("ann")


@pytest.fixture
def bob(page):
    return page("bob")
