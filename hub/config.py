"""The settings of a hub: read once from the environment, everything wrong with them at once."""

import os
from collections.abc import Mapping
from dataclasses import Field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hub.platform.setting import (
    Wrong,
    choice,
    database,
    flag,
    names,
    path,
    setting,
    web_address,
    whole,
)
from schemas.record import record

PREFIX = "HUB_"


class Misconfigured(Exception):
    """The settings that are wrong or missing, one line each, by name and never by value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@record
class Settings:
    """What a process is told by whoever runs it; `None`: not told."""

    url: str | None = setting(
        "HUB_URL",
        "The address at which participants reach the hub; audience and issuer of its tokens.",
        parse=web_address,
    )
    state: Path = setting(
        "HUB_STATE",
        "The folder of the database and the vault, where no other place is named for them.",
        parse=path,
        default=Path(".state/hub"),
    )
    database_url: str | None = setting(
        "HUB_DATABASE_URL",
        "The operational database: sqlite:///FILE (default: hub.sqlite in HUB_STATE) or "
        "postgresql+psycopg://USER@HOST/NAME. The user owns no table.",
        parse=database,
    )
    owner_database_url: str | None = setting(
        "HUB_OWNER_DATABASE_URL",
        "PostgreSQL only, `hub migrate` only: the same database as the user that owns the tables.",
        parse=database,
    )
    vault_url: str | None = setting(
        "HUB_VAULT_URL", "Where encrypted files are kept (default: vault in HUB_STATE)."
    )
    master_key_file: Path | None = setting(
        "HUB_MASTER_KEY_FILE", "The key that wraps the key of each submission.", parse=path
    )
    person_key_file: Path | None = setting(
        "HUB_PERSON_KEY_FILE", "The key by which tokens of persons are made anew.", parse=path
    )
    ledger_key_file: Path | None = setting(
        "HUB_LEDGER_KEY_FILE", "The Ed25519 key that signs the seals of the ledger.", parse=path
    )
    release_key_file: Path | None = setting(
        "HUB_RELEASE_KEY_FILE", "The Ed25519 key that signs releases.", parse=path
    )
    retired_keys: Path | None = setting(
        "HUB_RETIRED_KEYS",
        "A folder of public keys (*.pub) that signed before; old signatures are checked with them.",
        parse=path,
    )
    access_token_key_file: Path | None = setting(
        "HUB_ACCESS_TOKEN_KEY_FILE", "The P-256 key that signs access tokens.", parse=path
    )
    secrets_key_file: Path | None = setting(
        "HUB_SECRETS_KEY_FILE", "The key that seals second factors at rest.", parse=path
    )
    access_token_minutes: int = setting(
        "HUB_ACCESS_TOKEN_MINUTES",
        "How long an access token lives.",
        parse=whole(5, 15),
        default=5,
    )
    session_idle_minutes: int = setting(
        "HUB_SESSION_IDLE_MINUTES",
        "After how long without a request a person signs in again.",
        parse=whole(1, 240),
        default=30,
    )
    session_hours: int = setting(
        "HUB_SESSION_HOURS",
        "After how long a person signs in again in any case.",
        parse=whole(1, 24),
        default=12,
    )
    bind: str = setting(
        "HUB_BIND", "The address and port that `hub serve` listens on.", default="127.0.0.1:8000"
    )
    workers: int = setting(
        "HUB_WORKERS", "How many processes answer requests.", parse=whole(1, 64), default=2
    )
    threads: int = setting(
        "HUB_THREADS", "How many threads each of them has.", parse=whole(1, 64), default=4
    )
    trusted_proxies: int = setting(
        "HUB_TRUSTED_PROXIES",
        "How many proxies stand before the hub and may say who asked.",
        parse=whole(0, 8),
        default=0,
    )
    metrics_token_file: Path | None = setting(
        "HUB_METRICS_TOKEN_FILE",
        "What /metrics asks for as bearer token; without it /metrics answers 404.",
        parse=path,
    )
    metrics_folder: str | None = setting(
        "PROMETHEUS_MULTIPROC_DIR",
        "The empty folder in which the processes add up their counters (default: one of its own).",
    )
    further_measures: tuple[str, ...] = setting(
        "HUB_FURTHER_MEASURES",
        "Measures of the catalogue `further` that releases hold beside the core, by identifier,"
        " separated by commas.",
        parse=names,
        default=(),
    )
    public_pages: bool = setting(
        "HUB_PUBLIC_PAGES",
        "Whether everybody may read, without a sign-in, what releases tell the public: yes or no."
        " What they tell is a term of the agreements.",
        parse=flag,
        default=False,
    )
    log_level: str = setting(
        "HUB_LOG_LEVEL",
        "From which level on a line is logged.",
        parse=choice("debug", "info", "warning", "error"),
        default="info",
    )
    demo: bool = setting(
        "HUB_DEMO",
        "The demonstration with invented persons: yes or no. Never yes where real records are.",
        parse=flag,
        default=False,
    )

    @property
    def database(self) -> str:
        """The address of the operational database."""
        return self.database_url or f"sqlite:///{self.state / 'hub.sqlite'}"

    @property
    def vault(self) -> str:
        """The address of the encrypted store."""
        return self.vault_url or str(self.state / "vault")

    @property
    def address(self) -> str:
        """The address at which participants reach the hub; Misconfigured where it is not told."""
        return str(self.told("url"))

    def told(self, name: str) -> Any:
        """Return a setting that must be there; Misconfigured, by its name, where it is not."""
        value = getattr(self, name)
        if value is None:
            raise Misconfigured([_missing(_field(name))])
        return value


def environment() -> Mapping[str, str]:
    """Return the environment of this process."""
    return os.environ  # noqa: TID251


def share_metrics(folder: Path) -> None:
    """Let the processes of this program count in one folder; call it before metrics are used."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251


def settle_libraries() -> None:
    """Settle what Polars and NumPy do with memory and threads; call it before either is imported.

    Polars keeps memory that it freed for ten seconds: batch after batch asks for the same amounts,
    and handing the pages back in between costs a tenth of the time of an intake. NumPy's algebra
    begins no threads: nothing here multiplies large matrices, and threads that wait for that spin.
    What an operator has set already stands.
    """
    pages = "dirty_decay_ms:10000,muzzy_decay_ms:10000"
    os.environ.setdefault("_RJEM_MALLOC_CONF", pages)  # noqa: TID251
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251


def read_settings(told: Mapping[str, str], *, needs: tuple[str, ...] = ()) -> Settings:
    """Return the settings; Misconfigured names all that is wrong, unknown or (`needs`) missing."""
    values: dict[str, Any] = {}
    problems = _unknown(told)
    for each in fields(Settings):
        text = told.get(each.metadata["name"], "")
        if text:
            try:
                values[each.name] = each.metadata["parse"](text)
            except Wrong as wrong:
                problems.append(f"{each.metadata['name']} must be {wrong}")
        elif each.name in needs:
            problems.append(_missing(each))
    if problems:
        raise Misconfigured(problems)
    return Settings(**values)


def _unknown(told: Mapping[str, str]) -> list[str]:
    known = [each.metadata["name"] for each in fields(Settings)]
    problems = []
    for name in sorted(told):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; is {near[0]} meant?" if near else ""
            problems.append(f"{name} is no setting{hint}")
    return problems


def _missing(each: "Field[Any]") -> str:
    return f"{each.metadata['name']} is not set: {each.metadata['means']}"


def _field(name: str) -> "Field[Any]":
    return next(each for each in fields(Settings) if each.name == name)
