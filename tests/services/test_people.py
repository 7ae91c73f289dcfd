"""People are invited, given roles, reset and let in no more, each within the own participant."""

from datetime import timedelta

import pytest

from hub.platform.canonical import digest_of_text
from hub.services.participants import sessions
from hub.services.participants.change_user import disable_user, enable_user, give_role, take_role
from hub.services.participants.invite_user import invite_administrator, invite_user, reset_user
from hub.services.participants.own_account import (
    accept_invitation,
    account_of,
    change_password,
    end_session,
    invited_user,
)
from hub.services.participants.second_factors import confirm_second_factor, new_recovery_codes
from hub.services.participants.sessions import Attempt
from hub.services.refusal import Refused
from hub.store import ledger, users
from hub.store.roles import kinds_of, shipped
from tests.builders.people import PASSWORD, code_at, person

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NEW = "another password, longer"


@pytest.fixture
def admin(home):
    return person(home, "admin@payer-a.test", roles=("administrator",))


@pytest.fixture
def robin(home):
    return person(home, "robin@payer-a.test")


def invited(home, *, login="new@payer-a.test", roles=("payer-engineer",), within="payer-a", **more):
    return invite_user(
        home,
        within=within,
        participant=more.pop("participant", "payer-a"),
        login=login,
        name=more.pop("name", "New Person"),
        roles_given=roles,
        by="administrator",
    )


def test_who_is_invited_sets_the_own_password_once(home):
    made = invited(home)

    assert first(home, "new@payer-a.test").attempt is Attempt.REFUSED
    accept_invitation(home, made.secret, password=NEW)
    assert first(home, "New@payer-a.test", NEW).attempt is Attempt.DONE
    with pytest.raises(Refused, match="serves no more"):
        accept_invitation(home, made.secret, password=NEW)


@pytest.mark.parametrize(
    ("later", "serves"), [(timedelta(days=3), False), (timedelta(days=3, seconds=-1), True)]
)
def test_an_invitation_lasts_three_days(home, clock, later, serves):
    made = invited(home)
    clock.forward(seconds=later.total_seconds())

    assert (invited_user(home, made.secret) is not None) is serves


REFUSALS = {
    "a role of the convener": ({"roles": ("coordinator",)}, "cannot have it"),
    "a role that there is not": ({"roles": ("emperor",)}, "cannot have it"),
    "a role of another kind of participant": ({"roles": ("purchaser-member",)}, "cannot have it"),
    "no role": ({"roles": ()}, "at least one role"),
    "a login that is taken": ({"login": "ROBIN@payer-a.test "}, "cannot be had"),
    "a login of another participant": ({"login": "sam@payer-b.test"}, "cannot be had"),
    "an empty name": ({"name": " "}, "in one line"),
    "a name of two lines": ({"name": "a\nb"}, "in one line"),
    "nobody's participant": (
        {"participant": "payer-z", "within": "payer-z"},
        "no such participant",
    ),
}


@ON_SQLITE
@pytest.mark.parametrize(("asked", "why"), REFUSALS.values(), ids=REFUSALS)
def test_an_invitation_is_refused(home, robin, asked, why):
    person(home, "sam@payer-b.test", participant="payer-b")

    with pytest.raises(Refused, match=why):
        invited(home, **asked)


def test_a_coordinator_invites_the_first_administrator_and_nobody_else(home):
    made = invite_administrator(
        home, participant="payer-b", login="first@payer-b.test", name="First", by="coordinator"
    )
    with home.look() as work:
        assert users.roles_of(work, made.user.id) == ("administrator",)
        assert users.one(work, made.user.id).participant == "payer-b"


ACTS = {
    "give a role": lambda home, user, **who: give_role(home, user, "signatory", **who),
    "take a role": lambda home, user, **who: take_role(home, user, "payer-engineer", **who),
    "disable": disable_user,
    "reset": reset_user,
}


@ON_SQLITE
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_administrator_reaches_nobody_of_another_participant(home, robin, act):
    with pytest.raises(Refused) as refused:
        act(home, robin.id, within="payer-b", by="somebody")

    assert refused.value.status == 404


@ON_SQLITE
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nobody_does_it_to_the_own_account(home, robin, act):
    with pytest.raises(Refused) as refused:
        act(home, robin.id, within="payer-a", by=robin.id)

    assert refused.value.status == 409


def test_roles_open_and_close_at_once_and_are_told(home, admin, robin):
    secret = first(home, robin.login).secret
    give_role(home, robin.id, "signatory", within="payer-a", by=admin.id)
    assert "agreement.sign" in sessions.person_of(home, secret).reach

    take_role(home, robin.id, "signatory", within="payer-a", by=admin.id)
    assert "agreement.sign" not in sessions.person_of(home, secret).reach
    with home.look() as work:
        told = [(each.name, each.actor) for each in ledger.of_subject(work, robin.id)]
    assert told[-2:] == [("role-given", admin.id), ("role-taken", admin.id)]


