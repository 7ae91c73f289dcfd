"""The law's price: labels and the class-wise join on claim lines, consents judged, one decision.

The base reads the lines of a CSV file and writes them as Parquet; the other run does the same and
also labels each line, joins the decision of its class and leaves out what is withheld. Targets: at
most a quarter more CPU seconds; 200,000 consents judged in 5 s; one decision in 5 ms.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.run import measured, told

if TYPE_CHECKING:
    import polars as pl

    from policies.agreement.agreement import Agreement
    from policies.consent.states import ConsentStates
    from policies.consent.terms import Question
    from schemas.batch import Batch

LINES, CONSENTS, DECISIONS = 5_000_000, 200_000, 2_000
MORE_AT_MOST, SECONDS_AT_MOST, MILLISECONDS_AT_MOST = 1.25, 5.0, 5.0
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SEED = 20261122


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--consents", type=int, default=CONSENTS)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        met = [*_on_lines(Path(folder), chosen.lines), _consents(chosen.consents), _decision()]
    return 0 if all(met) else 1


def carried(source: str, target: str) -> dict[str, float]:
    """Read the lines and write them, with no rule between."""
    # What the other run imports costs the same here: seconds of a start are no price of the law.
    import_module("policies.eligibility")
    import_module("policies.labelling.label")
    return {"kept": _written((batch.rows for batch in _batches(source)), target)}


def judged(source: str, target: str) -> dict[str, float]:
    """Read the lines, label them, decide each class once, and write those that may be used.

    The seconds of judging consents are told apart: `consents`.
    """
    from policies.eligibility import eligible, facts_under
    from policies.labelling.code_list import usual_lists
    from policies.labelling.label import label
    from policies.labelling.program_registry import NOBODY_KNOWN
    from policies.recipient import Recipient

    agreed = _agreement()
    facts = facts_under(agreed, "payer", data_class="claims")
    recipient = Recipient(id="hub", type="network")
    spent = {"consents": 0.0}

    def kept() -> Iterator["pl.DataFrame"]:
        states = None
        for batch in _batches(source):
            begun = time.process_time()
            states = states or _states(batch.rows["person"])
            spent["consents"] += time.process_time() - begun
            rows = label(batch.rows, batch.table, usual_lists(), NOBODY_KNOWN)
            found = eligible(rows, facts, states, now=NOW, purpose="HQUALIMP", recipient=recipient)
            yield rows.filter(found.keep)

    return {"kept": _written(kept(), target), **spent}


def consents_judged(count: int) -> dict[str, float]:
    """Judge so many directives of as many persons; return the seconds and the distinct ones."""
    from policies.consent.states import consent_states

    directives, question = _directives(count), _question()
    begun = time.process_time()
    found = consent_states(directives, question)
    spent = time.process_time() - begun
    return {"seconds": spent, "patterns": found.patterns, "persons": found.people.height}


def decided(count: int) -> dict[str, float]:
    """Decide a request with a FHIR Consent so often, reading included; return milliseconds."""
    from policies.regime import decide
    from policies.regimes import REGIMES
    from policies.written.request import read_request

    document = json.loads(json.dumps(_REQUEST))
    begun = time.process_time()
    for _ in range(count):
        decide(read_request(document, now=NOW), REGIMES)
    return {"milliseconds": (time.process_time() - begun) / count * 1000}


def _on_lines(folder: Path, lines: int) -> list[bool]:
    source = folder / "lines.csv"
    measured("benchmarks.claim_lines:write_claim_lines", str(source), lines)
    print(f"{lines:,} claim lines, {source.stat().st_size / 1e6:.0f} MB")
    base = measured("benchmarks.policies:carried", str(source), str(folder / "carried.parquet"))
    print(told("read and write", base))
    run = measured("benchmarks.policies:judged", str(source), str(folder / "judged.parquet"))
    print(told("read, label, decide and write", run, base))
    law = (run.cpu - float(run.answer["consents"])) / base.cpu  # type: ignore[index]
    print(f"  {base.answer}, {run.answer}: {law:.2f}x without judging consents")
    return [law <= MORE_AT_MOST]


def _consents(count: int) -> bool:
    run = measured("benchmarks.policies:consents_judged", count)
    print(told(f"{count:,} consents judged", run))
    print(f"  {run.answer}")
    return float(run.answer["seconds"]) <= SECONDS_AT_MOST  # type: ignore[index]


def _decision() -> bool:
    run = measured("benchmarks.policies:decided", DECISIONS)
    print(told(f"{DECISIONS:,} decisions, read from JSON", run))
    print(f"  {run.answer}")
    return float(run.answer["milliseconds"]) <= MILLISECONDS_AT_MOST  # type: ignore[index]


def _batches(source: str) -> Iterator["Batch"]:
    from adapters.inputs import read_inputs

    return (batch for batch in read_inputs([Path(source)], None) if batch.height)


def _written(frames: Iterator["pl.DataFrame"], target: str) -> int:
    import pyarrow.parquet as pq

    count, writer = 0, None
    for frame in frames:
        table = frame.to_arrow()
        writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
        writer.write_table(table.cast(writer.schema))
        count += frame.height
    if writer is not None:
        writer.close()
    return count


def _states(persons: "pl.Series") -> "ConsentStates":
    """One person in ten has a directive: a consent, an opt-out, a revocation or a restriction."""
    import polars as pl

    from policies.consent.states import consent_states

    some = persons.unique().sort().gather_every(10)
    directives = _directives(len(some)).with_columns(pl.Series("person", some))
    return consent_states(directives, _question())


def _directives(count: int) -> "pl.DataFrame":
    """A third of the directives are copies of others that a program holds, never known revoked."""
    import polars as pl

    documents = _documents(count - count // 3)
    copies = documents.head(count // 3).with_columns(
        contributor=pl.lit("program"), revoked_day=pl.lit(None, dtype=pl.Date)
    )
    return pl.concat([documents, copies])


def _documents(count: int) -> "pl.DataFrame":
    import numpy as np
    import polars as pl

    from schemas.records.consent_directive import CONSENT_DIRECTIVE, ELEMENTS

    draw = np.random.default_rng(SEED)
    number = np.arange(count)
    kinds = draw.choice(["part2", "part2", "part2", "opt-out", "restriction"], count)
    signed = pl.Series(draw.integers(19_000, 20_500, count).astype("int32")).cast(pl.Date)
    ended = pl.Series(draw.integers(20_300, 20_900, count).astype("int32")).cast(pl.Date)
    frame = pl.DataFrame(
        {
            "consent_directive": [f"d{each}" for each in number],
            "contributor": draw.choice(["payer", "clinic"], count),
            "person": [f"p{each}" for each in number],
            "decision": np.where(kinds == "part2", "permit", "deny"),
            "kind": kinds,
            **{name: draw.random(count) > 0.02 for name in ELEMENTS},
            "purposes": draw.choice(["TREAT;HPAYMT;HOPERAT", "HOPERAT", "TREAT"], count),
            "data_classes": draw.choice([None, "claims", "HIV", "clinical"], count).tolist(),
            "recipients": draw.choice(["hub", "hub;clinic", "my health plans"], count),
            "expiry": draw.choice(["day", "none", "event"], count),
            "start_day": signed,
            "end_day": ended,
            "revoked_day": pl.Series(
                [None if keep else date(2026, 1, 5) for keep in draw.random(count) > 0.1],
                dtype=pl.Date,
            ),
        }
    )
    empty = pl.DataFrame(schema=CONSENT_DIRECTIVE.schema)
    return pl.concat([empty, frame.cast({"start_day": pl.Date})], how="diagonal")


def _question() -> "Question":
    from policies.consent.terms import Question
    from policies.recipient import Recipient

    recipient = Recipient(id="hub", type="network")
    return Question(recipient=recipient, purpose="HQUALIMP", data_class="claims", now=NOW)


def _agreement() -> "Agreement":
    from policies.written.agreement import read_agreement

    found = read_agreement(_REQUEST["agreement"], problems := [])  # type: ignore[arg-type]
    if found is None:
        raise RuntimeError("; ".join(problems))
    return found


_REQUEST: dict[str, object] = {
    "contributor": "payer",
    "recipient": {"id": "hub", "type": "network"},
    "purpose": "HQUALIMP",
    "data_class": "claims",
    "basis": "limited_data_set",
    "provenance": "yes",
    "sensitivity": ["SUD"],
    "patient": "p1",
    "agreement": {
        "id": "A1",
        "parties": ["payer", "hub"],
        "signatures": ["payer", "hub"],
        "capacities": ["covered-entity"],
        "purposes": ["HOPERAT"],
        "data_classes": ["claims"],
        "basis": "limited_data_set",
        "effective": "2026-01-01",
        "expires": "2026-12-31",
    },
    "consents": [
        {
            "resourceType": "Consent",
            "status": "active",
            "patient": {"reference": "Patient/p1"},
            "dateTime": "2026-03-01",
            "performer": [{"reference": "Patient/p1"}],
            "organization": [{"reference": "Organization/program"}],
            "sourceReference": {"reference": "DocumentReference/form"},
            "provision": {
                "type": "permit",
                "period": {"start": "2026-03-01", "end": "2026-12-31"},
                "actor": [{"reference": {"reference": "Organization/hub"}}],
                "purpose": [{"code": "HOPERAT"}],
                "provision": [{"type": "deny", "securityLabel": [{"code": "HIV"}]}],
            },
        }
    ],
}


if __name__ == "__main__":
    raise SystemExit(main())
