"""The shell of the web pages, and what it brings along for their first view."""

import json
import re

import pytest

import dstack_jupyter as ds
from dstack_jupyter.dashboards.assets import static_version

PAGES = {"dstack/": "Stacks", "dstack/dashboards": "Dashboards", "dstack/settings": "Settings", "dstack/users": "Users"}


def brought(answer):
    """What the page says to the scripts on it."""
    (text,) = re.findall(r'<script id="dstack-web-page" type="application/json">(.+?)</script>', answer.body.decode())
    return json.loads(text)


@pytest.mark.parametrize("place", PAGES)
async def test_each_page_is_the_same_shell_with_a_title_of_its_own(get, place, jp_base_url):
    answer = await get(place)
    assert answer.code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    page = answer.body.decode()
    assert f"<title>{PAGES[place]} · dstack</title>" in page
    for name in ("web.js", "web.css"):
        assert f'"{jp_base_url}dstack/static/{static_version()}/{name}"' in page
    assert brought(answer)["baseUrl"] == jp_base_url


async def test_a_page_that_has_not_changed_is_not_sent_again(get):
    ds.push("sales", "some text")
    answer = await get("dstack/")
    assert (await get("dstack/", headers={"If-None-Match": answer.headers["ETag"]})).code == 304
    ds.push("wind", "some text")
    assert (await get("dstack/", headers={"If-None-Match": answer.headers["ETag"]})).code == 200


async def test_it_brings_what_v1_would_answer(get, user):
    for name in ("sales/europe", "größe"):
        ds.push(name, f"text of {name}", message="May & <June>")
    ds.dashboard("Sales of <us>", ["sales/europe"], name="sales")
    for place in ("dstack/", "dstack/?q=SALES+eu&sort=name", "dstack/dashboards", f"dstack/s/{user}/sales/europe"):
        path, _, query = place.partition("?")
        answer = await get(path, params=dict(part.split("=") for part in query.split("&") if part))
        answers = brought(answer)["answers"]
        assert len(answers) > 1
        for address, said in answers.items():
            path, _, query = address.partition("?")
            params = dict(part.split("=") for part in query.split("&") if part)
            assert said == json.loads((await get(f"dstack/api/v1/{path}", params=params)).body), address


async def test_what_people_wrote_is_no_part_of_the_page(get, user):
    ds.push("sales", "some text", message="</script><script>alert(1)</script>")
    for place in ("dstack/", f"dstack/s/{user}/sales"):
        answer = await get(place)
        assert b"<script>alert" not in answer.body
        assert "</script><script>alert(1)</script>" in json.dumps(brought(answer)["answers"])


async def test_a_search_that_is_none_leaves_the_asking_to_the_page(get):
    for query in ({"whose": "all"}, {"sort": "colour"}, {"q": "x" * 2000}):
        answer = await get("dstack/", params=query)
        assert answer.code == 200
        assert list(brought(answer)["answers"]) == ["me"]


async def test_the_page_of_a_stack_brings_the_frame_that_is_looked_at(get, user):
    for version in ("first", "second"):
        with ds.frame("gdp") as frame:
            for country in ("France", "Spain"):
                frame.add(f"{version} {country}", country=country)
    first, second = (frame.id for frame in reversed(ds.history("gdp")))
    place = f"stacks/{user}/gdp/-"
    answers = brought(await get(f"dstack/s/{user}/gdp"))["answers"]
    assert set(answers) == {"me", place, f"{place}/frames/{second}/choices"}
    answers = brought(await get(f"dstack/s/{user}/gdp", params={"frame": "1"}))["answers"]
    assert set(answers) == {"me", place, f"{place}/frames/1", f"{place}/frames/{first}/choices"}
    answers = brought(await get(f"dstack/s/{user}/gdp", params={"frame": "7"}))["answers"]
    assert set(answers) == {"me", place}


async def test_what_draws_is_on_its_way_before_it_is_asked_for(get, user):
    import altair as alt
    import plotly.express as px

    ds.push("figure", px.line(x=[1, 2], y=[3, 4]))
    ds.push("chart", alt.Chart().mark_point())
    ds.push("text", "some text")
    own = {"figure": {"plotly-basic.js"}, "chart": {"vega.js"}, "text": set()}
    wanted = {name: {"web.js", "card.js", *modules} for name, modules in own.items()}
    for name, modules in wanted.items():
        page = (await get(f"dstack/s/{user}/{name}")).body.decode()
        assert {each.rsplit("/", 1)[1] for each in re.findall('modulepreload" href="([^"]+)"', page)} == modules


async def test_a_guest_gets_what_is_public_and_a_way_to_sign_in(team):
    team.push("bob", "diary")
    team.push("bob", "open", access="public")
    answer = await team.ask("dstack/")
    said = brought(answer)
    assert said["hasUsers"] is True
    assert said["answers"]["me"]["user"] == ""
    assert [one["name"] for one in said["answers"]["stacks?sort=time&limit=100"]["stacks"]] == ["open"]
    assert f'<a href="{team.base_url}dstack/sign-in">' in answer.body.decode()


async def test_in_ones_own_jupyter_nobody_signs_in(get):
    answer = await get("dstack/")
    assert brought(answer)["hasUsers"] is False
    assert b"sign-in" not in answer.body
