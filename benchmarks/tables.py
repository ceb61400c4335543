"""The table of the benchmarks: eight mixed columns."""

from __future__ import annotations

import numpy as np
import pandas as pd


def mixed(rows: int, seed: int = 0) -> pd.DataFrame:
    """Integers, floats, texts, a category, times and booleans."""
    random = np.random.default_rng(seed)
    words = np.array([f"word {number}" for number in range(5000)])
    return pd.DataFrame(
        {
            "id": np.arange(rows),
            "count": random.integers(0, 1000, rows),
            "price": random.normal(100, 15, rows),
            "share": random.random(rows).astype("float32"),
            "text": words[random.integers(0, len(words), rows)],
            "kind": pd.Categorical.from_codes(random.integers(0, 8, rows), list("abcdefgh")),
            "time": pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 10**8, rows), unit="s"),
            "flag": random.random(rows) < 0.3,
        }
    )
