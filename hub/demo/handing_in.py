"""The homes hand in: prepared at home, sent to the hub, taken in by the worker."""

from datetime import date
from pathlib import Path

import polars as pl

from hub.demo.counting_at_home import count_at_home
from hub.demo.home_files import write_home
from hub.demo.homes import Home
from hub.preparation.certificate_file import usual_certificate
from hub.services.submissions.prepare_submission import Home as Preparation
from hub.services.submissions.prepare_submission import prepare_submission
from schemas.period import Period
from schemas.record import record

KEYED = frozenset({"expert_determination", "limited_data_set"})
TOLERANCE = 0.01


class NotPrepared(Exception):
    """The synthetic region made a file that its own preparation refuses."""


@record
class Kitchen:
    """Where files of the demo are made: folders below `state`, and the linkage key."""

    state: Path
    linkage_key: bytes
    on: date
    period: Period

    def package(self, name: str) -> Path:
        """The place of a participant's package."""
        return self.state / "packages" / name / "package.zip"

    def home(self, name: str) -> Path:
        """The folder of a participant's identified files."""
        return self.state / "homes" / name


def made_ready(kitchen: Kitchen, crowd: pl.DataFrame, home: Home) -> Path:
    """Write a home's identified files and prepare them; return what is to be handed in.

    `crowd` are all persons of the region.
    """
    if home.basis == "aggregate_only":
        counts = kitchen.package(home.name).with_name("measure_count.csv")
        return count_at_home(home, kitchen.period, counts)
    write_home(home, crowd, kitchen.home(home.name))
    package = kitchen.package(home.name)
    keyed = home.basis in KEYED
    certified = home.basis == "expert_determination"
    prepared = prepare_submission(
        Preparation(
            inputs=kitchen.home(home.name),
            package=package,
            basis=home.basis,
            on=kitchen.on,
            crosswalk=kitchen.state / "crosswalks" / f"{home.name}.parquet",
            tolerance=TOLERANCE,
            certificate=usual_certificate(kitchen.on) if certified else None,
            linkage_key=kitchen.linkage_key if keyed else None,
        )
    )
    if not prepared.written:
        raise NotPrepared("; ".join(prepared.reasons))
    return package
