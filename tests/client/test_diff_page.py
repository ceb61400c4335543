"""The page on what changed says what works."""

import re
from pathlib import Path

from dstack_jupyter.client.diffing import MAX_CONTENTS

PAGE = Path(__file__).parents[2] / "docs" / "diff.md"


def test_the_example_of_the_page_works():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(example, "docs/diff.md", "exec"), {"__name__": "__main__"})


def test_the_page_knows_the_limit():
    assert f"At most {MAX_CONTENTS} contents" in PAGE.read_text(encoding="utf-8")
