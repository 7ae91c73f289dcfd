"""Take in submissions and compute releases until asked to stop."""

import argparse
from threading import Event

from hub.commands.opening import open_told_house
from hub.jobs.worker import stop_on_signals, work_until_stopped
from hub.platform.ids import new_id


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The environment says it all."""
    parser.epilog = "Settings: docs/configuration.md."


def run(_arguments: argparse.Namespace) -> int:
    """Work until a signal asks for the end."""
    stop = Event()
    stop_on_signals(stop)
    work_until_stopped(open_told_house(), name=f"worker-{new_id()[:8]}", stop=stop)
    return 0
