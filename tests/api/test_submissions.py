"""What a sender may rely on when it hands in a file: over HTTP, on both databases."""

import errno
import hashlib
import io
from base64 import b64encode
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import polars as pl
import pytest
from sqlalchemy import event, true

import hub.store
from hub.jobs.worker import work_once
from hub.services.retention.sweep_vault import sweep_vault
from hub.services.submissions.held_submission import HeldSubmission
from hub.services.submissions.receive_submission import KEY_LASTS, SILENCE
from hub.vault.inbox import PIECE
from hub.vault.sealed_stream import SealedWriter
from policies.lifecycle.submission import STEPS
from tests.builders.houses import agreed
from tests.builders.machines import Machine
from tests.builders.uploads import CANARY, Watched, claims

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ADDRESS = "/api/v1/submissions"
ABSENT = "00000000-0000-7000-8000-00000000dead"
BOTH_SCOPES = "submission.read submission.write"
FILE = claims(4)


@pytest.fixture
def sender(home, browser):
    agreed(home, "payer-a", tolerance=0.5)
    return _Sender(home, browser, "payer-a")


@ON_SQLITE
def test_a_file_is_received_followed_and_receipted(home, sender):
    answer = sender.hands_in(FILE)
    place = answer.headers["Location"]

    assert (answer.status_code, answer.get_json()["state"]) == (202, "received")
    work_once(home, name="worker-1")
    told = sender.asks(place)
    assert (told["state"], told["tables"]) == (
        "accepted",
        [{"table": "claim", "kept": 4, "left_out": 0}],
    )
    assert told["receipt"]["receipt"]["sha256"] == answer.get_json()["sha256"]


def test_the_same_key_and_file_are_one_submission(home, sender):
    first, second = sender.hands_in(FILE), sender.hands_in(FILE)
    work_once(home, name="worker-1")
    third = sender.hands_in(FILE)

    assert {each.status_code for each in (first, second, third)} == {202}
    assert len({each.get_json()["id"] for each in (first, second, third)}) == 1
    assert third.get_json()["state"] == "accepted"
    assert len(sender.asks(ADDRESS)["submissions"]) == 1


OTHERWISE = {
    "another file": (claims(5), {}),
    "the same file, cut": (FILE[:-1], {}),
    "the same file, to be tried": (FILE, {"Hub-Dry-Run": "true"}),
    "the same file, in another format": (FILE, {"Hub-Format": "csv"}),
}


@ON_SQLITE
@pytest.mark.parametrize(("body", "headers"), OTHERWISE.values(), ids=OTHERWISE)
def test_a_key_that_was_used_for_something_else_is_refused(sender, body, headers):
    sender.hands_in(FILE)
    answer = sender.hands_in(body, **headers)

    assert (answer.status_code, answer.get_json()["type"]) == (422, "key-used-otherwise")
    assert len(sender.asks(ADDRESS)["submissions"]) == 1


KEYS = {
    "none": (None, 400),
    "empty": ("", 400),
    "of spaces": ("   ", 400),
    "a bare word": ("file-1", 202),
    "quoted, as RFC 8941 writes strings": ('"file 1"', 202),
    "quoted, with an escaped quote": ('"file \\"1\\""', 202),
    "a quote that is not closed": ('"file-1', 400),
    "nothing in the quotes": ('""', 400),
    "255 letters": ("k" * 255, 202),
    "256 letters": ("k" * 256, 400),
}


@ON_SQLITE
@pytest.mark.parametrize(("key", "status"), KEYS.values(), ids=KEYS)
def test_a_request_needs_a_key(sender, key, status):
    body = Watched(FILE)
    answer = sender.hands_in(body, key=key)

    assert answer.status_code == status
    assert answer.content_type == ("application/json" if status == 202 else PROBLEM)
    assert bool(body.asked) == (status == 202)


@ON_SQLITE
def test_a_quoted_key_is_the_same_as_without_quotes(sender):
    answers = [sender.hands_in(FILE, key=key) for key in ("file-1", '"file-1"')]

    assert len({each.get_json()["id"] for each in answers}) == 1


