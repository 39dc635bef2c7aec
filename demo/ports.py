"""Free loopback ports, the same as last time where they are still free."""

from __future__ import annotations

import random
import socket

# Below what Linux gives to outgoing connections: one of those must not sit on the port of a server that is just being restarted.
_RANGE = range(20_000, 32_768)


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:port now."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(last: int | None) -> int:
    """The port of last time if it is free, else another one. OSError where none is."""
    if last and is_free(last):
        return last
    for port in random.sample(_RANGE, len(_RANGE)):
        if is_free(port):
            return port
    raise OSError("no free port on 127.0.0.1")
