"""The style sheets of the views do not get into each other's way."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "labextension" / "style"
PLAIN = ROOT / "server_extension" / "dstack_server" / "templates" / "frame.css"

ALONE = re.compile(r"^(\.jp-Dstack-[\w-]+)(?=\s*[{,])", re.MULTILINE)
"""A class that is styled wherever it stands."""


def test_a_class_of_the_views_belongs_to_one_style_sheet():
    sheets = defaultdict(set)
    for sheet in STYLE.glob("*.css"):
        for name in ALONE.findall(sheet.read_text(encoding="utf-8")):
            sheets[name].add(sheet.name)

    assert len(sheets) > 50
    assert {name: found for name, found in sheets.items() if len(found) > 1} == {}


def test_the_pages_without_scripts_take_their_colours_from_the_others():
    plain, known = PLAIN.read_text(encoding="utf-8"), (STYLE / "variables.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", plain) == []
    used = set(re.findall(r"var\((--[\w-]+)", plain))
    assert "--dstack-text" in used
    assert used <= set(re.findall(r"^  (--[\w-]+):", known, re.MULTILINE))


def test_the_pages_without_scripts_have_classes_of_their_own():
    own = set(re.findall(r"\.(dstack-[\w-]+)", PLAIN.read_text(encoding="utf-8")))
    others = {name for sheet in STYLE.glob("*.css") for name in re.findall(r"\.(dstack-[\w-]+)", sheet.read_text())}
    assert "dstack-sheet" in own
    assert own & others == set()
