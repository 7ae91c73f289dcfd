"""Answer requests: the API and the pages, by gunicorn."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from hub.commands.opening import open_told_house
from hub.config import share_metrics
from hub.platform.unread_requests import TacitWorker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The environment says it all."""
    parser.epilog = "Settings: docs/configuration.md."


def run(_arguments: argparse.Namespace) -> int:
    """Serve until a signal asks for the end."""
    # Opened once here, so that what lacks is said once and not by each process.
    house = open_told_house()
    house.engine.dispose()
    settings = house.settings
    with tempfile.TemporaryDirectory(prefix="hub-metrics-") as own:
        folder = settings.metrics_folder or own
        share_metrics(Path(folder))
        _Server(
            {
                "bind": settings.bind,
                "workers": settings.workers,
                "threads": settings.threads,
                "timeout": 600,
                "accesslog": None,
                "logger_class": _Logger,
                "worker_class": TacitWorker,
                "child_exit": _forgetting(folder),
            }
        ).run()
    return 0


class _Server(BaseApplication):  # type: ignore[misc]
    """Each process opens the house for itself: no connection is shared by a fork."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Imported by the process that answers: the counters then know the folder that they share.
        from hub.app import create_app

        return create_app(open_told_house())


class _Logger(Logger):  # type: ignore[misc]
    """What gunicorn says goes through the list of the hub's own logs."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def _forgetting(folder: str) -> Any:
    def forget(_arbiter: Arbiter, worker: Worker) -> None:
        from hub.platform.metrics import forget_process

        forget_process(worker.pid, folder=folder)

    return forget
