"""What a browser loads before it shows anything stays small."""

from dstack_jupyter.dashboards.assets import compressed


def test_the_pages_need_little_until_somebody_looks_at_a_content():
    assert 10_000 < sum(len(compressed(name)) for name in ("web.js", "web.css")) < 110_000
