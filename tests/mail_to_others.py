"""What is written to trainers, practitioners and admins, owed by the rules themselves or about a subject of a record."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.events import record_event, tell
from accounts.models import AccountEvent
from clients import handover
from clients.corrections import write_correction
from clients.mail import LOG_BROKEN, REQUEST_LATE
from clients.models import PrivacyRequest, Transfer
from clients.privacy_requests import ask_for_erasure
from consent.codes import send_code_to_address
from consent.network_changes import object_to_address
from homework.check_ins import HomeworkAnswer, answer_homework
from network_admin.mail import FEWER_YEARS
from outbox import content
from outbox.content import MailKind, Secrets
from outbox.models import Message
from practitioners.changes import save_practitioner
from referrals.incoming_mail import TO_ANSWER
from referrals.models.message import Side
from referrals.telling import send_referral_again
from referrals.thread import write_message
from reports.sending import send_report
from tests.access.record import Record
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory, PrivacyRequestFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.referrals import AttemptFactory, RequestedFactory
from tests.factories.webhooks import WebhookFactory
from web.keys import uuid7
from web.models import PracticeSettings
from web.practice import FIELDS, environment
from webhooks.mail import TURNED_OFF
from workspace.asking import ask
from workspace.mail import MORNING

# What a mail is about, by its kind, where that alone is enough to write it.
SUBJECTS = {
    "accounts.address": "trainer",
    "accounts.agreement_wanted": "change_request",
    "accounts.invitation": "trainer",
    "accounts.password_reset": "trainer",
    "careplan.replied": "reply",
    "consent.codes-used-up": "practitioner",
    "practitioners.announcement": "announcement",
    "practitioners.join-code": "practitioner",
    "referrals.incoming-ended": "incoming",
    "referrals.sender-code": "practitioner",
    MORNING: "trainer",
}


def owe_mail_to_others(record: Record) -> None:
    """By the rules that owe it: whatever needs more than its subject to be written."""
    _owe_about_accounts(record)
    _owe_about_clients(record)
    _owe_to_practitioners(record)


def written_about(record: Record) -> list[tuple[MailKind, Message, Secrets]]:
    """Mails that their subject alone is enough for."""
    today = timezone.localdate(timezone=record.client.zone)
    admin = AdminFactory()
    rows: list[tuple[str, Any, str]] = [
        (name, getattr(record, subject).pk, record.trainer.email) for name, subject in SUBJECTS.items()
    ]
    waiting = RequestedFactory(practitioner=record.practitioner, trainer=record.trainer)
    late = PrivacyRequestFactory(asked_at=timezone.now() - PrivacyRequest.RED_AFTER)
    rows += [(REQUEST_LATE, late.pk, admin.email), (FEWER_YEARS, fewer_years().pk, admin.email)]
    off = WebhookFactory(trainer=record.trainer, off_since=timezone.now(), why_off="failing")
    rows += [(TURNED_OFF, off.pk, record.trainer.email)]
    rows += [(LOG_BROKEN, None, admin.email), (TO_ANSWER, waiting.pk, record.trainer.email)]
    payload = {"on": today.isoformat(), "clients": 2}
    return [
        (
            content._kinds[name],
            Message(kind=name, to=to, subject_id=key, client_id=record.client.pk, payload=payload),
            defaultdict(lambda: "/your-own-link/", code="K7PM-2QXW"),
        )
        for name, key, to in rows
    ]


def fewer_years() -> PracticeSettings:
    values = {name: getattr(environment(), name) for name in FIELDS} | {"record_years": 5, "postal_address": "1 Street"}
    return PracticeSettings.objects.create(**values, version=1, by=AdminFactory())


def _owe_about_accounts(record: Record) -> None:
    admin = AdminFactory()
    AdminFactory()
    event = record_event(record.trainer, AccountEvent.What.LET_IN_AGAIN, by=admin, reason="Lost the phone")
    tell(event, mailboxes=[record.trainer.email])


def _owe_about_clients(record: Record) -> None:
    trainer, client = record.trainer, ClientFactory(lead_trainer=record.trainer)
    write_correction(client, about="record", text="It was the left knee")
    ask_for_erasure(client)
    handover.ask_to_take_over(client, TrainerFactory(), reason=Transfer.Reason.HANDOVER)
    other = ClientFactory(lead_trainer=trainer)
    handover.decline(handover.ask_to_take_over(other, TrainerFactory(), reason=Transfer.Reason.HANDOVER))
    exercise = PrescriptionFactory(client=client)
    today = timezone.localdate(timezone=client.zone)
    answer_homework(client, [HomeworkAnswer(exercise, "skipped", pain=9, for_pain=True)], on=today, link=None)


def _owe_to_practitioners(record: Record) -> None:
    trainer, client = record.trainer, ClientFactory(lead_trainer=record.trainer)
    grant = ConsentGrantFactory(client=client, practitioner=PractitionerFactory())
    practitioner = grant.practitioner
    ask(client, practitioner=practitioner, text="May they run again?", trainer=trainer)
    today = timezone.localdate()
    send_report(grant, start=today - timedelta(days=30), end=today, message="", trainer=trainer)
    sent_to = ConsentGrantFactory(client=client, practitioner=PractitionerFactory(), purpose="referral")
    attempt = AttemptFactory(
        referral__client=client, practitioner=sent_to.practitioner, grant=sent_to, status="requested"
    )
    send_referral_again(attempt)
    write_message(attempt, side=Side.RECIPIENT, by="Dana Whitfield", text="Tuesday suits", key=uuid7())
    send_code_to_address(practitioner.email, browser="b")
    moved = ConsentGrantFactory(client=client, practitioner=PractitionerFactory()).practitioner
    moved.email = f"moved-{moved.email}"
    save_practitioner(moved)
    object_to_address(moved.address_changes.get())
