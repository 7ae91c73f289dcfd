"""Logs: one JSON object a line on standard error, of keys and shapes on a list and nothing else.

A key that is not on the list is dropped, a value that has not the key's shape is replaced by a
mark, and an exception is its class and the places that it passed, never its message: messages of
libraries carry the values that they choke on.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from errno import errorcode
from traceback import extract_tb
from types import MappingProxyType
from typing import Any, TextIO

import structlog

from schemas.shape import Shape

# What a line may hold. The narrowest shape that holds the value is the right one.
KEYS: Mapping[str, Shape] = MappingProxyType(
    {
        "agreement": Shape.ID,
        "attempts": Shape.WHOLE,
        "bytes": Shape.WHOLE,
        "caller": Shape.ID,
        "cause": Shape.WORD,
        "count": Shape.WHOLE,
        "endpoint": Shape.ENDPOINT,
        "event": Shape.WORD,
        "exception": Shape.CLASS,
        "faults": Shape.WHOLE,
        "job": Shape.WORD,
        "key": Shape.KEY,
        "level": Shape.WORD,
        "logger": Shape.LOGGER,
        "measure": Shape.WORD,
        "method": Shape.VERB,
        "number": Shape.WHOLE,
        "participant": Shape.ID,
        "port": Shape.WHOLE,
        "process": Shape.WHOLE,
        "reason": Shape.WORD,
        "release": Shape.ID,
        "request": Shape.ID,
        "rows": Shape.WHOLE,
        "rule": Shape.WORD,
        "seconds": Shape.NUMBER,
        "state": Shape.WORD,
        "status": Shape.WHOLE,
        "submission": Shape.ID,
        "table": Shape.WORD,
        "timestamp": Shape.INSTANT,
        "to_state": Shape.WORD,
        "worker": Shape.WORD,
    }
)
WITHHELD = "(withheld)"
LEVELS = ("debug", "info", "warning", "error")

Line = MutableMapping[str, Any]


def configure_logs(*, level: str = "info", stream: TextIO | None = None) -> None:
    """Send the lines of this program and of its libraries through the list, to standard error."""
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_silence, *BEFORE],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )
    output = logging.StreamHandler(stream or sys.stderr)
    output.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)


def allowed(_logger: object, _method: str, line: Line) -> Line:
    """Keep the keys on the list, and of these the values that have the key's shape."""
    return {
        key: _fitting(key, value)
        for key, value in line.items()
        if key in KEYS or (key == "at" and isinstance(value, list))
    }


def _fitting(key: str, value: Any) -> Any:
    if key == "at":
        return [place for place in value if Shape.PLACE.fits(place)]
    return value if KEYS[key].fits(value) else WITHHELD


def _places(_logger: object, _method: str, line: Line) -> Line:
    """Turn an exception into its class and the places that it passed, innermost last."""
    failure = line.pop("exc_info", None)
    if not failure:
        return line
    error = failure if isinstance(failure, BaseException) else sys.exc_info()[1]
    if isinstance(failure, tuple):
        error = failure[1]
    if error is not None:
        line["exception"] = f"{type(error).__module__}.{type(error).__qualname__}"
        line.update(_cause(error))
        line["at"] = [
            f"{frame.filename.rsplit('/', 1)[-1].removesuffix('.py')}.{frame.name}:{frame.lineno}"
            for frame in extract_tb(error.__traceback__)
        ]
    return line


def _cause(error: BaseException) -> dict[str, str]:
    """Return what the system or the database calls a failure: a word that holds no value."""
    if isinstance(error, OSError):
        name = errorcode.get(error.errno or 0)
        return {"cause": name.lower()} if name else {}
    beneath = getattr(error, "orig", None)
    if beneath is None:
        return {}
    return {"cause": getattr(beneath, "sqlite_errorname", type(beneath).__name__).lower()}


def _silence(_logger: object, _method: str, line: Line) -> Line:
    # What a library says may hold any value: of its lines only the place and the level are kept.
    return {**line, "event": "library-line"}


BEFORE = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _places,
)
