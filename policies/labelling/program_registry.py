"""Who is a program in the sense of 42 CFR 2.11, and who attests to be none."""

import polars as pl

from policies.labelling.code_list import evidence
from policies.labelling.hits import hits
from schemas.record import record
from schemas.records.practice import PRACTICE
from schemas.records.provider import PROVIDER

# A register's line names a practice, clinician or facility by any of its first four columns;
# `part2` is "yes" for a program and "no" for one attested to be none; both days are included,
# null where open.
REGISTER = pl.Schema(
    {
        "practice": pl.String,
        "provider": pl.String,
        "npi": pl.String,
        "ccn": pl.String,
        "part2": pl.String,
        "start": pl.Date,
        "end": pl.Date,
    }
)
STANDINGS = pl.Schema({"entity": pl.String, "part2": pl.String, "start": pl.Date, "end": pl.Date})


@record
class ProgramRegistry:
    """The standing of each practice, clinician or facility that is known, by any name it has.

    `standings` has the columns of STANDINGS. `submitter` is what the sender itself is: "yes" for
    a program, "no" for one attested to be none; it holds for records that name nobody else.
    """

    standings: pl.DataFrame
    submitter: str = "unknown"


NOBODY_KNOWN = ProgramRegistry(standings=pl.DataFrame(schema=STANDINGS))


def program_registry(register: pl.DataFrame, *, submitter: str = "unknown") -> ProgramRegistry:
    """Return the registry of a register (columns of REGISTER; a missing one counts as empty)."""
    whole = pl.concat([pl.DataFrame(schema=REGISTER), register], how="diagonal_relaxed")
    names = [name for name in REGISTER if name not in {"part2", "start", "end"}]
    standings = whole.unpivot(on=names, index=["part2", "start", "end"], value_name="entity")
    return ProgramRegistry(
        standings=standings.drop_nulls("entity").select(STANDINGS.names()).unique(),
        submitter=submitter,
    )


def with_directory(
    registry: ProgramRegistry,
    *,
    practices: pl.DataFrame | None = None,
    providers: pl.DataFrame | None = None,
) -> ProgramRegistry:
    """Return the registry that also knows practices and clinicians by the keys of a directory.

    `practices` and `providers` have the columns of those record tables. A practice stands as its
    NPI or CCN does; one whose taxonomy or kind is that of a substance use facility is a program.
    """
    known = [registry.standings]
    if practices is not None and practices.height:
        known += [_by_key(registry, practices, "practice", number) for number in ("npi", "ccn")]
        known.append(_facilities(practices))
    if providers is not None and providers.height:
        known.append(_by_key(registry, providers, "provider", "npi"))
        taught = hits(providers, PROVIDER, evidence())
        known.append(_programs(providers["provider"].gather(taught["row"].unique())))
    return ProgramRegistry(
        standings=pl.concat(known).unique(maintain_order=True), submitter=registry.submitter
    )


def _by_key(
    registry: ProgramRegistry, directory: pl.DataFrame, key: str, number: str
) -> pl.DataFrame:
    known = directory.select(pl.col(key), pl.col(number)).drop_nulls()
    return known.join(registry.standings, left_on=number, right_on="entity").select(
        pl.col(key).alias("entity"), "part2", "start", "end"
    )


def _facilities(practices: pl.DataFrame) -> pl.DataFrame:
    taught = hits(practices, PRACTICE, evidence())
    said = practices.filter(pl.col("kind") == "substance-use-program")["practice"]
    return _programs(pl.concat([practices["practice"].gather(taught["row"].unique()), said]))


def _programs(keys: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"entity": keys.unique()}).select(
        "entity",
        part2=pl.lit("yes"),
        start=pl.lit(None, pl.Date),
        end=pl.lit(None, pl.Date),
    )
