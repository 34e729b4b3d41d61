from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add_trigram_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL finds parts of words by it; on SQLite see practitioners/search.py."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX practitioner_trigrams ON practitioners_practitioner USING gin (search_text gin_trgm_ops)"
        )


def drop_trigram_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX practitioner_trigrams")


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0004_province")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="practitioner",
            index=models.Index(fields=["-verification", "name", "id"], name="practitioner_in_order"),
        ),
        migrations.RunPython(add_trigram_index, drop_trigram_index),
    ]
