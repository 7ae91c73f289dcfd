"""What a command tells when it fails in a way that nobody foresaw: where, and never with what.

The messages of libraries carry the values that they choke on, so none of them is shown.
"""

import os
from traceback import extract_tb

from schemas.problem import Problem


def unforeseen(failure: Exception) -> Problem:
    """Return the problem of a failure: its class and the place; of a system's, what it says."""
    if isinstance(failure, OSError) and failure.errno:
        reason = os.strerror(failure.errno)
        return Problem(type="system", title="a file cannot be read or written", detail=reason)
    kind = type(failure)
    return Problem(
        type="unforeseen",
        title="the hub met something that it did not foresee; please report it",
        status=500,
        detail=f"{kind.__module__}.{kind.__qualname__} at {_place(failure)}",
    )


def _place(failure: Exception) -> str:
    *_, last = extract_tb(failure.__traceback__)
    return f"{os.path.basename(last.filename).removesuffix('.py')}.{last.name}:{last.lineno}"
