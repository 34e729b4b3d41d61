"""What is mailed about referrals to the client: each turn of theirs, and the visit."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client
from clients.nudges import STOP_TOKEN
from outbox.content import EmailContent, Secrets, register
from outbox.models import Message
from referrals.booking import place_and_phone, when_in_words
from referrals.mail import attempt_of
from referrals.models import Attempt, BusinessStatus, TaskStatus

ACCEPTED = "referrals.accepted"
DECLINED = "referrals.declined"
MOVED = "referrals.moved"
MISSED = "referrals.missed"
CLOSED = "referrals.closed"
VISIT_SOON = "referrals.visit-soon"

SOON = timedelta(days=3)  # an appointment by then is told at once

S = TaskStatus


def _told_of(message: Message) -> Attempt | None:
    """The attempt that the client is told of, unless it has gone on since the mail was owed."""
    attempt = attempt_of(message.subject_id)
    if attempt is None or attempt.referral.client.status != Client.Status.ACTIVE:
        return None
    now = {"status": attempt.status, "visit": attempt.business_status, "sequence": attempt.calendar_sequence}
    return attempt if now == message.payload else None


def _names(attempt: Attempt) -> dict[str, str]:
    client = attempt.referral.client
    return {
        "name": client.greeted,
        "trainer": client.lead_trainer.name,
        "practitioner": attempt.practitioner.name,
        "phone": _phone(attempt),
    }


def _phone(attempt: Attempt) -> str:
    return attempt.appointment_phone or place_and_phone(attempt.practitioner)[1]


def _letter(
    attempt: Attempt, secrets: Secrets, *, subject: str, paragraphs: list[str], actions: list[tuple[str, str]]
) -> EmailContent:
    client = attempt.referral.client
    return EmailContent(
        subject=subject,
        paragraphs=[_("Hello %(name)s,") % {"name": client.greeted}, *filter(None, paragraphs)],
        actions=actions,
        after=[_("Questions? Reply to this mail: it goes to %(trainer)s.") % {"trainer": client.lead_trainer.name}],
        asides=way_to_end_sharing(client, secrets),
        stop_address=address("clients:stop", secrets[STOP_TOKEN]) if STOP_TOKEN in secrets else "",
        **sender_of(client.lead_trainer),
    )


def _calendar(secrets: Secrets) -> list[tuple[str, str]]:
    return [(_("Put it into my calendar"), address("referrals:visit", secrets["visit"]))] if "visit" in secrets else []


def _say_booked(attempt: Attempt, secrets: Secrets) -> list[tuple[str, str]]:
    if "booking" not in secrets:
        return []
    words = _("I have another date, or I went") if attempt.has_a_date else _("I have booked, or I went")
    return [(words, address("referrals:booking", secrets["booking"]))]


def when_and_where(attempt: Attempt) -> list[str]:
    """The appointment in words, or whose turn it is to find one; each a paragraph."""
    names = _names(attempt)
    if attempt.appointment_at:
        names |= {"when": when_in_words(attempt)}
        place = _("Where: %(place)s.") % {"place": attempt.appointment_place} if attempt.appointment_place else ""
        return [_("Your appointment: %(when)s.") % names, place, _can_not_come(names)]
    if attempt.business_status == BusinessStatus.WE_CALL:
        return [_("They will call you to find a date.")]
    if names["phone"]:
        return [_("Please call them to find a date: %(phone)s.") % names]
    return [_("Please ask them for a date.")]


def _can_not_come(names: dict[str, str]) -> str:
    return _("If you can't come, please call them: %(phone)s.") % names if names["phone"] else ""


def _visit_letter(
    attempt: Attempt, secrets: Secrets, subject: str, sentence: str, *, may_book: bool = True
) -> EmailContent:
    """A letter about the appointment: when and where, its calendar file, and where one says that one has booked."""
    names = _names(attempt)
    return _letter(
        attempt,
        secrets,
        subject=subject % names,
        paragraphs=[sentence % names, *when_and_where(attempt)],
        actions=[*_calendar(secrets), *(_say_booked(attempt, secrets) if may_book else [])],
    )


def write_accepted(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    letter = _visit_letter(
        attempt,
        secrets,
        _("%(practitioner)s can see you"),
        _("%(practitioner)s has said yes to %(trainer)s, and can see you."),
    )
    is_soon = attempt.appointment_at is not None and attempt.appointment_at < message.due_at + SOON
    return replace(letter, may_wait=not is_soon and not message.has_waited)


def write_moved(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    return _visit_letter(
        attempt,
        secrets,
        _("About your appointment with %(practitioner)s"),
        _("There is news about your appointment with %(practitioner)s."),
    )


def write_visit_soon(message: Message, secrets: Secrets) -> EmailContent | None:
    """A reminder; none once the date has moved, is off or over."""
    attempt = _told_of(message)
    if attempt is None or attempt.appointment_at is None or attempt.appointment_at <= message.due_at:
        return None
    return _visit_letter(
        attempt,
        secrets,
        _("Your appointment with %(practitioner)s is soon"),
        _("This is a reminder of your appointment with %(practitioner)s."),
        may_book=False,
    )


def write_missed(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    names = _names(attempt)
    call = _("Please call them for a new date: %(phone)s.") if names["phone"] else _("Please ask them for a new date.")
    return _letter(
        attempt,
        secrets,
        subject=_("A new date with %(practitioner)s?") % names,
        paragraphs=[
            _("Your appointment with %(practitioner)s did not take place. That happens.") % names,
            call % names,
            _("If you would rather not go, tell %(trainer)s.") % names,
        ],
        actions=_say_booked(attempt, secrets),
    )


def write_declined(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    return _letter(
        attempt,
        secrets,
        subject=_("%(practitioner)s can't see you at the moment") % _names(attempt),
        paragraphs=[
            _("%(practitioner)s can't take anybody on for this at the moment. It has nothing to do with you.")
            % _names(attempt),
            _(
                "%(trainer)s has been told, and will suggest somebody else to you. Nothing is shared with anybody "
                "else before you say yes."
            )
            % _names(attempt),
        ],
        actions=[],
    )


def write_closed(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    if attempt.status == S.COMPLETED:
        return _write_completed(attempt, secrets)
    names = _names(attempt)
    over = {
        S.FAILED: _("%(practitioner)s has told %(trainer)s that it did not work out between you."),
        S.CANCELLED: _("You are no longer referred to %(practitioner)s."),
        S.ERROR: _("That you were referred to %(practitioner)s was a mistake in writing. There is nothing to do."),
    }
    return _letter(
        attempt,
        secrets,
        subject=_("About the appointment with %(practitioner)s") % names,
        paragraphs=[
            over[TaskStatus(attempt.status)] % names,
            _("%(trainer)s will talk with you about what comes next.") % names if attempt.status == S.FAILED else "",
            *_date_stands(attempt, names),
        ],
        actions=[],
    )


def _date_stands(attempt: Attempt, names: dict[str, str]) -> list[str]:
    """An appointment is the client's and the clinic's own: only they can call it off."""
    if attempt.appointment_at is None or attempt.appointment_at <= timezone.now():
        return []
    when = when_in_words(attempt)
    call = _("Please call them and say whether you come: %(phone)s.") if names["phone"] else _("Please tell them.")
    return [_("Your appointment on %(when)s is not called off by this.") % {"when": when} + " " + call % names]


def _write_completed(attempt: Attempt, secrets: Secrets) -> EmailContent:
    names = _names(attempt)
    return _letter(
        attempt,
        secrets,
        subject=_("Has it helped?"),
        paragraphs=[
            _("%(practitioner)s has written to %(trainer)s, and %(trainer)s has read it. With that it is done.")
            % names,
            _("Has it helped you to go there? Two taps are enough. %(trainer)s reads your answer.") % names,
        ],
        actions=[(_("Say whether it has helped"), address("referrals:helped", secrets["helped"]))],
    )


def register_mail() -> None:
    for kind, write in [
        (ACCEPTED, write_accepted),
        (DECLINED, write_declined),
        (MOVED, write_moved),
        (MISSED, write_missed),
        (CLOSED, write_closed),
    ]:
        register(client_mail(kind, write))
    register(client_mail(VISIT_SOON, write_visit_soon, is_reminder=True))
