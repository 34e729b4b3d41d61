"""What was done to an account can be added to, never changed or deleted: the database itself refuses."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER account_event_no_{verb} BEFORE {verb} ON accounts_accountevent
BEGIN SELECT RAISE(ABORT, 'account events are append-only'); END
"""
# Without REVOKE: a foreign key that points here locks the row, for which PostgreSQL wants the owner's UPDATE.
POSTGRESQL = """
CREATE FUNCTION account_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'account events are append-only'; END $$;
CREATE TRIGGER account_event_append_only BEFORE UPDATE OR DELETE ON accounts_accountevent
FOR EACH STATEMENT EXECUTE FUNCTION account_event_refuse();
"""
POSTGRESQL_UNDONE = """
DROP TRIGGER account_event_append_only ON accounts_accountevent;
DROP FUNCTION account_event_refuse();
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
        schema_editor.execute(f"DROP TRIGGER account_event_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
