"""A PostgreSQL server of the tests' own: started once, on a socket in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.builders.times import PATIENCE

SUPERUSER, OWNER, APPLICATION = "postgres", "hub_owner", "hub"
TEMPLATE = "hub_template"
# The tests lose nothing when the machine loses power, and gain a factor of ten.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class Server:
    """A running server; `url` tells how to reach a database as a role."""

    def __init__(self) -> None:
        self.binaries = _binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="hub-postgresql-"))
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)

    def start(self) -> None:
        records = self.folder / "records"
        self._run("initdb", "-D", records, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "-N")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} {FAST}"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", records, "-l", log, "-w", "-t", PATIENCE, "-o", options, "start")
        self.command("postgres", f"create role {OWNER} login", f"create role {APPLICATION} login")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "records", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, *, role: str) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def command(self, database: str, *statements: str) -> None:
        engine = create_engine(
            self.url(database, role=SUPERUSER), isolation_level="AUTOCOMMIT", hide_parameters=True
        )
        try:
            with engine.connect() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()

    @contextmanager
    def away(self, database: str | None) -> Iterator[None]:
        """Let nobody reach a database, and end who is connected."""
        self.command(
            "postgres",
            f"alter database {database} allow_connections false",
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'",
        )
        yield
        self.command("postgres", f"alter database {database} allow_connections true")

    def _run(self, binary: str, *arguments: object) -> None:
        # PostgreSQL refuses to run as root.
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        words = [*become, str(self.binaries / binary), *map(str, arguments)]
        subprocess.run(
            words, check=True, capture_output=True, stdin=subprocess.DEVNULL, cwd=self.folder
        )


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    known = found[-1] if found else shutil.which("initdb")
    if known is None:
        pytest.skip("PostgreSQL (initdb) is not on this machine")
    if os.geteuid() == 0 and not _is_account("postgres"):
        pytest.skip("PostgreSQL does not run as root, and there is no account postgres")
    return Path(known).parent


def _is_account(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
