"""Sweep: what dead processes left behind is found by the database's word, and destroyed."""

from collections.abc import Sequence
from datetime import timedelta

from hub.services.house import House
from hub.services.submissions.abandon_upload import abandon_broken_uploads
from hub.services.submissions.kept_keys import KEPT, destroy_what_is_not_kept
from hub.store import submissions
from hub.store.submissions import Holding
from hub.vault.dataset import dataset_of
from hub.vault.fault_file import StoredFaults
from hub.vault.key_name import Purpose
from hub.vault.sweep import Known, sweep

# What was begun since the database was asked is younger than this.
LEFT_ALONE = timedelta(hours=1)


def sweep_vault(house: House) -> int:
    """Abandon broken uploads, destroy keys and delete files that nothing needs; return how many."""
    number = abandon_broken_uploads(house) + _destroy_keys(house)
    with house.look() as work:
        held, now = submissions.holdings(work), work.now
    number += len(sweep(house.vault, _known(held), before=now - LEFT_ALONE))
    if number:
        with house.begin() as work:
            work.tell("vault-swept", number=number)
    return number


def _destroy_keys(house: House) -> int:
    """Destroy what the end of a submission left, as where a worker died just after its commit."""
    # The names first: of a submission that came to its end since then nothing is missed or hit.
    names = list(house.vault.wrapped_keys.names())
    with house.look() as work:
        states = {each.id: each.state for each in submissions.holdings(work)}
    left = {
        name.submission
        for name in names
        if name.submission in states and name.purpose not in KEPT[states[name.submission]]
    }
    for submission in sorted(left):
        destroy_what_is_not_kept(house.vault, submission, states[submission])
    return len(left)


def _known(held: Sequence[Holding]) -> Known:
    needed = {each.id: KEPT[each.state] for each in held}
    return Known(
        uploads={each.id for each in held if Purpose.UPLOAD in needed[each.id]},
        datasets=[
            dataset_of(each.dataset)
            for each in held
            if each.dataset and Purpose.RECORDS in needed[each.id]
        ],
        faults=[
            StoredFaults(submission=each.id, **each.fault_file)
            for each in held
            if each.fault_file and Purpose.FAULTS in needed[each.id]
        ],
        working={each.id for each in held if each.is_worked_on},
    )
