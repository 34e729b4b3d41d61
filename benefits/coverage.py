"""Coverage and claims are written down as the client tells them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from benefits.models import BenefitLine, Claim, CoveragePlan
from clients.lifecycle import require_confirmed
from clients.models import Client
from practitioners.models import Practitioner
from web.once import get_or_create_by_key


@transaction.atomic
def add_coverage(client: Client, *, key: UUID, answers: dict[str, Any]) -> CoveragePlan:
    """Keeps a plan with its line (fields of benefits.forms.CoverageForm); the same `key` twice keeps one.

    Raises NotConfirmedError until the client has confirmed.
    """
    require_confirmed(client)
    names = ("insurer", "year_starts_month", "year_starts_day")
    plan, is_new = get_or_create_by_key(
        CoveragePlan, key, owner={"client": client}, values={name: answers[name] for name in names}
    )
    if is_new:
        line = BenefitLine.objects.create(
            plan=plan, annual_maximum=answers["annual_maximum"], visit_maximum=answers["visit_maximum"]
        )
        line.disciplines.set(answers["disciplines"])
    return plan


def add_claim(
    line: BenefitLine,
    *,
    key: UUID,
    date_of_service: date,
    amount: Any,
    practitioner: Practitioner | None,
    entered_by: User,
) -> Claim:
    """Keeps one claim; the same `key` twice keeps one."""
    values = {
        "date_of_service": date_of_service,
        "amount": amount,
        "practitioner": practitioner,
        "entered_by": entered_by,
    }
    return get_or_create_by_key(Claim, key, owner={"line": line}, values=values)[0]
