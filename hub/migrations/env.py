"""How Alembic reaches the database: by the connection that `hub.store.schema` hands it."""

from alembic import context

from hub.config import environment, read_settings
from hub.store.engine import open_engine
from hub.store.metadata import whole_metadata


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=whole_metadata(),
        # SQLite cannot alter a table: Alembic copies it. The copy has no triggers, so a migration
        # that alters a table written once raises its triggers again (hub.migrations.guards).
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    # `alembic revision --autogenerate`: for those who write a migration.
    settings = read_settings(environment())
    with open_engine(settings.owner_database_url or settings.database).begin() as opened:
        _migrate(opened)
