"""From files to what may be used: a patient revokes with one holder, and who stands where then."""

import io
import shutil
import zipfile
from datetime import date

import polars as pl
import pytest

from hub.publication.eligible_rows import Purpose, eligible_rows
from hub.services.house import HUB
from hub.services.privacy.patient_wishes import note_wish, wishes_now
from hub.services.releases.snapshot_files import files_now
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store.engine import open_engine
from hub.vault.snapshot import open_snapshot
from policies.recipient import Recipient
from schemas.records.consent_directive import ELEMENTS
from tests.builders.houses import agreed, enrol, house
from tests.builders.times import CountedIds, StoppedClock

OWN, RESTING, PROGRAM = "payer-a", "payer-b", "program-a"
PATIENTS = ("stays", "revoked-own", "revoked-program", "revoked-by-wish")
REVOKED = ("42 CFR 2.31(c)", "the patient revoked the consent", "law")
COLUMNS = ("consent_directive", "person", "decision", "kind", *ELEMENTS)
TERMS = ("purposes", "recipients", "expiry", "start_day", "revoked_day")


def claims():
    head = "claim,person,type,status,start_day,end_day,principal_diagnosis"
    lines = [f"c{n},{who},professional,paid,2026-01-05,2026-01-05,F11.20" for n, who in PERSONS]
    return "\n".join([head, *lines, ""])


PERSONS = tuple(enumerate(PATIENTS))


def consents(signed, whose=PATIENTS, **revoked):
    """A consent of each patient to the hub, signed on one day; of some, the day it was revoked."""
    whole = ["permit", "part2", *["true"] * len(ELEMENTS), "HOPERAT", HUB, "none", signed]
    lines = [",".join([f"d-{who}", who, *whole, revoked.get(who, "")]) for who in whose]
    return "\n".join([",".join([*COLUMNS, *TERMS]), *lines, ""])


# One payer holds forms of its own, but of one patient; the other none: it rests on what others
# handed in.
FORMS = ("stays", "revoked-own", "revoked-by-wish")
FILES = {
    OWN: {
        "claim": claims(),
        "consent_directive": consents("2025-06-01", FORMS, **{"revoked-own": "2026-02-20"}),
    },
    RESTING: {"claim": claims()},
    PROGRAM: {"consent_directive": consents("2025-05-01", **{"revoked-program": "2026-02-20"})},
}


def take_in(made, participant, files):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    kept.seek(0)
    handover = Handover(key=made.ids())
    receive_submission(
        made, participant=participant, actor="somebody", handover=handover, body=kept
    )
    assert take_in_submission(made, claim_submission(made, worker="w")).state == "accepted"


@pytest.fixture(scope="module")
def made(sqlite_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("revoked")
    shutil.copy(sqlite_template, folder / "hub.sqlite")
    network = house(
        open_engine(f"sqlite:///{folder / 'hub.sqlite'}"), StoppedClock(), CountedIds(), folder
    )
    for name, files in FILES.items():
        enrol(network, name)
        agreed(network, name)
        take_in(network, name, files)
    yield network
    network.engine.dispose()


def found(made):
    """The patients whose claims may be used, by payer, and what was withheld of each payer."""
    with made.look() as work:
        contributions, wishes = files_now(work), wishes_now(work)
    purpose = Purpose(recipient=Recipient(id=HUB, type="hub"), purpose="HQUALIMP", now=made.clock())
    with open_snapshot(made.vault, [each.dataset for each in contributions]) as opened:
        rows = eligible_rows(
            opened, contributions, {"claim": ("claim", "contributor")}, purpose, wishes
        )
    used = pl.concat([pl.DataFrame(pl.from_arrow(part)) for part in rows.tables["claim"]])
    kept = {
        payer: [PATIENTS[int(claim[1:])] for claim in sorted(of)]
        for payer, of in ((who, used.filter(contributor=who)["claim"]) for who in (OWN, RESTING))
    }
    withheld = rows.withheld.select("contributor", "citation", "reason", "authority", "rows")
    return kept, {row[0]: row[1:] for row in withheld.iter_rows()}


def test_the_own_revocation_shuts_the_payers_rows_and_the_others_stand(made):
    kept, withheld = found(made)

    assert kept == {
        OWN: ["stays", "revoked-by-wish"],
        RESTING: ["stays", "revoked-own", "revoked-by-wish"],
    }
    assert withheld == {OWN: (*REVOKED, 2), RESTING: (*REVOKED, 1)}


@pytest.fixture
def told(made):
    note_wish(
        made,
        participant=RESTING,
        token="revoked-by-wish",
        kind="revocation",
        day=date(2026, 3, 1),
        by="somebody",
    )
    return made


def test_what_a_patient_told_a_payer_that_holds_no_consent_shuts_that_payers_rows(told):
    kept, withheld = found(told)

    assert kept == {OWN: ["stays", "revoked-by-wish"], RESTING: ["stays", "revoked-own"]}
    assert withheld == {OWN: (*REVOKED, 2), RESTING: (*REVOKED, 2)}


def test_a_copy_handed_in_later_is_revoked_with_the_document(told):
    """The resting payer hands in copies of the payer's form: what was revoked there is revoked."""
    take_in(told, RESTING, {"consent_directive": consents("2025-06-01", FORMS)})

    assert found(told)[0] == {OWN: ["stays"], RESTING: ["stays"]}
