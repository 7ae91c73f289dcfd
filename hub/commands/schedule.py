"""Run the timed tasks until asked to stop."""

import argparse
from threading import Event

from hub.commands.opening import open_told_house
from hub.jobs.schedule import keep_time
from hub.jobs.worker import stop_on_signals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The environment says it all."""
    parser.epilog = "Settings: docs/configuration.md."


def run(_arguments: argparse.Namespace) -> int:
    """Keep time until a signal asks for the end."""
    stop = Event()
    stop_on_signals(stop)
    keep_time(open_told_house(), stop)
    return 0
