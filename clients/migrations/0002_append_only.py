"""The access log can be added to, never changed or cut: the database itself refuses."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER access_event_no_{verb} BEFORE {verb} ON clients_accessevent
BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END
"""
# The role that Carelane runs as loses the rights besides.
POSTGRESQL = """
CREATE FUNCTION access_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the access log is append-only'; END $$;
CREATE TRIGGER access_event_append_only BEFORE UPDATE OR DELETE ON clients_accessevent
FOR EACH STATEMENT EXECUTE FUNCTION access_event_refuse();
REVOKE UPDATE, DELETE ON clients_accessevent FROM CURRENT_USER;
"""
POSTGRESQL_UNDONE = """
GRANT UPDATE, DELETE ON clients_accessevent TO CURRENT_USER;
DROP TRIGGER access_event_append_only ON clients_accessevent;
DROP FUNCTION access_event_refuse();
"""


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(SQLITE.format(verb=verb))


def allow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_UNDONE)
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER access_event_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
