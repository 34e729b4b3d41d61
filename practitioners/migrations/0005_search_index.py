from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from web.migration_operations import postgresql_index


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0004_province")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="practitioner",
            index=models.Index(fields=["-verification", "name", "id"], name="practitioner_in_order"),
        ),
        postgresql_index("practitioner_trigrams", "practitioners_practitioner USING gin (search_text gin_trgm_ops)"),
    ]
