"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("homework", "0001_initial"),
        ("homework", "0002_left_out_for_pain"),
        ("homework", "0003_answers_and_follow_up"),
        ("homework", "0004_whose_word"),
    ]

    dependencies = [
        ("careplan", "0005_home_plans"),
        ("clients", "0008_wrong_rows_left_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HomeworkCheckIn",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                (
                    "answer",
                    models.CharField(
                        choices=[("done", "Done"), ("partly", "Partly"), ("skipped", "Not today")], max_length=7
                    ),
                ),
                ("pain", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pain")),
                ("for_pain", models.BooleanField(default=False, verbose_name="because of pain")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "told_by",
                    models.CharField(
                        choices=[("client", "the client"), ("trainer", "the trainer, as the client told")],
                        db_default="client",
                        default="client",
                        max_length=7,
                    ),
                ),
                ("concern_open", models.BooleanField(db_default=False, default=False)),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prescription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_ins",
                        to="careplan.prescription",
                    ),
                ),
            ],
            options={
                "ordering": ["-on"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("concern_open", True)), fields=["answered_at"], name="check_in_concern_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("prescription", "on"), name="check_in_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("pain", None), ("pain__lte", 10), _connector="OR"),
                        name="check_in_pain_0_10",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("for_pain", False), ("answer", "skipped"), _connector="OR"),
                        name="check_in_left_out_for_pain",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierAnswer",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "answer",
                    models.CharField(
                        choices=[("done", "Done"), ("partly", "Partly"), ("skipped", "Not today")], max_length=7
                    ),
                ),
                ("pain", models.PositiveSmallIntegerField(null=True)),
                ("for_pain", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField()),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="homework.homeworkcheckin",
                    ),
                ),
            ],
            options={
                "ordering": ["answered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("look_at", models.DateTimeField(null=True)),
                ("quiet_since", models.DateField(null=True)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("letters", models.PositiveSmallIntegerField(default=0)),
                ("last_letter_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homework_follow_up",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)), fields=["look_at", "id"], name="follow_up_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("letters__lte", 3)), name="follow_up_three_letters"),
                    models.CheckConstraint(
                        condition=models.Q(("quiet_since", None), ("noticed_at__isnull", False), _connector="OR"),
                        name="follow_up_quiet_was_noticed",
                    ),
                ],
            },
        ),
    ]
