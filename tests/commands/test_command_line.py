"""The command line as somebody finds it who knows nothing: words, files, streams, failures."""

import argparse
import json
import os
import subprocess
import sys
import tomllib
from io import BytesIO, TextIOWrapper

import pytest

import hub.commands.check
import hub.commands.demo
from hub import VERSION
from hub.cli import main
from hub.demo.handing_in import NotPrepared
from tests.builders.times import PATIENCE
from tests.places import PROJECT

PERSON = "person,birth_day,sex,date_precision\np1,1950-01-01,female,year\n"


@pytest.fixture
def persons(tmp_path):
    path = tmp_path / "person.csv"
    path.write_text(PERSON)
    return path


@pytest.fixture
def told(capsys):
    def run(*words):
        status = main([str(word) for word in words])
        return status, capsys.readouterr()

    return run


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    said = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    assert (ended.value.code, capsys.readouterr().out) == (0, f"hub {VERSION}\n")
    assert said == VERSION


def test_a_word_that_is_cut_short_is_no_word(told, persons):
    status, printed = told("check", persons, "--js")

    assert (status, printed.out) == (2, "")
    assert "unrecognized arguments: --js" in printed.err


READERS = {
    "check": (),
    "label": (),
    "evaluate": ("CMS2", "--from", "2026-01-01", "--to", "2026-12-31"),
    "explain": ("attribution", "--from", "2026-01-01", "--to", "2026-12-31"),
}


@pytest.mark.parametrize(("command", "words"), READERS.items(), ids=READERS)
def test_every_input_that_cannot_be_opened_is_named(command, words, told, persons, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    before, options = words[:1], words[1:]
    gone, within = tmp_path / "gone.csv", persons / "in.csv"

    status, printed = told(
        command, *before, gone, persons, within, tmp_path / "pipe", *options, "--json"
    )

    assert status == 2
    assert json.loads(printed.out)["error"]["detail"] == (
        f"{gone}: there is no such file; {within}: there is no such file;"
        f" {tmp_path / 'pipe'}: it is neither a file nor a folder"
    )


ONE_INPUT = {
    "verify": ((), "an input cannot be opened"),
    "decide": ((), "an input cannot be opened"),
    "protect": (("--by", "a", "--count", "n"), "it is not a file"),
}


@pytest.mark.parametrize("command", ONE_INPUT)
def test_nobody_waits_at_a_pipe_into_which_nobody_writes(command, told, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    options, title = ONE_INPUT[command]

    status, printed = told(command, tmp_path / "pipe", *options, "--json")

    assert (status, json.loads(printed.out)["error"]["title"]) == (2, title)


@pytest.mark.parametrize("command", ["label", "evaluate", "explain"])
def test_where_nothing_can_be_read_every_reason_is_told(command, told, tmp_path):
    before, options = READERS[command][:1], READERS[command][1:]
    persons = tmp_path / "person.csv"
    persons.write_text("person,birth_day,sex\np1,never,female\np2,1950-01-01,lady\n")

    status, printed = told(command, *before, persons, *options, "--json")

    assert (status, "error" in json.loads(printed.out)) == (2, True)
    assert f"{persons}: 1 left out of person, birth_day: day" in printed.err
    assert f"{persons}: 1 left out of person, sex: choice" in printed.err


OUT = {
    "the file itself": ("person.csv", "OUT is a file that is read"),
    "a folder": (".", "OUT is a folder"),
    "a file of the folder that is read": ("home/out.zip", "OUT may not lie in the folder IN"),
    "a device, whose place it would take": ("pipe", "OUT is not a file"),
}


@pytest.mark.parametrize(("out", "title"), OUT.values(), ids=OUT)
def test_a_package_is_never_written_over_what_is_read(out, title, told, persons, tmp_path):
    (tmp_path / "home").mkdir()
    os.mkfifo(tmp_path / "pipe")
    read = tmp_path / "home" if out.startswith("home") else persons
    words = ("prepare", read, tmp_path / out, "--basis", "safe_harbor", "--json")

    status, printed = told(*words)

    assert (status, json.loads(printed.out)["error"]["title"]) == (2, title)
    assert persons.read_text() == PERSON


WRONG = {
    "a share above 1": ("prepare IN OUT --basis safe_harbor --tolerance 1.5", "--tolerance"),
    "a share that is no number": (
        "prepare IN OUT --basis safe_harbor --tolerance nan",
        "--tolerance",
    ),
    "a share in words": ("prepare IN OUT --basis safe_harbor --tolerance few", "from 0 to 1"),
    "a region of nobody": ("demo --once --persons 0", "--persons"),
}


@pytest.mark.parametrize(("words", "named"), WRONG.values(), ids=WRONG)
def test_a_number_out_of_its_range_is_wrong_usage(words, named, told):
    status, printed = told(*words.split(), "--json")

    error = json.loads(printed.out)["error"]
    assert (status, error["title"], named in error["detail"]) == (2, "wrong usage", True)


def test_a_region_too_small_to_be_shown_says_so(told, monkeypatch, tmp_path):
    def prepare_nothing(*given: object, **more: object) -> None:
        raise NotPrepared("1 of 1 records of person cannot be prepared")

    monkeypatch.setattr(hub.commands.demo, "run_demo", prepare_nothing)

    status, printed = told("demo", "--once", "--state", tmp_path / "demo", "--json")

    error = json.loads(printed.out)["error"]
    assert (status, error["type"], "--persons" in error["title"]) == (2, "too-small", True)


class Choked(Exception):
    """An exception with a value of a person in its message."""


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["in words", "as JSON"])
def test_a_failure_that_nobody_foresaw_tells_its_place_and_no_value(
    words, told, persons, monkeypatch
):
    def choke(arguments: argparse.Namespace) -> int:
        raise Choked("Canary Smith")

    monkeypatch.setattr(hub.commands.check, "run", choke)

    status, printed = told("check", persons, *words)

    said = printed.out if words else printed.err
    assert (status, "Choked at test_command_line.choke:" in said) == (2, True)
    assert "Canary" not in printed.out + printed.err


STREAMS = {
    "a full disk": (">/dev/full", 2, "No space left on device"),
    "a closed output": (">&-", 0, ""),
    "a pipe that nobody reads": ("| :", 0, ""),
}


@pytest.mark.parametrize(("stream", "status", "said"), STREAMS.values(), ids=STREAMS)
def test_an_output_that_takes_nothing_costs_no_traceback(stream, status, said):
    ended = subprocess.run(
        ["sh", "-c", f'"$0" -m hub settings {stream}', sys.executable],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert (ended.returncode, ended.stdout) == (status, "")
    assert (said in ended.stderr, "Traceback" in ended.stderr) == (True, False)


def test_what_is_told_on_a_closed_standard_error_is_not_in_the_document(
    monkeypatch, told, persons, tmp_path
):
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("?")
    monkeypatch.setattr(sys, "stderr", None)

    status, printed = told("label", tmp_path, "--json")

    assert (status, len(json.loads(printed.out)["records"])) == (0, 1)


def test_a_letter_that_the_terminal_lacks_is_told_by_its_number(monkeypatch, tmp_path):
    strange = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xc3\xa9.csv")
    with open(strange, "w") as file:
        file.write(PERSON)
    terminal = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(terminal, encoding="ascii"))

    status = main(["check", strange])

    assert (status, b"\\udcff\\xe9.csv (csv): would be taken" in terminal.getvalue()) == (0, True)
