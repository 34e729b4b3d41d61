from typing import Any

from django.db import migrations
from django.utils import timezone

BATCH = 1000


def watch(apps: Any, schema_editor: Any) -> None:
    standing = apps.get_model("consent", "ConsentGrant").objects.filter(
        given_at__isnull=False, declined_at=None, withdrawn_at=None, replaced_at=None, ends_at__gt=timezone.now()
    )
    lapsing = apps.get_model("webhooks", "LapsingConsent")
    last = None
    while True:
        after = standing.filter(pk__gt=last) if last else standing
        rows = list(after.order_by("pk").values_list("pk", "ends_at")[:BATCH])
        if not rows:
            return
        lapsing.objects.bulk_create(
            [lapsing(grant_id=key, due_at=ends_at) for key, ends_at in rows], ignore_conflicts=True
        )
        last = rows[-1][0]


class Migration(migrations.Migration):
    """Consents that stand already: webhooks are told of their lapse, as of that of later ones."""

    dependencies = [("webhooks", "0001_initial")]

    operations = [migrations.RunPython(watch, migrations.RunPython.noop, elidable=True)]
