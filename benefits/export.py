"""What a client's download has of health benefits (clients/export.py)."""

from benefits.models import BenefitLine, Claim, CoveragePlan
from clients.export import Table, columns_of

TABLES = {
    "coverage": Table(
        CoveragePlan.objects.all(), columns_of("id", "insurer", "year_starts_month", "year_starts_day", "ended_on")
    ),
    "benefit_lines": Table(
        BenefitLine.objects.all(),
        columns_of("id", "coverage=plan_id", "annual_maximum", "visit_maximum", "currency"),
        client="plan__client",
    ),
    "claims": Table(
        Claim.objects.all(),
        columns_of("benefit_line=line_id", "date_of_service", "amount"),
        client="line__plan__client",
    ),
}
