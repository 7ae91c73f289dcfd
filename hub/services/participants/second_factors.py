"""A second factor is offered to a user, and set once a code shows that the telephone has it."""

from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode

from hub.platform.ids import random_bytes
from hub.platform.sealed import Unopenable, seal, unseal
from hub.platform.second_factor import enrolment_uri, new_second_factor, shown, step_of
from hub.services.house import House
from hub.store import recovery_codes, users
from hub.store.users import User
from hub.store.work import Work
from schemas.record import record

ISSUER = "RESET hub"
CODES, CODE_BYTES, GROUP = 10, 10, 4


@record
class Offer:
    """A secret for an authenticator: as address, in letters, and sealed for the answer's form."""

    address: str
    letters: str
    sealed: str


def offer_second_factor(house: House, user: str) -> Offer:
    """Make a secret for a user; nothing is kept until a code confirms it."""
    with house.look() as work:
        found = users.one(work, user)
    secret = new_second_factor()
    sealed = seal(house.secrets_key, secret, belongs_to=user)
    return _offer(secret, urlsafe_b64encode(sealed).decode(), found.login if found else user)


def same_offer(house: House, user: str, sealed: str) -> Offer:
    """Return the offer of a form once more, after a wrong code; a new one where it is none."""
    with house.look() as work:
        found = users.one(work, user)
    secret = _opened(house, user, sealed)
    if secret is None:
        return offer_second_factor(house, user)
    return _offer(secret, sealed, found.login if found else user)


def confirm_second_factor(house: House, user: str, *, sealed: str, code: str) -> bool:
    """Set the second factor if the code is the offered secret's; tell whether it was."""
    secret = _opened(house, user, sealed)
    if secret is None:
        return False
    with house.begin() as work:
        found = users.one(work, user)
        step = step_of(secret, code, now=work.now, after=0)
        if found is None or step is None:
            return False
        users.set_second_factor(work, user, urlsafe_b64decode(sealed))
        work.tell("second-factor-set", actor=user, subject=user, participant=found.participant)
    return True


def new_recovery_codes(house: House, user: str) -> tuple[str, ...]:
    """Make recovery codes in the place of all earlier ones; they are shown this once."""
    codes = tuple(_code() for _ in range(CODES))
    with house.begin() as work:
        found = users.one(work, user)
        if found is None or found.second_factor is None:
            return ()
        recovery_codes.replace(work, found, [_plain(code) for code in codes])
        work.tell("recovery-codes-made", actor=user, subject=user, participant=found.participant)
    return codes


def use_recovery_code(work: Work, user: User, code: str) -> bool:
    """Use a recovery code up, and tell it; False where it is none of this user's."""
    if not recovery_codes.use(work, user.id, _plain(code)):
        return False
    work.tell("recovery-code-used", actor=user.id, subject=user.id, participant=user.participant)
    return True


def drop_second_factor(house: House, user: str, *, by: str) -> bool:
    """Take the second factor and its recovery codes away; tell whether there was one."""
    with house.begin() as work:
        found = users.one(work, user)
        if found is None or found.second_factor is None:
            return False
        users.set_second_factor(work, user, None)
        recovery_codes.replace(work, found, ())
        work.tell("second-factor-dropped", actor=by, subject=user, participant=found.participant)
    return True


def code_holds(house: House, user: User, code: str) -> bool:
    """Take a code of the second factor for an act beside the sign-in; each code serves once."""
    if user.second_factor is None:
        return False
    secret = unseal(house.secrets_key, user.second_factor, belongs_to=user.id)
    with house.begin() as work:
        now_known = users.one(work, user.id)
        after = now_known.second_factor_step if now_known else 0
        step = step_of(secret, code, now=work.now, after=after)
        if now_known is not None and step is not None:
            users.note_success(work, now_known, step=step)
    return step is not None


def _offer(secret: bytes, sealed: str, login: str) -> Offer:
    return Offer(
        address=enrolment_uri(secret, account=login, issuer=ISSUER),
        letters=shown(secret),
        sealed=sealed,
    )


def _opened(house: House, user: str, sealed: str) -> bytes | None:
    try:
        return unseal(house.secrets_key, urlsafe_b64decode(sealed), belongs_to=user)
    except (ValueError, Unopenable):
        return None


def _code() -> str:
    letters = b32encode(random_bytes(CODE_BYTES)).decode().lower()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())
