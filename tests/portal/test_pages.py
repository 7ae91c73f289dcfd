"""Each page says what its reader came for."""

import json
import re
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest

from hub.cli import main
from hub.demo.planned_days import plan_year
from hub.measures.measure import measures
from hub.platform.second_factor import STEP, _totp
from hub.platform.signing import new_signer
from hub.portal.payer.steps import RELEASE_STEPS, release_steps
from hub.portal.tour.personas import PERSONAS
from hub.services.agreements.facts import agreement_facts
from hub.services.participants import sessions
from hub.services.releases.propose_release import propose_release
from hub.services.releases.release_lease import claim_release, fail_release
from hub.services.releases.why_failed import NO_SPACE, WORDS
from hub.store import calendar_entries, destructions, releases, submissions
from schemas.period import Period
from tests.builders.forms import posted
from tests.builders.portal import CLAIMS, PASSWORD, SECOND_FACTOR, enrolled, handed_in, previewed


def test_a_person_signs_in_by_password_and_reaches_the_page_that_was_asked_for(app, made):
    client = app.test_client()
    wrong = client.post("/sign-in", data={"login": "payer", "password": "not that one"})
    secrets = {"login": "Payer", "password": PASSWORD, "then": "/agreement"}
    right = client.post("/sign-in", data=secrets)

    assert wrong.status_code == 401
    assert "not that one" not in wrong.text
    assert right.location == "/agreement"


@pytest.mark.parametrize("then", ["https://elsewhere.example", "//elsewhere.example", "/\\else"])
def test_the_sign_in_leads_to_no_other_site(app, made, then):
    secrets = {"login": "payer", "password": PASSWORD, "then": then}

    assert app.test_client().post("/sign-in", data=secrets).location == "/"


def test_a_second_factor_is_asked_for_where_one_is_set(app, made, home):
    client = app.test_client()
    first = client.post("/sign-in", data={"login": "approver", "password": PASSWORD})
    before = client.get("/releases").status_code
    wrong = client.post("/sign-in/code", data={"code": "000000"})
    step = int(home.clock().timestamp()) // STEP
    right = _totp(SECOND_FACTOR).generate(step * STEP).decode()
    done = client.post("/sign-in/code", data={"code": right})

    assert first.location.startswith("/sign-in/code")
    assert (before, wrong.status_code, done.status_code) == (302, 401, 302)
    assert client.get("/releases").status_code == 200


def test_whoever_signed_out_is_out(signed_in):
    client = signed_in("payer")
    posted(client, "/submissions", "/sign-out")

    assert client.get("/submissions").status_code == 302


@pytest.mark.parametrize(
    ("login", "home_page"),
    [
        ("payer", "/submissions"),
        ("practice-large", "/measures"),
        ("purchaser", "/region"),
        ("convener", "/participants"),
        ("approver", "/releases"),
        ("privacy", "/withheld"),
        ("operator", "/ledger"),
    ],
)
def test_each_audience_has_its_home(signed_in, login, home_page):
    client = signed_in(login)

    assert client.get("/").location == home_page
    assert client.get(home_page).status_code == 200


def test_the_list_of_files_tells_state_records_and_faults_and_of_no_other_payer(signed_in, made):
    page = signed_in("payer").get("/submissions").text

    assert "accepted" in page
    assert "refused" in page
    assert made["rivals"] not in page
    assert "Lakeland" not in page


def test_a_file_shows_its_steps_its_counts_and_its_faults_with_their_remedy(signed_in, made):
    page = signed_in("payer").get(f"/submissions/{made['accepted']}").text

    assert page.count('class="done') == 8
    assert "write the date as YYYY-MM-DD" in page
    assert "<svg" in page
    assert "2026-13-45" not in page
    assert "no-such-type" not in page


def test_a_refused_file_says_why(signed_in, made):
    page = signed_in("payer").get(f"/submissions/{made['refused']}").text

    assert "No record was left to take" in page


