from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def from_mail_until_now(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who has confirmed so far did so from the mailbox on record."""
    apps.get_model("clients", "Client").objects.filter(confirmed_at__isnull=False).update(
        confirmed_address=models.F("email")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0007_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="birth_date",
            field=models.DateField(blank=True, null=True, verbose_name="date of birth"),
        ),
        migrations.AddField(
            model_name="client",
            name="confirmed_address",
            field=models.EmailField(blank=True, editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name="client",
            name="guardian_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="guardian's e-mail"),
        ),
        migrations.AddField(
            model_name="client",
            name="guardian_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="guardian's name"),
        ),
        migrations.AlterField(
            model_name="client",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("guardian_email", ""), models.Q(("guardian_name", ""), _negated=True), _connector="OR"
                ),
                name="client_guardian_has_a_name",
            ),
        ),
        migrations.RunPython(from_mail_until_now, migrations.RunPython.noop),
    ]
