from django.db import migrations, models
from django.db.models import Q

CLAIMABLE = ["waiting", "claimed", "in-flight"]


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddField("message", "payload", models.JSONField(default=dict)),
        migrations.RemoveConstraint("message", "outbox_secret_erased"),
        migrations.RemoveConstraint("message", "outbox_secret_there"),
        migrations.RenameField("message", "sealed_secret", "sealed_secrets"),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                name="outbox_secret_erased",
                condition=Q(sealed_secrets="") | Q(state__in=CLAIMABLE, carries_secret=True),
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                name="outbox_secret_there",
                condition=~Q(state__in=CLAIMABLE, carries_secret=True) | ~Q(sealed_secrets=""),
            ),
        ),
    ]