def test_a_waiting_file_is_followed_and_the_page_is_loaded_anew_at_its_end(signed_in, made, home):
    waiting = handed_in(home, "evergreen", CLAIMS + "c99,token99,professional,paid,,\n")
    client = signed_in("payer")

    assert "hx-get" in client.get(f"/submissions/{waiting}").text
    assert client.get(f"/submissions/{waiting}/state?seen=received").status_code == 204
    assert "The hub is at work: waiting." in client.get(f"/submissions/{waiting}/state").text
    assert "HX-Refresh" not in client.get(f"/submissions/{waiting}/state").headers
    assert client.get(f"/submissions/{made['accepted']}/state").headers["HX-Refresh"] == "true"


def test_all_faults_come_as_csv_from_the_encrypted_file(signed_in, made):
    lines = signed_in("payer").get(f"/submissions/{made['accepted']}/faults.csv").text.split("\n")

    assert lines[0].strip() == "table,position,field,rule,remedy,severity"
    assert lines[1].startswith("claim,9,type,choice,")
    assert lines[2].startswith("claim,10,start_day,day,")


def test_the_faults_of_a_refused_file_come_as_csv_too(signed_in, made):
    page = signed_in("payer").get(f"/submissions/{made['refused']}/faults.csv").text

    assert "unknown-format" in page


def test_the_receipt_is_given_as_it_was_signed(signed_in, made):
    found = json.loads(signed_in("payer").get(f"/submissions/{made['accepted']}/receipt.json").text)

    assert set(found) == {"receipt", "key", "signature"}
    assert found["receipt"]["submission"] == made["accepted"]


def test_a_file_is_withdrawn_after_a_page_that_asks(signed_in, made, home):
    client = signed_in("payer")
    address = f"/submissions/{made['accepted']}/withdraw"
    answer = posted(client, address, address)

    assert answer.status_code == 302
    with home.look() as work:
        assert submissions.one(work, made["accepted"]).state == "withdrawn"
    assert "is withdrawn" in client.get(answer.location).text
    assert posted(client, "/submissions", address).status_code == 409


def test_the_agreement_says_what_is_missing_before_records_may_flow(signed_in, made):
    page = signed_in("practice-large").get("/agreement").text

    assert "hub has to sign the text." in page
    assert "Cedar Family Clinic has to sign the text." in page
    assert "records may flow" in signed_in("payer").get("/agreement").text


def test_an_agreement_is_signed_by_both_parties_as_it_was_read(
    signed_in, made, home, secret_of, application_of, tmp_path
):
    address = f"/agreements/{made['draft']}/sign"
    with home.look() as work:
        text_hash = agreement_facts(work, made["draft"]).text.hash
    stale = posted(signed_in("practice-large"), "/agreement", address, hash="0" * 64)
    practice, convener = signed_in("practice-large"), signed_in("convener")
    other = posted(practice, "/agreement", address, hash=text_hash, typed_name="Somebody Else")
    posted(practice, "/agreement", address, hash=text_hash, typed_name=" lee ")
    page = f"/agreements/{made['draft']}"
    posted(convener, page, address, hash=text_hash, typed_name="Kim")

    assert (stale.status_code, other.status_code) == (409, 422)
    assert "by Lee, sealed by key" in convener.get(page).text
    with home.look() as work:
        assert agreement_facts(work, made["draft"]).state == "active"
    # The seal outlives the key: its public half is kept.
    (tmp_path / "old.pub").write_bytes(home.ledger_signer.verifier.pem)
    settings = replace(home.settings, retired_keys=tmp_path)
    client = application_of(
        replace(home, ledger_signer=new_signer(), settings=settings)
    ).test_client()
    client.set_cookie(sessions.cookie_name(home), secret_of("convener"))

    assert "by Lee, sealed by key" in client.get(page).text


def test_nothing_can_be_handed_in_without_an_agreement_in_force(signed_in):
    page = signed_in("practice-large").get("/submissions/new").text

    assert "Nothing can be handed in now" in page
    assert 'id="upload"' not in page


def test_a_practice_reads_its_standing_first_and_what_could_be_won(signed_in):
    page = signed_in("practice-large").get("/measures").text

    assert page.index("Worse than the region") < page.index("Better than the region")
    assert "38 more patients" in page
    assert "Was the score known again?" in page
    assert "62 of 150 (41%)" in page
    assert "Data through 31 December 2026" in page
    # Three measures, and what clinicians answered.
    assert page.count("<svg") == 4


