"""Keep a file of today's version: ``python -m tests.codecs.keep NAME …``, without a name all that are not kept yet."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from dstack_jupyter.codecs.registry import codec_for
from tests.codecs.cases import CASES
from tests.codecs.conftest import Kept, kept_of

FOLDER = Path(__file__).parent / "kept"
LARGEST = 20_000
"""Bytes that a kept file may have."""


def attachment_of(name: str, folder: Path) -> Kept:
    """What today's version stores for a case."""
    case = CASES[name]
    if case.stored:
        return case.stored
    obj = case.made(folder)
    return kept_of(codec_for(obj).encode(obj, {}))


def keep(name: str) -> None:
    """Write the file of a case; what is kept already stays as it is for ever."""
    place = FOLDER / name
    if place.exists():
        sys.exit(f"{place} is kept already and must stay readable; give the new file a case of its own in cases.py")
    with tempfile.TemporaryDirectory() as folder:
        kept = attachment_of(name, Path(folder))
    if len(kept.content) > LARGEST:
        sys.exit(f"{name} would be {len(kept.content):,} bytes; make its object smaller than {LARGEST:,}")
    stated = {"content_type": kept.content_type, "application": kept.application, "settings": kept.settings}
    place.mkdir(parents=True)
    (place / "attachment.json").write_text(json.dumps(stated, indent=2) + "\n")
    (place / "content").write_bytes(kept.content)


if __name__ == "__main__":
    for name in sys.argv[1:] or [name for name in CASES if not (FOLDER / name).exists()]:
        keep(name)
