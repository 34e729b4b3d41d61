from django.db import migrations

import web.models


class Migration(migrations.Migration):
    """Names of the model alone: the columns stay as they are, so the release before goes on."""

    dependencies = [("exercises", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("exercise", "name", "source_name"),
                migrations.AlterField(
                    "exercise",
                    "source_name",
                    web.models.LineField(db_column="name", max_length=120, verbose_name="name"),
                ),
                migrations.RenameField("exercise", "cues", "source_cues"),
                migrations.AlterField(
                    "exercise",
                    "source_cues",
                    web.models.LinesField(blank=True, db_column="cues", max_length=300),
                ),
                migrations.AlterModelOptions("exercise", options={"ordering": ["source_name"]}),
            ]
        )
    ]
