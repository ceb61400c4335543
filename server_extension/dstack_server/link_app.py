"""``jupyter dstack link``: a link that signs somebody in, once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jupyter_core.application import JupyterApp
from traitlets import Unicode, default


class LinkApp(JupyterApp):
    """Prints a link that signs a user in to the server that runs over the store; whoever may read the store may."""

    name = "jupyter-dstack-link"
    description = "Print a link that signs a user in to a running 'jupyter dstack', once and within an hour."
    examples = """
    jupyter dstack link                # for the owner of the store
    jupyter dstack link --user bob     # for somebody else
    """
    aliases = {  # noqa: RUF012 - that is how its base declares it
        "user": "LinkApp.user",
        "home": "LinkApp.home",
    }

    user = Unicode(help="Who is signed in by the link. Empty (the default): the owner of the store.").tag(config=True)

    home = Unicode(help="The home folder with the store. Empty (the default): $DSTACK_HOME, or else ~/.dstack.").tag(
        config=True
    )

    @default("version")
    def _our_version(self) -> str:
        from dstack_jupyter._version import __version__

        return __version__

    def start(self) -> None:
        """Print it."""
        from dstack_jupyter.model.errors import DstackError

        if self.home:
            os.environ["DSTACK_HOME"] = str(Path(self.home).expanduser().absolute())
        try:
            link = _link(self.user)
        except DstackError as error:
            self.log.critical("%s", error)
            self.exit(1)
        sys.stdout.write(f"{link}\n")


def _link(user: str) -> str:
    from dstack_jupyter.client.links import running_server
    from dstack_jupyter.model.errors import NotFound
    from dstack_jupyter.store.store import open_store
    from dstack_server.welcome import sign_in_link

    store = open_store()
    url = running_server(store.id)
    if url is None:
        raise NotFound(f"no server runs over the store in {store.folder.parent}; start one: jupyter dstack")
    return sign_in_link(store, user or store.owner, url)
