"""People, programs and wishes over the API: the same services and refusals as the pages."""

import pytest

from tests.builders.callers import session
from tests.builders.houses import agreed

# The services beneath are tested on both databases.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PEOPLE, PROGRAMS, WISHES = "/api/v1/people", "/api/v1/programs", "/api/v1/wishes"
WHO = {"login": "new@payer-a", "name": "A New Colleague", "roles": ["payer-engineer"]}
TOKEN = "CANARY-token-4711"
SAID = {"participant": "payer-a", "token": TOKEN, "kind": "restriction", "day": "2026-01-01"}


@pytest.fixture
def admin(app, home):
    return session(app, home, "ada", roles=("administrator",), participant="payer-a")


@pytest.fixture
def convener(app, home):
    return session(app, home, "kim", roles=("coordinator",))


@pytest.fixture
def privacy(app, home):
    agreed(home, "payer-a")
    return session(app, home, "pat", roles=("privacy-officer",))


def invited(admin, **changes):
    return admin.post(PEOPLE, WHO | changes)


def test_a_person_is_invited_by_an_address_that_is_told_once(admin, app):
    made = invited(admin)
    one = admin.get(f"{PEOPLE}/{made.get_json()['id']}").get_json()
    secret = made.get_json()["address"].rsplit("/", 1)[-1]

    assert made.status_code == 201
    assert (one["login"], one["roles"], one["invited"]) == (
        WHO["login"],
        ["payer-engineer"],
        True,
    )
    assert "address" not in one
    assert app.test_client().get(f"/welcome/{secret}").status_code == 200
    assert [each["login"] for each in admin.get(PEOPLE).get_json()["people"]] == [
        "ada",
        WHO["login"],
    ]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"roles": []}, 422),
        ({"roles": ["privacy-officer"]}, 422),
        ({"login": "ada"}, 409),
        ({"password": "given"}, 422),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(admin, changes, status):
    answer = invited(admin, **changes)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_roles_are_given_and_taken_and_a_person_is_let_in_no_more(admin):
    path = f"{PEOPLE}/{invited(admin).get_json()['id']}"

    given = admin.put(f"{path}/roles/signatory").get_json()["roles"]
    taken = admin.delete(f"{path}/roles/payer-engineer").get_json()["roles"]
    ended = admin.put(f"{path}/end")
    again = admin.put(f"{path}/end")

    assert (sorted(given), taken) == (["payer-engineer", "signatory"], ["signatory"])
    assert ended.get_json()["disabled_at"] is not None
    assert again.status_code == 409
    assert admin.delete(f"{path}/end").get_json()["disabled_at"] is None
    assert admin.post(f"{path}/invitation").status_code == 201


def test_nobody_changes_the_own_rights_or_sees_the_people_of_others(admin, app, home):
    own = next(each for each in admin.get(PEOPLE).get_json()["people"] if each["login"] == "ada")
    other = session(app, home, "bea", roles=("administrator",), participant="payer-b")

    assert admin.put(f"{PEOPLE}/{own['id']}/roles/signatory").status_code == 409
    assert other.get(f"{PEOPLE}/{own['id']}").status_code == 404
    assert other.put(f"{PEOPLE}/{own['id']}/end").status_code == 404


def test_the_latest_attestation_on_a_provider_holds(convener):
    said = {"participant": "payer-a", "provider": "1234567893", "since": "2026-01-01"}

    first = convener.post(PROGRAMS, said | {"standing": "no-program"})
    second = convener.post(PROGRAMS, said | {"standing": "program", "since": "2026-02-01"})
    [held] = convener.get(PROGRAMS).get_json()["programs"]

    assert (first.status_code, second.status_code) == (201, 201)
    assert (held["provider"], held["standing"]) == ("1234567893", "program")
    assert convener.post(PROGRAMS, said | {"standing": "perhaps"}).status_code == 422


def test_wishes_are_told_by_count_and_never_a_small_one(privacy):
    for number in range(11):
        opted = SAID | {"kind": "opt-out", "token": f"token-{number}"}
        assert privacy.post(WISHES, opted).status_code == 204
    assert privacy.post(WISHES, SAID | {"kind": "revocation"}).status_code == 204

    answer = privacy.get(WISHES)
    counts = {each["kind"]: each["count"] for each in answer.get_json()["wishes"]}

    assert counts == {"opt-out": 11, "revocation": None}
    assert TOKEN not in answer.text


def test_a_restriction_is_answered_and_ended(privacy):
    assert privacy.post(WISHES, SAID).status_code == 204
    [asked] = privacy.get(f"{WISHES}/restrictions").get_json()["restrictions"]
    path = f"{WISHES}/restrictions/{asked['id']}"

    agreed = privacy.put(f"{path}/answer", {"answer": "agreed"})
    again = privacy.put(f"{path}/answer", {"answer": "declined"})

    assert (agreed.get_json()["answer"], again.status_code) == ("agreed", 409)
    assert "person" not in asked
    assert privacy.put(f"{path}/end").get_json()["ended_at"] is not None
    assert privacy.get(f"{WISHES}/restrictions").get_json()["restrictions"] == []


def test_what_was_paid_in_full_must_be_agreed_to(privacy):
    privacy.post(WISHES, SAID | {"reason": "paid-in-full"})
    [asked] = privacy.get(f"{WISHES}/restrictions").get_json()["restrictions"]

    answer = privacy.put(f"{WISHES}/restrictions/{asked['id']}/answer", {"answer": "declined"})

    assert (answer.status_code, answer.get_json()["type"].rsplit("/")[-1]) == (409, "must-agree")


def test_a_scope_that_is_not_open_is_403(admin, convener, privacy):
    """Wishes are noted by the privacy officer, providers attested and people kept by others."""
    closed = [
        convener.post(WISHES, SAID),
        admin.get(WISHES),
        admin.post(PROGRAMS, {}),
        convener.get(PEOPLE),
        privacy.post(PROGRAMS, {}),
        privacy.get(PEOPLE),
    ]

    assert [answer.status_code for answer in closed] == [403] * len(closed)


def test_an_accounting_is_the_privacy_officers_to_ask_for(privacy, convener):
    asked = {"participant": "payer-a", "token": TOKEN, "asked_on": "2026-03-02"}
    path = "/api/v1/disclosures/accounting"

    told = privacy.post(path, asked)

    assert told.get_json() == {
        "participant": "payer-a",
        "since": "2023-03-02",
        "due": "2026-04-01",
        "untold": 0,
        "disclosures": [],
    }
    assert TOKEN not in told.text
    assert privacy.post(path, asked | {"participant": "nobody"}).status_code == 422
    assert convener.post(path, asked).status_code == 403
