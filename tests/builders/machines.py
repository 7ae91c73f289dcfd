"""Machines that sign in: a key pair, and assertions that it signed, sound or spoilt."""

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from hub.services.participants.register_client import MACHINE_SCOPES, register_client
from tests.builders.times import START

TOKEN_ENDPOINT = "http://hub.test/oauth/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EC = ECKey.generate_key("P-384", {"kid": "key-1"})
RSA = RSAKey.generate_key(2048, {"kid": "key-2"})


class Machine:
    """A client of a participant, and the private key with which it signs."""

    def __init__(self, house, participant, *, key=EC, scopes=MACHINE_SCOPES):
        self.house, self.key = house, key
        with house.begin() as work:
            self.client = register_client(
                work,
                by="coordinator",
                participant=participant,
                name="feed",
                jwk=public(key),
                scopes=scopes,
            )
        self.count = 0

    def assertion(self, *, key=None, header=None, **claims):
        self.count += 1
        now = int(self.house.clock().timestamp())
        told = {
            "iss": self.client.id,
            "sub": self.client.id,
            "aud": TOKEN_ENDPOINT,
            "exp": now + 240,
            "jti": f"{self.client.id}-{self.count}",
        } | claims
        return signed(key or self.key, told, header=header)

    def form(self, *, assertion=None, scope="submission.read", **fields):
        return {
            "grant_type": "client_credentials",
            "scope": scope,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
        } | fields

    def bearer(self, browser, *, scope="submission.read"):
        token = browser.post("/oauth/token", data=self.form(scope=scope)).get_json()
        return {"Authorization": f"Bearer {token['access_token']}"}


def public(key):
    return key.as_dict(private=False) | {"kid": key.kid}


def signed(key, claims, *, header=None):
    algorithm = "RS384" if isinstance(key, RSAKey) else "ES384"
    told = {"alg": algorithm, "typ": "JWT", "kid": key.kid} | (header or {})
    told = {name: value for name, value in told.items() if value is not None}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(told, kept, key, algorithms=[told["alg"]])


NOW = int(START.timestamp())
