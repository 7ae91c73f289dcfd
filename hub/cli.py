"""The command line: `hub COMMAND`; each command is a file of hub/commands, imported when used."""

import argparse
import ast
import atexit
import gc
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import hub.commands
from adapters.fhir.acyclic import acyclic
from hub import VERSION
from hub.commands.streams import forget_output, open_streams
from hub.commands.unforeseen import unforeseen
from hub.commands.usage import Unreadable
from hub.config import settle_libraries
from schemas.problem import Problem

DONE, NEGATIVE, UNREADABLE = 0, 1, 2
# As a shell has it: 128 and the number of the signal.
INTERRUPTED = 130
# Files beside the commands that are none.
NO_COMMANDS = {"usage", "unforeseen", "streams", "opening", "home_records"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 a negative answer, 2 unreadable input or wrong usage."""
    settle_libraries()
    open_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _answered(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        forget_output()
        return UNREADABLE


def _answered(words: list[str]) -> int:
    as_json = "--json" in words
    try:
        command, options = _parsed(words)
        status = int(command.run(options))
        sys.stdout.flush()
    except Unreadable as failure:
        return _fail(failure.problem, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as failure:
        return _fail(unforeseen(failure), as_json=as_json)
    return status


def _parsed(words: list[str]) -> tuple[ModuleType, argparse.Namespace]:
    if not words or words[0] in {"-h", "--help"}:
        _overview().print_help()
        raise SystemExit(DONE if words else UNREADABLE)
    if words[0] == "--version":
        sys.stdout.write(f"hub {VERSION}\n")
        raise SystemExit(DONE)
    if words[0] not in _names():
        raise Unreadable(
            Problem(
                type="usage", title=f"there is no such command; try one of {', '.join(_names())}"
            )
        )
    command = _imported(f"hub.commands.{_module(words[0])}")
    # A word cut short could come to mean another one, and would not be seen above as --json.
    parser = _Parser(
        prog=f"hub {words[0]}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return command, parser.parse_args(words[1:])


def _imported(name: str) -> ModuleType:
    """Import a command, and let nobody ever look for garbage among what that makes."""
    if name not in sys.modules:
        # The search costs a tenth of the start, and again as much later on.
        with acyclic():
            import_module(name)
            gc.freeze()
            # At the end it is garbage like all else.
            atexit.register(gc.unfreeze)
    return sys.modules[name]


def _names() -> list[str]:
    found = (module.name for module in iter_modules(hub.commands.__path__))
    return sorted(name.replace("_", "-") for name in found if name not in NO_COMMANDS)


def _module(name: str) -> str:
    return name.replace("-", "_")


def _overview() -> argparse.ArgumentParser:
    lines = [f"  {name:<10} {_first_line(name)}" for name in _names()]
    return argparse.ArgumentParser(
        prog="hub",
        usage="hub COMMAND ...; hub COMMAND --help; hub --version",
        epilog="commands:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _first_line(name: str) -> str:
    # Read, not imported: help must not cost the import of every command.
    found = find_spec(f"hub.commands.{_module(name)}")
    source = Path(str(found and found.origin)).read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").splitlines()[0]


def _fail(problem: Problem, *, as_json: bool) -> int:
    if as_json:
        try:
            sys.stdout.write(json.dumps({"error": problem.document()}) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError:
            forget_output()
        else:
            return UNREADABLE
    detail = f": {problem.detail}" if problem.detail else ""
    sys.stderr.write(f"hub: {problem.title}{detail}\n")
    return UNREADABLE


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are problems, so that they are JSON where JSON was asked for."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Unreadable(Problem(type="usage", title="wrong usage", detail=message))
