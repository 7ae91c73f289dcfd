"""Leadership: of all processes that keep time, one at a time runs the timed tasks.

On PostgreSQL it is an advisory lock of a session, on SQLite a lock on a file beside the database:
both end with the process that holds them, so that nothing has to be cleared away after a crash.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

SCHEDULE_LOCK = 0x5C4ED1
TAKE = text("select pg_try_advisory_lock(:lock)")
GIVE_BACK = text("select pg_advisory_unlock(:lock)")
# A connection that broke and was made again is another session, and has no lock.
STILL = text(
    "select exists (select from pg_locks where locktype = 'advisory' and granted"
    " and pid = pg_backend_pid() and classid = 0 and objid = :lock and objsubid = 1)"
)
LOCK = {"lock": SCHEDULE_LOCK}

Holds = Callable[[], bool]


@contextmanager
def leadership(engine: Engine) -> Iterator[Holds | None]:
    """Lead for as long as the block runs, if nobody leads; None where another process does.

    What is given tells whether this process leads still: with its connection it loses the lock.
    """
    chosen = _by_advisory_lock if engine.dialect.name == "postgresql" else _by_file_lock
    with chosen(engine) as holds:
        yield holds


@contextmanager
def _by_advisory_lock(engine: Engine) -> Iterator[Holds | None]:
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(TAKE, LOCK).scalar():
            yield None
            return
        try:
            yield lambda: _still(connection)
        finally:
            if _still(connection):
                connection.execute(GIVE_BACK, LOCK)


@contextmanager
def _by_file_lock(engine: Engine) -> Iterator[Holds | None]:
    database = Path(str(engine.url.database))
    with database.with_name(f"{database.name}.schedule").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield lambda: True


def _still(connection: Connection) -> bool:
    try:
        return bool(connection.execute(STILL, LOCK).scalar())
    except SQLAlchemyError:
        return False
