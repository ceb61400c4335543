"""Stacks to make dashboards of."""

from __future__ import annotations

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.profiles import backend as open_backend

YEARS = (2002, 2007, 2012)


@pytest.fixture
def backend() -> Backend:
    """The store of the test."""
    return open_backend()


@pytest.fixture
def gdp() -> str:
    """A text for each country and year; there is none of Germany in 2002, and none of France in 2012."""
    with ds.frame("gdp", message="first") as frame:
        for country in ("FR", "DE", "US", "CH"):
            for year in YEARS:
                if (country, year) not in {("DE", 2002), ("FR", 2012)}:
                    frame.add(f"gdp of {country} in {year}", country=country, year=year)
    return "gdp"


@pytest.fixture
def life() -> str:
    """A text for each continent, every fifth year, with and without a logarithm; Asia only without."""
    with ds.frame("life") as frame:
        for continent in ("Asia", "Europe"):
            for year in (2002, 2007):
                for log in (False, True):
                    if continent == "Europe" or not log:
                        frame.add(f"life in {continent} {year} {log}", continent=continent, year=year, log=log)
    return "life"


@pytest.fixture
def motto() -> str:
    """One text without params."""
    ds.push("motto", "liberté, égalité, fraternité")
    return "motto"
