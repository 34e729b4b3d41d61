"""What clients ask for under the privacy acts: a copy, or the erasure, of their record; each answered within 30 days."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clients.access_log import Actor
from clients.erasure import erase_client
from clients.links import with_way_to_end_sharing
from clients.mail import ERASURE_ASKED, RECORD_ERASED, REQUEST_LATE, REQUEST_REFUSED
from clients.models import Client, PrivacyRequest
from outbox.enqueue import enqueue

Kind, CameBy, Outcome = PrivacyRequest.Kind, PrivacyRequest.CameBy, PrivacyRequest.Outcome


class AnsweredError(Exception):
    """Somebody has answered the request already, or it was taken back."""


class ErasureRefusedError(Exception):
    """The record can't be erased now; the message says why and what to do."""


@transaction.atomic
def ask_for_erasure(client: Client, *, now: datetime | None = None) -> bool:
    """The client asks on their own page; the lead trainer is told. False where they have asked already."""
    row = _open(client, Kind.ERASURE, came_by=CameBy.OWN_PAGE, asked_at=now or timezone.now(), by=None)
    if row is None:
        return False
    trainer = client.lead_trainer
    enqueue(
        ERASURE_ASKED,
        to=trainer.email,
        dedupe_key=f"{ERASURE_ASKED}:{row.pk}",
        language=trainer.language,
        subject_id=row.pk,
        client_id=client.pk,
    )
    return True


def note_request(client: Client, *, kind: str, came_by: str, on: date, by: User) -> bool:
    """Notes what came by letter, phone or in person on a day of the trainer's. False where such a one waits already."""
    asked_at = datetime.combine(on, time(12), tzinfo=ZoneInfo(by.time_zone))
    return _open(client, kind, came_by=came_by, asked_at=min(asked_at, timezone.now()), by=by) is not None


def _open(client: Client, kind: str, *, came_by: str, asked_at: datetime, by: User | None) -> PrivacyRequest | None:
    try:
        with transaction.atomic():
            return PrivacyRequest.objects.create(
                client_id=client.pk, kind=kind, came_by=came_by, asked_at=asked_at, recorded_by=by
            )
    except IntegrityError:
        return None


def take_back(client: Client, *, now: datetime | None = None) -> bool:
    """The client no longer wants the record erased. False where nothing waits any more."""
    waiting = PrivacyRequest.objects.open().filter(client_id=client.pk, kind=Kind.ERASURE)
    return bool(waiting.update(outcome=Outcome.WITHDRAWN, answered_at=now or timezone.now()))


def copy_was_handed_over(row: PrivacyRequest, *, by: User, now: datetime | None = None) -> None:
    """The client has their copy. Raises AnsweredError."""
    waiting = PrivacyRequest.objects.open().filter(pk=row.pk, kind=Kind.COPY)
    if not waiting.update(outcome=Outcome.DONE, answered_at=now or timezone.now(), answered_by=by):
        raise AnsweredError


@transaction.atomic
def refuse(row: PrivacyRequest, client: Client, *, reason: str, by: User, now: datetime | None = None) -> None:
    """Says why not, and tells the client that there is an answer. Raises AnsweredError."""
    waiting = PrivacyRequest.objects.open().filter(pk=row.pk)
    moment = now or timezone.now()
    if not waiting.update(outcome=Outcome.REFUSED, reason=reason, answered_at=moment, answered_by=by):
        raise AnsweredError
    enqueue(
        REQUEST_REFUSED,
        to=client.mailbox,
        dedupe_key=f"{REQUEST_REFUSED}:{row.pk}",
        language=client.language,
        subject_id=row.pk,
        client_id=client.pk,
        secrets=with_way_to_end_sharing(client, {}),
    )


def erasable_by_admin(request_id: UUID, *, now: datetime | None = None) -> tuple[PrivacyRequest, Client] | None:
    """The request, with who leads, and the client, in the last days of the thirty; None where an admin may not erase."""
    rows = with_who_leads(PrivacyRequest.objects.filter(pk=request_id, kind=Kind.ERASURE))
    row = rows.first()
    if row is None or not row.is_red(now):
        return None
    client = Client.objects.filter(pk=row.client_id).first()
    return (row, client) if client else None


@transaction.atomic
def erase_on_request(row: PrivacyRequest, client: Client, *, by: User, now: datetime | None = None) -> PrivacyRequest:
    """Erases the record, keeps the proof and mails it to the client. Raises AnsweredError and ErasureRefusedError."""
    locked = PrivacyRequest.objects.select_for_update().open().filter(pk=row.pk, kind=Kind.ERASURE).first()
    if locked is None:
        raise AnsweredError
    client = Client.objects.select_for_update().get(pk=client.pk)
    refused = why_not_erased(client)
    if refused:
        raise ErasureRefusedError(refused)
    mailbox, language, trainer_id = _mailbox_to_tell(client), client.language, client.lead_trainer_id
    erasure = erase_client(client, by=Actor.user(by), through=("request", locked.pk))
    locked.outcome, locked.answered_at, locked.answered_by = Outcome.DONE, now or timezone.now(), by
    locked.removed = erasure.as_json()
    locked.save()
    if mailbox:
        payload = {"trainer": str(trainer_id)}
        key = f"{RECORD_ERASED}:{locked.pk}"
        enqueue(RECORD_ERASED, to=mailbox, dedupe_key=key, language=language, subject_id=locked.pk, payload=payload)
    return locked


def why_not_erased(client: Client) -> str:
    """Why the record can't be erased now, in words; "" where it can."""
    if client.merged_into_id:
        return _("This entry is part of another one. Answer the request there, or undo the merge first.")
    if PrivacyRequest.objects.open().filter(client_id=client.pk, kind=Kind.COPY).exists():
        return _("A copy of the record is asked for too. Hand the copy over first.")
    return ""


def _mailbox_to_tell(client: Client) -> str:
    """The mailbox that is proven theirs, or was last; "" for nobody to tell."""
    mailbox = client.notice_mailbox
    return mailbox if mailbox.lower() == client.confirmed_address.lower() and not client.has_died else ""


def requests_of(client_id: UUID) -> QuerySet[PrivacyRequest]:
    return PrivacyRequest.objects.filter(client_id=client_id).select_related("answered_by", "recorded_by")


def with_who_leads(rows: QuerySet[PrivacyRequest]) -> QuerySet[PrivacyRequest]:
    """The requests with the name of each client's lead trainer; nothing of the client."""
    leads = Client.objects.filter(pk=OuterRef("client_id")).values("lead_trainer__name")
    return rows.annotate(lead=Subquery(leads))


def late_requests(now: datetime) -> QuerySet[PrivacyRequest]:
    """Those that wait for longer than they ought to, the oldest first, with who leads."""
    return with_who_leads(PrivacyRequest.objects.waiting_since(now - PrivacyRequest.WARNED_AFTER))


def tell_of_late_requests(*, now: datetime) -> int:
    """Mails each network admin about a request that turned late, and again when it turned red; returns how many mails."""
    admins = list(User.objects.network_admins())
    return sum(
        enqueue(
            REQUEST_LATE,
            to=admin.email,
            dedupe_key=f"{REQUEST_LATE}:{row.pk}:{row.is_red(now)}:{admin.pk}",
            language=admin.language,
            subject_id=row.pk,
        )
        for row in PrivacyRequest.objects.waiting_since(now - PrivacyRequest.WARNED_AFTER)
        for admin in admins
    )
