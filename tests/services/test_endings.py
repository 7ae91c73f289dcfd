"""When a party leaves: its records are set aside at once, destroyed by two persons, and the region
goes on without it; a backup that is restored brings nothing of it back."""

import io
import json
import shutil
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from hub.jobs.worker import work_once
from hub.platform.clock import system_clock
from hub.services.agreements.end_agreement import (
    close_agreement,
    suspend_agreement,
    terminate_agreement,
)
from hub.services.agreements.facts import agreement_facts
from hub.services.agreements.legal_hold import hold_records, lift_hold
from hub.services.refusal import Refused
from hub.services.releases.propose_release import propose_release, usable
from hub.services.releases.why_failed import WORDS, why_failed
from hub.services.retention.destroy_records import (
    certify_destructions,
    confirm_destruction,
    order_destruction,
)
from hub.services.retention.settle_restored import settle_restored
from hub.services.retention.sweep_vault import sweep_vault
from hub.services.submissions.may_hand_in import may_hand_in
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.services.submissions.withdraw_submission import withdraw_submission
from hub.store import destructions, ledger, releases, reports, submissions
from hub.store.submissions import SUBMISSIONS
from hub.vault.dataset import dataset_of
from hub.vault.key_name import KeyName, Purpose
from hub.vault.keys import file_key
from hub.vault.places import DATASETS, file_place
from hub.vault.sealed_table import Unreadable
from hub.vault.small_tables import SMALL, opened_small
from hub.vault.snapshot import open_snapshot
from hub.vault.vault import Destroyed
from schemas.period import Period
from tests.builders.houses import agreed
from tests.builders.uploads import claims

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
AGREED_DAY = timedelta(days=30)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COLUMNS = {"claim": ["claim", "person"]}


@pytest.fixture
def region(home, one_measure):
    """Two payers with an accepted file each."""
    return _Region(home)


def test_termination_sets_everything_aside_at_once(region):
    region.terminate("payer-a")

    assert region.state_of("payer-a") == "quarantined"
    with region.home.look() as work:
        assert [each.participant for each in usable(work)] == ["payer-b"]


@ON_SQLITE
@pytest.mark.parametrize("lapse", ["suspended", "terminated", "expired"])
def test_the_lapse_of_one_party_stops_its_intake_and_use_and_nobody_elses(region, lapse):
    region.lapse("payer-a", lapse)

    with pytest.raises(Refused, match=f"the agreement is {lapse}"):
        may_hand_in(region.home, "payer-a")
    may_hand_in(region.home, "payer-b")
    assert region.hand_in("payer-b", key="again").state == "accepted"
    with region.home.look() as work:
        assert {each.participant for each in usable(work)} == {"payer-b"}


@ON_SQLITE
def test_a_new_release_goes_on_without_the_party_and_is_marked(region):
    before = region.release()
    region.terminate("payer-a")
    after = region.release()

    assert region.taking_part(before)["payers"] == {"in": 2, "of": 2}
    assert region.taking_part(after)["payers"] == {"in": 1, "of": 2}
    assert region.datasets_of(after) == region.datasets_of(before) - {region.files["payer-a"]}


@ON_SQLITE
def test_a_release_that_was_proposed_before_the_end_no_longer_uses_the_records(region):
    proposed = region.propose()
    region.terminate("payer-a")
    work_once(region.home, name="worker-1")

    assert region.taking_part(proposed)["payers"]["in"] == 1


@ON_SQLITE
def test_a_release_fails_with_a_word_where_a_file_of_it_was_replaced_since(region):
    """Without the word the contributor would be missing from it, and nobody would know."""
    proposed = region.propose()
    region.hand_in("payer-a", key="better", replaces=region.files["payer-a"])
    work_once(region.home, name="worker-1")

    with region.home.look() as work:
        why = why_failed(ledger.of_subject(work, proposed))
        assert releases.one(work, proposed).state == "failed"
    assert why == WORDS["file-replaced-since"]
    assert region.taking_part(region.release())["payers"] == {"in": 2, "of": 2}


DAYS = {
    "the day before": ("sqlite", AGREED_DAY - timedelta(days=1), "quarantined"),
    "the agreed day": ("sqlite", AGREED_DAY, "destroyed"),
    "the agreed day, on PostgreSQL": pytest.param(
        *("postgresql", AGREED_DAY, "destroyed"), marks=pytest.mark.postgresql
    ),
}


@pytest.mark.parametrize(
    ("database", "waited", "state"), DAYS.values(), ids=DAYS, indirect=["database"]
)
def test_the_keys_are_destroyed_on_the_agreed_day(region, waited, state):
    """Two persons wanted it before; the clock carries it out."""
    region.terminate("payer-a")
    order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])

    assert region.confirm(by="second") == 0
    region.home.clock.forward(days=waited.days)
    certify_destructions(region.home)
    assert region.state_of("payer-a") == state
    assert (region.files["payer-a"] in region.held()) == (state == "quarantined")


