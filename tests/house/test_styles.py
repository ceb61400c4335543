"""The style sheets of the views do not get into each other's way."""

import re
from collections import defaultdict
from pathlib import Path

STYLE = Path(__file__).parents[2] / "labextension" / "style"

ALONE = re.compile(r"^(\.jp-Dstack-[\w-]+)(?=\s*[{,])", re.MULTILINE)
"""A class that is styled wherever it stands."""


def test_a_class_of_the_views_belongs_to_one_style_sheet():
    sheets = defaultdict(set)
    for sheet in STYLE.glob("*.css"):
        for name in ALONE.findall(sheet.read_text(encoding="utf-8")):
            sheets[name].add(sheet.name)

    assert len(sheets) > 50
    assert {name: found for name, found in sheets.items() if len(found) > 1} == {}
