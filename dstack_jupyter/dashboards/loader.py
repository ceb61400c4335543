"""The code that travels with each card: it finds the module that draws cards, and is otherwise empty.

The module is in the page itself (an exported file), at an address of the server, or comes from the kernel.
Reading it by its address lets the browser cache it, which it does not do for the code of a widget.
"""

from __future__ import annotations

from functools import cache

from dstack_jupyter.dashboards.assets import static_version

_LOADER = """\
const NAME = "card.js";
const VERSION = "__VERSION__";
const loaded = (globalThis[Symbol.for("dstack.modules")] ??= new Map());

function address() {
  const embedded = globalThis.dstackModules?.[NAME];
  if (embedded) return embedded;
  const text = document.getElementById("jupyter-config-data")?.textContent;
  const { baseUrl } = JSON.parse(text || "{}");
  return baseUrl && new URL(`${baseUrl}dstack/static/${VERSION}/${NAME}`, location.origin).href;
}

function sentByKernel(model) {
  return new Promise((resolve, reject) => {
    const answered = async (message, buffers) => {
      if (message?.kind !== "module" || message.name !== NAME) return;
      model.off("msg:custom", answered);
      if (message.error) return reject(new Error(message.error));
      const unpacked = new Blob([buffers[0]]).stream().pipeThrough(new DecompressionStream("gzip"));
      const module = new Blob([await new Response(unpacked).arrayBuffer()], { type: "text/javascript" });
      resolve(URL.createObjectURL(module));
    };
    model.on("msg:custom", answered);
    model.send({ kind: "module", name: NAME });
  });
}

async function found(model) {
  const { dstackPage, voila } = document.body.dataset;
  const url = address();
  if (url) {
    try {
      return await import(url);
    } catch (error) {
      if (dstackPage !== undefined && voila === undefined) throw error;
    }
  }
  return import(await sentByKernel(model));
}

function card(model) {
  if (!loaded.has(VERSION)) {
    const module = found(model).then(({ default: card }) => card);
    module.catch(() => loaded.delete(VERSION));
    loaded.set(VERSION, module);
  }
  return loaded.get(VERSION);
}

export default {
  // Nobody may wait here: before this returns, the widget hears no message, not even the one with the module.
  initialize(context) {
    card(context.model)
      .then((module) => module.initialize?.(context))
      .then((end) => typeof end === "function" && context.signal?.addEventListener("abort", end))
      .catch(() => {});
  },
  async render(context) {
    try {
      const module = await card(context.model);
      return await module.render(context);
    } catch (error) {
      context.el.dataset.dstackState = "error";
      const reason = error?.message ?? error;
      context.el.textContent = `This card could not be drawn: ${reason}. Reload the page to try again.`;
    }
  },
};
"""


@cache
def loader() -> str:
    """The `_esm` of a card: an ES module whose default export has `initialize` and `render`."""
    return _LOADER.replace("__VERSION__", static_version())
