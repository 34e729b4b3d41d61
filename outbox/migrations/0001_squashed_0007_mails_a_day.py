"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import django.utils.timezone
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("outbox", "0001_initial"),
        ("outbox", "0002_payload_and_secrets"),
        ("outbox", "0003_name_secrets_of_waiting_mail"),
        ("outbox", "0004_nudges"),
        ("outbox", "0005_nudges_by_subject"),
        ("outbox", "0006_nudges_of_suggestions"),
        ("outbox", "0007_mails_a_day"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("dedupe_key", models.CharField(max_length=200, unique=True)),
                ("to", models.EmailField(max_length=254)),
                ("language", models.CharField(default="en", max_length=5)),
                ("subject_id", models.UUIDField()),
                ("client_id", models.UUIDField(db_index=True, null=True)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("claimed", "claimed by a worker"),
                            ("in-flight", "being sent"),
                            ("sent", "sent"),
                            ("not-wanted", "no longer wanted"),
                            ("failed", "failed"),
                            ("unknown", "perhaps sent"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("unclear_ends", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_by", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("message_id", models.CharField(max_length=200)),
                ("sent_at", models.DateTimeField(null=True)),
                ("gave_up_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=500)),
                ("payload", models.JSONField(default=dict)),
                ("sealed_secrets", models.TextField(blank=True)),
                ("carries_secret", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["next_try_at", "id"], name="outbox_due"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "in-flight"])),
                        fields=["claimed_until"],
                        name="outbox_claimed",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent")), fields=["to", "sent_at"], name="outbox_sent_to"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["failed", "unknown"])),
                        fields=["gave_up_at"],
                        name="outbox_given_up",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["waiting", "claimed", "in-flight", "sent", "not-wanted", "failed", "unknown"],
                            )
                        ),
                        name="outbox_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sealed_secrets", ""),
                            models.Q(("carries_secret", True), ("state__in", ["waiting", "claimed", "in-flight"])),
                            _connector="OR",
                        ),
                        name="outbox_secret_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("carries_secret", True),
                                ("state__in", ["waiting", "claimed", "in-flight"]),
                                _negated=True,
                            ),
                            models.Q(("sealed_secrets", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="outbox_secret_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claimed_by__isnull", False),
                                ("claimed_until__isnull", False),
                                ("state__in", ["claimed", "in-flight"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["claimed", "in-flight"]), _negated=True),
                                ("claimed_by", None),
                                ("claimed_until", None),
                            ),
                            _connector="OR",
                        ),
                        name="outbox_claim_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message_id__startswith", "<")), name="outbox_has_message_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="outbox_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gave_up_at__isnull", False), ("state__in", ["failed", "unknown"])),
                            models.Q(
                                models.Q(("state__in", ["failed", "unknown"]), _negated=True), ("gave_up_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="outbox_given_up_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nudge",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("client_id", models.UUIDField(null=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("client", "the client"),
                            ("practitioner", "the practitioner"),
                            ("trainer", "the trainer"),
                            ("suggested", "who is asked about a trainer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("recipient_id", models.UUIDField()),
                ("to", models.EmailField(blank=True, max_length=254)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("exhausted_at", models.DateTimeField(null=True)),
                ("bounced_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at", "id"], name="nudge_due"
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("exhausted_at__isnull", False), ("stopped_at", None)),
                            models.Q(("bounced_at__isnull", False), ("stopped_at", None)),
                            _connector="OR",
                        ),
                        fields=["client_id", "since"],
                        name="nudge_for_today",
                    ),
                    models.Index(
                        condition=models.Q(("stopped_at", None)), fields=["recipient_id"], name="nudge_of_recipient"
                    ),
                    models.Index(condition=models.Q(("stopped_at", None)), fields=["to"], name="nudge_to"),
                    models.Index(fields=["client_id"], name="nudge_of_client"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at", None)), fields=("subject_id", "kind"), name="nudge_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_at", None),
                            models.Q(
                                ("bounced_at", None),
                                ("exhausted_at", None),
                                ("next_at__isnull", False),
                                ("stopped_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="nudge_waits_or_stands",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("address", models.EmailField(max_length=254)),
                ("scope", models.CharField(max_length=60)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("bad-mailbox", "nobody reads mail at this address"),
                            ("complaint", "the reader has marked a mail as spam"),
                            ("stopped", "the reader has stopped reminders"),
                        ],
                        max_length=12,
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("address", "scope"), name="suppressed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "bad-mailbox"), ("scope", "all")),
                            models.Q(("cause", "stopped"), ("scope", "reminders")),
                            models.Q(
                                ("cause", "complaint"), models.Q(("scope__in", ["", "all", "reminders"]), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="suppressed_in_the_scope_of_its_cause",
                    ),
                ],
            },
        ),
    ]
