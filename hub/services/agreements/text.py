"""The text that every party signs: the terms in plain sentences, made from the data alone."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from hub.platform.canonical import canonical_json
from policies.agreement.release_rules import RELEASE_RULES
from policies.disclosure_control.entitlement import agreed_entitlement
from policies.disclosure_control.privacy_budget import THOUSANDTHS
from schemas.agreement_terms import AgreementTerms, terms_document

_BASES = {
    "safe_harbor": "with the identifiers of 45 CFR 164.514(b)(2) removed (Safe Harbor)",
    "expert_determination": "as an expert determined under 45 CFR 164.514(b)(1)",
    "limited_data_set": "as a limited data set under 45 CFR 164.514(e)",
    "aggregate_only": "as counts, without any record of a person",
}
FLOWS = "DUA"


def agreement_text(title: str, terms: AgreementTerms) -> str:
    """Return the text of an agreement; equal terms and parties give an equal text."""
    document = terms_document(terms)
    clauses = [
        f"Parties. {_and(f'{each} ({part})' for each, part in terms.parties)}.",
        *(_of_records(terms) if terms.instrument == FLOWS else ()),
        *_clauses().get(terms.instrument, ()),
        f"Breach. Whoever learns of a breach tells the other parties within {terms.breach_hours}"
        " hours; the agreement is suspended until it is dealt with.",
        f"Term. In force from {terms.effective} to {terms.expires}, both days included.",
        *_end(terms),
        f"Terms as data. {canonical_json(document).decode()}",
    ]
    numbered = [f"{number}. {clause}" for number, clause in enumerate(clauses, start=1)]
    return "\n\n".join([title, *numbered]) + "\n"


def _of_records(terms: AgreementTerms) -> Iterable[str]:
    yield f"Purposes. The records serve {_and(terms.purposes)} and nothing else."
    yield f"Classes of data. {_and(terms.data_classes)}."
    yield f"Reduction. Records come {_BASES[terms.basis]}; the {terms.reduces} reduces them."
    yield f"Tokens. Tokens of persons are made by this method: {terms.linkage}."
    yield f"Recipients. {_and(terms.recipients)}."
    yield _opt_outs(terms)
    yield _cost(terms)
    yield from _public(terms)
    if terms.release_rules:
        said = (
            RELEASE_RULES[name].says.format(number=f"{number:g}")
            for name, number in terms.release_rules
        )
        yield f"Releases. Of every release that rests on these records: {' '.join(said)}"
    if terms.basis != "aggregate_only":
        yield (
            "Self-funded plans. Sponsors of a payer's self-funded plans that have authorised the"
            f" use of their members' records: {_and(terms.plan_sponsors)}. The members of every"
            " other self-funded plan are left out and counted."
        )


def _end(terms: AgreementTerms) -> Iterable[str]:
    if terms.instrument != FLOWS:
        return
    yield (
        "End. When the agreement ends, use stops at once; the keys of the records are destroyed"
        f" by two persons on the agreed day, {terms.retention_days} days later unless another is"
        " agreed, and each submission gets a certificate. Under a legal hold nothing is destroyed."
    )


def _cost(terms: AgreementTerms) -> str:
    if terms.cost:
        return "Amounts. Amounts paid are among the records; no figure of one party is shown."
    return "Amounts. Amounts paid are no part of the records."


def _public(terms: AgreementTerms) -> Iterable[str]:
    noisy = agreed_entitlement(terms.entitlement).noisy
    if noisy is not None:
        yield (
            "Figures for everybody. Whoever takes no part is shown counts of the region with random"
            f" noise (differential privacy): {_and(noisy.measures)}; a release costs at most"
            f" {noisy.epsilon / THOUSANDTHS:g} of the privacy budget (epsilon) of each year."
        )


def _and(words: Iterable[str]) -> str:
    listed = sorted(words)
    return ", ".join(listed) if listed else "none"


def _opt_outs(terms: AgreementTerms) -> str:
    if not terms.honour_opt_outs:
        return "Opt-outs. Opt-outs are taken out by the sender before records are handed in."
    return "Opt-outs. Whoever opted out of the network is left out, whatever the law would permit."


@cache
def _clauses() -> Mapping[str, tuple[str, ...]]:
    told = tomllib.loads(
        files("hub.services.agreements").joinpath("clauses.toml").read_text("utf-8")
    )
    return {name: tuple(clauses) for name, clauses in told["clauses"].items()}
