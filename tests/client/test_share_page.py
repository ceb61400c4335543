"""The page on sharing is right."""

import re
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend

PAGE = (Path(__file__).parents[2] / "docs" / "share.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def team(home):
    """A store that ann uses too, and a profile that leads to another user of it."""
    backend().accounts.add_user("ann")
    config = "profiles:\n  team: {store: local, user: zoe}\n"
    (home / "config.yaml").write_text(config, encoding="utf-8")


def test_the_examples_run_one_after_the_other_and_say_what_the_page_says(team, capsys):
    ds.push("gdp/eu", "1")
    names: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, "docs/share.md", "exec"), names)
    said = capsys.readouterr().out
    for comment in re.findall(r"# (sales: .*)", EXAMPLES[0]):
        assert comment in said
    assert ds.stack("sales", profile="team").access_level == "internal"
    assert {one.name for one in ds.stacks(profile="team") if one.user == "zoe"} == {"sales", "gdp/eu"}


def test_every_verb_is_on_the_page():
    for verb in ("share", "unshare", "share_dashboard", "unshare_dashboard", "copy"):
        assert f"ds.{verb}(" in PAGE
        assert callable(getattr(ds, verb))
