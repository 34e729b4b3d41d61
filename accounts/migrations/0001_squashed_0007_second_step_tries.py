"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models
import web.keys
from accounts.triggers import ACCOUNT_EVENTS


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_events_append_only"),
        ("accounts", "0003_province"),
        ("accounts", "0004_trainers_in_order"),
        ("accounts", "0005_find_by_email"),
        ("accounts", "0006_phone_of_a_trainer"),
        ("accounts", "0007_second_step_tries"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("is_trainer", models.BooleanField(default=False, verbose_name="trainer")),
                ("is_network_admin", models.BooleanField(default=False, verbose_name="network admin")),
                ("is_client", models.BooleanField(default=False, editable=False)),
                ("is_practitioner", models.BooleanField(default=False, editable=False)),
                ("practice_name", models.CharField(blank=True, max_length=120, verbose_name="practice")),
                (
                    "postal_address",
                    models.CharField(
                        blank=True,
                        help_text="Stands under the mails sent in your name.",
                        max_length=200,
                        verbose_name="business address",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="Stands on reports and pages that practitioners read.",
                        max_length=30,
                        verbose_name="phone",
                    ),
                ),
                ("language", models.CharField(default="en", max_length=5, verbose_name="language")),
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
                        default=accounts.models.default_time_zone,
                        max_length=40,
                        verbose_name="time zone",
                    ),
                ),
                (
                    "province",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("AB", "Alberta"),
                            ("BC", "British Columbia"),
                            ("MB", "Manitoba"),
                            ("NB", "New Brunswick"),
                            ("NL", "Newfoundland and Labrador"),
                            ("NS", "Nova Scotia"),
                            ("NT", "Northwest Territories"),
                            ("NU", "Nunavut"),
                            ("ON", "Ontario"),
                            ("PE", "Prince Edward Island"),
                            ("QC", "Québec"),
                            ("SK", "Saskatchewan"),
                            ("YT", "Yukon"),
                        ],
                        max_length=2,
                        verbose_name="province",
                    ),
                ),
                (
                    "load_unit",
                    models.CharField(
                        choices=[("kg", "kilograms"), ("lb", "pounds")],
                        default="kg",
                        max_length=2,
                        verbose_name="loads in",
                    ),
                ),
                (
                    "rest_seconds",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "no timer"),
                            (30, "30 seconds"),
                            (60, "1 minute"),
                            (90, "1 minute 30"),
                            (120, "2 minutes"),
                            (180, "3 minutes"),
                            (300, "5 minutes"),
                        ],
                        default=90,
                        verbose_name="rest between sets",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("stopped_until", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_trainer", True)), fields=["name", "id"], name="trainer_in_order"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("is_trainer", True), ("is_network_admin", True), ("is_practitioner", True), _connector="OR"
                        ),
                        fields=["-is_active", "name", "id"],
                        name="professional_in_order",
                    ),
                    models.Index(django.db.models.functions.text.Upper("email"), name="user_email_any_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_once",
                        violation_error_message="A user with this e-mail address already exists.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("invited", "invited"),
                            ("address", "e-mail address changed"),
                            ("role-given", "role given"),
                            ("role-taken", "role taken away"),
                            ("factor-added", "second step added"),
                            ("factor-removed", "second step removed"),
                            ("let-in-again", "second factor taken off"),
                            ("password", "password changed"),
                            ("closed", "account closed"),
                            ("opened", "account opened again"),
                            ("entry", "entry in the network changed"),
                            ("stopped", "stopped from a mailbox of the account"),
                            ("lifted", "stop lifted"),
                        ],
                        max_length=14,
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=254)),
                ("after", models.CharField(blank=True, max_length=254)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["user", "what", "at"], name="account_event_by_what"),
                    models.Index(fields=["what", "-at"], name="account_event_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what__in", ["let-in-again", "closed", "opened"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="account_event_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_by", models.F("by")), _negated=True),
                        name="account_event_two_admins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("address", "change the e-mail address"),
                            ("let-in-again", "take the second step off"),
                            ("lift", "lift the stop"),
                        ],
                        max_length=12,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for a second admin"),
                            ("agreed", "agreed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("user",), name="change_request_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email__gt", ""), ("what", "address")),
                            models.Q(models.Q(("what", "address"), _negated=True), ("email", "")),
                            _connector="OR",
                        ),
                        name="change_request_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "agreed"), _negated=True),
                            models.Q(("answered_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="change_request_two_admins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailboxCount",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("mailbox", models.CharField(max_length=16, unique=True)),
                ("strangers", models.JSONField(default=list)),
                ("known", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("sent_to", models.EmailField(blank=True, max_length=254)),
                ("asked_for", models.CharField(blank=True, max_length=16)),
                ("code_hash", models.CharField(max_length=64)),
                ("browser_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["browser_hash"], name="sign_in_code_of_browser")],
            },
        ),
        migrations.CreateModel(
            name="StopLink",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("sent_to", models.EmailField(max_length=254)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stop_links",
                        to="accounts.accountevent",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SecondStepTries",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="second_step_tries",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("times", models.JSONField(default=list)),
                ("used_codes", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        ACCOUNT_EVENTS.operation(),
    ]
