"""A line of the log holds keys and shapes that are on the list, and nothing of a person."""

import ast
import io
import json
import logging
import sqlite3
from errno import ENOSPC

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import DiskFull
from sqlalchemy.exc import OperationalError

from hub.platform.logs import KEYS, WITHHELD, allowed, configure_logs
from schemas.shape import Shape
from tests.places import PROJECT
from tests.platform.canaries import CANARIES


@pytest.fixture
def lines():
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(level="debug", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = kept


@pytest.mark.parametrize("canary", CANARIES)
def test_a_value_of_a_person_is_in_no_line(lines, canary):
    log = structlog.get_logger("hub.test")
    log.info("records-read", **dict.fromkeys(KEYS.keys() - {"event", "level"}, canary))
    log.info("records-read", patient=canary, mrn=canary)
    log.info(f"read the record of {canary}")
    log.info(canary)
    log.warning("records-read", nested={"name": canary}, listed=[canary], at=[canary])
    with pytest.raises(ValueError, match=r".") as raised:
        raise ValueError(canary)
    log.error("reading-failed", exc_info=raised.value)
    logging.getLogger("some.library").warning("cannot parse %r", canary)
    logging.getLogger("some.library").error(canary, exc_info=raised.value)
    told = json.dumps(lines())

    assert len(lines()) == 8
    assert canary not in told
    assert canary.split()[0].lower() not in told.lower()


def test_a_line_says_what_it_may(lines):
    structlog.get_logger("hub.test").info("records-read", rows=12, seconds=0.25, table="claim_line")
    line = lines()[0]

    assert {
        "event": "records-read",
        "rows": 12,
        "seconds": 0.25,
        "table": "claim_line",
    }.items() <= line.items()
    assert {"level": "info", "logger": "hub.test"}.items() <= line.items()
    assert line["timestamp"].endswith("Z")


def test_an_exception_is_its_class_and_the_places_that_it_passed(lines):
    def fail():
        raise ValueError("a value")

    with pytest.raises(ValueError, match="a value") as raised:
        fail()
    structlog.get_logger("hub.test").error("reading-failed", exc_info=raised.value)
    line = lines()[0]

    assert line["exception"] == "builtins.ValueError"
    assert line["at"][-1].startswith("test_logs.fail:")


def _sqlite_full():
    failure = sqlite3.OperationalError("a value")
    failure.sqlite_errorname = "SQLITE_FULL"
    return OperationalError("a statement", {}, failure)


CAUSES = {
    "a full disk": (OSError(ENOSPC, "a value"), "enospc"),
    "a full database": (_sqlite_full(), "sqlite_full"),
    "PostgreSQL without room": (
        OperationalError("a statement", {}, DiskFull("a value")),
        "diskfull",
    ),
    "a system that gives no number": (OSError("a value"), None),
}


@pytest.mark.parametrize(("failure", "cause"), CAUSES.values(), ids=CAUSES)
def test_what_the_system_calls_a_failure_is_told(failure, cause, lines):
    structlog.get_logger("hub.test").error("reading-failed", exc_info=failure)
    line = lines()[0]

    assert line.get("cause") == cause
    assert "a value" not in str(line)


def test_a_wrong_shape_leaves_a_mark():
    line = allowed(
        None, "info", {"event": "records-read", "rows": "many", "submission": "Not An Id"}
    )

    assert line == {"event": "records-read", "rows": WITHHELD, "submission": WITHHELD}


@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "at", "name", "person"]),
        st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text()),
    )
)
def test_whatever_is_logged_each_value_has_its_shape(told):
    line = allowed(None, "info", told)

    assert set(line) <= set(KEYS) | {"at"}
    assert all(line[key] == WITHHELD or KEYS[key].fits(line[key]) for key in line if key != "at")
    assert all(Shape.PLACE.fits(place) for place in line.get("at", []))


def test_the_name_of_an_event_is_written_out_where_it_is_logged():
    """A name put together from parts could hold a value."""
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    put_together = [
        f"{path.name}:{call.lineno}"
        for path in (PROJECT / "hub").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in levels
        and "log" in ast.unparse(call.func.value).lower()
        and not (call.args and isinstance(call.args[0], ast.Constant))
    ]

    assert put_together == []
