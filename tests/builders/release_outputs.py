"""A whole small release in memory, with every file of it, for tests that read them all."""

from datetime import UTC, date, datetime

import polars as pl

from hub.measures.measure import measure_named
from hub.platform.canonical import canonical_json
from hub.publication.disagreement import Disagreement, Disagreements
from hub.publication.eligible_rows import WITHHELD_ROWS
from hub.publication.protection import protected
from hub.publication.public_document import exact_document, public_csv
from hub.publication.report.received import last_days
from hub.publication.run_out import COLUMNS as RUN_OUT
from hub.publication.run_out import payments
from hub.publication.table_group import grouped
from hub.publication.withheld import withheld_by_audience
from hub.services.public.public_files import PUBLIC_CSV, PUBLIC_JSON
from hub.services.releases.contents import Gathered, reads_of, release_contents
from hub.services.releases.count_snapshot import Counts
from hub.services.releases.report_files import ReportFile, release_files
from hub.store.participants import Participant
from hub.store.releases import Release
from tests.builders import counted

PRACTICES = 10
NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULE = {
    "rule": "network/honour_opt_outs",
    "citation": "charter",
    "reason": "the person opted out",
    "authority": "policy",
}
CONSENT = {**RULE, "rule": "part2/s2_33", "citation": "42 CFR 2.33", "authority": "law"}
EXPIRED = {**CONSENT, "rule": "part2/s2_31", "reason": "the consent has expired"}
WITHHELD = (
    ("payer-1", "claim", RULE, 40),
    ("payer-2", "claim", RULE, 31),
    ("payer-3", "claim", RULE, 90),
    ("practice-01", "encounter", CONSENT, 4),
    ("payer-1", "claim_line", CONSENT, 55),
    ("payer-2", "claim_line", EXPIRED, 300),
    ("payer-3", "claim", EXPIRED, 200),
)


def participants(practices: int = PRACTICES, payers: int = 3) -> list[Participant]:
    """The network behind the small region."""
    kinds = [
        *(("payer", f"payer-{n + 1}", None) for n in range(payers)),
        *(("practice", f"practice-{n + 1:02d}", f"practice-{n + 1:02d}") for n in range(practices)),
        ("purchaser", "employers", None),
        ("convener", "hub", None),
    ]
    return [
        Participant(
            id=name,
            name=f"The {kind} called {name}",
            kind=kind,
            capacity="covered-entity",
            joined_at=NOW,
            practice=practice,
        )
        for kind, name, practice in kinds
    ]


def outputs(persons: int = 1500, *, earlier=None, counts: pl.DataFrame | None = None):
    """Return the files of a release of clinical measures and one of claims, and what was told."""
    placed = counted.places(persons, practices=PRACTICES, spread=0.3)
    remission, followed = counted.met(persons, rate=0.1, seed=5), counted.met(persons, seed=6)
    followed = followed.with_columns(met=pl.col("met") | remission["met"])
    clinical = {"CMS2": counted.met(persons), "CMS159": remission, "HUB-PHQ9-FU12": followed}
    same = remission.select("person", "excluded")
    clinical["HUB-PHQ9-FU12"] = (
        followed.drop("excluded")
        .join(same, on="person")
        .with_columns(met=pl.col("met") & ~pl.col("excluded"))
    )
    claims = {"HUB-BHI": counted.met(persons, rate=0.04, excluded=0.0, seed=7)}
    first, between = counted.tables(clinical, placed)
    second, _ = counted.tables(claims, placed, reads=counted.CLAIMS)
    seen, within = counted.many_tables({"HUB-FUM": counted.visits(persons)}, placed)
    groups = grouped([*first, *second, *seen], [*between, *within])
    safe = [protected(group, counted.TERMS) for group in groups]
    chosen = [measure_named(name) for name in (*clinical, *claims, "HUB-FUM")]
    come_to = Counts(
        results={},
        places=placed,
        unpersoned={"practice_survey": [answers().to_arrow()]}
        | ({"measure_count": [counts.to_arrow()]} if counts is not None else {}),
        withheld=withheld_rows(),
        last_days=last_days({"claim": [paid_claims()]}, on=counted.TERMS.on),
        paid=payments(known_to_the_month(), on=counted.TERMS.on),
        lists=Disagreements(region=Disagreement(), payers={}, practices={}),
        disputed=0,
    )
    known = {each.id: each for each in participants()}
    gathered = Gathered(
        contributions=[], counts=come_to, known=known, chosen=chosen, past=(), earlier=earlier or {}
    )
    withheld = withheld_by_audience(come_to.withheld, reads_of(chosen), minimum=11, past=())
    contents = release_contents(
        release(), gathered, safe, withheld, counted.TERMS, made_at=NOW.isoformat()
    )
    return placed, safe, [*release_files(contents, known.values(), safe), *_public(contents)]


