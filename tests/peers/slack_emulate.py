"""npm's `emulate` as a stateful Slack that somebody else wrote: messages are posted to it, and read back.

It stamps messages with the present, does not page and takes any token; `peers.slack` does what it cannot.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peers.emulate import running

TOKEN = "loopback-token"


@contextmanager
def slack() -> Iterator[str]:
    """A workspace with the channel #hub-ops; gives the address of its Web API, for the token `TOKEN`."""
    scopes = ["chat:write", "channels:read", "channels:history", "users:read", "reactions:read", "reactions:write"]
    seed = {
        "tokens": {TOKEN: {"login": "operator", "scopes": scopes}},
        "slack": {
            "team": {"name": "Example", "domain": "example"},
            "users": [{"name": "operator", "real_name": "Hub Operator", "email": "operator@example.org"}],
            "channels": [{"name": "hub-ops"}],
        },
    }
    with running("slack", seed, lambda url: call(f"{url}/api/", "auth.test")) as url:
        yield f"{url}/api/"


def call(url: str, method: str, **arguments: Any) -> Any:
    """Ask or tell the emulator something behind the product's back."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(url + method, json.dumps(arguments).encode(), headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)
