"""The pages of people, accounts, machines and papers do what they say."""

import json
import re
from base64 import b32decode
from datetime import date

import pytest

from hub.platform.second_factor import STEP, _totp
from hub.services.agreements.facts import agreement_facts
from hub.store import clients, users
from tests.builders.forms import posted
from tests.builders.houses import agreed
from tests.builders.machines import EC, RSA, public
from tests.builders.portal import PASSWORD, registers

NEW = "another password, longer"


def test_an_invitation_is_shown_once_and_sets_the_password(app, signed_in, made, home):
    admin = signed_in("payer-admin")
    given = {"login": "uma", "name": "Uma", "roles": ["payer-engineer"]}
    shown = posted(admin, "/people/new", "/people/new", **given)
    path = "/welcome/" + re.search(r"/welcome/([\w-]+)", shown.text).group(1)
    visitor = app.test_client()
    unlike = visitor.post(path, data={"new": NEW, "again": NEW + "x"})
    short = visitor.post(path, data={"new": "short", "again": "short"})
    done = visitor.post(path, data={"new": NEW, "again": NEW})

    assert [a.status_code for a in (unlike, short, done)] == [422, 422, 302]
    assert visitor.get(path).status_code == 404
    assert visitor.post("/sign-in", data={"login": "uma", "password": NEW}).status_code == 302
    assert "Uma" in admin.get("/people").text


def test_an_administrator_sees_the_own_people_alone(signed_in, made, home):
    page = signed_in("payer-admin").get("/people").text
    with home.look() as work:
        rival = users.by_login(work, "rival").id

    assert "Dana" in page
    assert "Rob" not in page
    assert signed_in("payer-admin").get(f"/people/{rival}").status_code == 404


def test_roles_are_given_and_taken_and_somebody_is_let_in_no_more(signed_in, made, home):
    admin = signed_in("payer-admin")
    with home.look() as work:
        dana = users.by_login(work, "payer").id
    page = f"/people/{dana}"
    acts = [
        posted(admin, page, f"{page}/roles", act="give", role="administrator"),
        posted(admin, page, f"{page}/roles", act="give", role="coordinator"),
        posted(admin, page, f"{page}/roles", act="take", role="signatory"),
        posted(admin, page, f"{page}/disable"),
    ]

    assert [each.status_code for each in acts] == [302, 422, 302, 302]
    with home.look() as work:
        assert users.roles_of(work, dana) == ("administrator", "payer-engineer")
        assert users.one(work, dana).disabled_at is not None


def test_a_second_factor_is_set_up_on_the_account_page_with_codes_to_keep(
    app, signed_in, made, home
):
    client = signed_in("payer")
    page = client.get("/account/second-factor").text
    letters = re.search(r'id="letters">([^<]+)<', page).group(1).replace(" ", "")
    sealed = re.search(r'name="sealed" value="([^"]+)"', page).group(1)
    step = int(home.clock().timestamp()) // STEP
    code = _totp(b32decode(letters)).generate(step * STEP).decode()
    form = {"sealed": sealed, "password": PASSWORD}
    path = "/account/second-factor"
    wrong = posted(client, path, path, code="000000", **form)
    stolen = posted(client, path, path, code=code, sealed=sealed, password="not mine at all")
    done = posted(client, path, path, code=code, **form)
    codes = re.findall(r"<li><code>([\w-]+)</code></li>", done.text)

    assert (wrong.status_code, stolen.status_code, len(codes)) == (422, 422, 10)
    assert letters in wrong.text.replace(" ", "")
    other = app.test_client()
    other.post("/sign-in", data={"login": "payer", "password": PASSWORD})
    assert other.post("/sign-in/code", data={"code": codes[0]}).status_code == 302
    assert "9 recovery codes left" in other.get("/account").text
    removed = posted(other, "/account", "/account/second-factor/remove", password=PASSWORD)
    assert removed.status_code == 302
    assert "not set" in other.get("/account").text


def test_a_password_is_changed_and_other_sessions_are_seen_and_ended(signed_in, made):
    mine, other = signed_in("payer"), signed_in("payer")
    assert mine.get("/account").text.count("this one") == 1
    session = re.search(r"/account/sessions/(\w+)/end", mine.get("/account").text).group(1)
    ended = posted(mine, "/account", f"/account/sessions/{session}/end")

    assert ended.status_code == 302
    assert other.get("/account").status_code == 302
    changed = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert posted(mine, "/account", "/account/password", **changed).status_code == 302
    assert posted(mine, "/account", "/account/password", **changed).status_code == 422


