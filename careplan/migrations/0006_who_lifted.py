from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def lifted_by_its_author(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now the words alone named who lifted it; where a row says nothing else, its author did, that day."""
    guidances = apps.get_model("careplan", "Guidance")
    for guidance in guidances.objects.filter(state="lifted", lifted_by=None):
        guidance.lifted_by_id = guidance.practitioner_id
        guidance.lifted_on = (guidance.state_changed_at or guidance.created_at).date()
        guidance.save(update_fields=["lifted_by", "lifted_on"])


class Migration(migrations.Migration):
    dependencies = [("careplan", "0005_whole_care_plan")]
    operations = [migrations.RunPython(lifted_by_its_author, migrations.RunPython.noop)]
