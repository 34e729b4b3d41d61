"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import datetime as dt

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("careplan", "0001_initial"),
        ("careplan", "0002_replies_that_hold"),
        ("careplan", "0003_questions_due"),
        ("careplan", "0004_visits_ahead"),
        ("careplan", "0005_home_plans"),
        ("careplan", "0006_how_it_looks"),
        ("careplan", "0007_progression_rules"),
        ("careplan", "0008_demonstrations"),
        ("careplan", "0009_replies_seen"),
        ("careplan", "0010_asked_after_visits"),
    ]

    dependencies = [
        ("clients", "0009_links_of_measures"),
        ("exercises", "0001_initial"),
        ("practitioners", "0007_duplicates_and_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CareTeamMember",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("clinic_name", models.CharField(blank=True, max_length=120, verbose_name="clinic")),
                ("for_what", models.CharField(blank=True, max_length=200, verbose_name="for what")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since when")),
                ("left_on", models.DateField(blank=True, null=True)),
                ("named_by_client", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="care_team", to="clients.client"
                    ),
                ),
                (
                    "discipline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practitioners.discipline",
                        verbose_name="discipline",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_teams",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "practitioner"), name="care_team_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("discipline", None), ("name", ""), ("practitioner__isnull", False)),
                            models.Q(("practitioner", None), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="care_team_is_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120, verbose_name="what it is")),
                (
                    "content_type",
                    models.CharField(
                        choices=[
                            ("application/pdf", "PDF"),
                            ("image/jpeg", "picture (JPEG)"),
                            ("image/png", "picture (PNG)"),
                        ],
                        max_length=15,
                    ),
                ),
                ("file", models.FileField(upload_to="documents/")),
                ("size", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="clients.client"
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
                "indexes": [models.Index(fields=["client", "practitioner"], name="document_of_client")],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=300, verbose_name="goal, in the client's words")),
                ("measure", models.CharField(blank=True, max_length=120, verbose_name="what is measured")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="where it stands now"
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="where it should be"
                    ),
                ),
                ("target_date", models.DateField(blank=True, null=True, verbose_name="by when")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("reached", "reached"),
                            ("dropped", "dropped"),
                            ("replaced", "replaced"),
                        ],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("status_changed_at", models.DateTimeField(editable=False, null=True)),
                ("status_reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="clients.client"
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaces",
                        to="careplan.goal",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", ""), _negated=True),
                            models.Q(("baseline", None), ("target", None)),
                            _connector="OR",
                        ),
                        name="goal_figures_measure_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGoal",
            fields=[
                ("id", models.UUIDField(db_index=True, default=web.keys.uuid7, editable=False)),
                ("text", models.CharField(max_length=300, verbose_name="goal, in the client's words")),
                ("measure", models.CharField(blank=True, max_length=120, verbose_name="what is measured")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="where it stands now"
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="where it should be"
                    ),
                ),
                ("target_date", models.DateField(blank=True, null=True, verbose_name="by when")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("reached", "reached"),
                            ("dropped", "dropped"),
                            ("replaced", "replaced"),
                        ],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("status_changed_at", models.DateTimeField(editable=False, null=True)),
                ("status_reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="careplan.goal",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical goal",
                "verbose_name_plural": "historical goals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HomePause",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "reason",
                    models.CharField(
                        choices=[("holiday", "holiday"), ("illness", "illness"), ("other", "another reason")],
                        default="other",
                        max_length=7,
                        verbose_name="reason",
                    ),
                ),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "by_trainer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="home_pauses", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "said_at"],
                "indexes": [models.Index(fields=["client", "starts_on"], name="home_pause_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="home_pause_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HomePlan",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("ask_hour", models.PositiveSmallIntegerField(null=True)),
                ("days", models.JSONField(default=list)),
                ("away", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="home_plan", to="clients.client"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ask_hour", None), ("ask_hour__range", (7, 20)), _connector="OR"),
                        name="home_plan_asks_by_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "sees_practitioner",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("no", "No"),
                            ("not-sure", "Not sure"),
                            ("not-asked", "Not asked yet"),
                        ],
                        default="not-asked",
                        max_length=9,
                    ),
                ),
                ("who_else", models.CharField(blank=True, max_length=500)),
                ("expectations", models.CharField(blank=True, max_length=500)),
                ("answered_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="intake", to="clients.client"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OwnIntake",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "sees_practitioner",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("no", "No"),
                            ("not-sure", "Not sure"),
                            ("not-asked", "Not asked yet"),
                        ],
                        default="not-asked",
                        max_length=9,
                    ),
                ),
                ("expectations", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_intake", to="clients.client"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NamedPerson",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("clinic_name", models.CharField(blank=True, max_length=120)),
                ("for_what", models.CharField(blank=True, max_length=200)),
                ("since", models.DateField(null=True)),
                (
                    "discipline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practitioners.discipline",
                    ),
                ),
                (
                    "own_intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="named", to="careplan.ownintake"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("own_intake", "position"), name="named_person_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="named_person_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Prescription",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("starts_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("sets", models.PositiveSmallIntegerField(default=3, verbose_name="sets")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="repetitions")),
                (
                    "load_kg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="load, in kg"
                    ),
                ),
                (
                    "hold_seconds",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hold each, in seconds"),
                ),
                ("days_a_week", models.PositiveSmallIntegerField(default=7, verbose_name="days a week")),
                (
                    "side",
                    models.CharField(
                        choices=[("both", "both sides"), ("left", "left"), ("right", "right")],
                        default="both",
                        max_length=5,
                        verbose_name="side",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        choices=[("session", "in sessions"), ("home", "at home"), ("both", "in sessions and at home")],
                        default="home",
                        max_length=7,
                        verbose_name="where",
                    ),
                ),
                ("progression", models.CharField(blank=True, max_length=300, verbose_name="how to progress")),
                (
                    "progress_pain",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pain of at most"),
                ),
                (
                    "progress_days",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "3 days"), (7, "a week"), (14, "two weeks")],
                        db_default=7,
                        default=7,
                        verbose_name="for so many days",
                    ),
                ),
                ("progress_by", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="then add")),
                ("cues", models.CharField(blank=True, max_length=300, verbose_name="cues")),
                (
                    "shown_at",
                    models.CharField(
                        blank=True,
                        db_default="",
                        max_length=300,
                        validators=[django.core.validators.URLValidator(["https"])],
                        verbose_name="page that shows how it looks",
                    ),
                ),
                (
                    "how_it_came",
                    models.CharField(
                        choices=[
                            ("link", "written here by the practitioner"),
                            ("letter", "by letter or e-mail"),
                            ("call", "by phone"),
                            ("in-person", "in person"),
                        ],
                        max_length=9,
                        verbose_name="how it came",
                    ),
                ),
                ("stopped_at", models.DateTimeField(editable=False, null=True)),
                (
                    "question_due_at",
                    models.DateTimeField(
                        default=dt.datetime(2000, 1, 1, 0, 0, tzinfo=dt.UTC), editable=False, null=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prescriptions", to="clients.client"
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
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exercises.exercise",
                        verbose_name="exercise",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prescriptions",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "stepped_from",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stepped_to",
                        to="careplan.prescription",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "indexes": [
                    models.Index(fields=["client", "stopped_at"], name="prescription_of_client"),
                    models.Index(
                        condition=models.Q(("question_due_at__isnull", False)),
                        fields=["question_due_at", "id"],
                        name="prescription_question_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sets__range", (1, 20))), name="prescription_sets_sane"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__range", (1, 3600))), name="prescription_amount_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("load_kg", None), ("load_kg__range", (0, 999)), _connector="OR"),
                        name="prescription_load_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hold_seconds", None), ("hold_seconds__range", (1, 600)), _connector="OR"),
                        name="prescription_hold_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_a_week__range", (1, 7))), name="prescription_days_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="prescription_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("progress_by", None), ("progress_pain", None)),
                            models.Q(("progress_by__range", (1, 300)), ("progress_pain__lte", 10)),
                            _connector="OR",
                        ),
                        name="prescription_progress_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Demonstration",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "content_type",
                    models.CharField(
                        choices=[
                            ("image/jpeg", "picture (JPEG)"),
                            ("image/png", "picture (PNG)"),
                            ("video/mp4", "video (MP4)"),
                        ],
                        max_length=15,
                    ),
                ),
                ("file", models.FileField(upload_to="demonstrations/")),
                ("size", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demonstration",
                        to="careplan.prescription",
                    ),
                ),
            ],
            options={
                "ordering": ["-kept_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("content_type__in", ["image/jpeg", "image/png", "video/mp4"])),
                        name="demonstration_is_shown_inline",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadinessScreening",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "screen",
                    models.CharField(
                        choices=[
                            ("par-q-plus", "PAR-Q+"),
                            ("get-active", "Get Active Questionnaire"),
                            ("other", "another screening"),
                        ],
                        max_length=10,
                        verbose_name="which screening",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("cleared", "cleared"),
                            ("with-limits", "cleared with limits"),
                            ("refer-first", "to be referred first"),
                        ],
                        max_length=11,
                        verbose_name="what came of it",
                    ),
                ),
                ("screened_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="done on")),
                ("lapses_on", models.DateField(verbose_name="lapses on")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readiness", to="clients.client"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-screened_on", "-created_at"],
                "indexes": [models.Index(fields=["client", "screened_on"], name="readiness_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lapses_on__gte", models.F("screened_on"))), name="readiness_lapses_later"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("noted", "Noted"),
                            ("change-load", "Change the load"),
                            ("stop", "Stop"),
                            ("call-me", "Call me"),
                            ("seen", "Thanks, seen"),
                        ],
                        max_length=11,
                        verbose_name="in short",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="in words")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "ending_note",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="why it is over"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="clients.client"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
                "indexes": [models.Index(fields=["client", "read_at"], name="reply_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "change-load"), ("text", ""), _negated=True),
                        name="reply_says_which_load",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None), ("ending_note", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("kind", "change-load"),
                                models.Q(("ending_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reply_ended_with_a_word",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guidance",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("starts_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "kind",
                    models.CharField(
                        choices=[("do", "Do"), ("dont", "Don't"), ("caution", "Caution")],
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="in words")),
                ("patterns", models.JSONField(blank=True, default=list, verbose_name="movements")),
                ("regions", models.JSONField(blank=True, default=list, verbose_name="body regions")),
                ("attributes", models.JSONField(blank=True, default=list, verbose_name="when it is")),
                (
                    "side",
                    models.CharField(
                        choices=[("both", "both sides"), ("left", "left"), ("right", "right")],
                        default="both",
                        max_length=5,
                        verbose_name="side",
                    ),
                ),
                ("until_next_visit", models.BooleanField(default=False, verbose_name="until the next visit")),
                (
                    "load_limit_kg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="at most, in kg"
                    ),
                ),
                ("range_limit", models.CharField(blank=True, max_length=100, verbose_name="range")),
                ("pain_limit", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pain at most")),
                (
                    "impact_limit",
                    models.CharField(
                        blank=True,
                        choices=[("low", "low impact only"), ("none", "no impact")],
                        max_length=4,
                        verbose_name="impact",
                    ),
                ),
                (
                    "how_it_came",
                    models.CharField(
                        choices=[
                            ("link", "written here by the practitioner"),
                            ("letter", "by letter or e-mail"),
                            ("call", "by phone"),
                            ("in-person", "in person"),
                        ],
                        max_length=9,
                        verbose_name="how it came",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("superseded", "superseded"), ("lifted", "lifted")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("state_changed_at", models.DateTimeField(editable=False, null=True)),
                ("state_reason", models.CharField(blank=True, max_length=200)),
                ("lifted_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "lifted_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "written here by the practitioner"),
                            ("letter", "by letter or e-mail"),
                            ("call", "by phone"),
                            ("in-person", "in person"),
                        ],
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guidance", to="clients.client"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="guidance",
                        to="careplan.document",
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
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guidance",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaced_by",
                        to="careplan.guidance",
                    ),
                ),
                (
                    "reply",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="guidance",
                        to="careplan.reply",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["client", "state"], name="guidance_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="guidance_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("load_limit_kg", None), ("load_limit_kg__range", (0, 999)), _connector="OR"
                        ),
                        name="guidance_load_limit_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain_limit", None), ("pain_limit__range", (0, 10)), _connector="OR"),
                        name="guidance_pain_limit_on_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "lifted"), _negated=True),
                            models.Q(("lifted_by__isnull", False), ("lifted_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="guidance_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanLink",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "mark",
                    models.CharField(
                        choices=[("supports", "supports"), ("limits", "limits"), ("unclear", "unclear")], max_length=8
                    ),
                ),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="careplan.goal"
                    ),
                ),
                (
                    "guidance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="careplan.guidance",
                    ),
                ),
                (
                    "marked_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="careplan.prescription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("guidance__isnull", False), ("prescription", None)),
                            models.Q(("guidance", None), ("prescription__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_link_of_one_row",
                    ),
                    models.UniqueConstraint(fields=("goal", "guidance"), name="plan_link_guidance_once"),
                    models.UniqueConstraint(fields=("goal", "prescription"), name="plan_link_prescription_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=500, verbose_name="question")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="clients.client"
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions",
                        to="careplan.goal",
                    ),
                ),
                (
                    "guidance",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions",
                        to="careplan.guidance",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "prescription",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions",
                        to="careplan.prescription",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
                "indexes": [models.Index(fields=["client", "practitioner"], name="question_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="question_answered_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("read_at", None), ("answered_at__isnull", False), _connector="OR"),
                        name="question_read_once_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField(verbose_name="date")),
                ("time", models.TimeField(blank=True, null=True, verbose_name="time")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "booked"),
                            ("attended", "attended"),
                            ("missed", "missed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="booked",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="what was said")),
                ("told_by_client", models.BooleanField(db_default=False, default=False, editable=False)),
                ("asks_client", models.BooleanField(db_default=False, default=False, editable=False)),
                ("question_due_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="careplan.careteammember"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-time"],
                "indexes": [
                    models.Index(fields=["member", "on"], name="visit_of_member"),
                    models.Index(condition=models.Q(("state", "booked")), fields=["on", "id"], name="visit_ahead"),
                    models.Index(
                        condition=models.Q(("question_due_at__isnull", False)),
                        fields=["question_due_at", "id"],
                        name="visit_question_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), ("state", "attended"), _connector="OR"),
                        name="visit_note_once_attended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question_due_at", None), ("state", "booked"), _connector="OR"),
                        name="visit_asked_while_booked",
                    ),
                ],
            },
        ),
    ]