def test_a_machine_is_registered_by_pem_or_key_set_rotated_and_revoked(signed_in, made, home):
    admin = signed_in("payer-admin")
    pem = EC.as_pem(private=False).decode()
    given = {"name": "Export", "scopes": ["submission.write"], "key": pem}
    made_at = posted(admin, "/machines/new", "/machines/new", **given).location
    path = made_at.split("?")[0]
    added = posted(admin, path, f"{path}/keys", key=json.dumps({"keys": [public(RSA)]}))
    with home.look() as work:
        kids = [each.kid for each in clients.keys_of(work, path.split("/")[-1])]
    old = next(kid for kid in kids if kid != "key-2")
    gone = posted(admin, path, f"{path}/keys/revoke", kid=old)
    last = posted(admin, path, f"{path}/keys/revoke", kid="key-2")
    revoked = posted(admin, path, f"{path}/revoke")

    assert [a.status_code for a in (added, gone, last, revoked)] == [302, 302, 409, 302]
    assert "revoked" in admin.get(path).text
    private = given | {"key": EC.as_pem(private=True).decode()}
    assert posted(admin, "/machines/new", "/machines/new", **private).status_code == 422


@pytest.fixture
def ending(home, made):
    return agreed(home, "practice-small", expires=date(2026, 4, 1)).stored.id


def test_who_signs_in_is_told_that_an_agreement_ends_soon(signed_in, ending, home):
    assert "30 days left" in signed_in("practice-small").get("/measures").text
    assert "30 days left" in signed_in("convener").get("/participants").text
    assert "days left" not in signed_in("payer").get("/submissions").text


def test_a_renewal_waits_beside_the_text_that_holds_and_is_signed(signed_in, ending, home):
    convener, page = signed_in("convener"), f"/agreements/{ending}"
    renewed = posted(convener, page, f"{page}/renew", expires="2027-04-01")
    with home.look() as work:
        facts = agreement_facts(work, ending)
    signed = posted(convener, page, f"{page}/sign", hash=facts.pending.hash, typed_name="Kim")

    assert (renewed.status_code, signed.status_code) == (302, 302)
    assert "A renewal waits for signatures" in convener.get(page).text
    with home.look() as work:
        assert agreement_facts(work, ending).state == "active"


def test_an_amendment_shows_what_it_changes(signed_in, made, home):
    convener, page = signed_in("convener"), f"/agreements/{made['agreement']}"
    with home.look() as work:
        terms = agreement_facts(work, made["agreement"]).terms
    form = {
        "effective": "2026-01-01",
        "expires": str(terms.expires),
        "breach_hours": "24",
        "retention_days": "30",
        "basis": "limited_data_set",
        "reduces": "participant",
        "linkage": "keyed",
        "tolerance": "50",
        "capacities": ["covered-entity"],
        "purposes": ["HQUALIMP"],
        "data_classes": list(terms.data_classes),
        "honour_opt_outs": "on",
    }
    amended = posted(convener, page, f"{page}/amend", **form)
    shown = convener.get(page).text

    assert amended.status_code == 302
    assert "hours to tell of a breach" in shown
    assert shown.count('<th scope="row" class="name">') == 1
    with home.look() as work:
        assert agreement_facts(work, made["agreement"]).state == "draft"


def test_a_hold_stands_on_the_page_and_is_lifted(signed_in, made):
    officer, page = signed_in("privacy"), f"/agreements/{made['agreement']}"
    held = posted(officer, page, f"{page}/hold", act="set", reason="audit")
    shown = officer.get(page).text
    lifted = posted(officer, page, f"{page}/hold", act="lift")

    assert (held.status_code, lifted.status_code) == (302, 302)
    assert "Legal hold" in shown
    assert "nothing is destroyed" in shown


def test_the_registers_show_what_was_entered_and_no_token(signed_in, made, home):
    entered = registers(home)
    officer = signed_in("privacy")
    wishes = officer.get("/wishes").text

    assert "opt out" in wishes
    assert "token2" not in wishes
    assert "prominent media" in officer.get(f"/breaches/{entered['breach']}").text
    assert "practice-02" in officer.get("/programs").text
    assert "records of claim" in officer.get("/disclosures").text
    listed = officer.get("/disclosures.csv?participant=evergreen").text.splitlines()
    assert listed[0].startswith("disclosed_at,participant,recipient")
    assert len(listed) == 2


def test_an_accounting_is_asked_for_by_token_and_repeats_none(signed_in, home):
    registers(home)
    officer, coordinator = signed_in("privacy"), signed_in("convener")
    asked = {"participant": "evergreen", "token": "token2", "asked": "2026-03-02"}

    page = posted(officer, "/disclosures", "/disclosures/accounting", **asked)

    assert page.status_code == 200
    assert "42 CFR 2.25" in page.text
    assert "token2" not in page.text
    assert "Account for one patient" not in coordinator.get("/disclosures").text
