from typing import Any

from django.conf import settings
from django.db import migrations, models


def end_tokens_for_fhir(apps: Any, schema_editor: Any) -> None:
    """The release before knows no such token, and would let it read everything."""
    apps.get_model("api", "ApiToken").objects.filter(scope="fhir:read").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_initial"),
        ("clients", "0013_names_and_entries_made_one"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="apitoken",
            name="api_token_scope_known",
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scope",
            field=models.CharField(
                choices=[("read", "read"), ("write", "read and write"), ("fhir:read", "read as FHIR")],
                default="read",
                max_length=9,
                verbose_name="what it may do",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ["read", "write", "fhir:read"])), name="api_token_scope_known"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, end_tokens_for_fhir, elidable=True),
    ]
