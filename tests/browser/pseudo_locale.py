"""A language of JupyterLab in which every translated text stands in brackets: what has none is not translatable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LANGUAGE = "eo"
"""Esperanto: a language that the plugin's makers do not speak."""

SOURCES = Path(__file__).parents[2] / "labextension/src"

_TEXT = r"'((?:[^'\\]|\\.)*)'"
_SINGLE = re.compile(rf"\b__\(\s*{_TEXT}")
_PLURAL = re.compile(rf"\b_n\(\s*{_TEXT},\s*{_TEXT}")

UNTRANSLATED = """known => {
  const data = 'time, code, pre, [translate=no]';
  const isShown = element => element.checkVisibility() && !element.closest(data);
  const isTold = text => !/\\p{L}/u.test(text.replace(/⟦[^⟧]*⟧/gu, ' ').replace(new RegExp(known, 'gu'), ''));
  const found = [];
  const root = document.querySelector(ROOT);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (isShown(parentElement) && !isTold(data)) found.push(data);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of root.querySelectorAll(`[${name}]`))
      if (isShown(element) && !isTold(element.getAttribute(name))) found.push(element.getAttribute(name));
  return found;
}"""


def install(folder: Path) -> None:
    """Put a language pack for JupyterLab into a folder that its server is to find packages in."""
    package = folder / "bracketed"
    messages = package / "locale" / LANGUAGE / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (package / "__init__.py").touch()
    catalogue = {"": {"domain": "dstack_jupyter", "language": LANGUAGE, "plural_forms": "nplurals=2; plural=(n != 1);"}}
    text = json.dumps(catalogue | {singular: list(forms) for singular, *forms in _texts()})
    (messages / "dstack_jupyter.json").write_text(text, encoding="utf-8")
    info = folder / "bracketed-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bracketed\nVersion: 1\n", encoding="utf-8")
    entry = f"[jupyterlab.languagepack]\n{LANGUAGE} = bracketed\n"
    (info / "entry_points.txt").write_text(entry, encoding="utf-8")


def untranslated(page: Any, root: str, known: str) -> list[str]:
    """Texts that are shown or told below an element without having been translated; `known` is a pattern of data."""
    found: list[str] = page.evaluate(UNTRANSLATED.replace("ROOT", json.dumps(root)), known)
    return found


def _texts() -> Iterator[tuple[str, ...]]:
    """All texts of the plugin, each with its forms."""
    for source in sorted([*SOURCES.rglob("*.ts"), *SOURCES.rglob("*.tsx")]):
        code = source.read_text(encoding="utf-8")
        for match in _SINGLE.finditer(code):
            yield _plain(match[1]), _bracketed(match[1])
        for match in _PLURAL.finditer(code):
            yield _plain(match[1]), _bracketed(match[1]), _bracketed(match[2])


def _plain(literal: str) -> str:
    return literal.replace("\\'", "'").replace("\\n", "\n").replace("\\\\", "\\")


def _bracketed(literal: str) -> str:
    """In brackets; what is put in for ``%1`` stays outside of them, since it is data."""
    return re.sub(r"(%\d)", r"⟧\1⟦", f"⟦{_plain(literal)}⟧").replace("⟦⟧", "")
