"""``python -m benchmarks [store] [imports] [page]``: the speed of it all, as ratios to raw limits of the same run."""

from __future__ import annotations

import sys

from benchmarks import imports, page, store

PARTS = ("imports", "store", "page")


def main(names: list[str]) -> None:
    """Measure the named parts, or all."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"{'':<52} {'ratio':>7} {'aim':>6}")
    if not names or "imports" in names:
        print(imports.measure(), flush=True)
    if not names or "store" in names:
        for ratio in store.measure():
            print(ratio.line(), flush=True)
    if not names or "page" in names:
        for line in page.measure():
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
