"""What referrals have to tell on Today (clients/today.py): whose turn it is, and what came of them."""

from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from clients.timeline import Page
from clients.today import SHOWN_FOR, Group, Line, Section, Source, ago
from referrals.models import Attempt

Status = Attempt.Status
_YOURS = [Status.COMPLETED, Status.REJECTED, Status.FAILED]
_ended_lately = Q(status__in=[Status.REJECTED, Status.FAILED], status_since__gt=ago(SHOWN_FOR))
_still_open = Q(pk__in=Attempt.objects.open().values("pk"))
_DETAIL = Page("referrals:detail", has_key=True)

SOURCES = [
    Source(
        group=Group.REFERRALS,
        section=Case(
            When(status=Status.COMPLETED, then=Section.ANSWERS),
            When(status__in=_YOURS, then=Section.YOU),
            default=Section.OTHERS,
        ),
        urgency=Case(When(status__in=_YOURS, then=2), default=5),
        rows=Attempt.objects.filter(_still_open | _ended_lately),
        client="referral__client",
        topic="referral",
        code="status",
        practitioner="practitioner_id",
        since="status_since",
        lines={
            Status.DRAFT: Line(_("Asked to be referred to %(who)s"), _("See the referral"), _DETAIL),
            Status.REQUESTED: Line(_("Referral to %(who)s waits for an answer"), _("See the referral"), _DETAIL),
            Status.ACCEPTED: Line(_("%(who)s has accepted the referral"), _("See the referral"), _DETAIL),
            Status.IN_PROGRESS: Line(_("Referral to %(who)s is under way"), _("See the referral"), _DETAIL),
            Status.ON_HOLD: Line(_("%(who)s has put the referral on hold"), _("Read why"), _DETAIL),
            Status.COMPLETED: Line(
                _("%(who)s has written what came of the referral"), _("Read what came of it"), _DETAIL
            ),
            Status.REJECTED: Line(_("%(who)s has declined the referral"), _("Read why, and refer on"), _DETAIL),
            Status.FAILED: Line(_("The referral to %(who)s did not work out"), _("Read why, and refer on"), _DETAIL),
        },
    ),
]
