"""The participants' homes: what each holds, identified, before anything is prepared."""

from collections.abc import Iterator, Mapping

import polars as pl

from hub.demo.antidepressants import diagnoses, dispensings
from hub.demo.anxiety import gad7
from hub.demo.attention import orders
from hub.demo.care_teams import acts, findings, lists
from hub.demo.claims import payer_books
from hub.demo.columns import coded, shaped
from hub.demo.consents import directives
from hub.demo.depression import scores
from hub.demo.directory import practice_table, provider_table
from hub.demo.mood_visits import assessments
from hub.demo.people import races
from hub.demo.plan import PAYERS, PayerPlan, PracticePlan
from hub.demo.region import Region
from hub.demo.screening import observations, referrals
from hub.demo.substance_use import disorders, sessions
from hub.demo.surveys import survey
from hub.demo.visits import encounters
from schemas.code_system import ICD10CM, RACE_ETHNICITY
from schemas.record import record

# Formats that hold tables beside patients' records.
SHEETS = frozenset({"csv", "registry"})
# What of a region is told by practice, and held there.
_OF_PRACTICES = (
    *("seen", "screened", "screened_before", "course", "mood", "begun", "attention"),
    *("episodes", "anxiety", "teams"),
)


@record
class Home:
    """What one participant holds, by table; `person` is the person's number in the region."""

    name: str
    title: str
    kind: str
    basis: str
    format: str
    tables: Mapping[str, pl.DataFrame]


def homes(region: Region) -> Iterator[Home]:
    """Yield the home of every payer, practice and program."""
    for payer in PAYERS:
        yield _payer(region, payer)
    for position, plan in enumerate(region.plans):
        yield _practice(region, plan, position)


def person_rows(crowd: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Return the rows of the person table of those persons."""
    own = crowd.filter(pl.col("person").is_in(numbers.implode())).sort("person")
    ethnicity = pl.when("hispanic").then(pl.lit("2135-2")).otherwise(pl.lit("2186-5"))
    frame = own.select(
        "person",
        "sex",
        "zip5",
        "rurality",
        birth_day="birth",
        race=races("race"),
        ethnicity=coded(RACE_ETHNICITY, ethnicity),
        deceased=pl.col("death").is_not_null(),
        death_day="death",
    )
    return shaped(frame, "person")


def _payer(region: Region, payer: PayerPlan) -> Home:
    books = payer_books(region.crowd, region.paid, payer, region.keys)
    members = books.coverage["person"].unique()
    treated = region.paid.filter(pl.col("what") == "program")["person"].unique()
    held = treated.filter(treated.is_in(members.implode()))
    return Home(
        name=payer.name,
        title=payer.title,
        kind="payer",
        basis=payer.basis,
        format="csv",
        tables={
            "person": person_rows(region.crowd, members),
            "coverage": books.coverage,
            "attribution": books.attribution,
            "claim": books.claim,
            "claim_line": books.claim_line,
            "consent_directive": directives(region.consents, held, members),
            "practice": practice_table(region.plans),
            "provider": provider_table(region.plans),
        },
    )


def _practice(region: Region, plan: PracticePlan, position: int) -> Home:
    program = plan.kind == "substance-use-program"
    tables = _program(region, plan) if program else _clinic(region, plan, position)
    return Home(
        name=plan.key,
        title=plan.title,
        kind="program" if program else "practice",
        basis=plan.basis,
        format="csv" if program else plan.format,
        tables=tables,
    )


def _clinic(region: Region, plan: PracticePlan, position: int) -> dict[str, pl.DataFrame]:
    patients = region.crowd.filter(pl.col("practice") == position)["person"]
    mine, own = (plan,), _own(region, position)
    screened = pl.concat([own["screened"], own["screened_before"]])
    roster = pl.DataFrame({"person": patients}).with_columns(
        practice=pl.lit(plan.key), method=pl.lit("roster"), start_day=pl.lit(None, pl.Date)
    )
    asked = {"practice_survey": survey(plan)} if plan.format in SHEETS else {}
    return asked | {
        "person": person_rows(region.crowd, patients),
        "attribution": pl.concat([shaped(roster, "attribution"), lists(own["teams"], mine)]),
        "encounter": pl.concat(
            [encounters(own["seen"], mine, own["mood"]), acts(own["teams"], mine)]
        ),
        "observation": pl.concat(
            [
                *(observations(screened, mine), scores(own["course"], mine)),
                *(gad7(own["anxiety"], mine), findings(own["teams"], mine)),
            ]
        ),
        "procedure": pl.concat(
            [
                referrals(screened, mine),
                assessments(own["mood"], mine),
                sessions(own["episodes"], mine),
            ]
        ),
        "condition": pl.concat(
            [
                region.ill.filter(pl.col("person").is_in(patients.implode())),
                diagnoses(own["begun"], mine),
                disorders(own["episodes"], mine),
            ]
        ),
        "medication": pl.concat([dispensings(own["begun"], mine), orders(own["attention"], mine)]),
        "consent_directive": directives(region.consents, pl.Series([], dtype=pl.Int64), patients),
        "practice": practice_table(mine).head(1),
        "provider": provider_table(mine),
    }


def _own(region: Region, position: int) -> dict[str, pl.DataFrame]:
    """Return what a practice has of the frames of the region, as the only practice in them."""
    here = pl.col("practice") == position
    return {
        name: getattr(region, name).filter(here).with_columns(practice=pl.lit(0))
        for name in _OF_PRACTICES
    }


def _program(region: Region, plan: PracticePlan) -> dict[str, pl.DataFrame]:
    own = region.paid.filter((pl.col("practice") == plan.key) & (pl.col("what") == "program"))
    numbered = own.sort("person", "day").with_row_index("number")
    patients = own["person"].unique()
    treated = pl.DataFrame({"person": patients.sort()})
    condition = treated.with_columns(
        condition=pl.format("u{}", "person"),
        code=coded(ICD10CM, "F11.20"),
        clinical_status=pl.lit("active"),
        verification_status=pl.lit("confirmed"),
        practice=pl.lit(plan.key),
    )
    visits = numbered.select(
        "person",
        encounter=pl.format("v{}", "number"),
        status=pl.lit("finished"),
        start_day="day",
        end_day="day",
        practice=pl.lit(plan.key),
    )
    return {
        "person": person_rows(region.crowd, patients),
        "encounter": shaped(visits, "encounter"),
        "condition": shaped(condition, "condition"),
        "consent_directive": directives(region.consents, patients, patients),
        "practice": practice_table((plan,)).head(1),
    }
