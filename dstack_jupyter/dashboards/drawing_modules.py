"""Which modules draw an attachment, beside the one that draws all cards."""

from __future__ import annotations

import re

from dstack_jupyter.dashboards import plotly_modules
from dstack_jupyter.model.stacks import Attachment

VEGA = "vega.js"
_VEGA_TYPE = re.compile(r"\s*application/vnd\.vega(lite)?\.v[56]\+json\s*(;|$)", re.IGNORECASE)


def module_of(attachment: Attachment) -> str | None:
    """The name of the module that is known without the content; None where the one of all cards is enough."""
    return VEGA if _VEGA_TYPE.match(attachment.content_type) else plotly_modules.bundle_of(attachment)


def modules_of(attachment: Attachment, content: bytes | memoryview) -> set[str]:
    """The names of all modules: that one, and the shapes of the maps that a figure has."""
    module = module_of(attachment)
    return set() if module is None else {module, *plotly_modules.maps_of(module, content)}
