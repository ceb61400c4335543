"""What is neither a table nor a figure is shown as well as a browser can show it."""

import io
import wave
from urllib.parse import urlsplit

import nbformat
import pandas as pd
import pytest
from IPython.display import Audio
from nbformat import v4
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser.axe import violations
from tests.browser.serving import jupyter, sign_in

pytestmark = pytest.mark.browser

PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100]>> endobj
trailer <</Root 1 0 R>>
"""


def silence():
    """Two seconds of it."""
    sink = io.BytesIO()
    with wave.open(sink, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(44_100)
        sound.writeframes(bytes(2 * 2 * 44_100))
    return sink.getvalue()


def chart():
    """Bars whose heights an expression makes."""
    import altair as alt

    rows = pd.DataFrame({"city": ["Paris", "Lyon"], "sold": [3, 5]})
    bars = alt.Chart(rows, title="Twice what was sold").transform_calculate(twice="2 * datum.sold").mark_bar()
    return bars.encode(x="city:N", y="twice:Q", tooltip="city:N")


def brushed():
    """Points, of which some can be chosen with a pointer that is drawn over them."""
    import altair as alt

    rows = pd.DataFrame({"sold": range(10), "cost": range(10)})
    return alt.Chart(rows).add_params(alt.selection_interval(name="brush")).mark_point().encode(x="sold", y="cost")


def analysis():
    """A notebook that has run."""
    outputs = [
        v4.new_output("stream", text="counted\n"),
        v4.new_output("display_data", {"text/html": "<b>42</b> rows"}),
    ]
    cells = [v4.new_markdown_cell("# Analysis"), v4.new_code_cell("count()", execution_count=1, outputs=outputs)]
    return v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    from sklearn.linear_model import LinearRegression

    home, folder = tmp_path_factory.mktemp("gallery"), tmp_path_factory.mktemp("things")
    (folder / "data").mkdir()
    (folder / "data" / "notes.txt").write_text("x" * 1200)
    (folder / "report.pdf").write_bytes(PDF)
    (folder / "log.txt").write_text("a line\n" * 500_000)
    nbformat.write(analysis(), folder / "analysis.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(home))
        patch.delenv("DSTACK_SERVER_URL", raising=False)
        ds.push("report", folder / "report.pdf")
        ds.push("sound", Audio(data=silence()))
        ds.push("notebook", folder / "analysis.ipynb")
        ds.push("folder", folder / "data")
        ds.push("model", LinearRegression(fit_intercept=False))
        ds.push("log", folder / "log.txt")
        ds.push("chart", chart())
        ds.push("brushed", brushed())
        stacks = ["report", "sound", "notebook", "folder", "model", "log", "chart"]
        path = str(ds.dashboard("Gallery", stacks, name="gallery").path)
    with jupyter("dstack", home, home) as (address, _):
        yield home, address, path


@pytest.fixture
def page(visitor, gallery):
    home, address, path = gallery
    visitor.origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    sign_in(visitor.context, address, home)
    return visitor.open(f"{address}dstack/d/{path}")


def card(page, title):
    return page.locator(".dstack-card").filter(has=page.get_by_role("heading", name=title, exact=True, level=2))


def test_a_chart_of_altair_is_drawn_under_a_policy_that_compiles_no_code(page):
    figure = card(page, "chart").get_by_role("figure", name="chart")
    expect(figure.get_by_text("Twice what was sold")).to_be_visible()
    bars = figure.locator(".mark-rect path")
    expect(bars).to_have_count(2)
    heights = {bar.get_attribute("aria-label"): bar.bounding_box()["height"] for bar in bars.all()}
    assert sorted(heights) == ["city: Lyon; twice: 10", "city: Paris; twice: 6"]


def test_a_chart_is_as_wide_as_its_card(page):
    drawing = card(page, "chart").locator("svg.marks")
    for width in (1400, 700):
        page.set_viewport_size({"width": width, "height": 1000})
        room = card(page, "chart").get_by_role("figure")
        page.wait_for_function(
            "([svg, room]) => Math.abs(svg.clientWidth - room.clientWidth) < 2",
            arg=[drawing.element_handle(), room.element_handle()],
        )


def test_what_is_chosen_in_a_chart_goes_on_where_the_pointer_leaves_it(page, gallery):
    _, address, path = gallery
    page.goto(f"{address}dstack/s/{path.partition('/')[0]}/brushed")
    chart = page.locator("svg.marks")
    brush = chart.locator(".brush_brush path").first
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=4)
    begun = brush.bounding_box()["height"]
    page.mouse.move(box["x"] + 160, box["y"] + box["height"] + 20, steps=4)
    page.wait_for_function("([brush, begun]) => brush.getBBox().height > begun", arg=[brush.element_handle(), begun])
    page.mouse.up()


def test_a_pdf_is_in_a_frame_of_the_browser(page):
    frame = card(page, "report").get_by_title("report")
    expect(frame).to_be_visible()
    assert frame.get_attribute("src").startswith("blob:")
    card(page, "report").get_by_role("button", name="Download report.pdf").wait_for()


def test_sound_is_played_from_the_part_that_one_goes_to(page, visitor):
    asked = []
    page.on("request", lambda request: asked.append(request.headers.get("range")))
    player = card(page, "sound").get_by_label("sound", exact=True)
    page.wait_for_function("() => document.querySelector('audio').duration > 1.9")
    player.evaluate("player => { player.currentTime = 1.5 }")
    page.wait_for_function("() => document.querySelector('audio').currentTime === 1.5")
    assert player.get_attribute("src").endswith("/content")


def test_a_notebook_is_its_cells_and_what_they_put_out(page):
    notebook = card(page, "notebook")
    notebook.get_by_role("heading", name="Analysis").wait_for()
    for text in ("count()", "counted", "42 rows"):
        expect(notebook.get_by_text(text)).to_be_visible()


def test_a_folder_is_a_list_of_what_is_in_it(page):
    row = card(page, "folder").get_by_role("row", name="notes.txt")
    expect(row.get_by_role("cell", name="1.2 kB")).to_be_visible()


def test_a_model_says_its_type_and_params(page):
    model = card(page, "model")
    expect(model.get_by_text("LinearRegression")).to_be_visible()
    expect(model.get_by_text("fit_intercept")).to_be_visible()
    model.get_by_role("button", name="Download").wait_for()


def test_of_a_long_text_the_beginning_is_fetched_until_somebody_asks_for_all(page):
    log = card(page, "log")
    assert len(log.locator("pre").text_content()) == 50_000
    log.get_by_role("button", name="Show all (3.5 MB)").click()
    expect(log.get_by_role("button")).to_have_count(0)
    assert len(log.locator("pre").text_content()) == 3_500_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(page, scheme):
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
