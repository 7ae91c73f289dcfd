"""People who call the API with the session of their browser and the token of its forms."""

from hub.services.participants import sessions
from tests.builders.people import PASSWORD, person


class Session:
    """Somebody's session: each request carries the cookie, each change the token."""

    def __init__(self, app, house, login):
        self.client = app.test_client()
        secret = sessions.first_factor(house, login=login, password=PASSWORD).secret
        self.client.set_cookie(sessions.cookie_name(house), secret)
        self.headers = {"X-CSRF-Token": sessions.csrf_token(secret)}

    def ask(self, method, path, *, headers=None, **given):
        return self.client.open(
            path, method=method, headers=self.headers | (headers or {}), **given
        )

    def get(self, path, **given):
        return self.ask("GET", path, **given)

    def post(self, path, document=None, **given):
        return self.ask("POST", path, json=document, **given)

    def put(self, path, document=None, **given):
        return self.ask("PUT", path, json=document, **given)

    def delete(self, path, **given):
        return self.ask("DELETE", path, **given)


def session(app, house, login, *, roles, participant="hub"):
    """Return the session of a new person with these roles."""
    person(house, login, participant=participant, roles=roles)
    return Session(app, house, login)
