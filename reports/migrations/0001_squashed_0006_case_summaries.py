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
        ("reports", "0001_initial"),
        ("reports", "0002_report_first_read"),
        ("reports", "0003_drafts"),
        ("reports", "0004_schedule_standing_consents"),
        ("reports", "0005_answer_by"),
        ("reports", "0006_case_summaries"),
    ]

    dependencies = [
        ("clients", "0007_access_checkpoints"),
        ("consent", "0006_renewals_due"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("period_starts_on", models.DateField(verbose_name="from")),
                ("period_ends_on", models.DateField(verbose_name="to")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="your question or message")),
                ("summary", models.CharField(blank=True, db_default="", max_length=600, verbose_name="in your words")),
                ("language", models.CharField(default="en", max_length=5)),
                ("scopes", models.JSONField(default=list)),
                ("content", models.JSONField()),
                ("pdf", models.FileField(upload_to="reports/%Y/%m/")),
                (
                    "correction",
                    models.CharField(blank=True, db_default="", max_length=300, verbose_name="what was wrong"),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("first_read_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="clients.client"
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="reports.progressreport",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="consent.consentgrant"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period_ends_on__gte", models.F("period_starts_on"))),
                        name="report_period_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("progress", "Progress report: what changed in these days"),
                            ("case", "Case summary: all since the start, for who is new to the client"),
                        ],
                        db_default="progress",
                        default="progress",
                        max_length=8,
                    ),
                ),
                ("period_starts_on", models.DateField(verbose_name="from")),
                ("period_ends_on", models.DateField(verbose_name="to")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="your question or message")),
                ("answer_by", models.DateField(null=True, verbose_name="answer by")),
                ("summary", models.CharField(blank=True, max_length=600, verbose_name="in your words")),
                ("has_summary", models.BooleanField(default=False)),
                ("correction", models.CharField(blank=True, max_length=300, verbose_name="what was wrong")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("press", "by the trainer"),
                            ("month", "30 days after the last one"),
                            ("visit", "before a visit"),
                        ],
                        default="press",
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "to be read and sent"),
                            ("sending", "on its way"),
                            ("failed", "could not be made"),
                            ("stopped", "stopped, as sharing ended"),
                        ],
                        default="draft",
                        max_length=7,
                    ),
                ),
                ("narrowed_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content", models.JSONField(null=True)),
                ("scopes", models.JSONField(default=list)),
                ("pdf", models.FileField(blank=True, upload_to="reports/drafts/")),
                ("pdf_of", models.CharField(blank=True, max_length=64)),
                ("render_due_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="report_drafts", to="clients.client"
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="reports.progressreport",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_drafts",
                        to="consent.consentgrant",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("render_due_at__isnull", False)),
                        fields=["render_due_at", "id"],
                        name="draft_render_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period_ends_on__gte", models.F("period_starts_on"))),
                        name="draft_period_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            models.Q(("content__isnull", False), ("sent_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="draft_on_its_way_says_what_and_by_whom",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects", None), models.Q(("state", "stopped"), _negated=True)),
                        fields=("grant",),
                        name="draft_once_a_consent",
                    ),
                    models.UniqueConstraint(fields=("corrects",), name="draft_once_a_correction"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportSchedule",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField(default=dt.datetime(2000, 1, 1, 0, 0, tzinfo=dt.UTC), null=True)),
                ("visits_prepared_to", models.DateField(null=True)),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_schedule",
                        to="consent.consentgrant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at", "id"], name="report_due"
                    )
                ],
            },
        ),
    ]
