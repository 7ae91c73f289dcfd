"""All that came of a house, in words that are equal where nothing was lost and nothing came twice."""

import json
from collections import Counter
from dataclasses import asdict
from hashlib import sha256
from zlib import decompress

import polars as pl

from hub.platform.sealed import unseal
from hub.services.public.public_files import PUBLIC_MANIFEST
from hub.services.releases.earlier_releases import CELLS
from hub.store import disclosures, ledger, releases, reports, submission_tables, submissions
from hub.vault.dataset import dataset_of
from hub.vault.fault_file import StoredFaults, read_faults
from hub.vault.places import DATASETS, FAULTS, INBOX, STAGING
from tests.builders.intakes import kept
from tests.builders.times import START

# A state that is come to once, whatever happened before.
ENDS = ("accepted", "refused", "tried", "failed", "previewed")
ONCE = ("submission-received", "submission-replaced", "release-previewed", "disclosure")
RECEIPTED = ("state", "reason", "receipt", "sha256", "size", "worker", "lease", "lease_until")


def told_of(house, release):
    """Return what a house holds of its submissions and of a release, apart from times and runs.

    `release` is None where there is none.
    """
    with house.look() as work:
        found = submissions.latest(work, at_most=99)
        return {
            "submissions": {each.id: _facts(each) for each in found},
            "counts": {each.id: _counts(work, each.id) for each in found},
            "rows": {each.id: _rows(house, each) for each in found if each.state == "accepted"},
            "faults": {each.id: _faults(house, each) for each in found if each.fault_file},
            "ends": _ends(work, [*(each.id for each in found), release or ""]),
            "disclosures": Counter(each.submission for each in disclosures.since(work, START)),
            "keys": sorted(
                (name.submission, str(name.purpose)) for name in house.vault.wrapped_keys.names()
            ),
            "files": {name: _names(house.vault.storage, name) for name in FOLDERS},
            "release": _release(house, work, release) if release else None,
        }


FOLDERS = (STAGING, INBOX, DATASETS, FAULTS)


def _facts(submission):
    return {name: getattr(submission, name) for name in RECEIPTED}


def _counts(work, submission):
    found = (
        *submission_tables.tables_of(work, submission),
        *submission_tables.faults_of(work, submission),
    )
    return [asdict(each) for each in found]


def _rows(house, submission):
    dataset = dataset_of(submission.dataset)
    return {each.name: _digest(kept(house.vault, dataset, each.name)) for each in dataset.tables}


def _faults(house, submission):
    stored = StoredFaults(submission=submission.id, **submission.fault_file)
    return _digest(pl.concat(read_faults(house.vault, stored)))


def _digest(frame):
    return frame.height, sha256(repr(frame.rows()).encode()).hexdigest()


def _ends(work, subjects):
    events = [event for subject in subjects for event in ledger.of_subject(work, subject)]
    return Counter(
        (each.subject, each.name, each.facts.get("to_state"))
        for each in events
        if each.facts.get("to_state") in ENDS or each.name in ONCE
    )


def _names(storage, folder):
    return {name: len(storage.names(f"{folder}/{name}")) for name in storage.names(folder)}


def _release(house, work, release):
    found = releases.one(work, release)
    files = [reports.one(work, each.id) for each in reports.of_release(work, release)]
    return {
        "state": found.state,
        "lease": (found.worker, found.lease, found.lease_until),
        "files": {f"{each.participant}/{each.name}": _timeless(house, each) for each in files},
    }


def _timeless(house, file):
    """Return a file of a release without its hour, and without an order that means nothing."""
    if file.name == CELLS:
        owner = f"cells of release {file.release}"
        sealed = unseal(house.secrets_key, file.content, belongs_to=owner)
        return _ordered(json.loads(decompress(sealed)))
    if not file.name.endswith(".json"):
        return file.content.decode()
    document = json.loads(file.content)
    if file.name == PUBLIC_MANIFEST:
        # Its hashes are of files that tell their hour, and of what each run wrote anew.
        return json.dumps({name: document[name] for name in ("title", "period", "audit")})
    document.get("release", {}).pop("made_at", None)
    return json.dumps(document, sort_keys=True)


def _ordered(value):
    """Return a value of JSON as text, tables row by row; the order of rows means nothing."""
    if isinstance(value, dict):
        columns = list(value.values())
        if columns and all(isinstance(each, list) for each in columns):
            return json.dumps([*value, sorted(map(repr, zip(*columns, strict=True)))])
        return json.dumps({name: _ordered(each) for name, each in value.items()})
    return json.dumps(sorted(map(_ordered, value)) if isinstance(value, list) else value)
