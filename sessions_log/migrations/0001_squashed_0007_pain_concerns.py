"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("sessions_log", "0001_initial"),
        ("sessions_log", "0002_flags_closed_with_a_word"),
        ("sessions_log", "0003_conflicts_of_an_entry"),
        ("sessions_log", "0004_session_series"),
        ("sessions_log", "0005_calendar_feed"),
        ("sessions_log", "0006_logged_afterwards"),
        ("sessions_log", "0007_pain_concerns"),
    ]

    dependencies = [
        ("careplan", "0001_initial"),
        ("clients", "0009_links_of_measures"),
        ("exercises", "0001_initial"),
        ("practitioners", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "trainer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SessionTemplate",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_templates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("trainer"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("archived_at", None)),
                        name="template_name_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionSeries",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("weekdays", models.PositiveSmallIntegerField()),
                ("every", models.PositiveSmallIntegerField(default=1, verbose_name="how often")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("at", models.TimeField(verbose_name="time")),
                (
                    "time_zone",
                    models.CharField(
                        choices=[
                            ("America/St_Johns", "Newfoundland (St. John's)"),
                            ("America/Halifax", "Atlantic (Halifax)"),
                            ("America/Toronto", "Eastern (Toronto, Montréal)"),
                            ("America/Winnipeg", "Central (Winnipeg)"),
                            ("America/Regina", "Saskatchewan (Regina)"),
                            ("America/Edmonton", "Mountain (Edmonton, Calgary)"),
                            ("America/Vancouver", "Pacific (Vancouver)"),
                        ],
                        max_length=40,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="length in minutes")),
                ("version", models.PositiveIntegerField(default=0)),
                ("written_until", models.DateField(editable=False, null=True)),
                ("extend_on", models.DateField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="session_series", to="clients.client"
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sessions_log.sessiontemplate",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "at"],
                "indexes": [
                    models.Index(fields=["client", "ends_on"], name="series_of_client"),
                    models.Index(
                        condition=models.Q(("extend_on__isnull", False)), fields=["extend_on"], name="series_to_extend"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekdays__range", (1, 127))), name="series_weekdays_sane"
                    ),
                    models.CheckConstraint(condition=models.Q(("every__range", (1, 8))), name="series_every_sane"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 600))), name="series_minutes_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="series_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateExercise",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("sets", models.PositiveSmallIntegerField(default=3, verbose_name="sets")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="how much")),
                ("load_kg", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                (
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exercises.exercise"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exercises",
                        to="sessions_log.sessiontemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("template", "position"), name="template_position_once"),
                    models.CheckConstraint(condition=models.Q(("sets__range", (1, 20))), name="template_sets_sane"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__range", (1, 3600))), name="template_amount_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_kg", None), ("load_kg__range", (0, 999)), _connector="OR"),
                        name="template_load_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "being logged"), ("completed", "completed"), ("deleted", "deleted")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("effort", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="effort")),
                ("pain_before", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pain before")),
                ("pain_after", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pain after")),
                ("team_note", models.CharField(blank=True, max_length=1000, verbose_name="note for the care team")),
                ("private_note", models.CharField(blank=True, max_length=1000, verbose_name="private note")),
                (
                    "pain_concern",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=200),
                ),
                ("pain_seen_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("logged_afterwards", models.BooleanField(default=False, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_sessions",
                        to="clients.client",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at"],
                "indexes": [
                    models.Index(fields=["client", "-started_at"], name="session_of_client"),
                    models.Index(
                        condition=models.Q(models.Q(("pain_concern", ""), _negated=True), ("pain_seen_at", None)),
                        fields=["client"],
                        name="session_pain_concern",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("client", "trainer"), name="session_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effort", None), ("effort__lte", 10), _connector="OR"),
                        name="session_effort_0_10",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain_before", None), ("pain_before__lte", 10), _connector="OR"),
                        name="session_pain_before_0_10",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain_after", None), ("pain_after__lte", 10), _connector="OR"),
                        name="session_pain_after_0_10",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "completed"), _negated=True),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="session_completed_has_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExerciseEntry",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("acknowledged", models.JSONField(blank=True, default=dict)),
                ("planned", models.JSONField(blank=True, default=list)),
                ("skipped", models.CharField(blank=True, max_length=200)),
                ("pain", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "conflicting_guidance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="careplan.guidance",
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exercises.exercise"
                    ),
                ),
                (
                    "prescription",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="careplan.prescription",
                    ),
                ),
                (
                    "swapped_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="exercises.exercise",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="sessions_log.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pain", None), ("pain__lte", 10), _connector="OR"), name="entry_pain_0_10"
                    ),
                    models.UniqueConstraint(fields=("session", "position"), name="entry_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("conflicting_guidance", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="entry_conflict_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedSession",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField(verbose_name="when")),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="length in minutes")),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("attended", "attended"),
                            ("late", "came late"),
                            ("cancelled", "cancelled"),
                            ("no-show", "did not come"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="attendance",
                    ),
                ),
                ("series_day", models.DateField(editable=False, null=True)),
                ("differs", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_sessions",
                        to="clients.client",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sessions",
                        to="sessions_log.sessionseries",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sessions_log.sessiontemplate",
                        verbose_name="template",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="planned",
                        to="sessions_log.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
                "indexes": [
                    models.Index(fields=["client", "starts_at"], name="planned_of_client"),
                    models.Index(fields=["trainer", "starts_at"], name="planned_of_trainer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 600))), name="planned_minutes_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("session", None), ("attendance__in", ["attended", "late"]), _connector="OR"
                        ),
                        name="planned_logged_was_attended",
                    ),
                    models.UniqueConstraint(fields=("series", "series_day"), name="planned_once_a_day_of_series"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("differs", False), ("series", None), ("series_day", None)),
                            models.Q(("series__isnull", False), ("series_day__isnull", False)),
                            _connector="OR",
                        ),
                        name="planned_day_goes_with_series",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetEntry",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("amount", models.PositiveSmallIntegerField()),
                ("load_kg", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("both", "both sides"), ("left", "left"), ("right", "right")],
                        default="both",
                        max_length=5,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("working", "working set"),
                            ("warm-up", "warm-up"),
                            ("drop", "drop set"),
                            ("failed", "to failure"),
                        ],
                        default="working",
                        max_length=7,
                    ),
                ),
                ("pain", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sets",
                        to="sessions_log.exerciseentry",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "position"), name="set_position_once"),
                    models.CheckConstraint(condition=models.Q(("amount__range", (1, 3600))), name="set_amount_sane"),
                    models.CheckConstraint(
                        condition=models.Q(("load_kg", None), ("load_kg__range", (0, 999)), _connector="OR"),
                        name="set_load_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain", None), ("pain__lte", 10), _connector="OR"), name="set_pain_0_10"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SyncConflict",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("operation", models.JSONField()),
                ("server_state", models.JSONField(default=dict)),
                (
                    "reason",
                    models.CharField(
                        choices=[("version", "Version"), ("place", "Place"), ("key", "Key"), ("session", "Session")],
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "what was saved stays"),
                            ("taken", "what came from the phone took its place"),
                            ("both", "both are kept"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sync_conflicts",
                        to="sessions_log.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "id"],
                "indexes": [models.Index(fields=["session", "resolved_at"], name="sync_conflict_of_session")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolution", ""), ("resolved_at", None)),
                            models.Q(("resolved_at__isnull", False), models.Q(("resolution", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sync_conflict_open_has_no_resolution",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionDeletion",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "was",
                    models.CharField(
                        choices=[("open", "being logged"), ("completed", "completed"), ("deleted", "deleted")],
                        max_length=9,
                    ),
                ),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("planned", "planned"),
                            ("attended", "attended"),
                            ("late", "came late"),
                            ("cancelled", "cancelled"),
                            ("no-show", "did not come"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sessions_log.plannedsession",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deletion",
                        to="sessions_log.trainingsession",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="deletion_by_time")],
            },
        ),
        migrations.CreateModel(
            name="SessionCorrection",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.JSONField(default=list)),
                ("after", models.JSONField(default=list)),
                ("private_before", models.JSONField(default=list)),
                ("private_after", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="sessions_log.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["session", "-at"], name="correction_of_session")],
            },
        ),
        migrations.CreateModel(
            name="RedFlagReport",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("done", models.CharField(blank=True, max_length=500, verbose_name="what was done")),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "closing_note",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="what came of it"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="clients.client"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "red_flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practitioners.redflag"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="flags",
                        to="sessions_log.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at"],
                "indexes": [
                    models.Index(fields=["client", "-raised_at"], name="flag_of_client"),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["client"], name="open_flag_of_client"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", False),
                            models.Q(("closed_by", None), ("closing_note", "")),
                            _connector="OR",
                        ),
                        name="flag_closed_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessedOperation",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("key", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, max_length=300)),
                ("removed", models.UUIDField(null=True)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["received_at"], name="received_at"),
                    models.Index(fields=["trainer", "removed"], name="received_removed"),
                ],
                "constraints": [models.UniqueConstraint(fields=("trainer", "key"), name="received_once")],
            },
        ),
    ]
