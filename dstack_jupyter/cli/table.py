"""The table of commands: what each is called, and where it is. Nothing is imported before it is asked for."""

from __future__ import annotations

SECTIONS: dict[str, dict[str, str]] = {
    "The store of this computer": {
        "user": "users:user",
        "token": "tokens:token",
        "gc": "upkeep:gc",
        "verify": "upkeep:verify",
        "backup": "backups:backup",
        "restore": "backups:restore",
        "db": "db:db",
    },
    "This computer": {
        "config": "config:config",
        "server": "server:server",
        "alias": "alias:alias",
    },
}
"""The commands in the order of the help, each as ``module:name`` below ``dstack_jupyter.cli``."""

COMMANDS: dict[str, str] = {name: place for section in SECTIONS.values() for name, place in section.items()}

SERVER_COMMANDS = {
    "demo": "Show dashboards of real data, from a store of their own.",
    "link": "Print a link that signs a user in to the server, once.",
}
"""Commands that the server itself has."""
