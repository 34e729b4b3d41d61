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
        ("referrals", "0001_initial"),
        ("referrals", "0002_visits_and_words"),
        ("referrals", "0003_incoming_referrals"),
        ("referrals", "0004_first_look_is_in_the_log"),
        ("referrals", "0005_messages"),
        ("referrals", "0006_visits_ahead"),
        ("referrals", "0007_referral_days"),
        ("referrals", "0008_fill_referral_days"),
    ]

    dependencies = [
        ("clients", "0010_find_by_email"),
        ("consent", "0007_birth_date_and_readiness"),
        ("practitioners", "0009_referral_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomingReferral",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "waiting for consent"),
                            ("requested", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("in-progress", "under way"),
                            ("on-hold", "on hold"),
                            ("completed", "completed"),
                            ("rejected", "declined"),
                            ("failed", "did not work out"),
                            ("cancelled", "cancelled"),
                            ("entered-in-error", "entered in error"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("status_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("requested_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "business_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client-books", "the client will book"),
                            ("we-call", "they will call the client"),
                            ("booked", "booked"),
                            ("rescheduled", "another date"),
                            ("attended", "first visit has been"),
                            ("no-show", "the client did not come"),
                        ],
                        max_length=16,
                    ),
                ),
                ("business_since", models.DateTimeField(null=True)),
                ("appointment_day", models.DateField(null=True)),
                ("appointment_time", models.TimeField(null=True)),
                ("appointment_zone", models.CharField(blank=True, max_length=40)),
                ("appointment_place", models.CharField(blank=True, max_length=200)),
                ("appointment_phone", models.CharField(blank=True, max_length=40)),
                ("calendar_sequence", models.PositiveSmallIntegerField(default=0)),
                ("times_missed", models.PositiveSmallIntegerField(default=0)),
                ("first_name", models.CharField(max_length=60, verbose_name="first name")),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("mailbox", models.CharField(max_length=16)),
                ("guardian_name", models.CharField(blank=True, max_length=120)),
                ("birth_date", models.DateField(null=True)),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("fr", "French")], default="en", max_length=5),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("return", "return to training"),
                            ("begin", "begin to train, with somebody beside them"),
                            ("strength", "build strength"),
                            ("endurance", "build endurance"),
                            ("move", "move more in everyday life"),
                            ("sport", "prepare for a sport"),
                        ],
                        max_length=9,
                        verbose_name="what for",
                    ),
                ),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("not_me_at", models.DateTimeField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("goes-on", "trains on with me"),
                            ("on-their-own", "trains on their own now"),
                            ("ended", "has ended the training"),
                            ("never-came", "never came"),
                        ],
                        max_length=12,
                        verbose_name="what came of it",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incoming_referrals",
                        to="clients.client",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_referrals",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incoming_referrals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["trainer", "status", "-created_at"], name="incoming_of_trainer"),
                    models.Index(fields=["trainer", "requested_at"], name="incoming_asked"),
                    models.Index(fields=["mailbox", "created_at"], name="incoming_of_mailbox"),
                    models.Index(
                        condition=models.Q(("status", "draft")), fields=["status_since"], name="incoming_unanswered"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answered_at", None), ("requested_at__isnull", False), _connector="OR"),
                        name="incomingreferral_answered_once_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appointment_day", None), ("appointment_time", None), ("appointment_zone", "")),
                            models.Q(
                                ("appointment_day__isnull", False),
                                ("appointment_time__isnull", False),
                                models.Q(("appointment_zone", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incomingreferral_appointment_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("business_status__in", ["booked", "rescheduled"]), _negated=True),
                            ("appointment_day__isnull", False),
                            _connector="OR",
                        ),
                        name="incomingreferral_booked_has_a_date",
                    ),
                    models.UniqueConstraint(
                        models.F("practitioner"),
                        models.F("trainer"),
                        models.F("mailbox"),
                        django.db.models.functions.text.Lower("first_name"),
                        condition=models.Q(
                            ("status__in", ["draft", "requested", "accepted", "in-progress", "on-hold"])
                        ),
                        name="incoming_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["draft", "requested"]), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="incoming_asked_has_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "cancelled", "entered-in-error"]),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="incoming_request_is_the_clients_too",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["accepted", "in-progress", "on-hold", "completed"]), _negated=True
                            ),
                            ("client__isnull", False),
                            _connector="OR",
                        ),
                        name="incoming_accepted_has_client",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "completed"), _negated=True),
                            models.Q(("result", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="incoming_completed_has_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingEvent",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requester", "who referred"),
                            ("recipient", "who was asked"),
                            ("client", "the client"),
                        ],
                        max_length=9,
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=16)),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("draft", "waiting for consent"),
                            ("requested", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("in-progress", "under way"),
                            ("on-hold", "on hold"),
                            ("completed", "completed"),
                            ("rejected", "declined"),
                            ("failed", "did not work out"),
                            ("cancelled", "cancelled"),
                            ("entered-in-error", "entered in error"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "business_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client-books", "the client will book"),
                            ("we-call", "they will call the client"),
                            ("booked", "booked"),
                            ("rescheduled", "another date"),
                            ("attended", "first visit has been"),
                            ("no-show", "the client did not come"),
                        ],
                        max_length=16,
                    ),
                ),
                ("appointment_day", models.DateField(null=True)),
                ("appointment_time", models.TimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="referrals.incomingreferral",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=500, verbose_name="what you noticed")),
                ("question", models.CharField(blank=True, max_length=500, verbose_name="your question to them")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("soon", "soon"), ("same-day", "same day"), ("routine", "routine")],
                        default="routine",
                        max_length=8,
                        verbose_name="how soon",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="referrals", to="clients.client"
                    ),
                ),
                (
                    "discipline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practitioners.discipline"
                    ),
                ),
                (
                    "red_flag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practitioners.redflag",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "waiting for consent"),
                            ("requested", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("in-progress", "under way"),
                            ("on-hold", "on hold"),
                            ("completed", "completed"),
                            ("rejected", "declined"),
                            ("failed", "did not work out"),
                            ("cancelled", "cancelled"),
                            ("entered-in-error", "entered in error"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("status_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("requested_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "business_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client-books", "the client will book"),
                            ("we-call", "they will call the client"),
                            ("booked", "booked"),
                            ("rescheduled", "another date"),
                            ("attended", "first visit has been"),
                            ("no-show", "the client did not come"),
                        ],
                        max_length=16,
                    ),
                ),
                ("business_since", models.DateTimeField(null=True)),
                ("appointment_day", models.DateField(null=True)),
                ("appointment_time", models.TimeField(null=True)),
                ("appointment_zone", models.CharField(blank=True, max_length=40)),
                ("appointment_place", models.CharField(blank=True, max_length=200)),
                ("appointment_phone", models.CharField(blank=True, max_length=40)),
                ("calendar_sequence", models.PositiveSmallIntegerField(default=0)),
                ("times_missed", models.PositiveSmallIntegerField(default=0)),
                ("suggested_instead", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="consent.consentgrant"
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("business_status__in", ["booked", "rescheduled"])),
                        fields=["appointment_day"],
                        name="attempt_visit_ahead",
                    ),
                    models.Index(fields=["practitioner", "requested_at"], name="attempt_asked"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answered_at", None), ("requested_at__isnull", False), _connector="OR"),
                        name="attempt_answered_once_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appointment_day", None), ("appointment_time", None), ("appointment_zone", "")),
                            models.Q(
                                ("appointment_day__isnull", False),
                                ("appointment_time__isnull", False),
                                models.Q(("appointment_zone", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="attempt_appointment_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("business_status__in", ["booked", "rescheduled"]), _negated=True),
                            ("appointment_day__isnull", False),
                            _connector="OR",
                        ),
                        name="attempt_booked_has_a_date",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "requested", "accepted", "in-progress", "on-hold"])
                        ),
                        fields=("referral", "practitioner"),
                        name="attempt_one_open_a_practitioner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttemptEvent",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requester", "who referred"),
                            ("recipient", "who was asked"),
                            ("client", "the client"),
                        ],
                        max_length=9,
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=16)),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("draft", "waiting for consent"),
                            ("requested", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("in-progress", "under way"),
                            ("on-hold", "on hold"),
                            ("completed", "completed"),
                            ("rejected", "declined"),
                            ("failed", "did not work out"),
                            ("cancelled", "cancelled"),
                            ("entered-in-error", "entered in error"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "business_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client-books", "the client will book"),
                            ("we-call", "they will call the client"),
                            ("booked", "booked"),
                            ("rescheduled", "another date"),
                            ("attended", "first visit has been"),
                            ("no-show", "the client did not come"),
                        ],
                        max_length=16,
                    ),
                ),
                ("appointment_day", models.DateField(null=True)),
                ("appointment_time", models.TimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="referrals.attempt"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("attended", models.BooleanField(verbose_name="the client came")),
                ("summary", models.CharField(max_length=1000, verbose_name="in a few words")),
                (
                    "goals_effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nearer", "nearer to the goals"),
                            ("same", "no change"),
                            ("further", "goals have to wait"),
                            ("unknown", "too early to say"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "clearance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "yes"),
                            ("limits", "yes, within limits"),
                            ("no", "not for now"),
                            ("not-mine", "not mine to say"),
                        ],
                        max_length=8,
                    ),
                ),
                ("limits", models.CharField(blank=True, max_length=500)),
                ("review_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcome", to="referrals.attempt"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clearance", "limits"), _negated=True),
                            models.Q(("limits", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="outcome_with_limits_names_them",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralMessage",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("requester", "the trainer"), ("recipient", "the practitioner")], max_length=9
                    ),
                ),
                ("by", models.CharField(max_length=120)),
                ("text", models.CharField(max_length=1000)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="referrals.attempt"
                    ),
                ),
            ],
            options={
                "ordering": ["sent_at", "id"],
                "indexes": [
                    models.Index(fields=["attempt", "sent_at"], name="message_of_attempt"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["attempt", "side"], name="message_unread"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["requester", "recipient"])), name="message_is_of_a_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("read_at", None), ("read_at__gte", models.F("sent_at")), _connector="OR"),
                        name="message_read_once_sent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SenderCode",
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
                ("content", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["browser_hash"], name="sender_code_of_browser")],
            },
        ),
        migrations.CreateModel(
            name="ClientsWord",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "change",
                    models.SmallIntegerField(
                        choices=[
                            (3, "much better"),
                            (2, "better"),
                            (1, "a little better"),
                            (0, "about the same"),
                            (-1, "a little worse"),
                            (-2, "worse"),
                            (-3, "much worse"),
                        ]
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clients_word", to="referrals.attempt"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("change__gte", -3), ("change__lte", 3)), name="clients_word_of_seven"
                    )
                ],
            },
        ),
    ]
