"""A second factor is offered to a user, and set once a code shows that the telephone has it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from hub.platform.sealed import Unopenable, seal, unseal
from hub.platform.second_factor import enrolment_uri, new_second_factor, shown, step_of
from hub.services.house import House
from hub.store import users
from schemas.record import record

ISSUER = "RESET hub"


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
    return Offer(
        address=enrolment_uri(secret, account=found.login if found else user, issuer=ISSUER),
        letters=shown(secret),
        sealed=urlsafe_b64encode(sealed).decode(),
    )


def confirm_second_factor(house: House, user: str, *, sealed: str, code: str) -> bool:
    """Set the second factor if the code is the offered secret's; tell whether it was."""
    try:
        kept = urlsafe_b64decode(sealed)
        secret = unseal(house.secrets_key, kept, belongs_to=user)
    except (ValueError, Unopenable):
        return False
    with house.begin() as work:
        found = users.one(work, user)
        if found is None or step_of(secret, code, now=work.now, after=0) is None:
            return False
        users.set_second_factor(work, user, kept)
        work.tell("second-factor-set", actor=user, subject=user, participant=found.participant)
    return True


def drop_second_factor(house: House, user: str, *, by: str) -> bool:
    """Take the second factor from a user who lost it; tell whether there was one."""
    with house.begin() as work:
        found = users.one(work, user)
        if found is None or found.second_factor is None:
            return False
        users.set_second_factor(work, user, None)
        work.tell("second-factor-dropped", actor=by, subject=user, participant=found.participant)
    return True
