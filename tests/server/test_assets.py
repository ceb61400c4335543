"""The scripts and styles of the pages."""

import gzip

import pytest

from dstack_jupyter.dashboards.assets import names, static_version


@pytest.mark.parametrize("name", ["card.js", "page.js", "page.css", "web.js", "web.css"])
async def test_an_asset_is_sent_compressed_and_kept_for_ever(get, name):
    answer = await get(f"dstack/static/{static_version()}/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] in ("text/javascript; charset=utf-8", "text/css; charset=utf-8")
    plain = await get(f"dstack/static/{static_version()}/{name}")
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(answer.body) == plain.body
    assert plain.headers["Vary"] == "Accept-Encoding"


async def test_every_asset_has_a_type_that_browsers_take(get):
    for name in names():
        answer = await get(f"dstack/static/{static_version()}/{name}", method="HEAD")
        assert answer.code == 200
        assert answer.headers["Content-Type"] != "application/octet-stream"


async def test_a_page_of_an_older_release_is_sent_to_the_present_files(get, jp_base_url):
    answer = await get("dstack/static/0123456789/card.js")
    assert answer.code == 302
    assert answer.headers["Location"] == f"{jp_base_url}dstack/static/{static_version()}/card.js"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["manifest.json", "nothing.js", "card.js.gz", "..", "__init__.py"])
async def test_only_assets_are_there(get, name):
    assert (await get(f"dstack/static/{static_version()}/{name}")).code == 404
