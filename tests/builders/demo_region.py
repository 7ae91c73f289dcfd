"""The demo's region, built once for all tests that look at it, and copied for those that act."""

import fcntl
import json
import shutil
from pathlib import Path
from typing import Any

from hub.demo.keys import demo_settings
from hub.demo.run import run_demo
from hub.services.house import House, open_house
from tests.builders.ports import free_port

PERSONS = 3600


def built_region(config: Any, base: Path) -> Path:
    """Return the state folder of a region with its summary beside it; the first to ask builds it.

    `base` is the temporary folder of this process. Processes that share a run of the tests share
    the region.
    """
    shared = base.parent if hasattr(config, "workerinput") else base
    state = shared / "demo-region"
    with (shared / "demo-region.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (state / "summary.json").exists():
            shutil.rmtree(state, ignore_errors=True)
            house, summary = run_demo(
                state,
                url=f"http://127.0.0.1:{free_port()}",
                tell=lambda *_: None,
                persons=PERSONS,
            )
            house.engine.dispose()
            (state / "summary.json").write_text(json.dumps(summary))
    return state


def summary_of(state: Path) -> dict[str, Any]:
    """Return the summary of a built region."""
    return dict(json.loads((state / "summary.json").read_text()))


def house_of(state: Path, *, url: str = "http://127.0.0.1:8000") -> House:
    """Open the house of a built region."""
    return open_house(demo_settings(state, url=url))


def copy_of(state: Path, to: Path) -> Path:
    """Return a copy of a region, to change at will."""
    shutil.copytree(state, to)
    return to
