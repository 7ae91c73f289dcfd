"""Answer requests: the API and the pages, by gunicorn."""

import argparse
from typing import Any

from gunicorn.app.base import BaseApplication

from hub.app import create_app
from hub.commands.opening import open_told_house


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The environment says it all."""
    parser.epilog = "Settings: docs/configuration.md."


def run(_arguments: argparse.Namespace) -> int:
    """Serve until a signal asks for the end."""
    # Opened once here, so that what lacks is said once and not by each process.
    house = open_told_house()
    settings = house.settings
    house.engine.dispose()
    _Server(
        {
            "bind": settings.bind,
            "workers": settings.workers,
            "threads": settings.threads,
            "timeout": 600,
            "accesslog": None,
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
        return create_app(open_told_house())
