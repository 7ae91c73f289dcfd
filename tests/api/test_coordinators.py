"""The API does what the coordinator's pages do: the same services, the same refusals."""

import io

import pytest

from hub.jobs.worker import work_once
from hub.services.agreements.facts import agreement_facts
from hub.services.participants.register_client import CONVENER_SCOPES
from hub.services.releases.release_lease import claim_release, fail_release
from hub.services.releases.why_failed import WORDS
from hub.services.submissions.receive_submission import Handover, receive_submission
from tests.builders.callers import session
from tests.builders.houses import agreed
from tests.builders.machines import EC, RSA, Machine, public
from tests.builders.uploads import claims

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
AGREEMENTS, CLIENTS = "/api/v1/agreements", "/api/v1/clients"
PROBLEM = "application/problem+json"


@pytest.fixture
def convener(app, home):
    return session(app, home, "kim", roles=("coordinator",))


@pytest.fixture
def privacy(app, home):
    return session(app, home, "pat", roles=("privacy-officer",))


@pytest.fixture
def admin(app, home):
    return session(app, home, "ada", roles=("administrator",), participant="payer-a")


def terms(**changes):
    return {
        "parties": {"payer-a": "contributor", "hub": "recipient"},
        "capacities": ["covered-entity"],
        "purposes": ["HQUALIMP"],
        "data_classes": ["claims"],
        "basis": "limited_data_set",
        "linkage": "keyed",
        "recipients": ["hub"],
        "effective": "2026-01-01",
        "expires": "2026-12-31",
    } | changes


def drafted(convener, **changes):
    answer = convener.post(AGREEMENTS, {"title": "Data use", "terms": terms(**changes)})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_an_agreement_is_drafted_read_and_found_in_the_list(convener):
    made = drafted(convener)
    read = convener.get(f"{AGREEMENTS}/{made['id']}").get_json()
    listed = convener.get(AGREEMENTS).get_json()

    assert read == made
    assert (read["state"], read["instrument"]) == ("draft", "DUA")
    assert read["parties"] == [
        {"participant": "hub", "part": "recipient", "signed": False},
        {"participant": "payer-a", "part": "contributor", "signed": False},
    ]
    assert [each["id"] for each in listed["agreements"]] == [made["id"]]
    text = convener.get(f"{AGREEMENTS}/{made['id']}/text")
    assert text.text == read["text"]
    assert text.headers["ETag"] == f'"{read["hash"]}"'


def test_an_amendment_needs_the_version_that_was_read(convener):
    made = drafted(convener)
    path = f"{AGREEMENTS}/{made['id']}"
    tag = convener.get(path).headers["ETag"]
    changed = terms(tolerance=0.05)
    without = convener.put(path, changed)
    stale = convener.put(path, changed, headers={"If-Match": '"another"'})
    done = convener.put(path, changed, headers={"If-Match": tag})
    again = convener.put(path, terms(), headers={"If-Match": tag})

    assert [a.status_code for a in (without, stale, done, again)] == [428, 412, 200, 412]
    assert without.content_type == stale.content_type == PROBLEM
    assert done.get_json()["version"] == 2


def test_what_was_not_changed_is_not_sent_again(convener):
    path = f"{AGREEMENTS}/{drafted(convener)['id']}"
    tag = convener.get(path).headers["ETag"]
    answer = convener.get(path, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.data) == (304, b"")


TERMS = {
    "no purpose": {"purposes": []},
    "a purpose that there is not": {"purposes": ["PROFIT"]},
    "identified records": {"basis": "identified"},
    "a party that takes no part": {"parties": {"payer-z": "contributor", "hub": "recipient"}},
    "two contributors": {"parties": {"payer-a": "contributor", "payer-b": "contributor"}},
    "one party": {"parties": {"payer-a": "contributor"}},
    "an end before the beginning": {"expires": "2025-12-31"},
    "a keyed token under Safe Harbor": {"basis": "safe_harbor"},
    "a column that there is not": {"columns": {"claim": ["social_security_number"]}},
    "a share above one": {"tolerance": 1.5},
    "a member that is not known": {"social_security_number": "123-45-6789"},
    "a certificate without its end": {"certificate": {"expert": "A", "method": "B", "risk": "C"}},
    "a paper signed elsewhere as if here": {"instrument": "expert-certificate"},
}