def _public(contents) -> list[ReportFile]:
    """The files that everybody may read, where the public is granted the region exactly."""
    told = exact_document(contents)
    return [
        ReportFile(participant=None, name=PUBLIC_JSON, media_type="", content=canonical_json(told)),
        ReportFile(
            participant=None, name=PUBLIC_CSV, media_type="", content=public_csv(told).encode()
        ),
    ]


def paid_claims(payers: int = 3):
    """Claims of each payer: of each month eleven paid in it, and four in the next.

    Of the last payer's only the year is known.
    """
    rows = [
        {
            "contributor": f"payer-{payer + 1}",
            "payer": None,
            "claim": f"{month}-{number}",
            "start_day": date(2025, month, 1),
            "paid_day": date(2025, min(month + number // 11, 12), 28),
            "status": "paid",
        }
        for payer in range(payers)
        for month in range(1, 13)
        for number in range(15)
    ]
    frame = pl.DataFrame(rows, schema_overrides={"payer": pl.String})
    year = pl.when(pl.col("contributor") == f"payer-{payers}").then(pl.lit("year"))
    return frame.with_columns(date_precision=year).to_arrow()


def known_to_the_month() -> pl.DataFrame:
    """The paid claims of whose payment more than the year is known."""
    claims = pl.DataFrame(pl.from_arrow(paid_claims())).filter(pl.col("date_precision").is_null())
    return claims.select(RUN_OUT)


def answers() -> pl.DataFrame:
    """What the clinicians of the practices answered: of the small ones few are burned out."""
    rows = [
        {
            "practice": f"practice-{number + 1:02d}",
            "instrument": "single-item burnout",
            "item": "burnout",
            "respondents_are": "clinicians",
            "period_start": date(2025, 3, 1),
            "period_end": date(2025, 3, 31),
            "asked": 6 if number < PRACTICES / 2 else 20,
            "answered": 5 if number < PRACTICES / 2 else 15,
            "positive": 2 if number < PRACTICES / 2 else 6,
            "mean_score": None,
        }
        for number in range(PRACTICES)
    ]
    return pl.DataFrame(rows, schema_overrides={"mean_score": pl.Float64})


def withheld_rows() -> pl.DataFrame:
    """What was withheld of whom."""
    rows = [
        {"contributor": who, "table": table, **rule, "rows": number, "people": number}
        for who, table, rule, number in WITHHELD
    ]
    return pl.DataFrame(rows, schema=WITHHELD_ROWS)


def release() -> Release:
    """The release, as it stands in the store."""
    return Release(
        id="R",
        title="Year 2025",
        first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 31),
        state="protecting",
        version=1,
        snapshot="S",
        proposed_by="somebody",
        proposed_at=NOW,
    )


def by_audience(files: list[ReportFile], name: str) -> dict[str | None, bytes]:
    """Return the contents of the files of one name, by participant."""
    return {each.participant: each.content for each in files if each.name == name}
