"""What referrals have to tell in a client's timeline (clients/timeline.py)."""

from django.db.models import Case, CharField, F, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clients.timeline import Group, Kind, Page, Words
from referrals.models import (
    Attempt,
    AttemptEvent,
    BusinessStatus,
    ClientsWord,
    IncomingEvent,
    Outcome,
    ReferralMessage,
    TaskStatus,
)
from referrals.models.incoming import status_in_words

_PAGE = Page("referrals:detail", has_key=True)


def _incoming_status(row: Words) -> str:
    return status_in_words(row.note) if row.note else ""


def _what_happened(row: Words) -> str:
    """Where it went, what was agreed about the visit, or that somebody wrote how it goes."""
    labels = {**dict(TaskStatus.choices), **dict(BusinessStatus.choices), "": _("how it goes")}
    return str(labels[row.note])


def _in_clients_words(row: Words) -> str:
    return str(ClientsWord.Change(int(row.note)).label)


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
        note=Case(When(from_status=F("to_status"), then="business_status"), default="to_status"),
        note_in_words=_what_happened,
        page_key="attempt_id",
        page=_PAGE,
    ),
    Kind(
        code="referral-message",
        group=Group.REFERRALS,
        title=_("Referral to %(who)s: message from %(note)s"),
        rows=ReferralMessage.objects.all(),
        client="attempt__referral__client",
        at="sent_at",
        who="attempt__practitioner__name",
        disciplines=("attempt__practitioner__discipline",),
        words="text",
        note="by",
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
        code="referral-helped",
        group=Group.REFERRALS,
        title=_("Client's word on the referral to %(who)s: %(note)s"),
        rows=ClientsWord.objects.all(),
        client="attempt__referral__client",
        at="answered_at",
        who="attempt__practitioner__name",
        disciplines=("attempt__practitioner__discipline",),
        words="text",
        note=Cast("change", CharField()),
        note_in_words=_in_clients_words,
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
