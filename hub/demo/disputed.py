"""A clinic disputes where two patients are counted: one dispute is heard and decided, one waits."""

import zipfile
from itertools import islice
from pathlib import Path

import polars as pl

from hub.demo.handing_in import Kitchen
from hub.services.disputes.decide_dispute import UPHELD, decide_dispute, review_dispute
from hub.services.disputes.open_dispute import CONFIRM, NOT_OURS, answer_hearing, open_dispute
from hub.services.house import House
from hub.store import dispute_hearings

CLINIC, PAYER = "practice-02", "evergreen-health"


def dispute_decided(house: House, kitchen: Kitchen) -> None:
    """Dispute a patient; the payer says that its list stands, and the convener agrees.

    So the patient is counted as before, and no figure differs from the truth of the region.
    """
    opened = _dispute(house, kitchen, skip=0)
    if opened is None:
        return
    with house.look() as work:
        asked = dispute_hearings.of_dispute(work, opened)
    for each in asked:
        answer_hearing(house, each.id, participant=each.participant, answer=CONFIRM, by="payer")
    with house.begin() as work:
        review_dispute(work, opened, by="convener")
        decide_dispute(work, opened, outcome=UPHELD, counts_from=None, by="convener")


def dispute_waiting(house: House, kitchen: Kitchen) -> None:
    """Dispute another patient: the payer is to be heard, and the convener to decide."""
    _dispute(house, kitchen, skip=1)


def _dispute(house: House, kitchen: Kitchen, *, skip: int) -> str | None:
    token = next(islice(listed_by_both(kitchen), skip, None), None)
    if token is None:
        # In a region of few hundred persons the two may share nobody.
        return None
    opened = open_dispute(
        house, participant=CLINIC, token=token, says=NOT_OURS, by="practice-large"
    )
    return opened.id


def listed_by_both(kitchen: Kitchen) -> list[str]:
    """Return the tokens of the clinic's patients whom the payer's list puts there to its last day.

    Of whom the list had let go before the period nobody would be heard. Whoever said anything by a
    directive is left out: who opted out is counted nowhere.
    """
    own, theirs = (_table(kitchen.package(name), "attribution") for name in (CLINIC, PAYER))
    lasting = theirs.filter(pl.col("end_day") == pl.col("end_day").max())
    both = own.join(lasting, on=["person", "practice"])
    said = _table(kitchen.package(PAYER), "consent_directive")
    return both.join(said, on="person", how="anti")["person"].unique().sort().to_list()


def _table(package: Path, name: str) -> pl.DataFrame:
    with zipfile.ZipFile(package) as archive:
        return pl.read_csv(archive.read(f"{name}.csv"), infer_schema=False)
