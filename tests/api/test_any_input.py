"""Whatever is sent, the API answers and the pages do: no input makes the hub fail."""

import json
import string

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from hub.api.access import PUBLIC
from hub.app import create_app
from hub.store.engine import open_engine
from tests.builders.callers import session
from tests.builders.houses import agreed, enrol, house
from tests.builders.machines import EC, public
from tests.builders.times import CountedIds, StoppedClock

pytestmark = pytest.mark.slow
METHODS = ("GET", "POST", "PUT", "DELETE")
ROLES = ("coordinator", "privacy-officer", "administrator", "signatory", "approver", "operator")
NOT_HERE = {"api-docs.openapi_json", "tokens.Tokens", "submissions.Submissions"}
NONE = "00000000-0000-7000-8000-0000000000ff"
MEMBERS = [
    *("title", "terms", "parties", "purposes", "basis", "effective", "expires", "hash", "code"),
    *("typed_name", "id", "name", "kind", "capacity", "state", "participant", "persons", "on"),
    *("discovered_on", "whom", "keys", "jwks", "scopes", "reason", "destroy_on", "first", "last"),
]
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(alphabet=string.printable, max_size=20),
    st.sampled_from(
        ["", "\x00", "\ud800", "hub", "payer-a", "2026-13-45", "2026-01-01", "9" * 30, "-1", NONE]
    ),
)
# An address and a form are UTF-8: half of a pair comes in a JSON document alone.
WIRE = TEXTS.map(lambda text: text.encode("utf-8", "replace").decode())
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(1 << 70), 1 << 70),
        st.floats(),
        TEXTS,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(TEXTS | st.sampled_from(MEMBERS), inner)
    ),
    max_leaves=6,
)
SOUND = {
    "title": "Data use",
    "terms": {
        "parties": {"payer-a": "contributor", "hub": "recipient"},
        "capacities": ["covered-entity"],
        "purposes": ["HQUALIMP"],
        "data_classes": ["claims"],
        "basis": "limited_data_set",
        "recipients": ["hub"],
        "effective": "2026-01-01",
        "expires": "2026-12-31",
    },
    "id": "elm",
    "name": "Elm",
    "kind": "practice",
    "capacity": "none",
    "participant": "payer-a",
    "persons": 1,
    "discovered_on": "2026-03-01",
    "whom": "individuals",
    "on": "2026-03-01",
    "jwks": {"keys": [public(EC)]},
    "keys": [public(EC)],
    "scopes": ["submission.read"],
    "first": "2026-01-01",
    "last": "2026-12-31",
    "hash": "0" * 64,
    "typed_name": "Robin Example",
    "destroy_on": "2026-05-01",
    "reason": "audit",
}


@pytest.fixture(scope="module")
def hub(sqlite_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    (folder / "hub.sqlite").write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{folder / 'hub.sqlite'}")
    made = house(engine, StoppedClock(), CountedIds(), folder)
    enrol(made, "payer-a")
    agreement = agreed(made, "payer-a").stored.id
    app = create_app(made)
    caller = session(app, made, "kim", roles=ROLES)
    yield app, caller, {"id": agreement, "agreement": agreement}, made
    engine.dispose()


def views(app, *, pages):
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.startswith("portal.")
        if rule.endpoint in NOT_HERE | {"portal.static", "portal.sign_out"} or is_page != pages:
            continue
        if is_page and app.view_functions[rule.endpoint].scope == PUBLIC:
            continue
        for method in sorted(rule.methods & set(METHODS)):
            yield adapter, rule, method


def path_of(adapter, rule, method, known, word):
    ids = {"uuid": known["id"]}
    values = {
        name: known.get(name) if converter.__class__.__name__ == "UUIDConverter" else word
        for name, converter in rule._converters.items()
    }
    values = {name: value if value is not None else ids["uuid"] for name, value in values.items()}
    try:
        return adapter.build(rule.endpoint, values, method=method)
    except Exception:  # a word that no address of this kind can hold
        return None


def body_of(drawn, members):
    """A sound body in which some members are replaced, taken away, or new."""
    sound = {name: SOUND[name] for name in members if name in SOUND}
    return sound | drawn if isinstance(drawn, dict) else drawn


QUIET = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    # What fails is told by view; to make it smaller would take minutes.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUIET
@given(
    body=VALUES,
    members=st.lists(st.sampled_from(sorted(SOUND)), max_size=8, unique=True),
    word=WIRE,
    query=st.dictionaries(st.sampled_from(["limit", "after", "participant", "before"]), WIRE),
)
@example(body={"id": "\ud800"}, members=["name", "kind", "capacity"], word="\x00", query={})
@example(body={"persons": 1 << 80}, members=sorted(SOUND), word="a", query={"after": "9" * 30})
@example(body={"keys": [{"kty": []}]}, members=[], word="%", query={"limit": "1e9"})
@example(body=[[[]]], members=[], word=".", query={})
def test_no_body_address_or_query_makes_the_api_fail(hub, body, members, word, query):
    app, caller, known, _ = hub
    sent = json.dumps(body_of(body, members))
    found = {}
    for adapter, rule, method in views(app, pages=False):
        path = path_of(adapter, rule, method, known, word)
        if path is None:
            continue
        headers = {"If-Match": caller.get(path).headers.get("ETag", '"x"')}
        answer = caller.ask(
            method,
            path,
            headers=headers,
            query_string=query,
            data=sent if method != "GET" else None,
            content_type="application/json",
        )
        found[f"{method} {rule.rule}"] = (answer.status_code, answer.content_type)

    assert {view: told for view, told in found.items() if told[0] >= 500} == {}
    refused = {view: told for view, told in found.items() if told[0] >= 400}
    health = ("/readyz", "/metrics", "/healthz")
    assert {
        view: told
        for view, told in refused.items()
        if told[1] != "application/problem+json" and not view.endswith(health)
    } == {}


@QUIET
@given(
    form=st.dictionaries(
        st.sampled_from(
            [*MEMBERS, "contributor", "instrument", "token", "day", "since", "until", "login"]
        ),
        WIRE,
        max_size=12,
    ),
    word=WIRE,
)
@example(form={"persons": "9" * 60, "participant": "payer-a"}, word="\x00")
@example(form={"token": "\x00"}, word="9" * 30)
def test_no_form_makes_a_page_fail(hub, form, word):
    app, caller, known, _ = hub
    sent = form | {"csrf": caller.headers["X-CSRF-Token"]}
    found = {}
    for adapter, rule, method in views(app, pages=True):
        for value in (word, known["agreement"]) if rule.arguments else (word,):
            values = dict.fromkeys(rule.arguments, value)
            try:
                path = adapter.build(rule.endpoint, values, method=method)
            except Exception:
                continue
            if method == "GET":
                query = {"before": word, "participant": word, "told": word}
                answer = caller.client.get(path, query_string=query)
            else:
                answer = caller.client.post(path, data=sent)
            found[f"{method} {rule.rule}"] = answer.status_code

    assert {view: status for view, status in found.items() if status >= 500} == {}
    assert {view: status for view, status in found.items() if status in {401}} == {}
