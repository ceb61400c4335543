"""Contents of others are hostile: they are shown, and nothing of theirs runs in the page."""

import plotly.graph_objects as go
import pytest
from IPython.display import HTML, SVG, Markdown

import dstack_jupyter as ds
from tests.browser.serving import jupyter, sign_in

pytestmark = pytest.mark.browser

SCRIPT = "<script>parent.hacked = 'script'</script><img src=x onerror=\"parent.hacked = 'image'\">"


@pytest.fixture(scope="module")
def den(tmp_path_factory):
    home = tmp_path_factory.mktemp("den")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(home))
        ds.push("html", HTML(f"<p>page</p>{SCRIPT}"))
        ds.push(
            "svg", SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hacked=1" width="9" height="9"></svg>')
        )
        ds.push("markdown", Markdown(f"**bold** {SCRIPT} [link](javascript:parent.hacked=2)"))
        ds.push("text", SCRIPT)
        figure = go.Figure(go.Bar(x=["a"], y=[1]))
        figure.update_layout(title=f't {SCRIPT} <a href="javascript:parent.hacked=3">plot</a>')
        ds.push("plot", figure)
        ds.push("json", {SCRIPT: SCRIPT})
        board = ds.dashboard(
            f"Den {SCRIPT}", ["html", "svg", "markdown", "text", "plot", "json"], description=SCRIPT, name="den"
        )
        path = str(board.path)
    with jupyter("dstack", home, home) as (address, _):
        yield address, path, home


def test_nothing_of_theirs_runs(chromium, den):
    address, path, home = den
    context = chromium.new_context()
    sign_in(context, address, home)
    page = context.new_page()
    page.goto(f"{address}dstack/d/{path}")
    page.wait_for_selector("html[data-dstack-ready='true']")
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None
    assert page.locator("h1").text_content() == f"Den {SCRIPT}"
    assert page.get_by_text("bold", exact=True).is_visible()
    assert page.locator("a[href^='javascript']").count() == 0
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('xlink:href') || '').join()")
    assert "javascript" not in links
    context.close()


def test_a_content_opened_by_its_address_cannot_act_for_the_site(chromium, den):
    address, path, home = den
    user = path.partition("/")[0]
    context = chromium.new_context()
    sign_in(context, address, home)
    answer = context.request.get(f"{address}dstack/api/v1/stacks/{user}/html/-/frames/head/attachments/0/content")
    assert answer.ok
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    context.close()
