from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def schedule_standing(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Consents that stand get a row too: the sweep sets its day."""
    grants = apps.get_model("consent", "ConsentGrant").objects.filter(
        direction="share", given_at__isnull=False, declined_at=None, withdrawn_at=None, replaced_at=None
    )
    schedules = apps.get_model("reports", "ReportSchedule").objects
    batch = []
    for key in grants.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000):
        batch.append(schedules.model(grant_id=key))
        if len(batch) == 1000:
            schedules.bulk_create(batch, ignore_conflicts=True)
            batch = []
    schedules.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_drafts")]

    operations = [migrations.RunPython(schedule_standing, migrations.RunPython.noop, elidable=True)]