@ON_SQLITE
def test_one_person_alone_destroys_nothing(region):
    region.terminate("payer-a", after=timedelta(0))
    with pytest.raises(Refused, match="no order of another person"):
        region.confirm(by="first")
    order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])
    with pytest.raises(Refused, match="no order of another person"):
        region.confirm(by="first")

    assert region.files["payer-a"] in region.held()
    assert region.confirm(by="second") == 1
    assert region.files["payer-a"] not in region.held()


@ON_SQLITE
def test_nothing_is_destroyed_under_an_agreement_in_force(region):
    with pytest.raises(Refused, match="the agreement is active"):
        order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])


@ON_SQLITE
def test_what_is_left_of_an_agreement_that_expired_is_destroyed_as_well(region):
    region.lapse("payer-a", "expired")
    order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])

    assert region.state_of("payer-a") == "quarantined"
    assert region.confirm(by="second") == 1
    assert region.state_of("payer-a") == "destroyed"


@ON_SQLITE
def test_a_legal_hold_stays_what_was_confirmed_and_a_withdrawal(region):
    region.terminate("payer-a")
    order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])
    region.confirm(by="second")
    with region.home.begin() as work:
        hold_records(work, by="x", agreement=region.agreements["payer-a"], reason="audit")
    region.home.clock.forward(days=AGREED_DAY.days)
    certify_destructions(region.home)

    assert region.state_of("payer-a") == "quarantined"
    with region.home.begin() as work:
        hold_records(work, by="x", agreement=region.agreements["payer-b"], reason="audit")
    with pytest.raises(Refused, match="a legal hold stands"):
        withdraw_submission(
            region.home, participant="payer-b", actor="a", id=region.files["payer-b"]
        )
    with region.home.begin() as work:
        lift_hold(work, by="x", agreement=region.agreements["payer-a"])
    certify_destructions(region.home)
    assert region.state_of("payer-a") == "destroyed"


def test_the_certificate_waits_until_no_run_holds_a_key(region):
    home = region.home
    region.terminate("payer-a", after=timedelta(0))
    order_destruction(home, by="first", agreement=region.agreements["payer-a"])
    with open_snapshot(home.vault, [region.dataset("payer-a")]):
        region.confirm(by="second")

        assert certify_destructions(home) == 0
        assert region.certificate() is None
    assert certify_destructions(home) == 1
    assert region.certificate()["submission"] == region.files["payer-a"]
    assert certify_destructions(home) == 0


@ON_SQLITE
def test_an_agreement_is_closed_once_every_file_of_it_has_its_certificate(region):
    region.terminate("payer-a", after=timedelta(0))
    region.cannot_close("payer-a")
    order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])
    region.confirm(by="second")

    # Destroyed, and not yet certified: somebody may hold the key still.
    assert region.state_of("payer-a") == "destroyed"
    region.cannot_close("payer-a")
    assert certify_destructions(region.home) == 1
    assert region.standing("payer-a") == "closed"


