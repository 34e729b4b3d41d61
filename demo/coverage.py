"""Demo coverage: plan years that end soon, with something left or used up."""

from datetime import timedelta
from decimal import Decimal

from benefits.due import reschedule
from benefits.models import BenefitLine, Claim, CoveragePlan, Insurer
from clients.models import Client
from demo.people import DemoClient
from demo.stage import Stage
from practitioners.models import Discipline

# how the coverage stands: (days until the plan year ends, visits of 80 dollars claimed, of 600 a year)
STANDS = {"near-end": (27, 3), "half": (150, 4), "used-up": (58, 7)}


def add_coverage(stage: Stage, client: Client, person: DemoClient) -> None:
    if not person.coverage:
        return
    days_left, visits = STANDS[person.coverage]
    year_starts = stage.today + timedelta(days=days_left + 1)
    plan = CoveragePlan.objects.create(
        client=client,
        insurer=Insurer.objects.get_or_create(name="Maple Mutual")[0].name,
        year_starts_month=year_starts.month,
        year_starts_day=year_starts.day,
    )
    terms = {"annual_maximum": Decimal(600), "visit_maximum": Decimal(80), "visit_maximum_counts": "paid"}
    line = BenefitLine.objects.create(plan=plan, **terms)
    line.disciplines.set(Discipline.objects.filter(code__in=["physiotherapist", "massage-therapist"]))
    Claim.objects.bulk_create(
        Claim(
            line=line, date_of_service=stage.today - timedelta(days=14 * number + 5), fee=Decimal(90), paid=Decimal(80)
        )
        for number in range(visits)
    )
    if person.coverage == "used-up":
        Claim.objects.create(
            line=line, date_of_service=stage.today - timedelta(days=2), fee=Decimal(90), paid=Decimal(40)
        )
    reschedule(client)
