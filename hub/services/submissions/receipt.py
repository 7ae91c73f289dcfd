"""The receipt of a submission: the hub's signed word on what it took in, left out or refused."""

import base64
from typing import Any

from hub.intake.outcome import Outcome
from hub.platform.canonical import canonical_json
from hub.services.agreements.facts import AgreementFacts
from hub.services.house import House
from hub.store.submissions import Submission

# How many faults a receipt lists; all of them are in the file of faults.
FIRST = 1000


def receipt(
    house: House, submission: Submission, facts: AgreementFacts, outcome: Outcome
) -> dict[str, Any]:
    """Return the receipt as a JSON object: `receipt`, and an Ed25519 signature over its bytes."""
    words = {
        "submission": submission.id,
        "participant": submission.participant,
        "agreement": {"id": facts.stored.id, "version": facts.stored.version},
        "sha256": submission.sha256,
        "bytes": submission.size,
        "received_at": submission.received_at.isoformat(),
        "basis": submission.basis,
        "dry_run": submission.dry_run,
        **_found(outcome),
    }
    signature = house.release_signer.sign(canonical_json(words))
    return {
        "receipt": words,
        "key": house.release_signer.key_id,
        "signature": base64.b64encode(signature).decode(),
    }


def _found(outcome: Outcome) -> dict[str, Any]:
    """Return what was found in it, and what became of that: by counts, never a value."""
    faults = outcome.faults
    return {
        "accepted": outcome.accepted,
        "reasons": [
            {"rule": each.rule, "text": each.text, "table": each.table} for each in outcome.reasons
        ],
        "records": {
            name: {"kept": count.kept, "left_out": count.faulty}
            for name, count in outcome.counts.items()
        },
        "labels": outcome.labels.select("table", "label", "kind", records="count").to_dicts(),
        "columns_not_kept": {name: list(columns) for name, columns in outcome.dropped.items()},
        "identifiers": outcome.identifiers.select("column", "rule", "count").to_dicts(),
        "faults": faults.stored.faults if faults.stored else 0,
        "first_faults": faults.first.drop("file").head(FIRST).to_dicts(),
    }