@ON_SQLITE
def test_a_process_that_died_over_a_destruction_is_made_good(region, monkeypatch):
    """Killed after the keys and before the database said so: told once, certified once."""
    from hub.services.retention import destroy_records

    region.terminate("payer-a", after=timedelta(0))
    order_destruction(region.home, by="first", agreement=region.agreements["payer-a"])
    destroy = destroy_records.destroy

    def dying(*given):
        destroy(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(destroy_records, "destroy", dying)
    with pytest.raises(KeyboardInterrupt):
        region.confirm(by="second")
    monkeypatch.undo()

    assert region.state_of("payer-a") == "quarantined"
    assert certify_destructions(region.home) == 1
    assert certify_destructions(region.home) == 0
    with region.home.look() as work:
        told = [each.name for each in ledger.of_subject(work, region.files["payer-a"])]
    assert told.count("records-destroyed") == told.count("destruction-certified") == 1


def test_after_destruction_no_key_that_is_left_opens_a_row(region):
    """Even who kept a copy of the files, and every key of the hub, reads nothing."""
    home, dataset = region.home, region.dataset("payer-a")
    copy = home.vault.storage.read(f"{_small(dataset)}.sealed").read()
    own_key = home.vault.key(KeyName(submission=dataset.submission))

    assert _opens(copy, dataset, own_key)
    region.destroy("payer-a")
    left = [home.vault.key(name) for name in home.vault.wrapped_keys.names()]
    assert left
    assert own_key not in left
    assert not any(_opens(copy, dataset, key) for key in left)
    assert home.vault.storage.names(f"{DATASETS}/{dataset.submission}") == []
    with pytest.raises(Destroyed), open_snapshot(home.vault, [dataset]):
        pass


@ON_SQLITE
def test_the_wrapped_key_is_nowhere_in_the_database_file_after_its_destruction(region):
    with region.home.engine.connect() as connection:
        query = text("select wrapped from wrapped_keys where submission = :id")
        wrapped = bytes(connection.execute(query, {"id": region.files["payer-a"]}).scalar())
    folder = region.home.settings.state

    assert _holds(folder, wrapped)
    region.destroy("payer-a")
    region.home.engine.dispose()  # the last connection brings the log into the file
    assert not _holds(folder, wrapped)


@ON_SQLITE
def test_a_restored_backup_destroys_again_before_it_serves(region, tmp_path):
    """Database and vault of before the end come back; the register of destructions outlives them."""
    home = region.home
    home.engine.dispose()
    backup = tmp_path / "backup"
    for name in ("hub.sqlite", "vault"):
        source = tmp_path / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        backup.mkdir(exist_ok=True)
        copy(source, backup / name)
    dataset = region.dataset("payer-a")
    region.destroy("payer-a")
    home.engine.dispose()
    for path in tmp_path.glob("hub.sqlite*"):
        path.unlink()
    shutil.rmtree(tmp_path / "vault")
    shutil.copy(backup / "hub.sqlite", tmp_path / "hub.sqlite")
    shutil.copytree(backup / "vault", tmp_path / "vault")

    assert region.state_of("payer-a") == "accepted"
    with open_snapshot(home.vault, [dataset]) as back:
        assert back.load(COLUMNS)["claim"][0].rows.num_rows == 4

    assert settle_restored(home) == 1
    assert region.state_of("payer-a") == "destroyed"
    assert region.files["payer-a"] not in region.held()
    assert home.vault.storage.names(DATASETS) == [region.files["payer-b"]]
    with pytest.raises(Destroyed), open_snapshot(home.vault, [dataset]):
        pass
    # What is left is computed without it, and starting again changes nothing.
    assert settle_restored(home) == 0
    assert region.taking_part(region.release())["payers"]["in"] == 1


@ON_SQLITE
def test_what_waited_when_the_backup_was_made_and_was_done_since_fails_and_says_so(region):
    """Its upload was destroyed with its receipt: no attempt can succeed, and none is made twice."""
    waiting = region.received("payer-a", key="late")
    home = region.home
    for purpose in (Purpose.UPLOAD, Purpose.RECORDS):
        name = KeyName(submission=waiting.id, purpose=purpose)
        home.vault.register.enter(_entry(name, home.clock()))
    settle_restored(home)
    work_once(home, name="worker-1")
    with home.look() as work:
        found = submissions.one(work, waiting.id)

    assert (found.state, found.reason, found.attempts) == ("failed", "upload-destroyed", 1)


LEFT = {
    "just after it was accepted": ("accepted", {"records"}),
    "just after it was refused": ("refused", set()),
    "just after it was withdrawn": ("withdrawn", set()),
    "just after it was given up": ("abandoned", set()),
    "while it failed": ("failed", {"records", "upload"}),
}


@ON_SQLITE
@pytest.mark.parametrize(("state", "kept"), LEFT.values(), ids=LEFT)
def test_a_sweep_ends_what_a_process_left_when_it_died(region, state, kept):
    """The state is committed, and the keys are all still there."""
    home, left = region.home, region.received("payer-a", key="left")
    home.vault.key_or_new(KeyName(submission=left.id))
    with home.begin() as work:
        submissions.move(work, left.id, from_states=["received"], to_state=state)
        work.tell("submission-moved", subject=left.id)
    home.clock.now = system_clock() + timedelta(days=1)  # the files are as old as they are
    sweep_vault(home)
    names = {
        str(each.purpose) for each in home.vault.wrapped_keys.names() if each.submission == left.id
    }

    assert names == kept
    assert (left.id in home.vault.storage.names("inbox")) == ("upload" in kept)
    assert set(region.files.values()) <= region.held()


@ON_SQLITE
def test_a_sweep_leaves_alone_what_is_young_or_being_worked_on(region):
    home = region.home
    with home.vault.storage.write("staging/someone/run-1/claim.parquet") as target:
        target.write(b"sealed")
    home.clock.now = system_clock() + timedelta(minutes=59)

    assert sweep_vault(home) == 0
    home.clock.now = system_clock() + timedelta(minutes=61)
    assert sweep_vault(home) == 1
    assert home.vault.storage.names("staging") == []
    assert set(region.files.values()) <= region.held()


class _Region:
    """Two payers under agreements of their own, each with one accepted file."""

    def __init__(self, home):
        self.home = home
        self.agreements = {
            name: agreed(home, name, tolerance=0.5).stored.id for name in ("payer-a", "payer-b")
        }
        self.files = {name: self.hand_in(name).id for name in self.agreements}

    def received(self, name, *, key="first", replaces=None):
        return receive_submission(
            self.home,
            participant=name,
            actor="somebody",
            handover=Handover(key=f"{name}-{key}", replaces=replaces),
            body=io.BytesIO(claims(4)),
        )

    def hand_in(self, name, *, key="first", replaces=None):
        made = self.received(name, key=key, replaces=replaces)
        self.home.clock.forward(seconds=1)

        assert work_once(self.home, name="worker-1")
        with self.home.look() as work:
            return submissions.one(work, made.id)

    def terminate(self, name, *, after=AGREED_DAY):
        with self.home.begin() as work:
            day = work.now.date() + after
            agreement = self.agreements[name]
            terminate_agreement(work, by="coordinator", agreement=agreement, destroy_on=day)

    def lapse(self, name, how):
        if how == "terminated":
            self.terminate(name)
        elif how == "suspended":
            with self.home.begin() as work:
                suspend_agreement(work, by="coordinator", agreement=self.agreements[name])
        else:
            self._let_expire(name)

    def _let_expire(self, name):
        """Move past the end of one agreement, after the other was made to last longer."""
        from hub.store.agreements import AGREEMENT_VERSIONS

        self.home.clock.forward(days=366)
        other = next(each for each in self.agreements if each != name)
        renewed = agreed(self.home, other, tolerance=0.5)
        with self.home.begin() as work:
            moved = SUBMISSIONS.update().where(
                SUBMISSIONS.c.id == self.files[other],
            )
            work.change(moved.values(agreement=renewed.stored.id))
            work.tell("submission-moved", subject=self.files[other])
            assert work.values(select(AGREEMENT_VERSIONS.c.number))
        self.agreements[other] = renewed.stored.id

    def destroy(self, name):
        self.terminate(name, after=timedelta(0))
        order_destruction(self.home, by="first", agreement=self.agreements[name])

        assert confirm_destruction(self.home, by="second", agreement=self.agreements[name]) == 1

    def confirm(self, *, by):
        return confirm_destruction(self.home, by=by, agreement=self.agreements["payer-a"])

    def certificate(self):
        with self.home.look() as work:
            return destructions.one(work, self.files["payer-a"]).certificate

    def propose(self):
        return propose_release(self.home, by="proposer", title="Year 2026", period=PERIOD).id

    def release(self):
        proposed = self.propose()

        assert work_once(self.home, name="worker-1")
        with self.home.look() as work:
            assert releases.one(work, proposed).state == "previewed"
        return proposed

    def taking_part(self, release):
        with self.home.look() as work:
            listed = reports.of_release(work, release)
            region = next(
                each.id
                for each in listed
                if each.participant is None and each.name == "report.json"
            )
            return json.loads(reports.one(work, region).content)["contributors"]

    def datasets_of(self, release):
        from hub.platform.canonical import digest

        with self.home.look() as work:
            told = set(releases.one(work, release).manifest["snapshot"])
            known = submissions.latest(work, at_most=99)
        return {each.id for each in known if each.dataset and digest(each.dataset) in told}

    def cannot_close(self, name):
        none = "1 of its files have no certificate"
        with self.home.begin() as work, pytest.raises(Refused, match=none):
            close_agreement(work, by="coordinator", agreement=self.agreements[name])

    def standing(self, name):
        with self.home.look() as work:
            return agreement_facts(work, self.agreements[name]).state

    def state_of(self, name):
        with self.home.look() as work:
            return submissions.one(work, self.files[name]).state

    def dataset(self, name):
        with self.home.look() as work:
            return dataset_of(submissions.one(work, self.files[name]).dataset)

    def held(self):
        return {each.submission for each in self.home.vault.wrapped_keys.names()}


def _small(dataset):
    """Return the place of the file in which the few rows of every table of a dataset lie."""
    return file_place(dataset.submission, dataset.run, SMALL)


def _opens(copy, dataset, data_key):
    """Tell whether a key opens any table of a dataset."""
    place = _small(dataset)
    try:
        with opened_small(io.BytesIO(copy), key=file_key(data_key, place), place=place) as file:
            return any(file.content(table.files[0].extent) for table in dataset.tables)
    except Unreadable:
        return False


def _holds(folder, wrapped):
    found = [path for path in folder.glob("hub.sqlite*") if wrapped in path.read_bytes()]
    return bool(found)


def _entry(name, at):
    from hub.vault.destruction_register import Destruction

    return Destruction(key=name, at=at)
