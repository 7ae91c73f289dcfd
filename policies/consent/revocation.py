"""42 CFR 2.31(c), 2.33(a): whom a revocation binds: every copy of the consent, and who was told.

A directive names no discloser, so copies of one document cannot be told from documents of the same
words signed on the same day. They are taken for copies: doubt refuses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from policies.consent.consent import Consent, ConsentState, Provision, Standing
from policies.consent.directive import provision_of
from policies.consent.elements import permits_anything
from policies.moment import reached
from policies.recipient import spelled

WORDS = ("decision", "purposes", "data_classes", "recipients")
HOLDER = ("contributor", "person")
SHUT = pl.Schema(dict.fromkeys(HOLDER, pl.String))


def is_revoked(consent: Consent, now: datetime) -> bool:
    """Tell whether a consent was taken back by now."""
    return consent.is_revoked or bool(consent.revoked and reached(consent.revoked, now))


def revoked_with_copies(consents: Sequence[Consent], now: datetime) -> list[Consent]:
    """Return the consents of one person, each copy of one that was revoked by now revoked too."""
    over = {_document(one) for one in consents if _is_consent(one) and is_revoked(one, now)}
    return [replace(one, is_revoked=True) if _document(one) in over else one for one in consents]


def reaching_copies(directives: pl.DataFrame) -> pl.DataFrame:
    """Return the directives of a crowd, `revoked` also where a copy of the same person is.

    `revoked` is by now, `start_day` the day of signature. The order of the rows stays.
    """
    is_consent = (pl.col("kind") == "part2") & (pl.col("decision") == "permit")
    told = directives.filter(is_consent & pl.col("revoked"))
    touched = directives.filter(is_consent).join(told, on="person", how="semi")
    copies = ("person", "wording", "start_day")
    worded = directives.join(
        _wordings(touched), on=WORDS, how="left", nulls_equal=True, maintain_order="left"
    )
    over = worded.filter(is_consent & pl.col("revoked")).select(copies).unique()
    return (
        worded.join(
            over.with_columns(copy_revoked=True),
            on=copies,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(revoked=pl.col("revoked") | pl.col("copy_revoked").fill_null(value=False))
        .drop("wording", "copy_revoked")
    )


def shut_by_own(directives: pl.DataFrame) -> pl.DataFrame:
    """Return whose rows of whom stay shut (SHUT): its own consent is revoked, and none in force.

    `withdrawn` and `in_force` tell what each directive comes to. The consents that others hold do
    not open what a patient shut with the contributor itself.
    """
    own = directives.filter(pl.col("kind") == "part2")
    held = own.filter("in_force").select(HOLDER)
    return own.filter("withdrawn").select(HOLDER).unique().join(held, on=HOLDER, how="anti")


def once_shut(state: ConsentState) -> ConsentState:
    """Return what a state comes to for the rows of a contributor with whom it was revoked.

    What the patient refused or restricted stands.
    """
    if state.standing is Standing.REFUSED:
        return state
    return ConsentState(
        standing=Standing.REVOKED,
        redact=state.redact,
        closed=state.closed,
        closed_to=state.closed_to,
    )


def _is_consent(consent: Consent) -> bool:
    # A refusal that was taken back in one copy still stands in another.
    return not (consent.void or consent.restriction) and permits_anything(consent.provisions)


def _document(consent: Consent) -> tuple[date | None, frozenset[Provision]]:
    return consent.signed.day if consent.signed else None, _wording(consent.provisions)


def _wording(provisions: Iterable[Provision]) -> frozenset[Provision]:
    return frozenset(_as_compared(each) for each in provisions)


def _as_compared(provision: Provision) -> Provision:
    return replace(
        provision,
        # One recipient goes by its id, and by references to it from several places.
        recipients=frozenset(
            spelled(name.rsplit("/", maxsplit=1)[-1]) for name in provision.recipients
        ),
        exceptions=tuple(_as_compared(each) for each in provision.exceptions),
    )


def _wordings(directives: pl.DataFrame) -> pl.DataFrame:
    """Number what the directives say, by WORDS: the order and spelling of words change nothing."""
    distinct = directives.select(WORDS).unique(maintain_order=True)
    numbers = dict[frozenset[Provision], int]()
    found = [
        numbers.setdefault(_wording([provision_of(row)]), len(numbers))
        for row in distinct.iter_rows(named=True)
    ]
    return distinct.with_columns(wording=pl.Series(found, dtype=pl.Int64))