def test_while_the_first_request_runs_the_second_is_told_to_wait(sender):
    during = []
    body = Watched(FILE, during=lambda: during.append(sender.hands_in(FILE)))
    first = sender.hands_in(body)

    assert (during[0].status_code, during[0].get_json()["type"]) == (409, "still-receiving")
    assert first.status_code == 202
    assert len(sender.asks(ADDRESS)["submissions"]) == 1


HEADERS = {
    "a format that there is not": ({"Hub-Format": "morse"}, 422),
    "an empty format": ({"Hub-Format": ""}, 422),
    "a format that there is": ({"Hub-Format": "csv"}, 202),
    "a trial that may have been meant": ({"Hub-Dry-Run": "yes"}, 422),
    "a trial in capitals": ({"Hub-Dry-Run": "TRUE"}, 202),
    "no trial": ({"Hub-Dry-Run": "false"}, 202),
}


@ON_SQLITE
@pytest.mark.parametrize(("headers", "status"), HEADERS.values(), ids=HEADERS)
def test_no_byte_is_read_where_a_header_says_what_it_cannot(sender, headers, status):
    body = Watched(FILE)
    answer = sender.hands_in(body, **headers)

    assert answer.status_code == status
    assert bool(body.asked) == (status == 202)


def test_a_key_of_one_participant_is_nothing_to_another(home, browser, sender):
    agreed(home, "payer-b", tolerance=0.5)
    other = _Sender(home, browser, "payer-b")
    answers = [each.hands_in(claims(n + 1)) for n, each in enumerate((sender, other))]

    assert [each.status_code for each in answers] == [202, 202]
    assert len({each.get_json()["id"] for each in answers}) == 2


@ON_SQLITE
def test_a_key_is_forgotten_after_the_days_that_are_published(home, app, sender):
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    told = document["paths"][ADDRESS]["post"]["parameters"]
    words = next(each["description"] for each in told if each["name"] == "Idempotency-Key")
    sender.hands_in(FILE)

    assert f"for {KEY_LASTS.days} days" in words
    home.clock.forward(days=KEY_LASTS.days, seconds=-1)
    assert sender.hands_in(claims(5)).status_code == 422
    home.clock.forward(seconds=1)
    assert sender.hands_in(claims(5)).status_code == 202


def test_an_upload_whose_process_died_begins_anew_under_its_key(home, sender):
    """The first one is silent in the middle, as after a kill; what it says later is refused."""
    during = []

    def retry():
        home.clock.forward(seconds=SILENCE.total_seconds() - 1)
        during.append(sender.hands_in(FILE))
        home.clock.forward(seconds=1)
        during.append(sender.hands_in(FILE))

    first = sender.hands_in(Watched(FILE, during=retry))

    assert [each.status_code for each in during] == [409, 202]
    assert (first.status_code, first.get_json()["type"]) == (409, "abandoned")
    assert [each["state"] for each in sender.asks(ADDRESS)["submissions"]] == [
        "received",
        "abandoned",
    ]
    assert home.vault.storage.names("inbox") == [during[1].get_json()["id"]]
    work_once(home, name="worker-1")
    assert sender.asks(during[1].headers["Location"])["state"] == "accepted"


@ON_SQLITE
def test_an_upload_that_comes_slowly_is_not_given_up(home, sender):
    """Each piece comes just before the silence would be too long."""
    minute = SILENCE - timedelta(seconds=1)
    body = _Slow(claims(40_000), lambda: home.clock.forward(seconds=minute.total_seconds()))
    retried = []
    body.last = lambda: (sweep_vault(home), retried.append(sender.hands_in(FILE)))
    answer = sender.hands_in(body)

    assert len(body.asked) > 3
    assert retried[0].status_code == 409
    assert answer.status_code == 202


