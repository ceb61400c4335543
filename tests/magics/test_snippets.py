"""The code that the pages offer for what is chosen pulls just that; the browser makes the same from the same table."""

import json
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.options import OPTIONS
from dstack_jupyter.model.params import from_json, text_of

CASES = json.loads((Path(__file__).parents[1] / "cases" / "snippets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_it_pulls_what_was_chosen(case, home, monkeypatch, notebook):
    pull = case["pull"]
    monkeypatch.setenv("LOGNAME", pull["user"])
    if "profile" in pull:
        home.mkdir(parents=True)
        home.joinpath("config.yaml").write_text(f"profiles: {{{pull['profile']}: {{store: local}}}}")
    wanted = from_json(pull.get("wanted", {}))
    for number in (1, 2, 3):
        push_frame(pull["name"], wanted, number)
    ds.tag(pull["name"], 2, "prod")
    number = {None: 3, "prod": 2}.get(pull.get("frame"), pull.get("frame"))

    for language in ("python", "magic"):
        if case[language] is not None:
            ran = notebook.run("\n".join(case[language]))
            assert ran.error is None, ran.error
            variable = case[language][case[language].index("") + 1].split(" = ")[0]
            assert notebook.names.pop(variable) == f"right {number}"


def push_frame(name, wanted, number):
    """A frame with what is wanted, and for each param an attachment that differs in it alone."""
    with ds.frame(name) as frame:
        for key, value in wanted.items():
            other = f"{value} too" if isinstance(value, str) else text_of(value)
            frame.add(f"wrong {key}", params={**wanted, key: other})
        frame.add(f"right {number}", params=wanted)


def test_no_param_is_written_as_an_option():
    source = Path(__file__).parents[2] / "labextension" / "src" / "models" / "snippets" / "python.ts"
    written = source.read_text(encoding="utf-8").split("const OPTIONS")[1]
    assert set(OPTIONS) <= set(written.replace("'", " ").split())
