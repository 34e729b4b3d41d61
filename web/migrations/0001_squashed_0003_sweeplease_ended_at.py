"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("web", "0001_initial"),
        ("web", "0002_practice_settings"),
        ("web", "0003_sweeplease_ended_at"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SweepLease",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("run", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leased_until", None), ("run", None)),
                            models.Q(("leased_until__isnull", False), ("run__isnull", False)),
                            _connector="OR",
                        ),
                        name="sweep_lease_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeSettings",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(max_length=80, verbose_name="name of the practice")),
                ("postal_address", models.CharField(max_length=200, verbose_name="postal address")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("privacy_officer", models.CharField(blank=True, max_length=120, verbose_name="privacy officer")),
                (
                    "privacy_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="privacy officer's e-mail"),
                ),
                ("time_zone", models.CharField(max_length=40, verbose_name="time zone")),
                ("province", models.CharField(max_length=2, verbose_name="province")),
                (
                    "languages",
                    models.CharField(
                        choices=[("en-fr", "English and French"), ("en", "English")],
                        max_length=5,
                        verbose_name="languages in which clients are written to",
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[("letter", "Letter"), ("a4", "A4")],
                        default="letter",
                        max_length=6,
                        verbose_name="paper of documents",
                    ),
                ),
                ("logo", models.FileField(blank=True, upload_to="practice/", verbose_name="logo")),
                ("sender_name", models.CharField(max_length=80, verbose_name="sender of mails")),
                ("sender_email", models.EmailField(max_length=254, verbose_name="sender's address")),
                (
                    "record_years",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="years for which a record is kept after it was archived",
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
            ],
            options={
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="practice_version_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("paper__in", ["letter", "a4"])), name="practice_paper_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("languages__in", ["en", "en-fr"])), name="practice_languages_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("record_years__gte", 1), ("record_years__lte", 50)),
                        name="practice_years_in_reach",
                    ),
                ],
            },
        ),
    ]
