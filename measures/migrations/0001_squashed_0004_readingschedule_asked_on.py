"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import datetime as dt

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("measures", "0001_initial"),
        ("measures", "0002_schedules_and_corrections"),
        ("measures", "0003_scales_have_units"),
        ("measures", "0004_readingschedule_asked_on"),
    ]

    dependencies = [
        ("clients", "0007_access_checkpoints"),
        ("practitioners", "0004_province"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedScore",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, verbose_name="name of the questionnaire or test")),
                ("unit", models.CharField(blank=True, default="", max_length=20, verbose_name="unit")),
                ("low", models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name="lowest total")),
                ("high", models.DecimalField(decimal_places=1, max_digits=6, verbose_name="highest total")),
                (
                    "better",
                    models.CharField(
                        choices=[("higher", "higher is better"), ("lower", "lower is better")],
                        max_length=6,
                        verbose_name="which way is better",
                    ),
                ),
                (
                    "smallest_change",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="smallest change that matters",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="named_scores", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "name"), name="named_score_once"),
                    models.CheckConstraint(
                        condition=models.Q(("high__gt", models.F("low"))), name="named_score_has_a_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("measure", models.CharField(max_length=20, verbose_name="measure")),
                ("value", models.DecimalField(decimal_places=1, max_digits=6, verbose_name="value")),
                ("item", models.CharField(blank=True, max_length=120, verbose_name="activity")),
                ("taken_on", models.DateField(verbose_name="on")),
                (
                    "told_by",
                    models.CharField(
                        choices=[
                            ("trainer", "the trainer"),
                            ("client", "the client"),
                            ("practitioner", "a practitioner"),
                        ],
                        db_default="trainer",
                        default="trainer",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="clients.client"
                    ),
                ),
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
                    "practitioner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaces",
                        to="measures.reading",
                    ),
                ),
            ],
            options={
                "ordering": ["taken_on", "created_at"],
                "indexes": [models.Index(fields=["client", "measure", "taken_on"], name="reading_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("replaced_by", None), ("ended_at__isnull", False), _connector="OR"),
                        name="reading_replaced_has_ended",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingSchedule",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("measure", models.CharField(max_length=20)),
                ("every_weeks", models.PositiveSmallIntegerField(default=4)),
                ("starts_on", models.DateField()),
                ("asked_on", models.DateField(editable=False, null=True)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=dt.datetime(2000, 1, 1, 0, 0, tzinfo=dt.UTC), editable=False, null=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_schedules",
                        to="clients.client",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="reading_schedule_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("client", "measure"),
                        name="reading_schedule_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_weeks__range", (1, 26))), name="reading_schedule_weeks"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("due_at", None), _connector="OR"),
                        name="reading_schedule_ended_is_not_due",
                    ),
                ],
            },
        ),
    ]
