"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models
import web.keys
from clients.triggers import ACCESS_LOG


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("clients", "0001_initial"),
        ("clients", "0002_append_only"),
        ("clients", "0003_province"),
        ("clients", "0004_links_of_referrals"),
        ("clients", "0005_links_of_benefits"),
        ("clients", "0006_links_of_bookings"),
        ("clients", "0007_access_checkpoints"),
        ("clients", "0008_wrong_rows_left_out"),
        ("clients", "0009_links_of_measures"),
        ("clients", "0010_find_by_email"),
        ("clients", "0011_asked_after_visits"),
        ("clients", "0012_archived_at_and_privacy_requests"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessChain",
            fields=[
                ("client_id", models.UUIDField(primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("head", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AccessCheckpoint",
            fields=[
                ("client_id", models.UUIDField(primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AccessEvent",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("client_id", models.UUIDField()),
                ("sequence", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("user", "somebody signed in"),
                            ("practitioner", "a practitioner"),
                            ("client", "the client"),
                            ("system", "Carelane itself"),
                        ],
                        max_length=12,
                    ),
                ),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=120)),
                ("through_kind", models.CharField(max_length=20)),
                ("through_id", models.CharField(blank=True, max_length=40)),
                ("action", models.CharField(max_length=60)),
                ("object_kind", models.CharField(blank=True, max_length=30)),
                ("object_id", models.CharField(blank=True, max_length=40)),
                ("device", models.CharField(blank=True, max_length=8)),
                ("shown", models.CharField(blank=True, max_length=200)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client_id", "sequence"), name="access_event_once")],
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "emergency_name",
                    models.CharField(blank=True, max_length=120, verbose_name="whom to call in an emergency"),
                ),
                ("emergency_phone", models.CharField(blank=True, max_length=40, verbose_name="their phone")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("guardian_name", models.CharField(blank=True, max_length=120, verbose_name="guardian's name")),
                ("guardian_email", models.EmailField(blank=True, max_length=254, verbose_name="guardian's e-mail")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French")],
                        default="en",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
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
                        blank=True,
                        choices=[("kg", "kilograms"), ("lb", "pounds")],
                        max_length=2,
                        verbose_name="loads in",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "active"), ("not-me", "wrong address"), ("archived", "archived")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("confirmed_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("vouched_address", models.EmailField(blank=True, editable=False, max_length=254)),
                ("confirmed_address", models.EmailField(blank=True, editable=False, max_length=254)),
                ("search_text", models.CharField(editable=False, max_length=400)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="own_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead_trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leads", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="succeeds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="successor",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "permissions": [
                    ("coach_client", "Coach the client"),
                    ("lead_client", "Lead the client's care"),
                    ("see_own_record", "See one's own record"),
                    ("break_glass", "See the record in an emergency"),
                ],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["name", "id"], name="client_by_name"),
                    models.Index(
                        condition=models.Q(("status", "archived")), fields=["archived_at"], name="client_archived"
                    ),
                    models.Index(
                        django.db.models.functions.text.Upper("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="client_email",
                    ),
                    models.Index(
                        django.db.models.functions.text.Upper("guardian_email"),
                        condition=models.Q(("guardian_email", ""), _negated=True),
                        name="client_guardian_email",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("guardian_email", ""), models.Q(("guardian_name", ""), _negated=True), _connector="OR"
                        ),
                        name="client_guardian_has_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientImport",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("columns", models.JSONField(default=list)),
                ("rows", models.JSONField(default=list)),
                ("separator", models.CharField(blank=True, default=",", max_length=1)),
                ("matched", models.JSONField(default=dict)),
                ("leaves_out_wrong", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                ("figures", models.JSONField(default=dict)),
                ("undo", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("not_undone", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "not confirmed yet"), ("done", "imported"), ("undone", "taken back")],
                        default="open",
                        max_length=6,
                    ),
                ),
                (
                    "date_order",
                    models.CharField(
                        blank=True,
                        choices=[("dmy", "day, month, year"), ("mdy", "month, day, year"), ("ymd", "year, month, day")],
                        max_length=3,
                    ),
                ),
                (
                    "known",
                    models.CharField(
                        choices=[("update", "Update them with what the file says"), ("skip", "Leave them as they are")],
                        default="update",
                        max_length=6,
                        verbose_name="clients whom you have already",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="client_imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["trainer", "-created_at"], name="import_of_trainer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("state", "open")), ("done_at__isnull", False), _connector="OR"
                        ),
                        name="import_done_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientLink",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("confirm", "confirm the address"),
                            ("intake", "answer who else looks after them"),
                            ("consent", "answer a consent request"),
                            ("withdraw", "withdraw consent"),
                            ("homework", "answer about homework"),
                            ("stop", "stop reminders"),
                            ("sharing", "see or end what is shared"),
                            ("transfer", "answer whether another trainer may take over"),
                            ("benefits", "answer what to do about coverage that lapses"),
                            ("address", "agree to a changed address, or stop it"),
                            ("visit", "put an appointment into a calendar"),
                            ("booking", "say that a visit is booked, or has been"),
                            ("helped", "say whether a referral has helped"),
                            ("measures", "answer how they are"),
                            ("attended", "say how a visit was"),
                        ],
                        max_length=8,
                    ),
                ),
                ("subject_id", models.UUIDField(null=True)),
                ("on", models.DateField(null=True)),
                ("sent_to", models.EmailField(blank=True, max_length=254)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="clients.client"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at"],
                        name="client_link_expired",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientUserObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lead", "lead trainer"),
                            ("cover", "cover trainer"),
                            ("self", "the client"),
                            ("break-glass", "emergency view"),
                        ],
                        max_length=11,
                    ),
                ),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="permissions", to="clients.client"
                    ),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                        name="permission_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__isnull", False), ("kind__in", ["lead", "self"]), _connector="OR"),
                        name="permission_only_lead_and_self_last",
                    ),
                ],
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="ContactNote",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("called", "Called"),
                            ("left-word", "Called, left word"),
                            ("wrote", "Wrote"),
                            ("heard", "Heard from them"),
                            ("spoke", "Spoke in person"),
                        ],
                        max_length=9,
                        verbose_name="what",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="in a few words")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contact_notes", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["client", "-at"], name="contact_of_client")],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("details", "My name, address or language"),
                            ("sessions", "My sessions"),
                            ("pain", "Pain and measures"),
                            ("homework", "My homework"),
                            ("goals", "My goals"),
                            ("guidance", "Do's, don'ts and exercises"),
                            ("coverage", "My health benefits"),
                            ("referrals", "My referrals"),
                            ("sharing", "What is shared"),
                            ("other", "Something else"),
                        ],
                        max_length=9,
                        verbose_name="what it is about",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="what is wrong or missing")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="your answer")),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "answered_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at"],
                "indexes": [models.Index(fields=["client", "answered_at"], name="correction_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="correction_answered_with_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
                (
                    "admin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="emergencies", to="clients.client"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="emergency_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("at"))), name="emergency_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailboxChange",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for the earlier mailbox"),
                            ("agreed", "agreed to from the earlier mailbox"),
                            ("vouched", "named in person"),
                            ("stopped", "stopped from the earlier mailbox"),
                            ("replaced", "changed again"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("edited", "changed by the trainer"), ("of-age", "came of age")],
                        default="edited",
                        max_length=6,
                    ),
                ),
                ("earlier", models.EmailField(blank=True, max_length=254)),
                ("new", models.EmailField(blank=True, max_length=254)),
                ("before", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("signed_name", models.CharField(blank=True, max_length=120)),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mailbox_changes", to="clients.client"
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("client",),
                        name="mailbox_change_one_open_a_client",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="mailbox_change_settled_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyRequest",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("client_id", models.UUIDField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("copy", "a copy of the record"), ("erasure", "erasure of the record")],
                        max_length=8,
                        verbose_name="what is asked for",
                    ),
                ),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("own-page", "on their own page"),
                            ("letter", "by letter or e-mail"),
                            ("phone", "by phone"),
                            ("in-person", "in person"),
                        ],
                        default="own-page",
                        max_length=9,
                        verbose_name="how it came",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "done"), ("refused", "refused"), ("withdrawn", "taken back")],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="why not")),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("removed", models.JSONField(default=dict, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")), fields=["asked_at", "id"], name="privacy_request_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")), fields=("client_id", "kind"), name="privacy_request_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="privacy_request_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="privacy_request_refused_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[("handover", "handed over"), ("left", "the lead trainer has left")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for the trainer who was asked"),
                            ("accepted", "waits for the client"),
                            ("done", "done"),
                            ("declined", "declined by the trainer"),
                            ("refused", "refused by the client"),
                            ("cancelled", "taken back"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="clients.client"
                    ),
                ),
                (
                    "from_trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "to_trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_to_take_over",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "accepted"])),
                        fields=("client",),
                        name="transfer_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_trainer", models.F("to_trainer")), _negated=True),
                        name="transfer_to_somebody_else",
                    ),
                ],
            },
        ),
        ACCESS_LOG.operation(),
    ]
