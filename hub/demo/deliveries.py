"""Everybody hands in: the sound files, the dirty and the raw one, and the one that is too early."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from hub.client.upload import NotAccepted
from hub.demo.dirt import with_bad_days
from hub.demo.handing_in import Kitchen
from hub.demo.homes import Home
from hub.demo.network import Network, agree
from hub.demo.plan import NEWCOMER
from hub.demo.side_by_side import side_by_side
from hub.demo.summary import Tally
from hub.demo.wire import Wire, open_wire

DIRTY, RAW, BEARABLE = "evergreen-health", "practice-12", "practice-05"


class SentTwice(Exception):
    """A file that was sent again became another submission."""


def deliver(
    network: Network,
    kitchen: Kitchen,
    crowd: pl.DataFrame,
    everybody: Sequence[Home],
    tally: Tally,
    *,
    tell: Callable[[str, int], None],
) -> None:
    """Let every home prepare and send, and count what became of what it sent.

    The hub takes in what is there while the next homes prepare. `crowd` are all persons.
    """
    sent: list[tuple[str, str]] = []
    with (
        side_by_side(kitchen, crowd, everybody) as packages,
        open_wire(network.house, kitchen.state / "keys" / "machines") as wire,
    ):
        for number, home in enumerate(everybody):
            tell(f"{home.title} prepares and hands in", number)
            agree(network, home.name, kind=home.kind, basis=home.basis)
            for file in _files(kitchen, home, next(packages)):
                _send(wire, home, file, sent, tally)
        tell("the hub takes in what was sent", len(everybody))
        for participant, submission in sent:
            tally.count(wire.end_of(participant, submission))
        _resend(wire, kitchen, sent)


def _files(kitchen: Kitchen, home: Home, package: Path) -> Iterator[Path]:
    if home.name == RAW:
        yield kitchen.home(home.name) / "person.csv"
    if home.name == DIRTY:
        dirty = package.with_name("dirty.zip")
        yield with_bad_days(package, "claim", "start_day", every=40, to=dirty)
    if home.name == BEARABLE:
        bearable = package.with_name("bearable.zip")
        package = with_bad_days(package, "encounter", "start_day", every=400, to=bearable)
    yield package


def _send(wire: Wire, home: Home, file: Path, sent: list[tuple[str, str]], tally: Tally) -> None:
    try:
        sent.append((home.name, wire.hand_in(home.name, file)))
    except NotAccepted:
        # The agreement of the newcomer lacks a signature: nothing of the file is read.
        if home.name != NEWCOMER:
            raise
        tally.blocked += 1


def _resend(wire: Wire, kitchen: Kitchen, sent: Sequence[tuple[str, str]]) -> None:
    """Send a file again, as a machine does that lost the answer: it stays one submission."""
    again = wire.hand_in(DIRTY, kitchen.package(DIRTY))
    if (DIRTY, again) not in sent:
        raise SentTwice
