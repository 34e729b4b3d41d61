"""SQLite makes a table anew to add a column, and its triggers are lost with the old one: they are put back here."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY = import_module("clients.migrations.0002_append_only")


def forbid_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS access_event_no_{verb}")
        schema_editor.execute(APPEND_ONLY.SQLITE.format(verb=verb))


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0004_no_right_to_change_the_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessevent",
            name="device",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="accessevent",
            name="shown",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RunPython(forbid_again, forbid_again),
    ]
