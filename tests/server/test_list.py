"""The list of dashboards and stacks."""

import dstack_jupyter as ds


async def test_an_empty_store_teaches_the_first_push(get):
    answer = await get("dstack/")
    assert answer.code == 200
    page = answer.body.decode()
    assert "import dstack_jupyter as ds" in page
    assert "ds.push(" in page


async def test_the_list_links_to_every_dashboard_and_stack(get, user, jp_base_url):
    ds.push("sales/europe", "first", message="May & <June>")
    ds.push("sales/europe", "second", message="May & <June>")
    ds.push("größe", "text")
    ds.dashboard("Sales of <us>", ["sales/europe"], name="sales")
    page = (await get("dstack")).body.decode()
    assert f'href="{jp_base_url}dstack/d/{user}/sales"' in page
    assert f'href="{jp_base_url}dstack/s/{user}/sales/europe"' in page
    assert f'href="{jp_base_url}dstack/s/{user}/gr%C3%B6%C3%9Fe"' in page
    assert "Sales of &lt;us&gt;" in page
    assert "May &amp; &lt;June&gt;" in page
    assert "2 frames" in page


async def test_a_search_keeps_what_has_every_word(get):
    for name in ("sales/europe", "sales/asia", "wind"):
        ds.push(name, f"text of {name}")
    page = (await get("dstack/", params={"q": "SALES asia"})).body.decode()
    assert "sales/asia" in page
    assert "sales/europe" not in page
    assert 'value="SALES asia"' in page
    nothing = (await get("dstack/", params={"q": '"><script>'})).body.decode()
    assert "<script>" not in nothing
    assert "Show all" in nothing


async def test_links_of_the_list_open(get, jp_base_url):
    import re

    ds.push("größe/a", "text")
    ds.dashboard("All", ["größe/a"], name="all")
    page = (await get("dstack/")).body.decode()
    links = re.findall(r'<li><a href="([^"]+)"', page)
    assert len(links) == 2
    from urllib.parse import unquote

    for link in links:
        assert (await get(unquote(link.removeprefix(jp_base_url)))).code == 200


async def test_a_list_of_very_many_stacks_says_that_there_are_more(get, monkeypatch):
    monkeypatch.setattr("dstack_server.listing.MOST", 2)
    for name in ("a1", "a2", "b3"):
        ds.push(name, f"text of {name}", country="FR" if name == "a1" else "DE")
    page = (await get("dstack/")).body.decode()
    assert "There are more: search to see them." in page
    assert "/a1" not in page
    found = (await get("dstack/", params={"q": "country:fr"})).body.decode()
    assert "/a1" in found
    assert "There are more" not in found
