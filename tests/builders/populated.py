"""The small network behind the pages, made once; a test works on a copy."""

import shutil
from dataclasses import replace
from pathlib import Path

from hub.services.house import House
from hub.store.engine import open_engine
from tests.builders.houses import house
from tests.builders.portal import CHEAP, populate
from tests.builders.times import CountedIds, StoppedClock

KEYS = ("master.json", "tokens.pem")
DATABASE = "hub.sqlite"


class Populated:
    """A house that `populate` has filled, in a folder of its own."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        shutil.copy(template, folder / DATABASE)
        filled = _house(f"sqlite:///{folder / DATABASE}", folder)
        self.made = populate(filled)
        self.now, self.last_id = filled.clock(), filled.ids()
        self.signers = {
            "ledger_signer": filled.ledger_signer,
            "release_signer": filled.release_signer,
        }
        filled.engine.dispose()  # the last connection brings the log into the file

    def empty(self, database: str, folder: Path) -> House:
        """Return a house without the network, with the same keys, on an empty database."""
        for name in KEYS:
            shutil.copy(self.folder / name, folder / name)
        return replace(_house(database, folder), **self.signers)

    def poured(self, home: House, folder: Path) -> dict[str, str]:
        """Fill such a house, whose database is in that folder; return the ids by name."""
        home.engine.dispose()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        home.clock.now = self.now
        while home.ids() < self.last_id:
            pass
        return dict(self.made)


def _house(database: str, folder: Path) -> House:
    made = house(open_engine(database), StoppedClock(), CountedIds(), folder)
    settings = replace(made.settings, demo=True, url="http://localhost")
    return replace(made, settings=settings, passwords=CHEAP)
