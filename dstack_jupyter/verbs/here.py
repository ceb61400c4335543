"""What this environment can do, and what it was told to trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from dstack_jupyter.client.listings import Codecs


def codecs() -> Codecs:
    """List what this environment can push and pull, and which libraries that takes."""
    from dstack_jupyter.client.listings import Codecs as Listed
    from dstack_jupyter.codecs.registry import codecs as registered

    return Listed(registered())


def trust_project_config() -> Path:
    """Consent to the ``./.dstack/config.yaml`` of the working directory, as it is now.

    A project's own file decides where pushes go, so it is not used before this is called, and must be trusted
    anew when it changes.
    """
    from dstack_jupyter.client.config import trust_project_config as trust

    return trust()
