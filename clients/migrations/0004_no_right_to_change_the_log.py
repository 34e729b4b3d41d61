"""On PostgreSQL the role that Carelane runs as has no right to change or cut the log, besides the trigger."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def take(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("REVOKE UPDATE, DELETE ON clients_accessevent FROM CURRENT_USER")


def give_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("GRANT UPDATE, DELETE ON clients_accessevent TO CURRENT_USER")


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_who_may_see")]
    operations = [migrations.RunPython(take, give_back)]
