from django.db import migrations, models

from web.migration_operations import postgresql_index


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0018_own_changes")]

    operations = [
        migrations.AddIndex(
            model_name="practitioner",
            index=models.Index(fields=["name", "id"], name="practitioner_by_name"),
        ),
        postgresql_index(
            "practitioner_offer_trigrams",
            "practitioners_practitioner USING gin (area_text gin_trgm_ops, direct_billing_text gin_trgm_ops)",
        ),
    ]
