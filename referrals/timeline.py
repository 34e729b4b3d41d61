"""What referrals have to tell in a client's timeline (clients/timeline.py)."""

from django.utils.translation import gettext_lazy as _

from clients.timeline import Group, Kind, Page, Words, label_in
from referrals.models import Attempt, AttemptEvent, IncomingEvent, Outcome
from referrals.models.incoming import status_in_words

_PAGE = Page("referrals:detail", has_key=True)


def _incoming_status(row: Words) -> str:
    return status_in_words(row.note) if row.note else ""


KINDS = [
    Kind(
        code="referral",
        group=Group.REFERRALS,
        title=_("Referral to %(who)s begun"),
        rows=Attempt.objects.all(),
        client="referral__client",
        at="created_at",
        who="practitioner__name",
        disciplines=("practitioner__discipline",),
        words="referral__reason",
        page=_PAGE,
    ),
    Kind(
        code="referral-moved",
        group=Group.REFERRALS,
        title=_("Referral to %(who)s: %(note)s"),
        rows=AttemptEvent.objects.all(),
        client="attempt__referral__client",
        at="at",
        who="attempt__practitioner__name",
        disciplines=("attempt__practitioner__discipline",),
        words="why",
        note="to_status",
        note_in_words=label_in(Attempt.Status),
        page_key="attempt_id",
        page=_PAGE,
    ),
    Kind(
        code="outcome",
        group=Group.REFERRALS,
        title=_("%(who)s wrote what came of the referral"),
        rows=Outcome.objects.all(),
        client="attempt__referral__client",
        at="recorded_at",
        who="attempt__practitioner__name",
        disciplines=("attempt__practitioner__discipline",),
        words="summary",
        page_key="attempt_id",
        page=_PAGE,
    ),
    Kind(
        code="referred-in",
        group=Group.REFERRALS,
        title=_("Referred in by %(who)s: %(note)s"),
        rows=IncomingEvent.objects.filter(referral__confirmed_at__isnull=False),
        client="referral__client",
        at="at",
        who="referral__practitioner__name",
        disciplines=("referral__practitioner__discipline",),
        note="to_status",
        note_in_words=_incoming_status,
        page_key="referral_id",
        page=Page("referrals:referred", has_key=True),
    ),
]
