"""Each payer's members, spans of coverage, claims and claim lines."""

import polars as pl

from hub.demo.columns import coded, shaped
from hub.demo.people import lines_of_business
from hub.demo.plan import FIRST, LAST, PAYERS, PayerPlan
from schemas.code_system import BILL_TYPE, CPT, HCPCS, ICD10CM, PLACE_OF_SERVICE, REVENUE
from schemas.record import record

STAY = "111"


@record
class PayerBooks:
    """What one payer holds, in the columns of the record tables; `person` is a number."""

    coverage: pl.DataFrame
    attribution: pl.DataFrame
    claim: pl.DataFrame
    claim_line: pl.DataFrame


def payer_books(
    crowd: pl.DataFrame, paid: pl.DataFrame, payer: PayerPlan, practices: pl.Series
) -> PayerBooks:
    """Return the books of one payer, from everybody's services in `paid`."""
    position = PAYERS.index(payer)
    covered = spans(crowd, position)
    inside = pl.col("day").is_between(pl.col("start_day"), pl.col("end_day"))
    own = paid.join(covered, on="person").filter(inside).sort("person", "day", "procedure", "what")
    numbered = own.with_row_index("number")
    lines = lines_of_business(covered.join(crowd, on="person", how="left"), payer, position)
    return PayerBooks(
        coverage=_coverage(covered, lines),
        attribution=_roster(crowd, covered, practices),
        claim=_claim(numbered),
        claim_line=_claim_line(numbered),
    )


def spans(crowd: pl.DataFrame, position: int) -> pl.DataFrame:
    """Return person, start_day and end_day of everybody whom the payer covers."""
    moved = pl.col("changes_on") <= LAST
    before = crowd.filter(pl.col("payer") == position).select(
        "person",
        start_day=pl.lit(FIRST),
        end_day=pl.when(moved).then(pl.col("changes_on") - pl.duration(days=1)).otherwise(LAST),
    )
    after = crowd.filter((pl.col("next_payer") == position) & moved).select(
        "person", start_day="changes_on", end_day=pl.lit(LAST)
    )
    return pl.concat([before, after.cast(before.schema)]).unique("person").sort("person")


def _coverage(covered: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    frame = covered.join(lines, on="person").with_columns(
        coverage=pl.format("c{}", "person"),
        behavioral_benefit=pl.lit(value=True),
        pharmacy_benefit=pl.lit(value=True),
    )
    return shaped(frame.sort("person"), "coverage")


def _roster(crowd: pl.DataFrame, covered: pl.DataFrame, practices: pl.Series) -> pl.DataFrame:
    seated = crowd.filter(pl.col("practice") >= 0).select("person", "practice")
    frame = covered.join(seated, on="person").sort("person")
    keyed = frame.with_columns(
        practice=practices.gather(frame["practice"]), method=pl.lit("roster")
    )
    return shaped(keyed, "attribution")


def _claim(numbered: pl.DataFrame) -> pl.DataFrame:
    kind = pl.when(pl.col("bill_type").is_null()).then(pl.lit("professional"))
    frame = numbered.select(
        "person",
        "practice",
        "provider",
        claim=pl.format("k{}", "number"),
        type=kind.otherwise(pl.lit("institutional")),
        status=pl.lit("paid"),
        frequency=pl.lit("original"),
        bill_type=coded(BILL_TYPE, pl.col("bill_type")),
        admission_day=pl.when(pl.col("bill_type") == STAY).then("day"),
        discharge_day=pl.when(pl.col("bill_type") == STAY).then("last_day"),
        start_day="day",
        end_day="last_day",
        paid_day=pl.col("last_day") + pl.duration(days=_days_until_paid()),
        principal_diagnosis=coded(ICD10CM, pl.col("diagnosis")),
        diagnosis=coded(ICD10CM, pl.col("diagnosis")),
        in_network="in_network",
        allowed_amount="amount",
        paid_amount=(pl.col("amount") * 0.8).round(2),
    )
    return shaped(frame, "claim")


def _days_until_paid() -> pl.Expr:
    """Most claims are paid within days and some after weeks; all of a year before they are due."""
    share = (pl.col("number").cast(pl.Int64) * 7_919 % 1_009) / 1_009
    return (3 + 42 * share**2).floor().cast(pl.Int64)


def _claim_line(numbered: pl.DataFrame) -> pl.DataFrame:
    is_hcpcs = pl.col("procedure").str.contains("^[A-Z]")
    procedure = (
        pl.when(is_hcpcs)
        .then(coded(HCPCS, pl.col("procedure")))
        .otherwise(coded(CPT, pl.col("procedure")))
    )
    frame = numbered.select(
        "person",
        "practice",
        claim=pl.format("k{}", "number"),
        line=pl.lit(1),
        status=pl.lit("paid"),
        start_day="day",
        end_day="last_day",
        procedure=procedure,
        revenue=coded(REVENUE, pl.col("revenue")),
        place_of_service=coded(PLACE_OF_SERVICE, pl.col("place")),
        diagnosis_pointer=pl.lit("1"),
        units=pl.lit(1.0),
        in_network="in_network",
        allowed_amount="amount",
        paid_amount=(pl.col("amount") * 0.8).round(2),
    )
    return shaped(frame, "claim_line")
