"""Ports for servers that tests start: below those that a system gives to every connection that goes out.

A port of that range, free when it was looked for, may be taken by any request before the server has it.
"""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack


def free(count: int = 1) -> int:
    """The first of `count` neighbouring ports on 127.0.0.1 that are free right now."""
    while True:
        port = random.randrange(15_000, 32_000)
        with ExitStack() as held:
            try:
                for number in range(port, port + count):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except OSError:
                continue
        return port
