"""What a client's download has of health benefits (clients/export.py)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from benefits.models import BenefitLine, Booklet, Claim, CoveragePlan, LapseAnswer, ReminderChoice
from clients.export import Table, columns_of
from clients.models import Client
from web.uploads import SUFFIXES

PLAN = [
    *("insurer", "kind", "holder", "position", "year_kind", "year_starts_month", "year_starts_day", "year_months"),
    *("covered_from", "covered_until", "is_by_the_month", "deductible", "deductible_met", "carry_over", "brought_in"),
    *("claim_months_after_visit", "claim_days_after_year", "claim_days_after_cover", "ended_on"),
]
LINE = [
    *("annual_maximum", "maximum_counts", "share", "visit_maximum", "visit_maximum_counts", "visit_limit", "fee_cap"),
    *("visit_deductible", "usual_fee", "first_fee", "fee_tax", "tax_counts", "province_pays", "province_visits"),
    *("needs_note", "note_on", "note_months", "pool=pool_id", "currency"),
]
CLAIM = ["date_of_service", "fee", "paid", "practitioner=practitioner__name", "other_name", "removed_at"]
CHANGE = ["at=history_date", "by=history_user__name"]


def _history(model: Any) -> QuerySet[Any]:
    """Every state in which a row was kept, the oldest first."""
    rows: QuerySet[Any] = model.history.order_by("history_id")
    return rows


TABLES = {
    "coverage": Table(CoveragePlan.objects.all(), columns_of("id", *PLAN)),
    "benefit_lines": Table(
        BenefitLine.objects.all(),
        columns_of("id", "coverage=plan_id", *LINE),
        client="plan__client",
    ),
    "claims": Table(
        Claim.objects.all(),
        columns_of("id", "benefit_line=line_id", *CLAIM),
        client="line__plan__client",
    ),
    "coverage_changes": Table(_history(CoveragePlan), columns_of("coverage=id", *CHANGE, *PLAN)),
    "benefit_line_changes": Table(
        _history(BenefitLine), columns_of("benefit_line=id", *CHANGE, *LINE), client="plan__client"
    ),
    "claim_changes": Table(
        _history(Claim),
        columns_of("claim=id", *CHANGE, *CLAIM),
        client="line__plan__client",
    ),
    "benefit_booklets": Table(
        Booklet.objects.all(), columns_of("id", "kept_at", "put_in_by=entered_by__name", "type=content_type")
    ),
    "benefit_answers": Table(LapseAnswer.objects.all(), columns_of("coverage=plan_id", "answer", "answered_at")),
    "benefit_reminders": Table(
        ReminderChoice.objects.all(), columns_of("at_60", "at_30", "at_14", "at_3", "stopped_at")
    ),
}


def files(client: Client) -> Iterator[tuple[str, FieldFile]]:
    """Pictures of the insurer's booklet, by their names in the download."""
    for booklet in Booklet.objects.filter(client=client):
        yield f"benefit_booklets/{booklet.kept_at:%Y-%m-%d}-{booklet.pk}.{SUFFIXES[booklet.content_type]}", booklet.file