@ON_SQLITE
def test_an_upload_that_breaks_off_leaves_nothing_and_frees_its_key(home, sender):
    def break_off():
        raise OSError("the line is dead")

    broken = sender.hands_in(Watched(FILE, during=break_off))

    assert broken.status_code == 400
    assert home.vault.storage.names("inbox") == []
    assert list(home.vault.wrapped_keys.names()) == []
    assert sender.hands_in(FILE).status_code == 202


@ON_SQLITE
def test_a_full_disk_is_told_and_nothing_of_the_file_is_kept(home, sender, monkeypatch):
    def full(_writer, _content):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(SealedWriter, "write", full)
        answer = sender.hands_in(FILE)

    assert (answer.status_code, answer.content_type) == (507, PROBLEM)
    assert home.vault.storage.names("inbox") == []
    assert list(home.vault.wrapped_keys.names()) == []
    assert sender.hands_in(FILE).status_code == 202


CUT = {"cut to half": (FILE[: len(FILE) // 2], 400), "whole": (FILE, 202)}


@ON_SQLITE
@pytest.mark.parametrize(("came", "status"), CUT.values(), ids=CUT)
def test_a_body_that_is_shorter_than_was_told_is_not_received(home, sender, came, status):
    """The server says that the body has an end of its own, and then gives what came of it."""
    ended = {"wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(FILE))}
    answers = [
        sender.browser.post(
            ADDRESS,
            headers=sender.headers | {"Idempotency-Key": "k", "Content-Type": "text/csv"},
            environ_overrides=ended | {"wsgi.input": io.BytesIO(body)},
        )
        for body in (came, FILE)
    ]

    assert [each.status_code for each in answers] == [status, 202]
    assert answers[0].content_type == (PROBLEM if status == 400 else "application/json")
    assert len(home.vault.storage.names("inbox")) == 1


@ON_SQLITE
def test_a_body_whose_server_fails_on_it_is_not_received(home, sender):
    def fail():
        raise LookupError("a chunk that is none")

    assert sender.hands_in(Watched(FILE, during=fail)).status_code == 400
    assert home.vault.storage.names("inbox") == []


def _digest(body, name="sha256"):
    return b64encode(hashlib.new(name, body).digest()).decode()


WRONG = _digest(b"another file")
DIGESTS = {
    "the right one": (f"sha-256=:{_digest(FILE)}:", 202),
    "the right one, by another algorithm": (f"sha-512=:{_digest(FILE, 'sha512')}:", 202),
    "both, and one that nobody checks": (
        f"sha-256=:{_digest(FILE)}:, md5=:AAAA:,sha-512=:{_digest(FILE, 'sha512')}:",
        202,
    ),
    "another file's": (f"sha-256=:{WRONG}:", 400),
    "one right, one wrong": (f"sha-512=:{_digest(FILE, 'sha512')}:, sha-256=:{WRONG}:", 400),
    "cut": (f"sha-256=:{_digest(FILE[:-1])[:20]}:", 400),
    "only one that nobody checks": ("md5=:AAAA:", 400),
    "without its colons": (f"sha-256={_digest(FILE)}", 400),
    "no Base64": ("sha-256=:A:", 400),
    "empty": ("", 400),
}


@ON_SQLITE
@pytest.mark.parametrize(("told", "status"), DIGESTS.values(), ids=DIGESTS)
def test_a_body_that_is_not_what_its_digest_says_is_not_received(home, sender, told, status):
    answer = sender.hands_in(FILE, **{"Content-Digest": told})

    assert answer.status_code == status
    assert len(home.vault.storage.names("inbox")) == (status == 202)
    assert len(list(home.vault.wrapped_keys.names())) == (status == 202)
    if status == 400:
        assert answer.content_type == PROBLEM
        assert "Content-Digest" in answer.get_json()["title"]
        assert sender.hands_in(FILE).status_code == 202


@ON_SQLITE
def test_a_digest_is_asked_of_a_file_that_is_sent_again_too(sender):
    sender.hands_in(FILE)
    again = [
        sender.hands_in(FILE, **{"Content-Digest": f"sha-256=:{each}:"})
        for each in (_digest(FILE), WRONG)
    ]

    assert [each.status_code for each in again] == [202, 400]


SIZES = {
    "as long as it may be": (0, 202, True),
    "one byte more": (1, 413, True),
    "one byte more, its length not told": (1, 413, False),
    "much more, its length not told": (3 << 20, 413, False),
}


@ON_SQLITE
@pytest.mark.parametrize(("more", "status", "told"), SIZES.values(), ids=SIZES)
def test_a_file_has_the_size_that_the_agreement_allows(home, browser, more, status, told):
    bound = len(FILE)
    agreed(home, "payer-a", tolerance=0.5, size_bound=bound)
    sender = _Sender(home, browser, "payer-a")
    body = Watched(FILE + b"\n" * more)
    answer = sender.hands_in(body, length=bound + more if told else None)

    assert answer.status_code == status
    if status == 413:
        assert answer.content_type == PROBLEM
        assert f"{bound} bytes" in answer.get_json()["title"]
        assert home.vault.storage.names("inbox") == []
        assert list(home.vault.wrapped_keys.names()) == []
        assert sender.hands_in(FILE).status_code == 202


@ON_SQLITE
@pytest.mark.parametrize("address", ["/oauth/token", "/sign-in"])
def test_every_other_route_takes_little(app, address):
    answer = app.test_client().post(address, data={"login": "x" * (1 << 19)})

    assert answer.status_code == 413


BEFORE = {
    "nobody signed in": ({"Authorization": ""}, 401),
    "a token that is none": ({"Authorization": "Bearer x"}, 401),
    "no key": ({"Idempotency-Key": ""}, 400),
    "a form": ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
}


@ON_SQLITE
@pytest.mark.parametrize(("headers", "status"), BEFORE.values(), ids=BEFORE)
def test_no_byte_of_a_body_is_read_before_it_is_known_who_sends_what(sender, headers, status):
    body = Watched(FILE)

    assert sender.hands_in(body, **headers).status_code == status
    assert body.asked == []


@ON_SQLITE
@pytest.mark.parametrize("state", ["none", "unsigned", "suspended", "terminated", "expired"])
def test_no_byte_is_read_without_an_agreement_in_force(home, browser, state):
    _agreement_that_is(home, state)
    sender, body = _Sender(home, browser, "payer-a"), Watched(FILE)
    answer = sender.hands_in(body)

    assert (answer.status_code, answer.content_type) == (403, PROBLEM)
    assert body.asked == []
    assert sender.asks(ADDRESS)["submissions"] == []


@ON_SQLITE
def test_a_scope_that_reads_does_not_hand_in(home, browser):
    agreed(home, "payer-a")
    sender = _Sender(home, browser, "payer-a", scope="submission.read")
    body = Watched(FILE)

    assert sender.hands_in(body).status_code == 403
    assert body.asked == []


@ON_SQLITE
def test_a_body_is_read_in_pieces(sender):
    body = Watched(claims(40_000))

    assert sender.hands_in(body).status_code == 202
    assert len(body.asked) > 3
    assert max(body.asked) <= PIECE


@ON_SQLITE
def test_nothing_that_was_handed_in_is_ever_in_clear_on_the_disk(
    home, sender, tmp_path, monkeypatch
):
    """Looked for while the body comes, while it is taken in, and afterwards."""
    seen = []
    content = claims(20_000, note=CANARY)
    body = _Slow(content, lambda: seen.append(_in_clear(tmp_path)))
    answer = sender.hands_in(body)
    home.clock.forward(seconds=1)
    _while_taken_in(home, lambda: seen.append(_in_clear(tmp_path)), monkeypatch)
    seen.append(_in_clear(tmp_path))

    assert CANARY.encode() in content
    assert sender.asks(answer.headers["Location"])["state"] == "accepted"
    assert len(seen) > 8
    assert set(map(tuple, seen)) == {()}


@ON_SQLITE
def test_of_a_submission_that_is_refused_nothing_is_kept_but_its_faults(home, sender):
    answer = sender.hands_in(claims(3000, faulty=2500))
    work_once(home, name="worker-1")
    told = sender.asks(answer.headers["Location"])
    keys = [(each.submission, str(each.purpose)) for each in home.vault.wrapped_keys.names()]
    storage = home.vault.storage

    assert (told["state"], told["reason"]) == ("refused", "tolerance")
    assert keys == [(told["id"], "faults")]
    assert [storage.names(each) for each in ("inbox", "staging", "datasets")] == [[], [], []]


@ON_SQLITE
@pytest.mark.parametrize(("faulty", "state"), [(1400, "accepted"), (2500, "refused")])
def test_every_fault_can_be_fetched_and_the_receipt_holds_the_first(home, sender, faulty, state):
    answer = sender.hands_in(claims(3000, faulty=faulty))
    work_once(home, name="worker-1")
    place = answer.headers["Location"]
    told = sender.asks(place)
    as_csv = pl.read_csv(sender.fetches(f"{place}/faults", "text/csv"))
    as_parquet = pl.read_parquet(sender.fetches(f"{place}/faults", PARQUET))

    assert told["state"] == state
    assert sum(each["count"] for each in told["faults"]) == faulty
    assert len(told["receipt"]["receipt"]["first_faults"]) == 1000
    assert told["receipt"]["receipt"]["faults"] == faulty
    assert as_csv["position"].to_list() == list(range(1, faulty + 1))
    assert as_parquet.rows() == as_csv.rows()
    assert "2026-13-45" not in sender.fetches(f"{place}/faults", "text/csv").getvalue().decode()


@ON_SQLITE
def test_a_submission_without_faults_has_an_empty_list(home, sender):
    place = sender.hands_in(FILE).headers["Location"]
    work_once(home, name="worker-1")

    assert pl.read_csv(sender.fetches(f"{place}/faults", "text/csv")).height == 0
    assert pl.read_parquet(sender.fetches(f"{place}/faults", PARQUET)).height == 0
    refused = sender.browser.get(
        f"{place}/faults", headers=sender.headers | {"Accept": "image/png"}
    )
    assert refused.status_code == 406


@ON_SQLITE
def test_a_trial_keeps_nothing_but_its_faults(home, sender):
    answer = sender.hands_in(claims(30, faulty=3), **{"Hub-Dry-Run": "true"})
    work_once(home, name="worker-1")
    told = sender.asks(answer.headers["Location"])

    assert (told["state"], told["receipt"]["receipt"]["accepted"]) == ("tried", True)
    assert told["tables"] == [{"table": "claim", "kept": 27, "left_out": 3}]
    assert {str(each.purpose) for each in home.vault.wrapped_keys.names()} == {"faults"}
    assert home.vault.storage.names("datasets") == []
    faults = pl.read_csv(sender.fetches(f"{answer.headers['Location']}/faults", "text/csv"))
    assert faults.height == 3


def test_a_submission_is_withdrawn_once_and_nothing_of_it_is_left(home, sender):
    place = sender.hands_in(claims(30, faulty=3)).headers["Location"]
    work_once(home, name="worker-1")
    first, second = sender.withdraws(place), sender.withdraws(place)

    assert (first.status_code, first.get_json()["state"]) == (200, "withdrawn")
    assert (second.status_code, second.get_json()["type"]) == (409, "not-withdrawable")
    assert list(home.vault.wrapped_keys.names()) == []
    folders = ("inbox", "staging", "datasets", "faults")
    assert [home.vault.storage.names(each) for each in folders] == [[], [], [], []]
    faults = sender.browser.get(f"{place}/faults", headers=sender.headers)
    assert faults.status_code == 404


@ON_SQLITE
def test_what_waits_is_withdrawn_and_never_taken_in(home, sender):
    place = sender.hands_in(FILE).headers["Location"]

    assert sender.withdraws(place).status_code == 200
    assert not work_once(home, name="worker-1")
    assert list(home.vault.wrapped_keys.names()) == []


@ON_SQLITE
def test_what_a_worker_has_in_hand_is_not_withdrawn(home, sender, monkeypatch):
    place = sender.hands_in(FILE).headers["Location"]
    answers = {}

    def withdraw():
        answers[sender.asks(place)["state"]] = sender.withdraws(place).status_code

    _while_taken_in(home, withdraw, monkeypatch)

    assert answers == dict.fromkeys(STEPS, 409)
    assert sender.asks(place)["state"] == "accepted"


def test_a_replacement_comes_in_the_place_of_what_it_replaces(home, sender):
    first = sender.hands_in(FILE).get_json()["id"]
    work_once(home, name="worker-1")
    second = sender.hands_in(claims(5), key="second", **{"Hub-Replaces": first})

    assert sender.state_of(first) == "accepted"  # until the other is accepted
    work_once(home, name="worker-1")
    assert sender.state_of(first) == "replaced"
    assert sender.asks(second.headers["Location"])["replaces"] == first
    third = sender.hands_in(claims(6), key="third", **{"Hub-Replaces": first})
    assert (third.status_code, third.get_json()["type"]) == (422, "nothing-to-replace")


@ON_SQLITE
def test_of_two_replacements_of_one_submission_the_second_is_refused(home, sender):
    """Both were in order when they were handed in; together they would count twice."""
    first = sender.hands_in(FILE).get_json()["id"]
    work_once(home, name="worker-1")
    rivals = []
    for number in (1, 2):
        answer = sender.hands_in(claims(9), key=f"r{number}", **{"Hub-Replaces": first})
        rivals.append(answer.headers["Location"])
        home.clock.forward(seconds=1)
    while work_once(home, name="worker-1"):
        pass
    told = [sender.asks(each) for each in rivals]

    assert [each["state"] for each in told] == ["accepted", "refused"]
    assert told[1]["reason"] == "nothing-to-replace"
    assert [str(each.purpose) for each in home.vault.wrapped_keys.names()] == ["records"] * 2


def test_what_is_refused_is_replaced_by_nothing(home, sender):
    first = sender.hands_in(FILE).get_json()["id"]
    work_once(home, name="worker-1")
    sender.hands_in(claims(9, faulty=9), key="second", **{"Hub-Replaces": first})
    work_once(home, name="worker-1")

    assert sender.state_of(first) == "accepted"


def _requests(name):
    return {
        "reading": ("GET", f"{ADDRESS}/{name}", {}),
        "the faults": ("GET", f"{ADDRESS}/{name}/faults", {}),
        "withdrawing": ("DELETE", f"{ADDRESS}/{name}", {}),
        "replacing": ("POST", ADDRESS, {"Hub-Replaces": name}),
    }


@pytest.mark.parametrize("asked", list(_requests("")))
def test_what_is_anothers_is_answered_as_what_is_not_there(home, browser, sender, asked):
    """The same status, the same words, and the same statements: no watch tells them apart."""
    agreed(home, "payer-b", tolerance=0.5)
    theirs = _Sender(home, browser, "payer-b").hands_in(claims(9)).get_json()["id"]
    work_once(home, name="worker-1")
    answers, statements = [], []
    for number, name in enumerate((theirs, ABSENT)):
        method, address, headers = _requests(name)[asked]
        headers = sender.headers | headers | {"Idempotency-Key": f"key-{number}"}
        headers |= {"Content-Type": "text/csv"} if method == "POST" else {}
        with _Statements(home.engine) as seen:
            answers.append(browser.open(address, method=method, headers=headers, data=FILE))
        statements.append(seen)

    assert answers[0].status_code == (422 if asked == "replacing" else 404)
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].data == answers[1].data
    assert _without_id(answers[0]) == _without_id(answers[1])
    assert statements[0]
    assert statements[0] == statements[1]


@pytest.mark.postgresql
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("asked", list(_requests("")))
def test_the_wall_of_the_database_alone_hides_as_much(home, browser, sender, monkeypatch, asked):
    """The scoping of the service is switched off: what is left is row-level security."""
    agreed(home, "payer-b", tolerance=0.5)
    theirs = _Sender(home, browser, "payer-b").hands_in(claims(9)).get_json()["id"]
    work_once(home, name="worker-1")
    for found in iter_modules(hub.store.__path__):
        module = import_module(f"hub.store.{found.name}")
        for name, open_wall in OPEN_WALLS.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, open_wall)
    method, address, headers = _requests(theirs)[asked]
    headers = sender.headers | headers | {"Idempotency-Key": "k", "Content-Type": "text/csv"}
    answer = browser.open(address, method=method, headers=headers, data=FILE)

    assert answer.status_code == (422 if asked == "replacing" else 404)
    assert theirs not in sender.browser.get(ADDRESS, headers=sender.headers).text


OPEN_WALLS = {
    "visible": lambda _work, _table: true(),
    "check_walls": lambda _work, _statement: None,
    "check_owner": lambda _work, _table, _values: None,
}
PROBLEM = "application/problem+json"
PARQUET = "application/vnd.apache.parquet"


class _Sender:
    """A participant's machine that hands in files."""

    def __init__(self, home, browser, participant, *, scope=BOTH_SCOPES):
        self.browser = browser
        self.machine = Machine(home, participant)
        self.scope = scope

    @property
    def headers(self):
        return self.machine.bearer(self.browser, scope=self.scope)

    def hands_in(self, body, *, key="file-1", length=None, **headers):
        told = self.headers | {"Idempotency-Key": key, "Content-Type": "application/octet-stream"}
        told = {name: value for name, value in (told | headers).items() if value is not None}
        if isinstance(body, bytes):
            return self.browser.post(ADDRESS, headers=told, data=body)
        size = {"CONTENT_LENGTH": str(length)} if length else {"wsgi.input_terminated": True}
        return self.browser.post(
            ADDRESS, headers=told, environ_overrides=size | {"wsgi.input": body}
        )

    def withdraws(self, place):
        return self.browser.delete(place, headers=self.headers)

    def asks(self, place):
        return self.browser.get(place, headers=self.headers).get_json()

    def state_of(self, submission):
        return self.asks(f"{ADDRESS}/{submission}")["state"]

    def fetches(self, place, kind):
        answer = self.browser.get(place, headers=self.headers | {"Accept": kind})

        assert (answer.status_code, answer.content_type.split(";")[0]) == (200, kind)
        return io.BytesIO(answer.data)


class _Slow(Watched):
    """A body between whose pieces something happens each time, and something else at the end."""

    def __init__(self, content, between):
        super().__init__(content)
        self._between = between
        self.last = lambda: None

    def readinto(self, target):
        count = super().readinto(target)
        if count:
            self._between()
        else:
            last, self.last = self.last, lambda: None
            last()
        return count


class _Statements:
    """The statements that the database is asked meanwhile."""

    def __init__(self, engine):
        self._engine, self._seen = engine, []

    def __enter__(self):
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self._seen

    def __exit__(self, *_):
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_):
        self._seen.append(statement)


def _while_taken_in(home, look, monkeypatch):
    """Take in what waits, and look after every step."""
    step = HeldSubmission.step

    def stepped(held, name):
        step(held, name)
        look()

    monkeypatch.setattr(HeldSubmission, "step", stepped)
    work_once(home, name="worker-1")


def _in_clear(folder):
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]


def _agreement_that_is(home, state):
    from hub.services.agreements.draft_agreement import draft_agreement
    from hub.services.agreements.end_agreement import suspend_agreement, terminate_agreement
    from tests.builders.houses import terms

    if state == "none":
        return
    if state == "unsigned":
        with home.begin() as work:
            draft_agreement(work, by="c", title="Data use", terms=terms(home, "payer-a"))
        return
    today = home.clock().date()
    facts = agreed(home, "payer-a", expires=today + timedelta(days=1))
    with home.begin() as work:
        if state == "suspended":
            suspend_agreement(work, by="c", agreement=facts.stored.id)
        if state == "terminated":
            terminate_agreement(work, by="c", agreement=facts.stored.id, destroy_on=today)
    if state == "expired":
        home.clock.forward(days=2)


def _without_id(answer):
    return {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
