"""A worker that is killed in any step, and another that begins anew, end as one that was not."""

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from polars.testing import assert_frame_equal

from hub.vault.dataset import dataset_of
from hub.vault.fault_file import StoredFaults, read_faults
from hub.vault.inbox import receive
from hub.vault.sweep import Known, sweep
from policies.lifecycle.submission import STEPS
from schemas.code_system import HCPCS
from tests.builders.intakes import kept
from tests.builders.vaults import vault_in
from tests.places import PROJECT

LINES = 30_000
WORKER = """
import json, os, signal, sys
from pathlib import Path
from hub.intake import keys, rows
from hub.vault.inbox import open_upload
from adapters.inputs import read_source
from adapters.source import Source
from tests.builders.intakes import taken
from tests.builders.vaults import vault_in

folder, run, fatal = sys.argv[1:]
rows.CHUNK = keys.TOGETHER = 4_000
vault = vault_in(Path(folder))

def step(name):
    print(name, flush=True)
    if name == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

source = Source(name="lines.csv", open=lambda: open_upload(vault, "one"))
outcome = taken(vault, read_source(source), run=run, step=step)
stored = outcome.faults.stored
print(repr((outcome.accepted, outcome.counts["claim_line"].kept, outcome.labels.rows())))
document = {"dataset": outcome.dataset.document(), "faults": stored.faults}
Path(folder, f"{run}.json").write_text(json.dumps(document))
"""


@pytest.fixture(scope="module")
def upload():
    lines = ["claim,line,person,start_day,procedure"]
    for number in range(LINES):
        day = "never" if number % 400 == 0 else f"2026-01-{number % 28 + 1:02d}"
        code = f"{HCPCS}|H0020" if number % 97 == 0 else "99213"
        lines.append(f"k{number // 3:06d},{number % 3 + 1},p{number // 9:06d},{day},{code}")
    return "\n".join(lines).encode()


def worker(folder, run, fatal="none"):
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), run, fatal],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )


def ended(folder, run):
    with worker(folder, run) as process:
        told = process.communicate(timeout=120)[0].splitlines()
    assert process.returncode == 0
    return told


def result(folder, run):
    document = json.loads((folder / f"{run}.json").read_text())
    vault = vault_in(folder)
    dataset = dataset_of(document["dataset"])
    stored = StoredFaults(submission="one", run=run, faults=document["faults"])
    faults = [frame.rows() for frame in read_faults(vault, stored)]
    return vault, dataset, stored, kept(vault, dataset, "claim_line"), faults


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, upload):
    folder = tmp_path_factory.mktemp("undisturbed")
    receive(vault_in(folder), "one", io.BytesIO(upload), at_most=1 << 30)
    told = ended(folder, "run-1")
    return told, *result(folder, "run-1")[3:]


def assert_ends_the_same(folder, undisturbed):
    told = ended(folder, "run-2")
    vault, dataset, stored, rows, faults = result(folder, "run-2")

    assert told == undisturbed[0]
    assert_frame_equal(rows, undisturbed[1])
    assert faults == undisturbed[2]
    known = Known(uploads=["one"], datasets=[dataset], faults=[stored], working=())
    later = vault.storage.changed_at("datasets").replace(year=2100)
    sweep(vault, known, before=later)
    assert vault.storage.names("datasets/one") == ["run-2"]
    assert vault.storage.names("faults/one") == ["run-2"]
    assert vault.storage.names("staging") == []
    assert_frame_equal(kept(vault, dataset, "claim_line"), undisturbed[1])


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_a_step_changes_nothing(tmp_path, upload, undisturbed, step):
    receive(vault_in(tmp_path), "one", io.BytesIO(upload), at_most=1 << 30)
    with worker(tmp_path, "run-1", fatal=step) as process:
        process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL

    assert_ends_the_same(tmp_path, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("instant", [0.02, 0.1, 0.2, 0.3, 0.45, 0.6])
def test_a_worker_killed_at_any_instant_changes_nothing(tmp_path, upload, undisturbed, instant):
    receive(vault_in(tmp_path), "one", io.BytesIO(upload), at_most=1 << 30)
    with worker(tmp_path, "run-1") as process:
        assert process.stdout.readline() == "reading\n"
        time.sleep(instant)
        os.kill(process.pid, signal.SIGKILL)

    assert_ends_the_same(tmp_path, undisturbed)
