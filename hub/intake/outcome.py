"""What came of an intake: taken or refused, why, and all that a receipt tells; never a value."""

from collections.abc import Mapping

import polars as pl

from hub.intake.fault_list import COUNTS, FaultSummary
from hub.intake.label_counts import LABEL_COUNTS
from hub.intake.tally import TableCount
from hub.vault.dataset import Dataset
from policies.deidentification.inspection import IDENTIFIERS
from schemas.fault import no_faults
from schemas.record import record


@record
class Reason:
    """Why a submission is refused: a short name, and words for whoever sent it."""

    rule: str
    text: str
    table: str = ""


@record
class Outcome:
    """The end of one run.

    `reasons` are empty where the submission is taken. `dataset` is what the vault holds, None
    where it was refused or only tried. `counts` tells of each table what was kept and what was
    faulty, `dropped` which filled columns were not kept, `labels` how many records have each label
    and provenance (columns of LABEL_COUNTS), `identifiers` what identifies persons (columns of
    `policies.deidentification.inspection.IDENTIFIERS`).
    """

    reasons: tuple[Reason, ...]
    counts: Mapping[str, TableCount]
    faults: FaultSummary
    identifiers: pl.DataFrame
    labels: pl.DataFrame
    dropped: Mapping[str, tuple[str, ...]]
    dataset: Dataset | None

    @property
    def accepted(self) -> bool:
        """Tell whether the submission is taken, or would be."""
        return not self.reasons


def unread(reason: Reason) -> Outcome:
    """Return the outcome of a submission that is refused before a byte of it is read."""
    return Outcome(
        reasons=(reason,),
        counts={},
        faults=FaultSummary(counts=pl.DataFrame(schema=COUNTS), first=no_faults(), stored=None),
        identifiers=pl.DataFrame(schema=IDENTIFIERS),
        labels=pl.DataFrame(schema=LABEL_COUNTS),
        dropped={},
        dataset=None,
    )
