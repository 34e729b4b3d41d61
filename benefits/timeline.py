"""What health benefits have to tell in a client's timeline (clients/timeline.py)."""

from decimal import Decimal

from django.db.models import Case, When
from django.utils.translation import gettext as say, gettext_lazy as _

from benefits.models import Claim, CoveragePlan
from clients.timeline import Group, Kind, Page, Words, noon_of, words_alone
from web.numbers import money_words

_PAGE = Page("benefits:overview")


def _amount(figure: str) -> str:
    return money_words(Decimal(figure))


def _with_whom(row: Words) -> str:
    return say("with %(name)s") % {"name": row.who} if row.who else ""


KINDS = [
    Kind(
        code="coverage",
        group=Group.BENEFITS,
        title=_("Health benefits written down"),
        rows=CoveragePlan.objects.all(),
        at="created_at",
        words="insurer",
        page=_PAGE,
    ),
    Kind(
        code="coverage-ended",
        group=Group.BENEFITS,
        title=_("Health benefits ended"),
        rows=CoveragePlan.objects.filter(ended_on__isnull=False),
        at=noon_of("ended_on"),
        words="insurer",
        page=_PAGE,
    ),
    Kind(
        code="claim",
        group=Group.BENEFITS,
        title=_("Claim: %(more)s %(note)s"),
        rows=Claim.objects.filter(removed_at=None),
        client="line__plan__client",
        at=noon_of("date_of_service"),
        who=Case(When(practitioner=None, then="other_name"), default="practitioner__name"),
        disciplines=("practitioner__discipline",),
        more="paid",
        figure=_amount,
        note_in_words=_with_whom,
        texts=words_alone,
        page=_PAGE,
    ),
]
