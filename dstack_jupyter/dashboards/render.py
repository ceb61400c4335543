"""From a page to HTML, through the Voila template ``dstack``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from dstack_jupyter.dashboards import assets
from dstack_jupyter.dashboards.page import Page
from dstack_jupyter.model.errors import DstackError

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE = "dstack"


def page_html(page: Page, *, base_url: str, static_version: str | None = None) -> str:
    """The page as a server sends it.

    `base_url` is the server's, such as ``/user/ann/``; `static_version` is the version in the address of the
    modules, by default that of this package.
    """
    version = static_version or assets.static_version()
    return rendered(
        "index.html.j2",
        page=page,
        base_url=base_url,
        static_url=f"{base_url}dstack/static/{version}/",
        modules=[assets.PAGE_MODULE, assets.CARD_MODULE, *page.modules],
    )


def rendered(template: str, **names: Any) -> str:
    """A template of the folder ``dstack``; templates are read once."""
    return _environment().get_template(template).render(**names)


@cache
def _environment() -> Environment:
    """The files that `voila.exporter.VoilaExporter` renders, without its own work for cells that a page has not.

    That exporter copies the notebook, makes a new environment for each page, and renders only on an event loop.
    """
    from jinja2 import Environment, FileSystemLoader, TemplateNotFound
    from voila.paths import collect_template_paths

    paths = collect_template_paths(["voila", "nbconvert"], TEMPLATE)
    environment = Environment(loader=FileSystemLoader(paths), autoescape=True)
    try:
        environment.get_template("page.html.j2")
    except TemplateNotFound:
        raise DstackError(
            "the Voila template 'dstack' is not where Jupyter looks for it; install dstack-jupyter with pip"
        ) from None
    return environment
