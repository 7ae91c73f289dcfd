"""Serve the demo: the application and a worker in one process, on this machine alone."""

import sys
from pathlib import Path
from threading import Event, Thread

from werkzeug.serving import make_server

from hub.app import create_app
from hub.demo.keys import demo_settings
from hub.demo.network import PEOPLE
from hub.jobs.worker import stop_on_signals, work_until_stopped
from hub.platform.logs import configure_logs
from hub.services.house import open_house

HOST, PORT = "127.0.0.1", 8000


def serve_demo(state: Path, *, address: str) -> int:
    """Serve until a signal asks for the end."""
    configure_logs()
    house = open_house(demo_settings(state, url=address))
    app = create_app(house, demo_users={name: name for name in PEOPLE})
    server = make_server(HOST, PORT, app, threaded=True)
    stop = Event()
    stop_on_signals(stop)
    worker = Thread(target=work_until_stopped, args=(house,), kwargs={"name": "demo", "stop": stop})
    answering = Thread(target=server.serve_forever)
    worker.start()
    answering.start()
    sys.stderr.write(f"The region is open at {address}/tour (Ctrl-C ends it)\n")
    stop.wait()
    server.shutdown()
    for each in (answering, worker):
        each.join()
    return 0
