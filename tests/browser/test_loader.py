"""The code that travels with a card finds the module that draws it, with and without a server."""

import pytest

from dstack_jupyter.dashboards.loader import loader

pytestmark = pytest.mark.browser

STAGE = """
globalThis.stage = async (loader) => {
  const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const packed = (text) =>
    new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  class Kernel {
    asked = [];
    listeners = [];
    on(event, listener) { this.listeners.push(listener); }
    off(event, listener) { this.listeners = this.listeners.filter((each) => each !== listener); }
    send(message) { this.asked.push(message); }
    answer(message, ...buffers) {
      const given = { kind: "module", name: "card.js", ...message };
      this.listeners.forEach((listener) => listener(given, buffers));
    }
  }
  const { default: card } = await import(address(loader));
  return { card, Kernel, address, packed };
};
globalThis.MODULE = "export default { render({ el }) { el.textContent = `drawn ${el.id}`; } };";
"""


@pytest.fixture
def page(visitor):
    page = visitor.page()
    page.set_content("<!DOCTYPE html><body></body>")
    page.evaluate(STAGE)
    return page


def test_the_module_comes_once_from_the_kernel_where_there_is_no_server(page):
    result = page.evaluate(
        """async (loader) => {
          const { card, Kernel, packed } = await stage(loader);
          const [one, two] = [new Kernel(), new Kernel()];
          const waited = card.initialize({ model: one });
          const elements = ["a", "b"].map((id) => Object.assign(document.createElement("div"), { id }));
          const drawn = [one, two].map((model, at) => card.render({ model, el: elements[at] }));
          one.answer({ name: "other.js" }, await packed("throw new Error('the wrong module')"));
          one.answer({}, await packed(MODULE));
          await Promise.all(drawn);
          return { waited, asked: [...one.asked, ...two.asked], texts: elements.map((each) => each.textContent) };
        }""",
        loader(),
    )

    assert result["waited"] is None
    assert result["asked"] == [{"kind": "module", "name": "card.js"}]
    assert result["texts"] == ["drawn a", "drawn b"]


def test_a_module_in_the_page_is_taken_before_all_others(page):
    result = page.evaluate(
        """async (loader) => {
          const { card, Kernel, address } = await stage(loader);
          globalThis.dstackModules = { "card.js": address(MODULE) };
          const [model, el] = [new Kernel(), document.createElement("div")];
          el.id = "a";
          await card.render({ model, el });
          return { asked: model.asked, text: el.textContent };
        }""",
        loader(),
    )

    assert result == {"asked": [], "text": "drawn a"}


def test_a_module_that_cannot_be_had_is_said_and_asked_for_again(page):
    result = page.evaluate(
        """async (loader) => {
          const { card, Kernel, packed } = await stage(loader);
          const [model, el] = [new Kernel(), document.createElement("div")];
          el.id = "a";
          const failed = card.render({ model, el });
          model.answer({ error: "it was not built" });
          await failed;
          const said = [el.dataset.dstackState, el.textContent];
          const drawn = card.render({ model, el });
          model.answer({}, await packed(MODULE));
          await drawn;
          return { said, text: el.textContent, asked: model.asked.length };
        }""",
        loader(),
    )

    state, words = result["said"]
    assert state == "error"
    assert "it was not built" in words
    assert (result["text"], result["asked"]) == ("drawn a", 2)
