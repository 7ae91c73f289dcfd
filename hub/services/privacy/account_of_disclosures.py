"""A program's part of the accounting of disclosures (42 CFR 2.25), for one patient by token.

The ledger of disclosures names no person: which transfers held records of the patient, the records
themselves tell. Of those that are destroyed nobody can tell it any more, and that is said.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from hub.services.house import House
from hub.services.privacy.disclosure_ledger import CONSENT
from hub.services.privacy.patient_wishes import person_of_token
from hub.store import disclosures, submissions
from hub.store.disclosures import Disclosure
from hub.store.work import Work
from hub.vault.dataset import Dataset, dataset_of
from hub.vault.snapshot import open_snapshot
from policies.data_class import class_of_table
from policies.part2.s2_25_accounting import belongs, due, reaches_back_to
from schemas.record import record
from schemas.records import TABLES

DESTROYED = "destroyed"
WITH_PERSONS = tuple(name for name, table in TABLES.items() if table.has_person)


@record
class Accounting:
    """What of one patient went out since a day, and by when the program gets the list.

    `untold` counts transfers whose records are destroyed: whether they held the patient's, nobody
    can tell.
    """

    participant: str
    since: date
    due: date
    entries: tuple[Disclosure, ...]
    untold: int


def account_of_disclosures(
    house: House,
    *,
    participant: str,
    token: str,
    asked: date,
    through_health_record: bool,
    by: str,
) -> Accounting:
    """Return the accounting that a patient asked a program for on a day.

    Only disclosures with a consent belong to it, and those for treatment, payment and operations
    only where they went through an electronic health record. Refused as a wish by token is.
    """
    since = reaches_back_to(asked)
    with house.begin() as work:
        person = person_of_token(house, work, participant, token)
        begins = datetime.combine(since, time(), UTC)
        listed = [
            each
            for each in disclosures.since(work, begins, participant=participant)
            if belongs(
                each.purpose,
                with_consent=each.rests_on == CONSENT,
                through_health_record=through_health_record,
            )
        ]
        kept = _kept(work, listed)
        work.tell("disclosures-accounted", actor=by, participant=participant)
    held = _classes_with(house, kept.values(), person)
    return Accounting(
        participant=participant,
        since=since,
        due=due(asked),
        entries=tuple(each for each in listed if (str(each.submission), each.data_class) in held),
        untold=sum(each.submission not in kept for each in listed),
    )


def _kept(work: Work, listed: Sequence[Disclosure]) -> dict[str, Dataset]:
    """Return the datasets of those transfers that are not destroyed, by submission."""
    found = {}
    for name in sorted({each.submission for each in listed if each.submission}):
        submission = submissions.one(work, name)
        if submission and submission.dataset and submission.state != DESTROYED:
            found[name] = dataset_of(submission.dataset)
    return found


def _classes_with(house: House, kept: Iterable[Dataset], person: str) -> frozenset[tuple[str, str]]:
    """Return submission and class of data wherever the person has a record."""
    datasets = list(kept)
    if not datasets:
        return frozenset()
    with open_snapshot(house.vault, datasets) as opened:
        loaded = opened.load(dict.fromkeys(WITH_PERSONS, ("person",)))
        return frozenset(
            (part.submission, class_of_table(name))
            for name, parts in loaded.items()
            for part in parts
            if person in set(part.rows["person"].unique().to_pylist())
        )