def test_a_small_practice_is_given_a_range_and_told_that_it_is_too_little(signed_in):
    page = signed_in("practice-small").get("/measures").text

    assert "between 31% and 62%" in page
    assert "not enough data" in page
    assert "Withheld: the figure could reveal a patient or a competitor." in page


def test_one_measure_stands_on_one_page(signed_in):
    client = signed_in("practice-large")

    assert "620 of 1,000 (62%)" in client.get("/measures/CMS2/1").text
    assert client.get("/measures/CMS2/9").status_code == 404


def test_a_practice_takes_its_report_along(signed_in, made):
    client = signed_in("practice-large")
    (file,) = links(client.get("/measures").text, "/files/")

    assert json.loads(client.get(file).text)["audience"]["participant"] == "practice-large"


TAKEN = {
    "a practice": ("practice-large", "/measures", ["report.json"]),
    "a payer": ("payer", "/reports", ["report.json"]),
    "the convener": ("convener", "/region", ["attack.json", "report.json", "truth.json"]),
}


@pytest.mark.parametrize(("login", "page", "names"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken_along_is_verified_from_the_files_alone(
    signed_in, made, tmp_path, login, page, names
):
    client, kept, key = signed_in(login), tmp_path / "release.zip", tmp_path / "key.pem"
    shown = client.get(page).text
    for part, file in (("release.zip", kept), ("/release-keys/", key)):
        (address,) = set(links(shown, part))
        file.write_bytes(client.get(address).data)

    assert main(["verify", str(kept), "--key", str(key)]) == 0
    assert set(ZipFile(kept).namelist()) == {*names, "manifest.json", "signature.json"}


def test_what_was_signed_by_a_retired_key_still_holds(
    home, made, secret_of, application_of, tmp_path
):
    later = replace(home, release_signer=new_signer(), ledger_signer=new_signer())
    kept = replace(later, settings=replace(home.settings, retired_keys=tmp_path / "retired"))
    kept.settings.retired_keys.mkdir()
    (kept.settings.retired_keys / "old.pub").write_bytes(home.release_signer.verifier.pem)
    answers = []
    for house in (later, kept):
        client = application_of(house).test_client()
        key = client.get(f"/release-keys/{home.release_signer.key_id}.pem").status_code
        client.set_cookie(sessions.cookie_name(house), secret_of("practice-large"))
        answers.append((key, client.get(f"/releases/{made['release']}/release.zip").status_code))

    assert answers == [(404, 409), (200, 200)]


def links(page, part):
    """The addresses on a page that hold a part."""
    return [each for each in re.findall(r'href="([^"]+)"', page) if part in each]


def test_before_the_first_release_a_practice_is_told_so(home, app):
    enrolled(home)
    client = app.test_client()
    client.post("/tour/practice-small")

    assert "Nothing is published yet" in client.get("/measures").text
    assert "Nothing is published yet" in client.get("/region").text


def test_a_payer_reads_its_members_by_practice(signed_in):
    page = signed_in("payer").get("/reports").text

    assert "By practice" in page
    assert "Harbor Medical Group and Partners" in page
    assert "Lakeland" not in page


def test_a_purchaser_reads_the_region(signed_in):
    page = signed_in("purchaser").get("/region").text

    assert "Medicaid" in page


def test_the_coordinator_sees_of_whom_something_is_missing(signed_in):
    page = signed_in("convener").get("/participants").text

    assert "No agreement is drafted." in page
    assert "Cedar Family Clinic has to sign the text." in page
    assert "The last file was not taken in." in page


def form_of_terms(**changed):
    usual = {
        "title": "Data use with Birch",
        "contributor": "practice-small",
        "effective": "2026-04-01",
        "expires": "2027-03-31",
        "basis": "safe_harbor",
        "reduces": "participant",
        "linkage": "random",
        "tolerance": "2.5",
        "capacities": ["covered-entity"],
        "purposes": ["HQUALIMP"],
        "data_classes": ["clinical"],
    }
    return usual | changed


def test_an_agreement_is_drafted_from_the_form(signed_in, home):
    client = signed_in("convener")
    answer = posted(client, "/agreements/new", "/agreements/new", **form_of_terms())
    made = answer.location.split("/")[-1].split("?")[0]
    with home.look() as work:
        facts = agreement_facts(work, made)

    assert facts.state == "draft"
    assert facts.terms.tolerance == 0.025
    assert dict(facts.terms.parties) == {"practice-small": "contributor", "hub": "recipient"}
    assert "Safe Harbor" in client.get(answer.location).text


@pytest.mark.parametrize(
    "changed",
    [
        {"contributor": "nobody"},
        {"basis": "identified"},
        {"expires": "2025-01-01"},
        {"purposes": []},
        {"tolerance": "many"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_form_that_makes_no_sense_is_refused_in_plain_words(signed_in, changed):
    client = signed_in("convener")
    answer = posted(client, "/agreements/new", "/agreements/new", **form_of_terms(**changed))

    assert answer.status_code == 422
    assert "This was not done" in answer.text


def test_records_are_destroyed_by_two_persons_after_the_end(signed_in, made, home):
    agreement = f"/agreements/{made['agreement']}"
    day = {"destroy_on": str(home.clock().date())}
    convener, officer = signed_in("convener"), signed_in("privacy")
    ended = posted(convener, f"{agreement}/end/terminate", f"{agreement}/end/terminate", **day)
    order = f"{agreement}/destroy/order-destruction"
    confirm = f"{agreement}/destroy/confirm-destruction"
    ordered = posted(officer, order, order)
    same = posted(officer, confirm, confirm)
    other = posted(signed_in("operator"), "/ledger", confirm)

    statuses = [answer.status_code for answer in (ended, ordered, same, other)]
    assert statuses == [302, 302, 409, 302]
    with home.look() as work:
        assert destructions.one(work, made["accepted"]).destroyed_at is not None


def test_an_agreement_is_suspended_and_resumed_once_each(signed_in, made):
    client = signed_in("convener")
    page = f"/agreements/{made['agreement']}"
    acts = ["suspend", "suspend", "resume"]
    answers = [posted(client, page, f"{page}/end/{act}").status_code for act in acts]

    assert answers == [302, 409, 302]
    assert client.get(f"{page}/end/explode").status_code == 404


def test_the_calendar_is_shared_and_the_coordinator_keeps_it(signed_in, made):
    client = signed_in("convener")
    entry = {"title": "Figures of 2026", "kind": "release", "day": "2026-09-01"}
    posted(client, "/calendar", "/calendar", **entry)
    posted(client, "/calendar", f"/calendar/{made['entry']}/remove")
    page = signed_in("practice-small").get("/calendar").text

    assert "Figures of 2026" in page
    assert "Claims of the second quarter" not in page
    assert "Remove" not in page


CALENDARS = {
    "the convener sees what ends of everybody": ("convener", "2 agreements", True),
    "a payer its own": ("payer", "Data use, Evergreen Health", True),
    "a purchaser none": ("purchaser", "", False),
}


@pytest.mark.parametrize(("login", "told", "ends"), CALENDARS.values(), ids=CALENDARS)
def test_the_calendar_tells_by_itself_of_releases_and_of_ends(signed_in, login, told, ends):
    page = signed_in(login).get("/calendar").text

    assert "figures were published" in page
    assert told in page
    assert ("last day of agreements" in page) is ends


PLANNED = {
    "on the day that files are due": (date(2027, 2, 15), date(2027, 2, 15)),
    "the day after": (date(2027, 2, 16), date(2028, 2, 15)),
}


@pytest.mark.parametrize(("today", "due"), PLANNED.values(), ids=PLANNED)
def test_the_demo_plans_the_round_that_comes_next(home, today, due):
    plan_year(home, today)
    with home.look() as work:
        found = calendar_entries.between(work, due, due.replace(month=12))

    assert (found[0].kind, found[0].day) == ("files-due", due)
    assert found[0].last_day == date(due.year - 1, 12, 31)
    assert [each.kind for each in found[1:]] == ["release", "review", "meeting", "release"]


def test_a_release_is_approved_by_another_person_and_published(signed_in, made, home):
    release = previewed(home, "Corrected")
    page = f"/releases/{release}"
    with home.look() as work:
        manifest_hash = releases.one(work, release).manifest_hash
    shown = signed_in("approver").get(page).text
    approved = posted(signed_in("approver"), page, f"{page}/approve", hash=manifest_hash)
    published = posted(signed_in("approver"), page, f"{page}/publish")

    assert "shown as a count" in shown
    assert (approved.status_code, published.status_code) == (302, 302)
    with home.look() as work:
        assert releases.one(work, release).state == "published"


def test_another_preview_than_the_one_looked_at_is_not_approved(signed_in, home, made):
    release = previewed(home)
    page = f"/releases/{release}"
    answer = posted(signed_in("approver"), page, f"{page}/approve", hash="0" * 64)

    assert answer.status_code == 409
    assert posted(signed_in("approver"), page, f"{page}/reject").status_code == 302


def test_a_correction_is_proposed_as_the_next_version(signed_in, made, home):
    client = signed_in("convener")
    page = f"/releases/new?replaces={made['release']}"
    form = {"title": "Year 2026", "first": "2026-01-01", "last": "2026-12-31"}
    answer = posted(client, page, "/releases/new", replaces=made["release"], **form)
    found = answer.location.split("/")[-1].split("?")[0]

    with home.look() as work:
        assert releases.one(work, found).version == 2


def test_the_reports_of_a_release_are_seen_as_their_readers_see_them(signed_in, made, home):
    client = signed_in("convener")
    page = client.get(f"/releases/{made['release']}").text
    previews = [part.split('"')[0] for part in page.split('href="') if "/preview/" in part[:120]]

    assert len(previews) == 6
    assert {client.get(address).status_code for address in previews} == {200}


def test_the_ledger_page_verifies_the_ledger(signed_in):
    page = signed_in("convener").get("/ledger").text

    assert "Nothing was changed." in page
    assert "release published" in page


def test_the_privacy_officer_sees_withheld_records_by_rule_and_authority(signed_in):
    page = signed_in("privacy").get("/withheld").text

    assert "42 CFR 2.31(c)" in page
    assert "Network policy" in page
    assert "1,204" in page
    assert "some" in page


def test_how_many_records_of_a_contributor_are_withheld_is_told_to_the_contributor_alone(
    signed_in, made
):
    own = signed_in("payer").get("/reports").text
    officer = signed_in("privacy").get("/withheld").text
    page = signed_in("convener").get(f"/releases/{made['release']}").text
    address = next(part.split('"')[0] for part in page.split('href="') if "/preview/" in part[:120])
    reviewer = signed_in("approver").get(address).text

    assert "8,731" in own
    assert "8,731" not in officer
    assert "8,731" not in reviewer


def test_an_attack_shows_what_protection_adds(signed_in):
    page = signed_in("privacy").get("/attack").text

    assert "Found out without protection" in page
    assert page.index("Birch Street Practice, Evergreen") < page.index("Lakeland")
    assert "the protection holds" in page
    assert page.count("without protection</span>") == 2


@pytest.mark.parametrize(
    "path",
    [
        *("/methods", "/methods/rules", "/methods/numbers", "/methods/privacy"),
        *("/methods/substance-use", "/sign-in", "/tour"),
    ],
)
def test_public_pages_are_open_to_everybody(app, made, path):
    assert app.test_client().get(path).status_code == 200


def test_clinicians_read_what_may_flow_as_the_rules_answer_it(app, made):
    page = app.test_client().get("/methods/substance-use").text

    situations = [row.split("</tr>")[0] for row in page.split('<th scope="row"')[1:]]
    answered = {row.split(">")[1].split("<")[0]: "may go" in row for row in situations}
    assert answered["A medical emergency, written down at once"]
    assert not answered["A medical emergency of which nothing was written down"]
    assert not answered["A subpoena alone"]
    assert answered["A court order with its findings, and a subpoena"]
    assert not answered["Psychotherapy notes"]
    assert "42 CFR 2.51" in page
    assert "prohibits unauthorized use or disclosure" in page


def test_every_measure_has_its_page(app):
    pages = {each: app.test_client().get(f"/methods/measures/{each.name}") for each in measures()}

    assert {page.status_code for page in pages.values()} == {200}
    assert all(measure.title in page.text for measure, page in pages.items())
    assert app.test_client().get("/methods/measures/none").status_code == 404


def test_the_tour_is_closed_where_persons_are_real(home, made, application_of):
    real = replace(home, settings=replace(home.settings, demo=False))
    client = application_of(real).test_client()

    assert client.get("/tour").status_code == 404
    assert client.post("/tour/payer").status_code == 404
    assert client.get("/tour/truth").status_code == 404
    assert client.get("/submissions").status_code == 302


def test_each_stop_of_the_tour_is_open_to_its_persona(app, made):
    for persona in PERSONAS:
        client = app.test_client()
        page = client.post(f"/tour/{persona.name}", follow_redirects=True).text
        stops = [part.split('"')[0] for part in page.split('<li><a href="')[1:]]
        stops = [stop for stop in stops if stop.startswith("/")]

        assert {client.get(stop).status_code for stop in stops} == {200}, persona.name


def test_published_rates_stand_beside_the_truth(app, made):
    page = app.test_client().get("/tour/truth").text

    assert "144 of 300" in page
    assert "another figure" in page
    assert "the range holds the truth" in page


def test_an_error_page_repeats_nothing_that_was_asked_for(signed_in):
    answer = signed_in("payer").get("/submissions/a-canary-value")

    assert answer.status_code == 404
    assert "a-canary-value" not in answer.text


@pytest.mark.parametrize(
    ("state", "behind"),
    [
        ("failed", ["frozen"]),
        ("discarded", ["frozen", "discarded"]),
        ("draft", ["frozen", "computing", "protecting", "previewed"]),
        ("signed", ["frozen", "computing", "protecting", "previewed"]),
        ("corrected", [*RELEASE_STEPS, "corrected"]),
    ],
)
def test_a_release_shows_no_step_as_done_that_it_may_never_have_taken(state, behind):
    assert [each.state for each in release_steps(state) if each.done] == behind


def test_a_failed_release_is_computed_anew_when_a_person_says_so(signed_in, made, home):
    period = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    release = propose_release(home, by="convener", title="Year 2026", period=period).id
    fail_release(home, claim_release(home, worker="worker-1"), reason=NO_SPACE)
    client, page = signed_in("convener"), f"/releases/{release}"

    assert WORDS[NO_SPACE] in client.get(page).text
    assert "Compute it anew" in client.get(page).text
    first, second = (posted(client, page, f"{page}/restart") for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Compute it anew" not in client.get(page).text
    assert claim_release(home, worker="worker-1").id == release


def test_a_page_follows_its_release_until_a_person_has_to_look(signed_in, made, home):
    period = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    release = propose_release(home, by="convener", title="Year 2026", period=period).id
    client, follows = signed_in("convener"), 'hx-trigger="every 2s"'
    waiting, ended = client.get(f"/releases/{release}"), client.get(f"/releases/{made['release']}")
    before = client.get(f"/releases/{release}/state")
    seen = client.get(f"/releases/{release}/state?seen=frozen")
    fail_release(home, claim_release(home, worker="worker-1"), reason=NO_SPACE)
    after = client.get(f"/releases/{release}/state")

    assert follows in waiting.text
    assert follows in before.text
    assert "HX-Refresh" not in before.headers
    assert "The hub is at work: waiting to be computed." in before.text
    assert seen.status_code == 204
    assert follows not in ended.text
    assert after.headers["HX-Refresh"] == "true"


def test_an_agreement_names_its_parties_papers_and_purposes_in_words(signed_in, made):
    own = signed_in("payer").get("/agreement").text
    listed = signed_in("convener").get("/agreements").text

    assert "<dd>data use agreement</dd>" in own
    assert "Evergreen Health (contributor)" in own
    assert "<dd>quality improvement</dd>" in own
    assert '<td data-label="With">Evergreen Health</td>' in listed


NAMED = {
    "whose agreement is ended": ("convener", "/agreements/{agreement}/end/suspend"),
    "whose papers the convener holds": ("convener", "/participants/hub"),
}


@pytest.mark.parametrize(("login", "page"), NAMED.values(), ids=NAMED)
def test_a_paper_is_told_by_the_name_of_the_party(signed_in, made, login, page):
    assert "with Evergreen Health" in signed_in(login).get(page.format(**made)).text


def test_who_may_do_nothing_with_a_release_is_told_so(signed_in, made):
    page = signed_in("approver").get(f"/releases/{made['release']}").text

    assert "Nothing by you: it is published." in page