@ON_SQLITE
@pytest.mark.parametrize("changes", TERMS.values(), ids=TERMS)
def test_terms_are_refused_with(convener, changes):
    answer = convener.post(AGREEMENTS, {"title": "Data use", "terms": terms(**changes)})

    assert (answer.status_code, answer.content_type) == (422, PROBLEM)
    for value in ("PROFIT", "payer-z", "123-45-6789", "social_security_number"):
        assert value not in answer.text


def test_an_agreement_goes_through_its_acts(convener, privacy, home):
    facts = agreed(home, "payer-a")
    path = f"{AGREEMENTS}/{facts.stored.id}"
    told = [
        convener.put(f"{path}/suspension", {"reason": "audit"}),
        convener.put(f"{path}/suspension", {}),
        convener.delete(f"{path}/suspension"),
        convener.post(f"{path}/renewals", {"expires": "2028-01-01"}),
        privacy.put(f"{path}/legal-hold", {"reason": "litigation"}),
        privacy.delete(f"{path}/legal-hold"),
        convener.put(f"{path}/termination", {"destroy_on": "2026-05-01"}),
        convener.put(f"{path}/termination", {"destroy_on": "2026-05-01"}),
        convener.put(f"{path}/closure"),
        convener.get(path),
    ]

    statuses = [each.status_code for each in told]
    assert statuses == [200, 409, 200, 201, 200, 200, 200, 409, 200, 200]
    assert told[3].get_json()["pending"]["expires"] == "2028-01-01"
    assert told[4].get_json()["legal_hold"] == "litigation"
    assert told[-1].get_json()["state"] == "closed"


def test_a_signatory_signs_over_the_api_for_the_own_party_alone(app, convener, home):
    made = drafted(convener)
    demo = session(app, home, "sig", roles=("signatory",), participant="payer-a")
    path = f"{AGREEMENTS}/{made['id']}/signatures"
    asked = {"hash": made["hash"], "typed_name": "Robin Example"}
    refused = demo.post(path, asked)
    other = session(app, home, "sog", roles=("signatory",), participant="payer-b")

    assert refused.status_code == 409
    assert "second factor" in refused.get_json()["title"]
    assert other.post(path, asked).status_code == 404
    assert convener.post(path, asked).status_code == 403


def test_a_participant_reads_its_own_agreements_and_no_other(app, convener, home):
    mine, others = agreed(home, "payer-a"), agreed(home, "payer-b")
    member = session(app, home, "m", roles=("payer-engineer",), participant="payer-a")
    listed = member.get(AGREEMENTS).get_json()["agreements"]

    assert [each["id"] for each in listed] == [mine.stored.id]
    hidden = member.get(f"{AGREEMENTS}/{others.stored.id}")
    nothing = member.get(f"{AGREEMENTS}/00000000-0000-7000-8000-00000000ffff")
    assert (hidden.status_code, hidden.data) == (404, nothing.data)
    assert member.post(AGREEMENTS, {"title": "x", "terms": terms()}).status_code == 403


def test_a_list_comes_in_parts_and_each_is_bounded(convener, home):
    for _ in range(3):
        agreed(home, "payer-a")
    first = convener.get(f"{AGREEMENTS}?limit=2").get_json()
    second = convener.get(f"{AGREEMENTS}?limit=2&after={first['next']}").get_json()

    assert (len(first["agreements"]), len(second["agreements"]), second["next"]) == (2, 1, None)
    assert convener.get(f"{AGREEMENTS}?limit=201").status_code == 422
    assert convener.get(f"{AGREEMENTS}?limit=0").status_code == 422
    assert convener.get(f"{AGREEMENTS}?after=gone").get_json()["agreements"] == []


def test_a_participant_joins_is_read_and_leaves(convener):
    given = {"id": "elm", "name": "Elm Street", "kind": "practice", "capacity": "covered-entity"}
    path = "/api/v1/participants/elm"
    joined = convener.post("/api/v1/participants", given)
    again = convener.post("/api/v1/participants", given)
    read = convener.get(path)
    unconditional = convener.delete(path)
    left = convener.delete(path, headers={"If-Match": read.headers["ETag"]})

    statuses = [each.status_code for each in (joined, again, read, unconditional, left)]
    assert statuses == [201, 409, 200, 428, 204]
    assert read.get_json()["missing"] == ["No agreement is drafted."]
    assert convener.get(path).get_json()["left_at"]


