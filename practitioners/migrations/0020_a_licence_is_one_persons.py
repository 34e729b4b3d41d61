from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower

from practitioners.match_keys import licence_key

IS_HELD = models.Q(verification="verified", person=None, merged_into=None) & ~models.Q(licence_key="")


def look_up_again(apps: Any, schema_editor: Any) -> None:
    """Where several were verified with one licence, the first keeps it, and the others wait to be looked up."""
    practitioners = apps.get_model("practitioners", "Practitioner").objects
    for entry in practitioners.filter(licence_key="").exclude(licence_number="").iterator():  # not compared yet
        practitioners.filter(pk=entry.pk).update(licence_key=licence_key(entry.licence_number))
    practitioners.filter(pk__in=list(_later(practitioners))).update(verification="pending")


def _later(practitioners: Any) -> Iterator[Any]:
    verified = practitioners.filter(IS_HELD).annotate(register_key=Lower("register")).order_by("pk")
    licences = set()
    for key, *licence in verified.values_list("pk", "discipline_id", "register_key", "licence_key").iterator():
        if tuple(licence) in licences:
            yield key
        licences.add(tuple(licence))


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0019_search_by_area_and_insurer")]

    operations = [
        migrations.RunPython(look_up_again, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="practitioner",
            constraint=models.UniqueConstraint(
                models.F("discipline"),
                Lower("register"),
                models.F("licence_key"),
                condition=IS_HELD,
                name="practitioner_licence_once",
            ),
        ),
    ]
