from django.db import migrations, models


class Migration(migrations.Migration):
    """The guidance that an exercise conflicts with, and what of it was acknowledged, under these names."""

    dependencies = [
        ("sessions_log", "0002_flags_closed_with_a_word"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="exerciseentry", name="entry_against_has_reason"),
        migrations.RenameField(model_name="exerciseentry", old_name="against", new_name="conflicting_guidance"),
        migrations.RenameField(model_name="exerciseentry", old_name="answered", new_name="acknowledged"),
        migrations.AddConstraint(
            model_name="exerciseentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("conflicting_guidance", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="entry_conflict_has_reason",
            ),
        ),
    ]
