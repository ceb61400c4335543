"""``python -m benchmarks [PART …]``: the speed of it all, as ratios to raw limits of the same run, and as times."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from benchmarks import http, imports, lists, memory, page, repush, rows, store
from benchmarks.ratio import Ratio

PARTS: dict[str, Callable[[], Iterable[str | Ratio]]] = {
    "imports": imports.measure,
    "store": store.measure,
    "lists": lists.measure,
    "repush": repush.measure,
    "memory": memory.measure,
    "http": http.measure,
    "rows": rows.measure,
    "page": page.measure,
}


def main(names: list[str]) -> None:
    """Measure the named parts, or all."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"{'':<52} {'ratio':>7} {'aim':>6}")
    for name, measure in PARTS.items():
        if not names or name in names:
            for line in measure():
                print(line.line() if isinstance(line, Ratio) else line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
