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
        ("consent", "0001_initial"),
        ("consent", "0002_contact_and_links_subject"),
        ("consent", "0003_index_of_lapsing"),
        ("consent", "0004_record_requests"),
        ("consent", "0005_referral_words"),
        ("consent", "0006_renewals_due"),
        ("consent", "0007_birth_date_and_readiness"),
    ]

    dependencies = [
        ("careplan", "0003_questions_due"),
        ("clients", "0005_links_of_benefits"),
        ("practitioners", "0004_province"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentGrant",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("share", "your trainer shows it to them"),
                            ("request", "they tell it to your trainer"),
                        ],
                        default="share",
                        max_length=7,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("care", "keep your training in step with their treatment"),
                            ("referral", "refer you to them"),
                        ],
                        default="care",
                        max_length=8,
                    ),
                ),
                ("for_address", models.EmailField(max_length=254)),
                ("asked_address", models.EmailField(blank=True, max_length=254)),
                ("address_asked_at", models.DateTimeField(null=True)),
                ("overruled_address", models.EmailField(blank=True, max_length=254)),
                ("overruled_at", models.DateTimeField(null=True)),
                ("overruled_by", models.CharField(blank=True, max_length=120)),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("keeps_for_care", models.BooleanField(default=False)),
                ("note_to_client", models.CharField(blank=True, max_length=300, verbose_name="a word to the client")),
                ("referral_words", models.CharField(blank=True, max_length=1100)),
                ("wording_version", models.CharField(max_length=20)),
                ("wording", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=5)),
                (
                    "how_given",
                    models.CharField(
                        choices=[
                            ("mail", "by a link in the client's mail"),
                            ("own-page", "on the client's own page"),
                            ("in-person", "in person, on the trainer's device"),
                        ],
                        default="mail",
                        max_length=9,
                    ),
                ),
                ("answered_name", models.CharField(blank=True, max_length=120)),
                ("answered_by_guardian", models.BooleanField(default=False)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("given_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client", "the client"),
                            ("trainer", "the trainer"),
                            ("practitioner", "the practitioner"),
                            ("referral", "with the referral that it was for"),
                        ],
                        max_length=12,
                    ),
                ),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "renewal_due_at",
                    models.DateTimeField(
                        default=dt.datetime(2000, 1, 1, 0, 0, tzinfo=dt.UTC), editable=False, null=True
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="clients.client"
                    ),
                ),
                (
                    "overruled_witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="grants",
                        to="careplan.question",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="renewals",
                        to="consent.consentgrant",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at"],
                "indexes": [
                    models.Index(fields=["practitioner", "ends_at"], name="grant_of_practitioner"),
                    models.Index(
                        condition=models.Q(("renewal_due_at__isnull", False)),
                        fields=["renewal_due_at", "id"],
                        name="grant_renewal_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("declined_at", None),
                            ("purpose", "referral"),
                            ("replaced_at", None),
                            ("withdrawn_at", None),
                        ),
                        fields=["ends_at"],
                        name="grant_to_referral_lapses",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("given_at", None), ("declined_at", None), _connector="OR"),
                        name="grant_given_or_declined",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("for_address", ""), _negated=True), name="grant_is_for_an_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("overruled_address", ""),
                                ("overruled_at", None),
                                ("overruled_by", ""),
                                ("overruled_witness", None),
                            ),
                            models.Q(
                                models.Q(("overruled_address", ""), _negated=True),
                                ("overruled_at__isnull", False),
                                models.Q(("overruled_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="grant_overruled_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how_given", "in-person"), _negated=True),
                            models.Q(("witness__isnull", False), models.Q(("answered_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_in_person_is_signed_and_witnessed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "share"), ("question", None)),
                            models.Q(("direction", "request"), ("purpose", "care"), ("question__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_request_has_a_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keeps_for_care", False),
                            models.Q(("direction", "share"), ("purpose", "referral")),
                            _connector="OR",
                        ),
                        name="grant_kept_for_care_is_to_a_referral",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("withdrawn_at__gte", models.F("requested_at")), _connector="OR"
                        ),
                        name="grant_withdrawn_was_requested",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("declined_at", None), ("given_at", None), ("replaced_at", None), ("withdrawn_at", None)
                        ),
                        fields=("client", "practitioner", "direction", "purpose"),
                        name="grant_one_open_question",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("given_at__isnull", False), ("replaced_at", None), ("withdrawn_at", None)),
                        fields=("client", "practitioner", "direction", "purpose"),
                        name="grant_one_standing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantScope",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("attendance", "Which sessions you came to"),
                            ("exercise-log", "What you trained"),
                            ("homework", "Your homework answers"),
                            ("pain-measures", "Pain and measures"),
                            ("goals", "Your goals"),
                            ("guidance-others", "What your other practitioners asked for"),
                            ("benefits", "Health benefits left for their discipline"),
                            ("referral", "The referral and its messages"),
                            ("team-notes", "Your trainer's notes for the care team"),
                            ("contact", "How to reach you"),
                            ("birth-date", "Your date of birth"),
                            ("readiness", "Your screening and warning signs"),
                            ("told-guidance", "What to do and what to spare"),
                            ("told-exercises", "Exercises for you"),
                            ("told-answer", "An answer to the question"),
                            ("told-document", "A letter or a picture"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_given", models.BooleanField(default=False)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scopes", to="consent.consentgrant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("grant", "scope"), name="scope_once_a_grant"),
                    models.CheckConstraint(
                        condition=models.Q(("taken_back_at", None), ("is_given", True), _connector="OR"),
                        name="scope_taken_back_was_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField(null=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("sent_to", models.EmailField(max_length=254)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("first_opened_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="consent.consentgrant"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ViewerCode",
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
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consent.sharelink",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["browser_hash"], name="code_of_browser")],
            },
        ),
        migrations.CreateModel(
            name="ViewerSession",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("sent_to", models.EmailField(max_length=254)),
                ("is_shared_computer", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="viewer_sessions",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AddressChange",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("old_address", models.EmailField(max_length=254)),
                ("new_address", models.EmailField(max_length=254)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("noticed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("objected_at", models.DateTimeField(null=True)),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_changes",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["-noticed_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old_address", models.F("new_address")), _negated=True),
                        name="address_change_is_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("practitioner", "old_address"),
                        name="address_change_open_once",
                    ),
                ],
            },
        ),
    ]
