"""Build the synthetic region, take it from files to a published release, and open the portal.

With --once the command ends after the release and prints a summary as JSON.
"""

import argparse
import json
import shutil
import socket
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hub.commands.usage import Unreadable
from hub.demo.handing_in import NotPrepared
from hub.demo.region import PERSONS
from hub.demo.run import run_demo, saved_summary
from hub.measures.measure import measures, not_for_release
from hub.platform.logs import configure_logs
from schemas.problem import Problem

HOST, PORT = "127.0.0.1", 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--once", action="store_true", help="stop after the release")
    parser.add_argument("--state", type=Path, default=Path(".state/demo"), help="an empty folder")
    parser.add_argument("--persons", type=_number, default=PERSONS, help="how large the region is")
    parser.add_argument(
        "--measures",
        help="what is told beside the core, by identifier, separated by commas; or: all",
    )
    parser.add_argument("--port", type=int, default=PORT, help="where the portal opens")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a region has a number of persons, at least one")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Run the demo in the state folder; one that was run before is served as it is."""
    # Standard output is the summary's alone, and a line a request would drown the progress.
    configure_logs(level="warning")
    state: Path = arguments.state
    told = saved_summary(state)
    if told is None:
        told = _built(arguments, state)
    if arguments.once:
        sys.stdout.write(json.dumps(told, indent=None if arguments.json else 2) + "\n")
        return 0
    return _served(state, f"http://{HOST}:{arguments.port}")


def _built(arguments: argparse.Namespace, state: Path) -> dict[str, object]:
    if state.exists() and any(state.iterdir()):
        raise Unreadable(
            Problem(type="not-empty", title="the state folder holds something else; name another")
        )
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("the synthetic region", total=1)

            def tell(words: str, done: int, steps: int) -> None:
                progress.update(task, description=words, completed=done, total=steps)
                if not console.is_terminal:
                    console.print(f"{done}/{steps} {words}")

            address = f"http://{HOST}:{_free_port()}"
            _, told = run_demo(
                state,
                url=address,
                tell=tell,
                persons=arguments.persons,
                further=_further(arguments.measures),
            )
    except NotPrepared as failure:
        # In a small region a home of one or two persons has more faulty ones than are let through.
        shutil.rmtree(state, ignore_errors=True)
        title = "so small a region has homes that can hand in nothing; give a larger --persons"
        raise Unreadable(Problem(type="too-small", title=title, detail=str(failure))) from None
    except BaseException:
        shutil.rmtree(state, ignore_errors=True)
        raise
    (state / "summary.json").write_text(json.dumps(told))
    return told


def _further(asked: str | None) -> list[str] | None:
    """Return the measures that are asked for; None where the command does not say."""
    if asked is None:
        return None
    known = [each.identifier for each in measures() if each.catalogue == "further"]
    chosen = known if asked == "all" else [name.strip() for name in asked.split(",")]
    if refused := not_for_release(chosen):
        raise Unreadable(Problem(type="measures", title="; ".join(refused)))
    return chosen


def _free_port() -> int:
    """Return a port that nobody listens on: files go over the wire before the portal opens."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _served(state: Path, address: str) -> int:
    from hub.demo.serve import serve_demo

    return serve_demo(state, address=address)
