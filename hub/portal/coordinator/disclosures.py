"""The ledger of disclosures, and the list of publications beside it."""

import csv
import io
from datetime import UTC, datetime, time

from flask import Response as FlaskResponse
from flask import render_template, request

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.form_fields import day_of
from hub.services.privacy.account_of_disclosures import account_of_disclosures
from hub.services.privacy.disclosure_ledger import list_disclosures, publications
from hub.store import disclosures, participants
from hub.store.disclosures import Disclosure
from policies.part2.s2_24_list_of_disclosures import reaches_back_to
from policies.part2.s2_32_notice import LONG_FORM

PAGE = 200
COLUMNS = (
    *("disclosed_at", "participant", "recipient", "purpose", "data_class", "described", "rows"),
    *("basis", "rests_on", "statement", "consent_scope"),
)


@portal.get("/disclosures")
@requires("disclosure.read")
def list_of_disclosures() -> str:
    """Show what went to whom, the latest first, as far back as an accounting goes."""
    whose = request.args.get("participant", "")
    with looking("disclosure.read") as work:
        today = work.now.date()
        listed = list_disclosures(work, whose, asked=today) if whose else None
        since = datetime.combine(reaches_back_to(today), time(), UTC)
        found = listed.entries if listed else disclosures.since(work, since)
        known = participants.every(work)
        published = publications(work)
    return render_template(
        "coordinator/disclosures.html",
        found=found[:PAGE],
        more=len(found) > PAGE,
        listed=listed,
        names={each.id: each.name for each in known},
        known=known,
        whose=whose,
        published=published,
        notice=LONG_FORM,
        today=today,
    )


@portal.post("/disclosures/accounting")
@requires("decision.read")
def account_for_patient() -> str:
    """Tell a program which transfers held records of one patient (42 CFR 2.25)."""
    form = request.form
    found = account_of_disclosures(
        wiring().house,
        participant=form.get("participant", ""),
        token=form.get("token", ""),
        asked=day_of(form, "asked"),
        through_health_record=form.get("through_health_record") == "yes",
        by=signed_in().user,
    )
    with looking("decision.read") as work:
        known = participants.every(work)
    return render_template(
        "coordinator/accounting.html",
        accounting=found,
        names={each.id: each.name for each in known},
    )


@portal.get("/disclosures.csv")
@requires("disclosure.read")
def download_disclosures() -> FlaskResponse:
    """Give the list of one participant's disclosures as CSV."""
    whose = request.args.get("participant", "")
    with looking("disclosure.read") as work:
        listed = list_disclosures(work, whose, asked=work.now.date())
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    rows.writerows(_row(each) for each in listed.entries)
    return FlaskResponse(
        written.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="disclosures-{whose}.csv"'},
    )


def _row(entry: Disclosure) -> list[object]:
    shown = {name: getattr(entry, name) for name in COLUMNS}
    return [value if value is not None else "" for value in shown.values()]
