from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careplan", "0006_who_lifted")]
    operations = [
        migrations.AddConstraint(
            model_name="guidance",
            constraint=models.CheckConstraint(
                name="guidance_lifted_by_somebody",
                condition=models.Q(
                    models.Q(("state", "lifted"), _negated=True),
                    models.Q(("lifted_by__isnull", False), ("lifted_on__isnull", False)),
                    _connector="OR",
                ),
            ),
        )
    ]
