"""Prepare a submission at home: tokenise, de-identify, package, and ask the intake beforehand."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from adapters.inputs import read_source
from adapters.source import path_source
from hub.intake.trial import trial, usual_terms
from hub.preparation.crosswalk import read_crosswalk, write_crosswalk
from hub.preparation.home_batch import nobody
from hub.preparation.home_inputs import home_batches
from hub.preparation.opted_out import opted_out
from hub.preparation.package import package_in
from hub.preparation.person_tokens import tokens_of
from hub.preparation.record_keys import RecordKeys
from hub.preparation.summary import Prepared
from hub.preparation.walk import HomeTerms, Walk
from policies.deidentification.certificate import Certificate
from policies.deidentification.inspection import allowed_under
from schemas.record import record
from schemas.records import TABLES


@record
class Home:
    """What a participant prepares: from which files, into which, and by which terms.

    `linkage_key` is None where tokens are drawn by lot; then, or for a person of whom too little is
    known, `crosswalk` keeps whose token is whose. `on` is the day by which ages are told, and
    `tolerance` the share of faulty records of a table up to which the others are prepared.
    """

    inputs: Path
    package: Path
    basis: str
    on: date
    crosswalk: Path
    tolerance: float
    certificate: Certificate | None = None
    linkage_key: bytes | None = None


def prepare_submission(home: Home) -> Prepared:
    """Write a package that the gate lets through, and tell of it; or write nothing, and say why.

    Raises OSError where a file cannot be opened or written, UnusableCrosswalk where that file is
    something else, NoCertificate for expert determination without terms.
    """
    terms = HomeTerms(
        basis=home.basis,
        on=home.on,
        certificate=home.certificate,
        allowance=allowed_under(home.basis, home.certificate),
    )
    who, refusing = _survey(home)
    crosswalk = read_crosswalk(home.crosswalk)
    home.package.parent.mkdir(parents=True, exist_ok=True)
    with package_in(home.package.parent) as package:
        walk = Walk(
            terms,
            tokens=tokens_of(who, home.linkage_key, crosswalk),
            keys=RecordKeys(home.linkage_key),
            refusing=refusing,
            known=who["person"].unique(),
            package=package,
        )
        for batch in home_batches(home.inputs):
            walk.take(batch)
        if reasons := (*walk.unread, *walk.lost(home.tolerance)):
            return walk.prepared(reasons=reasons)
        partial = home.package.with_name(f".{home.package.name}.partial")
        try:
            walk.count_withheld()
            package.write(partial)
            refused = tuple(_refused(partial, home))
            if not refused:
                if walk.tokens.drawn.height > crosswalk.height:
                    write_crosswalk(walk.tokens.drawn, home.crosswalk)
                partial.replace(home.package)
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()
    return walk.prepared(reasons=refused)


def _survey(home: Home) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Look through all files for who the persons are, and for those who said no."""
    who, directives = [nobody()], [pl.DataFrame(schema=TABLES["consent_directive"].schema)]
    for found in home_batches(home.inputs, first=True):
        who.append(found.who)
        if found.batch.table.name == "consent_directive":
            directives.append(found.batch.rows)
    # On any other basis the hub asks for consents and opt-outs itself, by token.
    asked = home.basis == "safe_harbor"
    refusing = opted_out(pl.concat(directives) if asked else directives[0], on=home.on)
    return pl.concat(who), refusing


def _refused(package: Path, home: Home) -> Iterator[str]:
    """Yield why the intake would refuse the package."""
    usual = usual_terms(home.basis, on=home.on, certificate=home.certificate)
    terms = replace(usual, tolerance=home.tolerance)
    outcome = trial(read_source(path_source(package, "package")), terms)
    for reason in outcome.reasons:
        yield reason.text
    for row in outcome.identifiers.iter_rows(named=True):
        yield f"{row['table']}.{row['column']}: {row['rule']} ({row['count']})"
