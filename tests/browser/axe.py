"""What axe-core finds wrong with a page for people who use it by keyboard, by ear, or with weak eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "labextension/node_modules/axe-core/axe.min.js"

RUN = """async parts => {
  const found = await axe.run(parts.length ? { include: parts } : document, { resultTypes: ['violations'] });
  const line = (rule, node) => `${rule.id}: ${rule.help}: ${node.html.slice(0, 200)} ${node.failureSummary}`;
  return found.violations.flatMap(rule => rule.nodes.map(node => line(rule, node)));
}"""


def violations(page: Any, *parts: str) -> list[str]:
    """A line for each violation in the page, or in the parts of it that selectors name."""
    page.evaluate(f"() => {{ {SOURCE.read_text(encoding='utf-8')} }}")
    found: list[str] = page.evaluate(RUN, list(parts))
    return found
