"""People sign in by password and, where they set one, by a second factor."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from hub.platform.canonical import digest_of_text
from hub.platform.passwords import UnfitPassword
from hub.services.participants import sessions
from hub.services.participants.second_factors import (
    confirm_second_factor,
    drop_second_factor,
    offer_second_factor,
)
from hub.services.participants.sessions import Attempt
from hub.store import ledger, users
from hub.store.metadata import whole_metadata
from tests.builders.people import PASSWORD, SECRET, code_at, person

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def robin(home):
    return person(home, "robin@payer-a.test")


@pytest.fixture
def kim(home):
    return person(home, "kim@payer-a.test", second_factor=True)


def test_the_right_password_begins_a_session(home, robin):
    opened = _first(home)
    found = sessions.person_of(home, opened.secret)

    assert opened.attempt is Attempt.DONE
    assert (found.user, found.participant) == (robin.id, "payer-a")
    assert found.reach["submission.write"] == "own"


def test_a_name_is_the_same_in_large_letters(home, robin):
    assert _first(home, login=" Robin@Payer-A.test ").attempt is Attempt.DONE


REFUSALS = {
    "a wrong password": {"password": "wrong"},
    "an empty password": {"password": ""},
    "nobody of this name": {"login": "nobody@payer-a.test"},
    "a password too long to be one": {"password": PASSWORD + "x" * 5000},
}


@pytest.mark.parametrize("asked", REFUSALS.values(), ids=REFUSALS)
def test_every_refusal_is_the_same_and_is_told_once(home, robin, asked):
    opened = _first(home, **asked)

    assert (opened.attempt, opened.secret) == (Attempt.REFUSED, "")
    assert _told(home).count("sign-in-refused") == 1


def test_a_disabled_user_is_refused_as_nobody_is(home, robin):
    with home.begin() as work:
        users.disable(work, robin.id)
        work.tell("user-disabled", subject=robin.id)

    assert _first(home).attempt is Attempt.REFUSED
    assert _told(home).count("sign-in-refused") == 1


def test_every_refusal_verifies_one_password(home, robin, monkeypatch):
    """Equal time by design: whoever is refused, one hash was computed and one event written."""
    seen = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, *given: (seen.append(1), verify(self, *given))[1]
    )
    for asked in REFUSALS.values():
        seen.clear()
        _first(home, **asked)

        assert len(seen) == 1


def test_the_hash_of_nobody_costs_what_the_others_cost(home):
    made = home.passwords.hashed(PASSWORD).split("$")[:4]

    assert home.passwords._nobody.split("$")[:4] == made


def test_five_failures_lock_for_a_quarter_of_an_hour(home, robin, clock):
    for _ in range(5):
        _first(home, password="wrong")

    assert _first(home).attempt is Attempt.REFUSED

    clock.forward(minutes=14, seconds=59)
    assert _first(home).attempt is Attempt.REFUSED

    clock.forward(seconds=1)
    assert _first(home).attempt is Attempt.DONE


def test_one_failure_after_a_lock_locks_again(home, robin, clock):
    for _ in range(5):
        _first(home, password="wrong")
    clock.forward(minutes=15)
    _first(home, password="wrong")

    assert _first(home).attempt is Attempt.REFUSED


def test_a_lock_is_not_made_longer_by_those_who_knock(home, robin, clock):
    for _ in range(5):
        _first(home, password="wrong")
    clock.forward(minutes=10)
    _first(home, password="wrong")
    clock.forward(minutes=5)

    assert _first(home).attempt is Attempt.DONE


def test_success_forgets_the_failures(home, robin):
    for _ in range(3):
        for _ in range(4):
            _first(home, password="wrong")

        assert _first(home).attempt is Attempt.DONE


def test_an_old_hash_is_made_anew_at_todays_cost(home, robin):
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with home.begin() as work:
        users.set_password(work, robin.id, old)
        work.tell("password-set", subject=robin.id)
    _first(home)
    with home.look() as work:
        kept = users.one(work, robin.id).password

    assert kept != old
    assert not home.passwords.outdated(kept)
    assert _first(home).attempt is Attempt.DONE


@ON_SQLITE
@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 257])
def test_a_password_that_is_too_short_or_long_is_not_set(home, password):
    with pytest.raises(UnfitPassword):
        home.passwords.hashed(password)


def test_a_second_factor_is_asked_for_and_opens(home, kim, clock):
    opened = _first(home, login=kim.login)

    assert opened.attempt is Attempt.CODE_NEEDED
    assert sessions.person_of(home, opened.secret) is None

    done = sessions.second_factor(home, secret=opened.secret, code=code_at(clock()))

    assert done.attempt is Attempt.DONE
    assert done.secret != opened.secret
    assert sessions.person_of(home, done.secret).user == kim.id
    assert sessions.second_factor(home, secret=opened.secret, code="0").attempt is Attempt.REFUSED


CODES = {
    "of a minute ago": lambda clock: code_at(clock() - timedelta(minutes=1)),
    "of a minute ahead": lambda clock: code_at(clock() + timedelta(minutes=1)),
    "of another secret": lambda clock: f"{(int(code_at(clock())) + 1) % 1_000_000:06d}",
    "empty": lambda clock: "",
    "no number": lambda clock: "abcdef",
    "in other digits": lambda clock: "\u0661\u0662\u0663\u0664\u0665\u0666",
    "too long": lambda clock: code_at(clock()) + "0",
}


@ON_SQLITE
@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_no_other_code_opens(home, kim, clock, code):
    opened = _first(home, login=kim.login)
    found = sessions.second_factor(home, secret=opened.secret, code=code(clock))

    assert (found.attempt, found.secret) == (Attempt.REFUSED, "")


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_clock_may_be_one_step_off(home, kim, clock, seconds):
    opened = _first(home, login=kim.login)
    code = code_at(clock() + timedelta(seconds=seconds))

    assert sessions.second_factor(home, secret=opened.secret, code=code).attempt is Attempt.DONE


def test_a_code_serves_once(home, kim, clock):
    code = code_at(clock())
    first, second = _first(home, login=kim.login), _first(home, login=kim.login)

    assert sessions.second_factor(home, secret=first.secret, code=code).attempt is Attempt.DONE
    assert sessions.second_factor(home, secret=second.secret, code=code).attempt is Attempt.REFUSED


def test_wrong_codes_lock_as_wrong_passwords_do(home, kim, clock):
    opened = _first(home, login=kim.login)
    for _ in range(5):
        sessions.second_factor(home, secret=opened.secret, code="000000")
    found = sessions.second_factor(home, secret=opened.secret, code=code_at(clock()))

    assert found.attempt is Attempt.LOCKED


def test_a_second_factor_is_set_only_when_a_code_confirms_it(home, robin, monkeypatch, clock):
    monkeypatch.setattr(
        "hub.services.participants.second_factors.new_second_factor", lambda: SECRET
    )
    offer = offer_second_factor(home, robin.id)

    assert offer.address.startswith("otpauth://totp/")
    assert not confirm_second_factor(home, robin.id, sealed=offer.sealed, code="000000")
    assert _first(home).attempt is Attempt.DONE
    assert confirm_second_factor(home, robin.id, sealed=offer.sealed, code=code_at(clock()))
    assert _first(home).attempt is Attempt.CODE_NEEDED
    assert drop_second_factor(home, robin.id, by="coordinator")
    assert _first(home).attempt is Attempt.DONE


def test_an_offer_for_one_user_is_none_for_another(home, robin, kim, monkeypatch, clock):
    monkeypatch.setattr(
        "hub.services.participants.second_factors.new_second_factor", lambda: SECRET
    )
    offer = offer_second_factor(home, robin.id)

    assert not confirm_second_factor(home, kim.id, sealed=offer.sealed, code=code_at(clock()))
    assert not confirm_second_factor(home, robin.id, sealed="%%", code=code_at(clock()))


def test_a_session_that_is_idle_too_long_ends(home, robin, clock):
    secret = _first(home).secret
    clock.forward(minutes=29)
    assert sessions.person_of(home, secret) is not None

    clock.forward(minutes=29)
    assert sessions.person_of(home, secret) is not None

    clock.forward(minutes=30)
    assert sessions.person_of(home, secret) is None


def test_a_session_ends_after_its_hours_in_any_case(home, robin, clock):
    secret = _first(home).secret
    for _ in range(12 * 4 - 1):
        clock.forward(minutes=15)
        assert sessions.person_of(home, secret) is not None
    clock.forward(minutes=15)

    assert sessions.person_of(home, secret) is None


@pytest.mark.parametrize(("seconds", "lives"), [(60, True), (61, False)])
def test_a_clock_that_is_set_back_makes_no_session_longer(home, robin, clock, seconds, lives):
    secret = _first(home).secret
    clock.forward(seconds=-seconds)

    assert (sessions.person_of(home, secret) is not None) is lives


def test_signing_out_ends_the_session_in_the_hub(home, robin):
    secret = _first(home).secret
    sessions.sign_out(home, secret)

    assert sessions.person_of(home, secret) is None
    assert _told(home)[0] == "session-ended"


def test_a_user_who_is_disabled_is_out_at_once(home, robin):
    secret = _first(home).secret
    with home.begin() as work:
        users.disable(work, robin.id)
        work.tell("user-disabled", subject=robin.id)

    assert sessions.person_of(home, secret) is None


def test_a_role_that_is_taken_closes_its_scopes_at_once(home, robin):
    secret = _first(home).secret
    with home.begin() as work:
        users.take_role(work, robin, "payer-engineer")
        work.tell("role-taken", subject=robin.id, role="payer-engineer")

    assert sessions.person_of(home, secret).reach == {}


def test_the_widest_reach_of_the_roles_holds(home):
    both = person(home, "both@hub.test", roles=("payer-engineer", "coordinator"))
    found = sessions.person_of(home, _first(home, login=both.login).secret)

    assert found.reach["submission.read"] == "every"
    assert found.reach["submission.write"] == "own"


def test_no_table_holds_a_secret_in_clear(home, robin, kim, clock):
    opened = _first(home, login=kim.login)
    done = sessions.second_factor(home, secret=opened.secret, code=code_at(clock()))
    secrets = [PASSWORD, SECRET.decode(), opened.secret, done.secret]
    with home.engine.connect() as connection:
        _see_all(connection)
        for table in whole_metadata().sorted_tables:
            for row in connection.execute(table.select()):
                assert not any(secret in _text(value) for value in row for secret in secrets)
        assert digest_of_text(done.secret) in {
            row.id for row in connection.execute(whole_metadata().tables["sessions"].select())
        }


def test_no_event_of_the_sign_in_names_a_person(home, robin):
    _first(home)
    _first(home, password="wrong")
    with home.look() as work:
        told = ledger.latest(work, at_most=20)

    assert "robin" not in repr([[getattr(e, n) for n in e.__slots__] for e in told]).lower()


def test_the_token_of_a_form_is_that_of_one_session(home, robin):
    one, other = _first(home).secret, _first(home).secret

    assert sessions.csrf_holds(one, sessions.csrf_token(one))
    assert not sessions.csrf_holds(one, sessions.csrf_token(other))
    assert not sessions.csrf_holds(one, "")
    assert not sessions.csrf_holds(one, "\u00e9")
    assert not sessions.csrf_holds("", sessions.csrf_token(""))


def test_nobody_signs_in_as_another_outside_the_demonstration(home, robin):
    assert sessions.begin_as(home, robin.login).attempt is Attempt.REFUSED


def _first(home, *, login="robin@payer-a.test", password=PASSWORD):
    return sessions.first_factor(home, login=login, password=password)


def _told(home):
    with home.look() as work:
        return [event.name for event in ledger.latest(work, at_most=50)]


def _see_all(connection):
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("select set_config('hub.participant', '*', true)")


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
