"""A port of this machine that nobody listens on."""

import os
import socket
from itertools import count

# Below those that the system gives to whoever calls: none of them is taken before it is bound.
_FIRST, _NUMBER = 20_000, 12_000
_TRIES = count(os.getpid() * 101)


def free_port() -> int:
    """Return a free port of the loopback address, another one in each process and each time."""
    while True:
        port = _FIRST + next(_TRIES) % _NUMBER
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)):
                return port
