"""All of the app at once, for a new database; an older one has gone through what this replaces."""

import datetime as dt

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import web.keys
from web.migration_operations import postgresql_index


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("practitioners", "0001_initial"),
        ("practitioners", "0002_trainer_profile"),
        ("practitioners", "0003_search_and_wait"),
        ("practitioners", "0004_province"),
        ("practitioners", "0005_search_index"),
        ("practitioners", "0006_practitioner_events"),
        ("practitioners", "0007_duplicates_and_imports"),
        ("practitioners", "0008_find_by_email"),
        ("practitioners", "0009_referral_days"),
        ("practitioners", "0010_offered_by_wait"),
        ("practitioners", "0011_network_overview"),
        ("practitioners", "0012_positions"),
        ("practitioners", "0013_joining"),
        ("practitioners", "0014_announcements"),
        ("practitioners", "0015_keep_applications_for_a_while"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnouncementStop",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("mailbox", models.CharField(max_length=16, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Clinic",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
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
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Discipline",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name_en", models.CharField(max_length=80)),
                ("name_fr", models.CharField(max_length=80)),
                ("mark", models.CharField(max_length=4, unique=True)),
                ("lane", models.PositiveSmallIntegerField(unique=True)),
                (
                    "may_set_restrictions",
                    models.CharField(
                        choices=[("yes", "yes"), ("caution-only", "cautions only"), ("no", "no")], max_length=12
                    ),
                ),
                (
                    "may_prescribe_exercise",
                    models.CharField(
                        choices=[("yes", "yes"), ("self-care", "self-care only"), ("no", "no")], max_length=9
                    ),
                ),
                ("may_clear_for_exercise", models.BooleanField()),
            ],
            options={
                "ordering": ["lane"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("may_set_restrictions__in", ["yes", "caution-only", "no"])),
                        name="discipline_may_restrict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("may_prescribe_exercise__in", ["yes", "self-care", "no"])),
                        name="discipline_may_prescribe_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinCode",
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
                "indexes": [models.Index(fields=["browser_hash"], name="join_code_of_browser")],
            },
        ),
        migrations.CreateModel(
            name="NetworkOverview",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_latest", models.BooleanField(default=True, unique=True)),
                ("reckoned_at", models.DateTimeField(auto_now=True)),
                ("content", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("is_latest", True)), name="network_overview_is_latest")
                ],
            },
        ),
        migrations.CreateModel(
            name="Practitioner",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "email",
                    models.EmailField(
                        help_text="One-time codes go here, so it must be read by this practitioner or their front desk.",
                        max_length=254,
                        verbose_name="e-mail",
                    ),
                ),
                (
                    "mailbox_is_shared",
                    models.BooleanField(
                        default=False,
                        help_text="Clients are told so.",
                        verbose_name="the clinic's front desk reads this mailbox too",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("language", models.CharField(default="en", max_length=5, verbose_name="language")),
                (
                    "languages",
                    models.CharField(
                        blank=True,
                        help_text="Such as: English, French.",
                        max_length=120,
                        verbose_name="languages of treatment",
                    ),
                ),
                ("takes_new_clients", models.BooleanField(default=True, verbose_name="takes new clients")),
                (
                    "usual_wait_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="usual wait for a first visit, in days",
                    ),
                ),
                (
                    "booking_page",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(["https"])],
                        verbose_name="page on which a visit is booked",
                    ),
                ),
                ("licence_number", models.CharField(blank=True, max_length=40, verbose_name="licence number")),
                ("register", models.CharField(blank=True, max_length=120, verbose_name="public register")),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("pending", "not yet verified"),
                            ("verified", "verified"),
                            ("suspended", "suspended"),
                            ("retired", "retired"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="verification",
                    ),
                ),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="looked up on")),
                ("suspended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("disowned_address", models.EmailField(blank=True, editable=False, max_length=254)),
                ("search_text", models.CharField(blank=True, editable=False, max_length=500)),
                ("licence_key", models.CharField(blank=True, db_default="", default="", editable=False, max_length=40)),
                ("phone_key", models.CharField(blank=True, db_default="", default="", editable=False, max_length=20)),
                ("name_key", models.CharField(blank=True, db_default="", default="", editable=False, max_length=120)),
                (
                    "compare_due_at",
                    models.DateTimeField(
                        db_default=dt.datetime(2000, 1, 1, 0, 0, tzinfo=dt.UTC),
                        default=dt.datetime(2000, 1, 1, 0, 0, tzinfo=dt.UTC),
                        editable=False,
                        null=True,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="practitioner",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="practitioners",
                        to="practitioners.clinic",
                        verbose_name="clinic",
                    ),
                ),
                (
                    "discipline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="practitioners.discipline",
                        verbose_name="discipline",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="positions",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "indexes": [
                    models.Index(fields=["-verification", "name", "id"], name="practitioner_in_order"),
                    models.Index(fields=["licence_key"], name="practitioner_licence_key"),
                    models.Index(fields=["phone_key"], name="practitioner_phone_key"),
                    models.Index(fields=["name_key"], name="practitioner_name_key"),
                    models.Index(
                        condition=models.Q(("compare_due_at__isnull", False)),
                        fields=["compare_due_at", "id"],
                        name="practitioner_compare_due",
                    ),
                    models.Index(
                        condition=models.Q(("verification", "verified")),
                        fields=["verified_on", "id"],
                        name="practitioner_due",
                    ),
                    models.Index(
                        models.F("verification"),
                        django.db.models.functions.comparison.Coalesce("usual_wait_days", models.Value(731)),
                        models.F("name"),
                        models.F("id"),
                        condition=models.Q(("takes_new_clients", True)),
                        name="practitioner_by_wait",
                    ),
                    models.Index(
                        models.F("discipline"),
                        models.F("verification"),
                        django.db.models.functions.comparison.Coalesce("usual_wait_days", models.Value(731)),
                        models.F("name"),
                        models.F("id"),
                        condition=models.Q(("takes_new_clients", True)),
                        name="practitioner_of_lane_by_wait",
                    ),
                    models.Index(django.db.models.functions.text.Upper("email"), name="practitioner_email"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("person__isnull", True)),
                        name="practitioner_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("clinic__isnull", False), ("person__isnull", False)),
                        fields=("person", "discipline", "clinic"),
                        name="position_once_a_clinic",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("clinic__isnull", True), ("person__isnull", False)),
                        fields=("person", "discipline"),
                        name="position_once_without_clinic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("id")), _negated=True),
                        name="practitioner_not_a_position_of_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verification", "verified"), _negated=True),
                            models.Q(
                                ("verified_on__isnull", False),
                                models.Q(("register", ""), _negated=True),
                                models.Q(("licence_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="practitioner_verified_has_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="practitioner_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("usual_wait_days", None), ("usual_wait_days__lte", 730), _connector="OR"),
                        name="practitioner_wait_in_reach",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("moved", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("taken_over", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("stayed", models.PositiveIntegerField(default=0)),
                ("undone_at", models.DateTimeField(null=True)),
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
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_into",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["-at", "-id"], name="merge_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("entry", models.F("into")), _negated=True), name="merge_of_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("entry",), name="merge_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LikelyDuplicate",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("reasons", models.JSONField(default=list)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_apart_at", models.DateTimeField(null=True)),
                (
                    "told_apart_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practitioners.practitioner"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practitioners.practitioner"
                    ),
                ),
            ],
            options={
                "ordering": ["seen_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_apart_at", None)),
                        fields=["seen_at", "id"],
                        name="likely_duplicate_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="likely_duplicate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="likely_duplicate_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PractitionerEvent",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("added", "added"), ("changed", "changed"), ("standing", "standing")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changes", models.JSONField(default=list)),
                ("register", models.CharField(blank=True, max_length=120)),
                ("licence_number", models.CharField(blank=True, max_length=40)),
                ("looked_up_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
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
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="practitioners.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["practitioner", "-at"], name="practitioner_event_of")],
            },
        ),
        migrations.CreateModel(
            name="PractitionerImport",
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
                        choices=[
                            ("open", "not confirmed yet"),
                            ("queued", "being imported"),
                            ("done", "imported"),
                            ("undone", "taken back"),
                        ],
                        default="open",
                        max_length=6,
                    ),
                ),
                (
                    "known",
                    models.CharField(
                        choices=[("update", "Update them with what the file says"), ("skip", "Leave them as they are")],
                        default="update",
                        max_length=6,
                        verbose_name="practitioners who are there already",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("gave_up", models.BooleanField(default=False)),
                ("undone_at", models.DateTimeField(null=True)),
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
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="network_import_newest"),
                    models.Index(
                        condition=models.Q(("state", "queued")), fields=["confirmed_at"], name="network_import_queued"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "undone"]), _negated=True),
                            ("done_at__isnull", False),
                            _connector="OR",
                        ),
                        name="network_import_done_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "queued"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="network_import_queued_is_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RedFlag",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("sign", models.CharField(max_length=200)),
                ("do_now", models.CharField(max_length=200)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("emergency", "emergency"), ("same-day", "same day"), ("soon", "soon")], max_length=10
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "discipline",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="practitioners.discipline"),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ReferralDay",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("requested", models.PositiveSmallIntegerField(default=0)),
                ("answered", models.PositiveSmallIntegerField(default=0)),
                ("accepted", models.PositiveSmallIntegerField(default=0)),
                ("with_outcome", models.PositiveSmallIntegerField(default=0)),
                ("waits", models.JSONField(default=list)),
                (
                    "discipline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practitioners.discipline"
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referral_days",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="referral_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practitioner", "discipline", "day"), name="referral_day_of_practitioner"
                    ),
                    models.UniqueConstraint(fields=("trainer", "discipline", "day"), name="referral_day_of_trainer"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("practitioner", None), ("trainer__isnull", False)),
                            models.Q(("practitioner__isnull", False), ("trainer", None)),
                            _connector="OR",
                        ),
                        name="referral_day_of_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted__lte", models.F("answered")),
                            ("answered__lte", models.F("requested")),
                            ("with_outcome__lte", models.F("accepted")),
                        ),
                        name="referral_day_counts_agree",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainerApplication",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("practice_name", models.CharField(blank=True, max_length=120, verbose_name="practice")),
                ("area", models.CharField(blank=True, max_length=120, verbose_name="where you train")),
                ("certification", models.CharField(blank=True, max_length=120, verbose_name="certification")),
                ("certification_number", models.CharField(blank=True, max_length=40, verbose_name="its number")),
                ("about", models.CharField(blank=True, max_length=600, verbose_name="what you do, and with whom")),
                ("applied_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("invited", "invited"), ("declined", "declined")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["applied_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["applied_at", "id"],
                        name="application_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("decided_at__isnull", False)),
                        fields=["decided_at"],
                        name="application_decided",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("state", "waiting")),
                        name="application_once_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_decided_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainerProfile",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("slug", models.SlugField(editable=False, max_length=80, unique=True)),
                ("is_public", models.BooleanField(default=False, verbose_name="anybody may read this page")),
                ("takes_new_clients", models.BooleanField(default=True, verbose_name="takes new clients")),
                ("about", models.CharField(blank=True, max_length=600, verbose_name="what you do, and with whom")),
                ("area", models.CharField(blank=True, max_length=120, verbose_name="where you train")),
                ("languages", models.CharField(blank=True, max_length=120, verbose_name="languages")),
                ("certification", models.CharField(blank=True, max_length=120, verbose_name="certification")),
                ("certification_number", models.CharField(blank=True, max_length=40, verbose_name="its number")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="looked up on")),
                (
                    "trainer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="profile", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "trainer's page",
                "verbose_name_plural": "trainers' pages",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_public", False),
                            models.Q(models.Q(("about", ""), _negated=True), models.Q(("area", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="trainer_profile_public_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_on", None), models.Q(("certification", ""), _negated=True), _connector="OR"
                        ),
                        name="trainer_profile_verified_has_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrustedPractitioner",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trusted_by",
                        to="practitioners.practitioner",
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="trusted", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("trainer", "practitioner"), name="trusted_once")],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("text", models.CharField(max_length=3000, verbose_name="text")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("practitioners", "practitioners"),
                            ("trainers", "trainers"),
                            ("everybody", "practitioners and trainers"),
                        ],
                        max_length=13,
                        verbose_name="to",
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
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recipients", models.PositiveIntegerField(default=0)),
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
                    "discipline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practitioners.discipline",
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
                "indexes": [models.Index(fields=["-sent_at", "-id"], name="announcement_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="announcement_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discipline", None), ("audience", "practitioners"), _connector="OR"),
                        name="announcement_discipline_is_of_practitioners",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LaneItem",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("does", "does"), ("refers-out", "sends on"), ("does-not", "does not")], max_length=10
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "discipline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lane_items",
                        to="practitioners.discipline",
                    ),
                ),
            ],
            options={
                "ordering": ["discipline", "position"],
                "constraints": [models.UniqueConstraint(fields=("discipline", "position"), name="lane_item_once")],
            },
        ),
        TrigramExtension(),
        postgresql_index("practitioner_trigrams", "practitioners_practitioner USING gin (search_text gin_trgm_ops)"),
    ]
