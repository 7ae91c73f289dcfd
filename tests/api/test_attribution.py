"""The journey of a dispute over HTTP: asked, opened, heard, decided; each party by its own words."""

import pytest

from hub.services.disputes.watch_disputes import watch_disputes
from tests.builders.applications import application_of
from tests.builders.callers import session
from tests.builders.disputed import (
    DISPUTED,
    NORTH,
    PAYER,
    SOUTH,
    UNSENT,
    copied,
    published,
)

ROOT = "/api/v1/attribution"
ABSENT = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture
def home(disputed_network, tmp_path):
    made, _ = copied(disputed_network, tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def call(home):
    """The sessions of everybody concerned, by name."""
    app = application_of(home)
    return {
        "north": session(app, home, "nora", roles=("practice-member",), participant=NORTH),
        "south": session(app, home, "sofia", roles=("practice-member",), participant=SOUTH),
        "payer": session(app, home, "dana", roles=("payer-engineer",), participant=PAYER),
        "convener": session(app, home, "kim", roles=("coordinator",)),
        "privacy": session(app, home, "pat", roles=("privacy-officer",)),
    }


def opened(call):
    return call["north"].post(f"{ROOT}/disputes", {"token": DISPUTED, "says": "ours"})


def test_the_journey_of_a_dispute(call, home):
    asked = call["north"].post(f"{ROOT}/question", {"token": DISPUTED}).get_json()
    made = opened(call)
    path = f"{ROOT}/disputes/{made.get_json()['id']}"
    [hearing] = call["payer"].get(f"{ROOT}/hearings").get_json()["hearings"]
    answer = f"{ROOT}/hearings/{hearing['id']}/answer"
    reviewed = call["convener"].put(f"{path}/review").get_json()
    early = call["convener"].put(f"{path}/decision", {"outcome": "upheld"})
    answered = call["payer"].put(answer, {"answer": "yield"})
    decision = {"outcome": "here", "counts_from": "2025-01-01"}
    decided = call["convener"].put(f"{path}/decision", decision).get_json()
    home.clock.forward(seconds=1)
    published(home, "release-2")
    own = call["north"].get(path).get_json()
    now = call["north"].post(f"{ROOT}/question", {"token": DISPUTED}).get_json()

    assert (asked["where"], asked["first"], asked["last"]) == (
        "elsewhere",
        "2025-01-01",
        "2025-12-31",
    )
    assert asked["evidence"] == [
        {"kind": "visits", "days": 2, "first": "2025-03-01", "last": "2025-04-01"}
    ]
    assert (made.status_code, made.get_json()["state"], hearing["token"]) == (
        201,
        "opened",
        DISPUTED,
    )
    assert (early.status_code, early.get_json()["type"].rsplit("/")[-1]) == (409, "not-heard")
    assert answered.status_code == 204
    assert reviewed["heard"] == [{"participant": PAYER, "due": "2026-03-16", "answer": None}]
    assert (decided["state"], decided["token"]) == ("decided-here", None)
    assert (own["token"], own["counts_in"], own["heard"]) == (
        DISPUTED,
        "The release release-2",
        None,
    )
    assert now["where"] == "here"
    assert call["payer"].get(f"{ROOT}/hearings").get_json()["hearings"][0]["token"] is None


def test_what_is_anothers_looks_as_what_is_not_there(call):
    """A dispute to another practice, a hearing to another payer, a token to who never sent it."""
    dispute = opened(call).get_json()["id"]
    pairs = {
        "the dispute": [call["south"].get(f"{ROOT}/disputes/{name}") for name in (dispute, ABSENT)],
        "its withdrawal": [
            call["south"].put(f"{ROOT}/disputes/{name}/withdrawal") for name in (dispute, ABSENT)
        ],
        "a token": [
            call["north"].post(f"{ROOT}/question", {"token": token})
            for token in (UNSENT, "tok-nobody-has")
        ],
        "a dispute over it": [
            call["north"].post(f"{ROOT}/disputes", {"token": token, "says": "ours"})
            for token in (UNSENT, "tok-nobody-has")
        ],
    }

    for what, (theirs, nobodys) in pairs.items():
        assert (theirs.status_code, nobodys.status_code) == (404, 404), what
        assert theirs.data == nobodys.data, what
    assert call["south"].get(f"{ROOT}/disputes").get_json() == {"disputes": []}


def test_each_scope_is_open_to_its_party_alone(call):
    dispute = opened(call).get_json()["id"]
    closed = [
        call["payer"].post(f"{ROOT}/question", {"token": DISPUTED}),
        call["payer"].get(f"{ROOT}/disputes"),
        call["north"].get(f"{ROOT}/hearings"),
        call["north"].put(f"{ROOT}/disputes/{dispute}/review"),
        call["north"].put(f"{ROOT}/disputes/{dispute}/decision", {"outcome": "here"}),
        call["convener"].post(f"{ROOT}/question", {"token": DISPUTED}),
        call["convener"].put(f"{ROOT}/disputes/{dispute}/withdrawal"),
        call["convener"].get(f"{ROOT}/hearings"),
        call["privacy"].get(f"{ROOT}/disputes"),
    ]

    assert [answer.status_code for answer in closed] == [403] * len(closed)


def test_an_open_dispute_is_withdrawn_once_and_a_lapsed_one_not_at_all(call, home):
    path = f"{ROOT}/disputes/{opened(call).get_json()['id']}"
    assert call["north"].put(f"{path}/withdrawal").get_json()["state"] == "withdrawn"
    assert call["north"].put(f"{path}/withdrawal").status_code == 409

    again = f"{ROOT}/disputes/{opened(call).get_json()['id']}"
    home.clock.forward(days=46)
    watch_disputes(home)
    found = session_after(call, home)
    assert found.put(f"{again}/withdrawal").status_code == 409
    assert found.get(again).get_json()["state"] == "lapsed"


def session_after(call, home):
    """Days later everybody signs in anew."""
    return session(
        call["north"].client.application,
        home,
        "nils",
        roles=("practice-member",),
        participant=NORTH,
    )


def test_a_problem_repeats_no_token(call):
    answers = [
        call["north"].post(f"{ROOT}/question", {"token": "tok-nobody-has"}),
        call["north"].post(f"{ROOT}/question", {"token": "tok-nobody-has", "more": 1}),
        call["north"].post(f"{ROOT}/disputes", {"token": "tok-nobody-has", "says": "tok-nobody"}),
    ]

    assert {answer.content_type for answer in answers} == {"application/problem+json"}
    assert all("tok-" not in answer.text for answer in answers)
