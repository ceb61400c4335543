"""Which modules draw an attachment, beside the one that draws all cards."""

from __future__ import annotations

import re

from dstack_jupyter.dashboards import plotly_modules
from dstack_jupyter.model.stacks import Attachment

VEGA = "vega.js"
_VEGA_TYPE = re.compile(r"application/vnd\.vega(lite)?\.v[56]\+json\b", re.IGNORECASE)


def modules_of(attachment: Attachment, content: bytes | memoryview) -> set[str]:
    """The names of the modules."""
    if _VEGA_TYPE.match(attachment.content_type.strip()):
        return {VEGA}
    return plotly_modules.modules_of(attachment, content)
