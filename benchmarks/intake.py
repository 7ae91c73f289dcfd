"""Intake of a large claims file, against a bare Polars scan, cast and write of the same file.

The file of claim lines goes from the sealed inbox through the reader, the rules of its columns and
table, the identifier gate, the labels and new tokens into the encrypted vault. The bare run scans,
casts and writes with nothing of all that. Targets: at most twice the CPU seconds, three times the
wall time, 1 GB of memory at the peak, and no more memory for four times the lines. Both run in
turn, several times, and the least of each counts: whatever else the machine does can only add to
either, and adds to one run and not to the next.
"""

import argparse
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.run import Run, measured, told

LINES = 5_000_000
ROUNDS = 3
CPU_AT_MOST, WALL_AT_MOST, PEAK_AT_MOST, GROWTH_AT_MOST = 2.0, 3.0, 1000.0, 1.15

WHOLE = ["line"]
NUMBERS = ["units", "supply_days", "quantity", "charged_amount", "allowed_amount", "paid_amount"]
DAYS = ["start_day", "end_day"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--growth", action="store_true", help="also with four times the lines")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        met = _compared(Path(folder), chosen.lines, rounds=chosen.rounds, growth=chosen.growth)
    return 0 if met else 1


def bare(source: str, target: str) -> None:
    """Scan, cast and write with Polars alone: no rule, no fault, no label, no key."""
    import polars as pl

    (
        pl.scan_csv(source, infer_schema=False)
        .with_columns(
            pl.col(WHOLE).cast(pl.Int64, strict=False),
            pl.col(NUMBERS).cast(pl.Float64, strict=False),
            pl.col(DAYS).str.to_date("%Y-%m-%d", strict=False),
            pl.col("in_network") == "true",
        )
        .sink_parquet(target, compression="zstd")
    )


def received(source: str, vault: str) -> None:
    """Seal the file into the inbox, as an upload is."""
    from benchmarks.vault_folder import vault_in
    from hub.vault.inbox import receive

    with Path(source).open("rb") as body:
        receive(vault_in(Path(vault)), "claims", body, at_most=1 << 40)


def taken_in(vault: str, run: str) -> dict[str, int]:
    """Take the upload from the inbox into the vault, and return how many lines were kept."""
    from adapters.inputs import read_source
    from adapters.source import Source
    from benchmarks.vault_folder import terms, vault_in
    from hub.intake.pipeline import take_in
    from hub.vault.inbox import open_upload

    opened = vault_in(Path(vault))
    source = Source(name="claim_line.csv", open=partial(open_upload, opened, "claims"))
    outcome = take_in(opened, "claims", read_source(source), terms(), run=run, step=lambda _: None)
    if not outcome.accepted:
        raise RuntimeError(", ".join(reason.rule for reason in outcome.reasons))
    count = outcome.counts["claim_line"]
    return {"kept": count.kept, "faulty": count.faulty}


def _compared(folder: Path, lines: int, *, rounds: int, growth: bool) -> bool:
    base, run = _both(folder, lines, rounds=rounds)
    met = [
        run.cpu <= CPU_AT_MOST * base.cpu,
        run.wall <= WALL_AT_MOST * base.wall,
        run.peak <= PEAK_AT_MOST,
    ]
    if growth:
        _, larger = _both(folder, 4 * lines, rounds=1)
        met.append(larger.peak <= GROWTH_AT_MOST * run.peak)
    return all(met)


def _both(folder: Path, lines: int, *, rounds: int) -> tuple[Run, Run]:
    source, vault = folder / f"{lines}.csv", folder / f"vault-{lines}"
    measured("benchmarks.claim_lines:write_claim_lines", str(source), lines)
    print(f"{lines:,} claim lines, {source.stat().st_size / 1e6:.0f} MB")
    sealed = measured("benchmarks.intake:received", str(source), str(vault))
    print(told("upload to the inbox", sealed))
    bases, runs = [], []
    for number in range(1, rounds + 1):
        bases.append(measured("benchmarks.intake:bare", str(source), str(folder / "bare.parquet")))
        runs.append(measured("benchmarks.intake:taken_in", str(vault), f"run-{number}"))
        print(told("bare scan, cast and write", bases[-1]))
        print(told("inbox to vault", runs[-1], bases[-1]), flush=True)
    base, run = _least(bases), _least(runs)
    print(told(f"the least of {rounds}", run, base))
    print(f"  {run.answer}", flush=True)
    return base, run


def _least(runs: Sequence[Run]) -> Run:
    """Return the least seconds of several runs, and the most memory."""
    return Run(
        cpu=min(run.cpu for run in runs),
        wall=min(run.wall for run in runs),
        peak=max(run.peak for run in runs),
        answer=runs[-1].answer,
    )


if __name__ == "__main__":
    raise SystemExit(main())
