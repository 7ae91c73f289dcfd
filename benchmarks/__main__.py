"""Run every benchmark, one after the other, each in a process of its own: `make bench`."""

import subprocess
import sys

SCRIPTS = (
    "intake",
    "vault",
    "fhir_ndjson",
    "fhir_measures",
    "policies",
    "measures",
    "claims_measures",
    "disclosure",
)


def main() -> int:
    """Run them and return 1 where one of them failed."""
    failed = []
    for name in SCRIPTS:
        print(f"== {name}", flush=True)
        finished = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)  # noqa: S603
        failed += [name] if finished.returncode else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
