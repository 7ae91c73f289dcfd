#!/bin/sh
# Make the role of the hub's processes: it owns nothing, so row-level security binds it.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set=password="$(cat /run/secrets/application)" <<'SQL'
create role hub_application login password :'password' nosuperuser nobypassrls nocreatedb nocreaterole;
SQL
