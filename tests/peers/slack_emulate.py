"""npm's `emulate` as a stateful Slack that somebody else wrote: messages are posted to it, and read back.

It stamps messages with the present, does not page and takes any token; `peers.slack` does what it cannot.
"""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from needs import need
from peers.emulate import PROGRAM, node

TOKEN = "loopback-token"


@contextmanager
def slack() -> Iterator[str]:
    """A workspace with the channel #hub-ops; gives the address of its Web API, for the token `TOKEN`."""
    program = node()
    need(PROGRAM.exists(), "emulate (npm; `make test` installs it)")
    scopes = ["chat:write", "channels:read", "channels:history", "users:read", "reactions:read", "reactions:write"]
    seed = {
        "tokens": {TOKEN: {"login": "operator", "scopes": scopes}},
        "slack": {
            "team": {"name": "Example", "domain": "example"},
            "users": [{"name": "operator", "real_name": "Hub Operator", "email": "operator@example.org"}],
            "channels": [{"name": "hub-ops"}],
        },
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "seed.json"
        file.write_text(json.dumps(seed), encoding="utf-8")
        command = [str(program), str(PROGRAM), "start", "--service", "slack", "--port", str(port), "--seed", str(file)]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:
            try:
                yield _ready(f"http://127.0.0.1:{port}/api/", process)
            finally:
                process.terminate()


def _ready(url: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("emulate ended")
        try:
            call(url, "auth.test")
            return url
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("emulate does not answer")


def call(url: str, method: str, **arguments: Any) -> Any:
    """Ask or tell the emulator something behind the product's back."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(url + method, json.dumps(arguments).encode(), headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)
