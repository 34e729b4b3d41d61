from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

from clients.models.client import born_before_to_be_of_age


def to_who_answered_then(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Links that prove a mailbox went to whoever answered on the day that they were made."""
    link_model = apps.get_model("clients", "ClientLink")
    proving = link_model.objects.filter(purpose__in=["confirm", "intake"], revoked_at=None, sent_to="")
    for link in proving.select_related("client").iterator():
        client, made_on = link.client, timezone.localdate(link.created_at)
        is_minor = client.birth_date is not None and client.birth_date > born_before_to_be_of_age(made_on)
        link_model.objects.filter(pk=link.pk).update(sent_to=client.guardian_email if is_minor else client.email)


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0012_sent_to"),
    ]

    operations = [
        migrations.RunPython(to_who_answered_then, migrations.RunPython.noop),
    ]