PARTICIPANTS = {
    "an id that is a name": {"id": "Elm Street"},
    "a kind that there is not": {"kind": "hospital"},
    "a state of three letters": {"state": "ILL"},
    "a capacity that there is not": {"capacity": "friend"},
    "a name of two lines": {"name": "a\nb"},
}


@ON_SQLITE
@pytest.mark.parametrize("changes", PARTICIPANTS.values(), ids=PARTICIPANTS)
def test_a_participant_does_not_join_with(convener, changes):
    given = {"id": "elm", "name": "Elm", "kind": "practice", "capacity": "none"} | changes

    assert convener.post("/api/v1/participants", given).status_code == 422


def test_a_breach_is_entered_told_of_and_closed(convener, home):
    agreed(home, "payer-a")
    given = {
        "participant": "payer-a",
        "kind": "intrusion",
        "discovered_on": "2026-03-01",
        "persons": 3,
    }
    made = convener.post("/api/v1/breaches", given).get_json()
    path = f"/api/v1/breaches/{made['id']}"
    early = convener.put(f"{path}/closure")
    told = [
        convener.post(f"{path}/told", {"whom": whom, "on": "2026-03-02"})
        for whom in ("individuals", "secretary")
    ]
    closed = convener.put(f"{path}/closure")

    assert [each["by"] for each in made["duties"]] == ["2026-04-30", "2027-03-01"]
    assert early.status_code == 409
    assert [each.status_code for each in told] == [200, 200]
    assert closed.get_json()["closed_at"]
    assert len(convener.get("/api/v1/breaches").get_json()["breaches"]) == 1


def test_the_ledgers_are_read_in_parts(convener, privacy, home):
    for _ in range(3):
        agreed(home, "payer-a")
    first = convener.get("/api/v1/events?limit=2").get_json()
    second = convener.get(f"/api/v1/events?limit=2&after={first['next']}").get_json()

    assert first["events"][-1]["position"] == second["events"][0]["position"] + 1
    assert convener.get("/api/v1/events?after=elsewhere").get_json()["events"] == []
    assert convener.get("/api/v1/events?after=9" + "9" * 40).get_json()["events"] == []
    assert privacy.get("/api/v1/disclosures").get_json()["disclosures"] == []
    assert privacy.get("/api/v1/disclosures?participant=payer-z").status_code == 404


def test_releases_are_listed_and_not_proposed_from_nothing(convener):
    period = {"title": "Year", "first": "2026-01-01", "last": "2026-12-31"}

    assert convener.get("/api/v1/releases").get_json() == {"releases": [], "next": None}
    assert convener.post("/api/v1/releases", period).status_code == 409
    assert convener.post("/api/v1/releases", period | {"last": "2025-01-01"}).status_code == 422
    assert (
        convener.put(
            "/api/v1/releases/00000000-0000-7000-8000-0000000000aa/publication"
        ).status_code
        == 403
    )


def test_a_failed_release_says_why(convener, home):
    """Whatever made it fail: whoever asks need not read the log of the operator."""
    agreed(home, "payer-a", tolerance=0.5)
    receive_submission(
        home,
        participant="payer-a",
        actor="somebody",
        handover=Handover(key="one"),
        body=io.BytesIO(claims(4)),
    )
    work_once(home, name="worker-1")
    period = {"title": "Year", "first": "2026-01-01", "last": "2026-12-31"}
    path = f"/api/v1/releases/{convener.post('/api/v1/releases', period).get_json()['id']}"
    waiting = convener.get(path).get_json()
    fail_release(home, claim_release(home, worker="worker-1"), reason="worker-died")
    failed = convener.get(path).get_json()

    assert (waiting["state"], waiting["why"]) == ("frozen", None)
    assert (failed["state"], failed["why"]) == ("failed", WORDS["worker-died"])
    assert failed["first"] == waiting["first"] == "2026-01-01"


def registered(admin, **changes):
    given = {
        "name": "feed",
        "scopes": ["submission.read"],
        "jwks": {"keys": [public(EC)]},
    } | changes
    return admin.post(CLIENTS, given)