def test_a_disabled_person_is_out_until_let_in_again(home, admin, robin):
    secret = first(home, robin.login).secret
    disable_user(home, robin.id, within="payer-a", by=admin.id)
    assert sessions.person_of(home, secret) is None
    assert first(home, robin.login).attempt is Attempt.REFUSED

    enable_user(home, robin.id, within="payer-a", by=admin.id)
    assert sessions.person_of(home, secret) is None
    assert first(home, robin.login).attempt is Attempt.DONE


def test_a_reset_takes_password_factor_codes_and_sessions(home, admin, clock):
    kim = person(home, "kim@payer-a.test", second_factor=True)
    codes = new_recovery_codes(home, kim.id)
    half = first(home, kim.login).secret
    secret = sessions.second_factor(home, secret=half, code=code_at(clock())).secret
    made = reset_user(home, kim.id, within="payer-a", by=admin.id)

    assert sessions.person_of(home, secret) is None
    assert first(home, kim.login).attempt is Attempt.REFUSED
    accept_invitation(home, made.secret, password=NEW)
    opened = first(home, kim.login, NEW)
    assert opened.attempt is Attempt.DONE
    assert (
        sessions.second_factor(home, secret=opened.secret, code=codes[0]).attempt is Attempt.REFUSED
    )


def test_a_second_invitation_ends_the_first(home, admin):
    made = invited(home)
    again = reset_user(home, made.user.id, within="payer-a", by=admin.id)

    assert invited_user(home, made.secret) is None
    assert invited_user(home, again.secret).id == made.user.id


def test_a_recovery_code_opens_once_however_it_is_typed(home, clock):
    kim = person(home, "kim@payer-a.test", second_factor=True)
    code = new_recovery_codes(home, kim.id)[3]
    half, other = first(home, kim.login).secret, first(home, kim.login).secret

    typed = code.upper().replace("-", " ")
    assert sessions.second_factor(home, secret=half, code=typed).attempt is Attempt.DONE
    assert sessions.second_factor(home, secret=other, code=code).attempt is Attempt.REFUSED
    assert account_of(home, kim.id, current="").codes_left == 9


def test_the_recovery_code_of_one_opens_nothing_of_another(home):
    kim = person(home, "kim@payer-a.test", second_factor=True)
    lou = person(home, "lou@payer-a.test", second_factor=True)
    code = new_recovery_codes(home, lou.id)[0]
    half = first(home, kim.login).secret

    assert sessions.second_factor(home, secret=half, code=code).attempt is Attempt.REFUSED


def test_wrong_recovery_codes_lock_as_wrong_passwords_do(home, clock):
    kim = person(home, "kim@payer-a.test", second_factor=True)
    code = new_recovery_codes(home, kim.id)[0]
    half = first(home, kim.login).secret
    for _ in range(5):
        sessions.second_factor(home, secret=half, code="aaaa-bbbb-cccc-dddd")

    assert sessions.second_factor(home, secret=half, code=code).attempt is Attempt.LOCKED


def test_there_are_no_recovery_codes_without_a_second_factor(home, robin):
    assert new_recovery_codes(home, robin.id) == ()
    assert not confirm_second_factor(home, robin.id, sealed="", code="000000")


def test_a_changed_password_ends_every_other_session(home, robin):
    mine, other = first(home, robin.login).secret, first(home, robin.login).secret
    current = account_of(home, robin.id, current="").sessions
    keep = next(each.id for each in current if each.id == _id(mine))
    change_password(home, robin.id, old=PASSWORD, new=NEW, current=keep)

    assert sessions.person_of(home, mine) is not None
    assert sessions.person_of(home, other) is None
    assert first(home, robin.login).attempt is Attempt.REFUSED
    assert first(home, robin.login, NEW).attempt is Attempt.DONE


def test_the_old_password_cannot_be_tried_out_on_the_account_page(home, robin):
    for _ in range(5):
        with pytest.raises(Refused, match="not your password"):
            change_password(home, robin.id, old="wrong", new=NEW, current="")

    with pytest.raises(Refused, match="not your password"):
        change_password(home, robin.id, old=PASSWORD, new=NEW, current="")


def test_a_session_is_ended_by_its_own_person_alone(home, admin, robin):
    secret = first(home, robin.login).secret
    with pytest.raises(Refused, match="no such session"):
        end_session(home, admin.id, _id(secret))
    end_session(home, robin.id, _id(secret))

    assert sessions.person_of(home, secret) is None


def test_a_role_that_reaches_every_participant_is_the_conveners_alone():
    wide = {role.name for role in shipped()[0] if role.reach == "every"}

    assert {name for name, kinds in kinds_of().items() if kinds == {"convener"}} >= wide


def first(home, login, password=PASSWORD):
    return sessions.first_factor(home, login=login, password=password)


def _id(secret):

    return digest_of_text(secret)
