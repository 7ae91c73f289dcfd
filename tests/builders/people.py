"""People who sign in: a user with a password and roles, and codes of a second factor."""

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from hub.platform.sealed import seal
from hub.store import users
from hub.store.users import User

PASSWORD = "correct horse battery staple"
SECRET = b"12345678901234567890"  # RFC 6238, appendix B


def person(house, login, *, participant="payer-a", roles=("payer-engineer",), second_factor=False):
    with house.begin() as work:
        user = User(
            id=work.new_id(),
            participant=participant,
            login=login,
            name="Robin Example",
            added_at=work.now,
            password=house.passwords.hashed(PASSWORD),
        )
        users.add(work, user, roles=roles)
        if second_factor:
            sealed = seal(house.secrets_key, SECRET, belongs_to=user.id)
            users.set_second_factor(work, user.id, sealed)
        work.tell("user-added", subject=user.id)
    return user


def code_at(instant):
    return TOTP(SECRET, 6, SHA1(), 30).generate(int(instant.timestamp())).decode()
