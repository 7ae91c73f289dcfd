"""The text that every party signs: the terms in plain sentences, made from the data alone."""

from collections.abc import Iterable

from hub.platform.canonical import canonical_json
from schemas.agreement_terms import AgreementTerms, terms_document

_BASES = {
    "safe_harbor": "with the identifiers of 45 CFR 164.514(b)(2) removed (Safe Harbor)",
    "expert_determination": "as an expert determined under 45 CFR 164.514(b)(1)",
    "limited_data_set": "as a limited data set under 45 CFR 164.514(e)",
    "aggregate_only": "as counts, without any record of a person",
}


def agreement_text(title: str, terms: AgreementTerms) -> str:
    """Return the text of an agreement; equal terms and parties give an equal text."""
    document = terms_document(terms)
    clauses = [
        f"Parties. {_and(each for each, _ in terms.parties)}.",
        f"Purposes. The records serve {_and(terms.purposes)} and nothing else.",
        f"Classes of data. {_and(terms.data_classes)}.",
        f"Reduction. Records come {_BASES[terms.basis]}; the {terms.reduces} reduces them.",
        f"Tokens. Tokens of persons are made by this method: {terms.linkage}.",
        f"Recipients. {_and(terms.recipients)}.",
        "No other use. Nobody tries to tell who a person is, or to reach a person.",
        _opt_outs(terms),
        f"Term. In force from {terms.effective} to {terms.expires}, both days included.",
        "End. When the agreement ends, use stops at once; the keys of the records are destroyed by"
        " two persons on the agreed day, and each submission gets a certificate.",
        f"Terms as data. {canonical_json(document).decode()}",
    ]
    numbered = [f"{number}. {clause}" for number, clause in enumerate(clauses, start=1)]
    return "\n\n".join([title, *numbered]) + "\n"


def _and(words: Iterable[str]) -> str:
    listed = sorted(words)
    return ", ".join(listed) if listed else "none"


def _opt_outs(terms: AgreementTerms) -> str:
    if not terms.honour_opt_outs:
        return "Opt-outs. Opt-outs are taken out by the sender before records are handed in."
    return "Opt-outs. Whoever opted out of the network is left out, whatever the law would permit."
