"""The receipt of a submission: the hub's signed word on what it took in, left out or refused."""

import base64
from typing import Any

from hub.intake.outcome import Outcome
from hub.platform.canonical import canonical_json
from hub.services.agreements.facts import AgreementFacts
from hub.services.house import House
from hub.store.submissions import Submission


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
        "accepted": outcome.accepted,
        "reasons": [
            {"rule": each.rule, "text": each.text, "table": each.table} for each in outcome.reasons
        ],
        "records": {
            name: {"kept": count.kept, "left_out": count.faulty}
            for name, count in outcome.counts.items()
        },
        "labels": [
            {
                "table": row["table"],
                "label": row["label"],
                "kind": row["kind"],
                "records": row["count"],
            }
            for row in outcome.labels.iter_rows(named=True)
        ],
        "columns_not_kept": {name: list(columns) for name, columns in outcome.dropped.items()},
        "identifiers": [
            {"column": row["column"], "rule": row["rule"], "count": row["count"]}
            for row in outcome.identifiers.iter_rows(named=True)
        ],
        "faults": outcome.faults.stored.faults if outcome.faults.stored else 0,
        "first_faults": outcome.faults.first.drop("file").head(FIRST).to_dicts(),
    }
    signature = house.release_signer.sign(canonical_json(words))
    return {
        "receipt": words,
        "key": house.release_signer.key_id,
        "signature": base64.b64encode(signature).decode(),
    }


FIRST = 1000
