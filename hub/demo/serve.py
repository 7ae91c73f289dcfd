"""Serve the demo: the application and a worker in one process, on this machine alone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from hub.app import create_app
from hub.demo.keys import demo_settings
from hub.demo.network import PEOPLE
from hub.demo.story import FILES
from hub.jobs.worker import stop_on_signals, work_until_stopped
from hub.platform.logs import configure_logs
from hub.services.house import House, open_house


def serve_demo(state: Path, *, address: str) -> int:
    """Serve until a signal asks for the end."""
    configure_logs(level="warning")
    house = open_house(demo_settings(state, url=address))
    stop = Event()
    stop_on_signals(stop)
    with served(house, demo_app(house)):
        sys.stderr.write(f"The region is open at {address}/tour (Ctrl-C ends it)\n")
        stop.wait()
    return 0


def demo_app(house: House) -> Flask:
    """Return the application with the tour of its personas and of the files that they hand in."""
    state = house.settings.state
    return create_app(
        house,
        demo_users={name: name for name in PEOPLE},
        demo_files={name: state / place for name, place in FILES.items()},
    )


@contextmanager
def served(house: House, app: Flask) -> Iterator[None]:
    """Answer at the address of the house and let a worker take what comes while the block runs."""
    address = urlsplit(house.settings.address)
    server = make_server(
        str(address.hostname),
        address.port or 80,
        app,
        threaded=True,
        request_handler=_SilentRequests,
    )
    stop = Event()
    threads = (
        Thread(target=server.serve_forever, daemon=True),
        Thread(
            target=work_until_stopped,
            args=(house,),
            kwargs={"name": "demo", "stop": stop},
            daemon=True,
        ),
    )
    for each in threads:
        each.start()
    try:
        yield
    finally:
        stop.set()
        server.shutdown()
        for each in threads:
            each.join()
        server.server_close()


class _SilentRequests(WSGIRequestHandler):
    """A line a request would drown the progress."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
