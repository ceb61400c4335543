"""What a server of its own refuses to be: open to those who should not come in."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

_CREDENTIALS = (
    ("IdentityProvider", "token"),
    ("PasswordIdentityProvider", "hashed_password"),
    ("ServerApp", "token"),
    ("ServerApp", "password"),
)


def refusal(server: ServerApp, *, insecure: bool) -> str | None:
    """Why the server does not start as it is configured, in words that say what to do; None where it may."""
    if not (insecure or server.certfile or server.sock or is_loopback(server.ip)):
        return (
            f"others could read passwords and tokens on their way to {server.ip or 'all addresses'}: add --certfile "
            "and --keyfile, or stay at 127.0.0.1 behind a proxy with TLS, or say --insecure if the network is safe"
        )
    if server.disable_check_xsrf:
        return "other sites could write for whoever is signed in: take away disable_check_xsrf"
    if server.allow_origin == "*":
        return "other sites could read for whoever is signed in: let allow_origin name the one that may"
    for section, name in _CREDENTIALS:
        if name in server.config[section]:
            return (
                f"{section}.{name} is set, and this server has users of its own instead of one token or password for "
                "all: take it away, and sign in by the link that 'jupyter dstack link' prints"
            )
    return None


def is_loopback(address: str) -> bool:
    """Whether only this computer reaches the address."""
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"
