"""Bring the operational database to the schema of this version."""

import argparse

from sqlalchemy import make_url

from hub.commands.opening import told_settings
from hub.platform.clock import system_clock
from hub.platform.ids import new_id
from hub.store.engine import open_engine
from hub.store.schema import migrate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The environment says it all."""
    parser.epilog = "Settings: docs/configuration.md."


def run(_arguments: argparse.Namespace) -> int:
    """Migrate as the owner of the tables, and grant the application what it needs."""
    settings = told_settings()
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = make_url(settings.database)
    application = url.username if url.get_backend_name() == "postgresql" else None
    engine = open_engine(settings.owner_database_url or settings.database)
    migrate(engine, system_clock, new_id, application=application)
    engine.dispose()
    return 0
