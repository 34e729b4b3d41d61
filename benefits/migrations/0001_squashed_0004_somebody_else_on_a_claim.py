"""All of the app at once, for a new database; an older one has gone through what this replaces."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import web.keys


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("benefits", "0001_initial"),
        ("benefits", "0002_terms_claims_and_reminders"),
        ("benefits", "0003_booklets"),
        ("benefits", "0004_somebody_else_on_a_claim"),
    ]

    dependencies = [
        ("careplan", "0003_questions_due"),
        ("clients", "0005_links_of_benefits"),
        ("practitioners", "0005_search_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Booklet",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
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
                ("file", models.FileField(upload_to="booklets/")),
                ("size", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="benefit_booklets",
                        to="clients.client",
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
            ],
            options={
                "ordering": ["-kept_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["client", "kept_at"],
                        name="benefits_booklet_unread",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CoveragePlan",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("insurer", models.CharField(max_length=120, verbose_name="insurer")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("insured", "insured plan"),
                            ("health-account", "health spending account"),
                            ("wellness-account", "wellness spending account"),
                        ],
                        default="insured",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        choices=[
                            ("own", "own"),
                            ("student", "own, as a student"),
                            ("spouse", "a spouse's"),
                            ("parent", "a parent's"),
                        ],
                        default="own",
                        max_length=8,
                        verbose_name="whose plan it is",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="pays in order")),
                (
                    "year_kind",
                    models.CharField(
                        choices=[
                            ("calendar", "begins on the same day each year"),
                            ("first-claim", "begins with the first visit"),
                            ("look-back", "counts the months before each visit"),
                        ],
                        default="calendar",
                        max_length=11,
                        verbose_name="the plan year",
                    ),
                ),
                (
                    "year_starts_month",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "January"),
                            (2, "February"),
                            (3, "March"),
                            (4, "April"),
                            (5, "May"),
                            (6, "June"),
                            (7, "July"),
                            (8, "August"),
                            (9, "September"),
                            (10, "October"),
                            (11, "November"),
                            (12, "December"),
                        ],
                        default=1,
                        verbose_name="plan year begins in",
                    ),
                ),
                ("year_starts_day", models.PositiveSmallIntegerField(default=1, verbose_name="on day")),
                (
                    "year_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="months that count together"),
                ),
                ("covered_from", models.DateField(blank=True, null=True, verbose_name="covered from")),
                ("covered_until", models.DateField(blank=True, null=True, verbose_name="covered until")),
                (
                    "is_by_the_month",
                    models.BooleanField(default=False, verbose_name="the first year's maximum is by the month"),
                ),
                (
                    "deductible",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="deductible a year",
                    ),
                ),
                (
                    "deductible_met",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="of it met elsewhere",
                    ),
                ),
                (
                    "carry_over",
                    models.CharField(
                        choices=[
                            ("none", "nothing"),
                            ("balance", "the balance, for one year"),
                            ("receipts", "receipts that were not paid"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="carries over",
                    ),
                ),
                (
                    "brought_in",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="brought in from last year",
                    ),
                ),
                (
                    "claim_months_after_visit",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months after the visit to claim"
                    ),
                ),
                (
                    "claim_days_after_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days after the plan year to claim"
                    ),
                ),
                (
                    "claim_days_after_cover",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days after the cover ends to claim"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("awaits_client", models.BooleanField(default=False, editable=False)),
                ("amounts_as_of", models.DateField(editable=False, null=True)),
                ("reminded_through", models.DateField(editable=False, null=True)),
                ("next_reminder_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="coverage_plans", to="clients.client"
                    ),
                ),
                (
                    "copied_from",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="next_year",
                        to="benefits.coverageplan",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_reminder_at__isnull", False)),
                        fields=["next_reminder_at", "id"],
                        name="plan_reminder_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year_starts_month__range", (1, 12))), name="plan_month_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year_starts_day__range", (1, 29)),
                            models.Q(("year_starts_day", 30), models.Q(("year_starts_month", 2), _negated=True)),
                            models.Q(
                                ("year_starts_day", 31),
                                models.Q(("year_starts_month__in", [2, 4, 6, 9, 11]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_day_is_of_its_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year_months__range", (1, 60))), name="plan_year_months_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covered_from", None),
                            ("covered_until", None),
                            ("covered_until__gte", models.F("covered_from")),
                            _connector="OR",
                        ),
                        name="plan_covered_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deductible", None), ("deductible__gt", 0), _connector="OR"),
                        name="plan_deductible_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deductible_met", None),
                            models.Q(("deductible__isnull", False), ("deductible_met__gt", 0)),
                            _connector="OR",
                        ),
                        name="plan_deductible_met_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("brought_in", None), ("carry_over", "none")),
                            models.Q(
                                ("kind__in", ["health-account", "wellness-account"]),
                                ("year_kind", "calendar"),
                                models.Q(("carry_over", "none"), _negated=True),
                                models.Q(("brought_in", None), ("brought_in__gt", 0), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="plan_carry_over_of_accounts",
                    ),
                    models.CheckConstraint(condition=models.Q(("position__range", (1, 99))), name="plan_position_sane"),
                    models.UniqueConstraint(
                        condition=models.Q(("covered_until", None), ("ended_on", None)),
                        fields=("client", "position"),
                        name="plan_one_at_each_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCoveragePlan",
            fields=[
                ("id", models.UUIDField(db_index=True, default=web.keys.uuid7, editable=False)),
                ("insurer", models.CharField(max_length=120, verbose_name="insurer")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("insured", "insured plan"),
                            ("health-account", "health spending account"),
                            ("wellness-account", "wellness spending account"),
                        ],
                        default="insured",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        choices=[
                            ("own", "own"),
                            ("student", "own, as a student"),
                            ("spouse", "a spouse's"),
                            ("parent", "a parent's"),
                        ],
                        default="own",
                        max_length=8,
                        verbose_name="whose plan it is",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="pays in order")),
                (
                    "year_kind",
                    models.CharField(
                        choices=[
                            ("calendar", "begins on the same day each year"),
                            ("first-claim", "begins with the first visit"),
                            ("look-back", "counts the months before each visit"),
                        ],
                        default="calendar",
                        max_length=11,
                        verbose_name="the plan year",
                    ),
                ),
                (
                    "year_starts_month",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "January"),
                            (2, "February"),
                            (3, "March"),
                            (4, "April"),
                            (5, "May"),
                            (6, "June"),
                            (7, "July"),
                            (8, "August"),
                            (9, "September"),
                            (10, "October"),
                            (11, "November"),
                            (12, "December"),
                        ],
                        default=1,
                        verbose_name="plan year begins in",
                    ),
                ),
                ("year_starts_day", models.PositiveSmallIntegerField(default=1, verbose_name="on day")),
                (
                    "year_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="months that count together"),
                ),
                ("covered_from", models.DateField(blank=True, null=True, verbose_name="covered from")),
                ("covered_until", models.DateField(blank=True, null=True, verbose_name="covered until")),
                (
                    "is_by_the_month",
                    models.BooleanField(default=False, verbose_name="the first year's maximum is by the month"),
                ),
                (
                    "deductible",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="deductible a year",
                    ),
                ),
                (
                    "deductible_met",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="of it met elsewhere",
                    ),
                ),
                (
                    "carry_over",
                    models.CharField(
                        choices=[
                            ("none", "nothing"),
                            ("balance", "the balance, for one year"),
                            ("receipts", "receipts that were not paid"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="carries over",
                    ),
                ),
                (
                    "brought_in",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="brought in from last year",
                    ),
                ),
                (
                    "claim_months_after_visit",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months after the visit to claim"
                    ),
                ),
                (
                    "claim_days_after_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days after the plan year to claim"
                    ),
                ),
                (
                    "claim_days_after_cover",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days after the cover ends to claim"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("awaits_client", models.BooleanField(default=False, editable=False)),
                ("amounts_as_of", models.DateField(editable=False, null=True)),
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
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="benefits.coverageplan",
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
            ],
            options={
                "verbose_name": "historical coverage plan",
                "verbose_name_plural": "historical coverage plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Insurer",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="insurer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LapseAnswer",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("ask", "Ask my trainer to book or refer"),
                            ("booked", "I've booked"),
                            ("not-this-year", "Not this year"),
                        ],
                        max_length=13,
                    ),
                ),
                ("silent_until", models.DateField()),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="benefit_answers", to="clients.client"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="benefits.coverageplan"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="careplan.visit"
                    ),
                ),
            ],
            options={
                "ordering": ["-answered_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", "ask"), ("handled_at", None)),
                        fields=["client", "answered_at"],
                        name="benefits_asked_of_trainer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderChoice",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("at_60", models.BooleanField(default=True, verbose_name="60 days before")),
                ("at_30", models.BooleanField(default=True, verbose_name="30 days before")),
                ("at_14", models.BooleanField(default=True, verbose_name="14 days before")),
                ("at_3", models.BooleanField(default=True, verbose_name="3 days before")),
                ("stopped_at", models.DateTimeField(editable=False, null=True)),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="benefit_reminders",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BenefitLine",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "annual_maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="maximum a year",
                    ),
                ),
                (
                    "maximum_counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not known: the lower is shown"),
                            ("paid", "what the plan pays"),
                            ("fee", "the fee"),
                        ],
                        default="paid",
                        max_length=4,
                        verbose_name="that maximum counts",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal(100),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(Decimal(100)),
                        ],
                        verbose_name="share covered, in percent",
                    ),
                ),
                (
                    "visit_maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="maximum a visit",
                    ),
                ),
                (
                    "visit_maximum_counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not known: the lower is shown"),
                            ("paid", "what the plan pays"),
                            ("fee", "the fee"),
                        ],
                        default="",
                        max_length=4,
                        verbose_name="the maximum a visit is on",
                    ),
                ),
                ("visit_limit", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="visits a year")),
                (
                    "fee_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="most that is reasonable for a visit",
                    ),
                ),
                (
                    "visit_deductible",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="deductible a visit",
                    ),
                ),
                (
                    "province_pays",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="the province pays first, a visit",
                    ),
                ),
                (
                    "province_visits",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="for visits a year"),
                ),
                (
                    "usual_fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="fee of a visit",
                    ),
                ),
                (
                    "first_fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="fee of a first visit",
                    ),
                ),
                (
                    "fee_tax",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="of which sales tax",
                    ),
                ),
                ("tax_counts", models.BooleanField(default=False, verbose_name="the plan pays sales tax too")),
                ("needs_note", models.BooleanField(default=False, verbose_name="needs a physician's note first")),
                ("note_on", models.DateField(blank=True, null=True, verbose_name="date of the note")),
                (
                    "note_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="months that a note is good for"),
                ),
                ("currency", models.CharField(default="CAD", max_length=3)),
                (
                    "disciplines",
                    models.ManyToManyField(related_name="+", to="practitioners.discipline", verbose_name="for"),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="inside",
                        to="benefits.benefitline",
                        verbose_name="within",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="benefits.coverageplan"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("annual_maximum", None), ("annual_maximum__gt", 0), _connector="OR"),
                        name="line_maximum_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("annual_maximum__isnull", False), ("visit_limit__isnull", False), _connector="OR"
                        ),
                        name="line_has_a_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 100)), name="line_share_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visit_limit", None), ("visit_limit__gt", 0), _connector="OR"),
                        name="line_visits_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("province_pays", None), ("province_visits", None)),
                            models.Q(("province_pays__gt", 0), ("province_visits__gt", 0)),
                            _connector="OR",
                        ),
                        name="line_province_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee_tax", None),
                            models.Q(("fee_tax__lt", models.F("usual_fee")), ("usual_fee__isnull", False)),
                            _connector="OR",
                        ),
                        name="line_tax_is_part_of_a_fee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needs_note", True), ("note_on", None), _connector="OR"),
                        name="line_note_where_needed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note_months__range", (1, 60))), name="line_note_months_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pool", models.F("id")), _negated=True), name="line_is_no_pool_of_its_own"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ("date_of_service", models.DateField(verbose_name="date of the visit")),
                (
                    "fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="fee",
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(Decimal(0))],
                        verbose_name="paid by the plan",
                    ),
                ),
                (
                    "other_name",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=120, verbose_name="somebody else"
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="benefits.benefitline"
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practitioners.practitioner",
                        verbose_name="with",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="claims",
                        to="careplan.visit",
                    ),
                ),
            ],
            options={
                "ordering": ["date_of_service", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("paid__gte", 0)), name="claim_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fee", None), ("paid__gt", 0)),
                            models.Q(("fee__gt", 0), ("paid__lte", models.F("fee"))),
                            _connector="OR",
                        ),
                        name="claim_paid_of_its_fee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("practitioner", None), ("other_name", ""), _connector="OR"),
                        name="claim_with_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("line", "visit"),
                        name="claim_once_for_a_visit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBenefitLine",
            fields=[
                ("id", models.UUIDField(db_index=True, default=web.keys.uuid7, editable=False)),
                (
                    "annual_maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="maximum a year",
                    ),
                ),
                (
                    "maximum_counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not known: the lower is shown"),
                            ("paid", "what the plan pays"),
                            ("fee", "the fee"),
                        ],
                        default="paid",
                        max_length=4,
                        verbose_name="that maximum counts",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal(100),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(Decimal(100)),
                        ],
                        verbose_name="share covered, in percent",
                    ),
                ),
                (
                    "visit_maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="maximum a visit",
                    ),
                ),
                (
                    "visit_maximum_counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not known: the lower is shown"),
                            ("paid", "what the plan pays"),
                            ("fee", "the fee"),
                        ],
                        default="",
                        max_length=4,
                        verbose_name="the maximum a visit is on",
                    ),
                ),
                ("visit_limit", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="visits a year")),
                (
                    "fee_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="most that is reasonable for a visit",
                    ),
                ),
                (
                    "visit_deductible",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="deductible a visit",
                    ),
                ),
                (
                    "province_pays",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="the province pays first, a visit",
                    ),
                ),
                (
                    "province_visits",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="for visits a year"),
                ),
                (
                    "usual_fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="fee of a visit",
                    ),
                ),
                (
                    "first_fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="fee of a first visit",
                    ),
                ),
                (
                    "fee_tax",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="of which sales tax",
                    ),
                ),
                ("tax_counts", models.BooleanField(default=False, verbose_name="the plan pays sales tax too")),
                ("needs_note", models.BooleanField(default=False, verbose_name="needs a physician's note first")),
                ("note_on", models.DateField(blank=True, null=True, verbose_name="date of the note")),
                (
                    "note_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="months that a note is good for"),
                ),
                ("currency", models.CharField(default="CAD", max_length=3)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="benefits.coverageplan",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="benefits.benefitline",
                        verbose_name="within",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical benefit line",
                "verbose_name_plural": "historical benefit lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBenefitLine_disciplines",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "benefitline",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="benefits.benefitline",
                    ),
                ),
                (
                    "discipline",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="practitioners.discipline",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="benefits.historicalbenefitline",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalBenefitLine_disciplines",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalClaim",
            fields=[
                ("id", models.UUIDField(db_index=True, default=web.keys.uuid7, editable=False)),
                ("date_of_service", models.DateField(verbose_name="date of the visit")),
                (
                    "fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="fee",
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(Decimal(0))],
                        verbose_name="paid by the plan",
                    ),
                ),
                (
                    "other_name",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=120, verbose_name="somebody else"
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="benefits.benefitline",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="practitioners.practitioner",
                        verbose_name="with",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="careplan.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical claim",
                "verbose_name_plural": "historical claims",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
