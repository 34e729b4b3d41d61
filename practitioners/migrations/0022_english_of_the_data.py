from django.db import migrations

import web.models


class Migration(migrations.Migration):
    """Names of the models alone: the columns stay as they are, so the release before goes on."""

    dependencies = [("practitioners", "0021_find_unverified_trainers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("laneitem", "text", "text_en"),
                migrations.AlterField("laneitem", "text_en", web.models.LinesField(db_column="text", max_length=200)),
                migrations.RenameField("redflag", "sign", "sign_en"),
                migrations.AlterField("redflag", "sign_en", web.models.LineField(db_column="sign", max_length=200)),
                migrations.RenameField("redflag", "do_now", "do_now_en"),
                migrations.AlterField("redflag", "do_now_en", web.models.LineField(db_column="do_now", max_length=200)),
            ]
        )
    ]