def test_a_machine_is_registered_rotates_its_keys_and_is_revoked(admin, browser, home):
    made = registered(admin).get_json()
    path = f"{CLIENTS}/{made['id']}"
    steps = [
        admin.delete(f"{path}/keys/key-1"),
        admin.post(f"{path}/keys", {"keys": [public(RSA)]}),
        admin.post(f"{path}/keys", {"keys": [public(RSA)]}),
        admin.delete(f"{path}/keys/key-1"),
        admin.delete(f"{path}/keys/key-1"),
        admin.delete(path),
        admin.delete(path),
    ]

    assert [each.status_code for each in steps] == [409, 201, 409, 204, 404, 204, 409]
    keys = admin.get(path).get_json()["keys"]
    assert {each["kid"]: bool(each["revoked_at"]) for each in keys} == {
        "key-1": True,
        "key-2": False,
    }


REGISTRATIONS = {
    "a scope of the convener": {"scopes": ["ledger.read"]},
    "no scope": {"scopes": []},
    "no key": {"jwks": {"keys": []}},
    "a private key": {"jwks": {"keys": [EC.as_dict(private=True) | {"kid": "k"}]}},
    "what is no key": {"jwks": {"keys": [{"kid": "k"}]}},
    "a key without a kid": {"jwks": {"keys": [EC.as_dict(private=False) | {"kid": ""}]}},
}


@ON_SQLITE
@pytest.mark.parametrize("changes", REGISTRATIONS.values(), ids=REGISTRATIONS)
def test_a_machine_is_not_registered_with(admin, changes):
    assert registered(admin, **changes).status_code == 422


def test_nobody_sees_or_revokes_the_machines_of_another(app, home, admin):
    other = session(app, home, "bob", roles=("administrator",), participant="payer-b")
    made = registered(admin).get_json()

    assert other.get(f"{CLIENTS}/{made['id']}").status_code == 404
    assert other.delete(f"{CLIENTS}/{made['id']}").status_code == 404
    assert other.get(CLIENTS).get_json() == {"clients": []}


def test_a_revoked_machine_fails_at_once_with_the_token_that_it_holds(admin, browser, home):
    machine = Machine(home, "payer-a")
    bearer = machine.bearer(browser)
    before = browser.get("/api/v1/submissions", headers=bearer).status_code
    admin.delete(f"{CLIENTS}/{machine.client.id}")

    assert before == 200
    assert browser.get("/api/v1/submissions", headers=bearer).status_code == 401
    assert browser.post("/oauth/token", data=machine.form()).status_code == 401


def test_a_machine_of_the_convener_reads_everybody_and_changes_nothing(home, browser):
    agreed(home, "payer-a")
    machine = Machine(home, "hub", scopes=CONVENER_SCOPES)
    bearer = machine.bearer(browser, scope=" ".join(CONVENER_SCOPES))

    assert len(browser.get(AGREEMENTS, headers=bearer).get_json()["agreements"]) == 1
    assert browser.get("/api/v1/participants", headers=bearer).status_code == 200
    assert browser.get("/api/v1/events", headers=bearer).status_code == 200
    changed = browser.post(AGREEMENTS, json={"title": "x", "terms": terms()}, headers=bearer)
    assert changed.status_code == 403


def test_the_same_scope_of_a_payers_machine_reads_its_own_alone(home, browser):
    agreed(home, "payer-a")
    agreed(home, "payer-b")
    bearer = Machine(home, "payer-a").bearer(browser, scope="agreement.read")

    assert len(browser.get(AGREEMENTS, headers=bearer).get_json()["agreements"]) == 1


def test_the_api_describes_each_of_its_views_with_its_problems(browser):
    document = browser.get("/api/v1/openapi.json").get_json()
    paths = {path for path in document["paths"] if path.startswith("/api/v1/")}
    amend = document["paths"][f"{AGREEMENTS}/{{id}}"]["put"]

    assert {"/api/v1/agreements", "/api/v1/participants", "/api/v1/disclosures"} <= paths
    assert {"403", "404", "409", "412", "422", "428"} <= set(amend["responses"])
    assert PROBLEM in amend["responses"]["409"]["content"]


def test_a_draft_over_the_api_is_the_same_as_one_of_the_pages(convener, home):
    made = drafted(convener)
    with home.look() as work:
        facts = agreement_facts(work, made["id"])

    assert facts.text.hash == made["hash"]
