"""What referrals have to tell on Today (clients/today.py): whose turn it is, and what came of them."""

from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from clients.timeline import Page
from clients.today import SHOWN_FOR, TRAINER, Group, Line, Section, Source, ago, day_ago
from referrals.models import Attempt, IncomingReferral, ReferralMessage, Side
from referrals.models.attempt import STILL_OPEN

Status = Attempt.Status
_YOURS = [Status.COMPLETED, Status.REJECTED, Status.FAILED]
_ended_lately = Q(status__in=[Status.REJECTED, Status.FAILED], status_since__gt=ago(SHOWN_FOR))
_DETAIL = Page("referrals:detail", has_key=True)
_REFERRED = Page("referrals:referred", has_key=True)
_told = IncomingReferral.objects.told()
_INCOMING_OPEN = [Status.REQUESTED, Status.ACCEPTED, Status.ON_HOLD, Status.COMPLETED]
# A first visit that is still to come waits for its day.
_visit_to_come = Q(status=Status.ACCEPTED, appointment_day__gte=day_ago())

SOURCES = [
    Source(
        group=Group.REFERRALS,
        section=Case(
            When(status=Status.COMPLETED, then=Section.ANSWERS),
            When(status__in=_YOURS, then=Section.YOU),
            default=Section.OTHERS,
        ),
        urgency=Case(When(status__in=_YOURS, then=2), default=5),
        rows=Attempt.objects.filter(STILL_OPEN | _ended_lately),
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
    Source(
        group=Group.REFERRALS,
        section=Section.ANSWERS,
        urgency=2,
        rows=ReferralMessage.objects.unread_by(Side.REQUESTER),
        client="attempt__referral__client",
        topic="referral-message",
        subject="attempt_id",
        key="attempt_id",
        practitioner="attempt__practitioner_id",
        since="sent_at",
        lines={"message": Line(_("%(who)s has written about the referral"), _("Read the message"), _DETAIL)},
    ),
    Source(
        group=Group.REFERRALS,
        section=Section.YOU,
        urgency=2,
        rows=_told.filter(status=Status.REQUESTED, client=None, trainer=TRAINER),
        is_of_care=False,
        instead=_("A referral to you"),
        topic="referred-in",
        practitioner="practitioner_id",
        since="status_since",
        lines={
            "referred-to-you": Line(
                _("%(who)s has referred somebody to you"),
                _("Answer the referral"),
                Page("referrals:incoming", has_key=True),
            )
        },
    ),
    Source(
        group=Group.REFERRALS,
        section=Case(
            When(_visit_to_come, then=Section.OTHERS),
            When(status__in=[Status.REQUESTED, Status.ACCEPTED], then=Section.YOU),
            default=Section.OTHERS,
        ),
        urgency=Case(When(status=Status.REQUESTED, then=2), default=5),
        rows=_told.filter(status__in=_INCOMING_OPEN).exclude(status=Status.COMPLETED, acknowledged_at__isnull=False),
        topic="referred-in",
        code="status",
        practitioner="practitioner_id",
        since="status_since",
        lines={
            Status.REQUESTED: Line(_("%(who)s suggests training with you"), _("Answer the referral"), _REFERRED),
            Status.ACCEPTED: Line(_("Referred by %(who)s, and not begun"), _("Say whether it has begun"), _REFERRED),
            Status.ON_HOLD: Line(_("Training that %(who)s referred to you is paused"), _("Go on or end it"), _REFERRED),
            Status.COMPLETED: Line(_("%(who)s has still to note what came of it"), _("See the referral"), _REFERRED),
        },
    ),
]
