"""What is mailed about referrals: to the practitioner, the trainer and the client. Never what they are about."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client
from clients.nudges import STOP_TOKEN
from consent.links import register_link_mail, token_opens
from consent.models import ConsentGrant
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from referrals.booking import place_and_phone, when_in_words
from referrals.models import Attempt, BusinessStatus, Referral, ReferralMessage, Side, TaskStatus
from web.pages import page_address

REFERRED = "referrals.referred"
ANSWERED = "referrals.answered"
SLOT_IS_FREE = "referrals.slot-is-free"
THANKED = "referrals.thanked"
ACCEPTED = "referrals.accepted"
DECLINED = "referrals.declined"
MOVED = "referrals.moved"
MISSED = "referrals.missed"
CLOSED = "referrals.closed"
WRITTEN = "referrals.written"
VISIT_SOON = "referrals.visit-soon"

S = TaskStatus


def _attempt(key: object) -> Attempt | None:
    return (
        Attempt.objects.select_related("referral__client__lead_trainer", "practitioner__clinic", "grant")
        .filter(pk__in=[key])
        .first()
    )


def write_referred(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the practitioner: a referral, how soon, from whom; whom it is about stands behind the code."""
    attempt = _attempt(message.subject_id)
    if attempt is None or not attempt.is_under_way or attempt.practitioner.email != message.to:
        return None
    if not token_opens(secrets["token"]):
        return None
    trainer = attempt.referral.client.lead_trainer
    names = {"name": attempt.practitioner.name, "trainer": trainer.name}
    how_soon = {
        Referral.Urgency.SAME_DAY: _(
            "It should not wait until tomorrow: if you can't take it today, please say so now."
        ),
        Referral.Urgency.SOON: _("They should be seen within days."),
        Referral.Urgency.ROUTINE: _("It is not urgent."),
    }
    return EmailContent(
        subject=_("%(trainer)s refers a client to you") % names,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _("%(trainer)s would like to refer a client to you. The client has agreed.") % names,
            how_soon[Referral.Urgency(attempt.referral.urgency)],
            _(
                "The link opens the referral: who it is, what was noticed and what is asked. You need no account: a "
                "one-time code comes to this mailbox. There you say yes, with a date or without, or no."
            ),
        ],
        actions=[(_("Open the referral"), page_address("open_link", secrets["token"]))],
        after=[
            _("The link works for 14 days. After that, or in another browser, go to %(page)s.")
            % {"page": page_address("enter")}
        ],
        asides=[
            (_("This isn't my patient, or this isn't me"), page_address("not_my_client", secrets["token"])),
        ],
        may_wait=attempt.referral.urgency == Referral.Urgency.ROUTINE and not message.has_waited,
        **sender_of(trainer),
    )


def write_answered(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the trainer: there is something new in a referral."""
    attempt = _attempt(message.subject_id)
    if attempt is None or not attempt.referral.client.lead_trainer.is_active:
        return None
    if attempt.status == S.CANCELLED:
        return _write_lapsed(attempt)
    if message.has_waited:
        return _write_several_answered(message)
    return EmailContent(
        subject=_("An answer to a referral waits for you"),
        paragraphs=[_("%(name)s has answered a referral of yours.") % {"name": attempt.practitioner.name}],
        actions=[(_("See the answer"), address("referrals:detail", attempt.referral.client_id, attempt.pk))],
        may_wait=True,
    )


def _write_several_answered(message: Message) -> EmailContent | None:
    """One mail for all answers that came after two mails on a day: the last of those that have waited."""
    later = Message.objects.filter(kind=ANSWERED, to=message.to, state=Message.State.WAITING, pk__gt=message.pk)
    if later.exists():
        return None
    return EmailContent(
        subject=_("Answers to your referrals wait for you"),
        paragraphs=[_("There is more news of your referrals since yesterday. All of it stands on Today.")],
        actions=[(_("See Today"), page_address("today"))],
        may_wait=True,
    )


def _write_lapsed(attempt: Attempt) -> EmailContent:
    return EmailContent(
        subject=_("A referral is over, since its consent has lapsed"),
        paragraphs=[
            _("What a client had agreed to share with %(name)s has come to its end, and the referral with it.")
            % {"name": attempt.practitioner.name}
        ],
        actions=[(_("See how far it came"), address("referrals:detail", attempt.referral.client_id, attempt.pk))],
    )


def write_slot_is_free(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the practitioner whose booked client has withdrawn: the time alone, nobody's name."""
    attempt = _attempt(message.subject_id)
    if attempt is None or attempt.is_under_way or attempt.appointment_at is None:
        return None
    if attempt.practitioner.email != message.to or attempt.appointment_at <= timezone.now():
        return None
    trainer = attempt.referral.client.lead_trainer
    names = {
        "name": attempt.practitioner.name,
        "trainer": trainer.name,
        "when": when_in_words(attempt),
    }
    return EmailContent(
        subject=_("A referral is off, and an appointment may be free"),
        paragraphs=[
            _("Hello %(name)s,") % names,
            _(
                "A referral from %(trainer)s has been called off. An appointment was noted for %(when)s. The client "
                "was asked to call you about it; until they do, please don't count on it."
            )
            % names,
        ],
        **sender_of(trainer),
    )


def write_thanked(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the practitioner: what they wrote was read. Nobody's name stands in it."""
    attempt = _attempt(message.subject_id)
    if attempt is None or attempt.practitioner.email != message.to:
        return None
    trainer = attempt.referral.client.lead_trainer
    names = {"name": attempt.practitioner.name, "trainer": trainer.name}
    return EmailContent(
        subject=_("Thank you: a referral is closed"),
        paragraphs=[
            _("Hello %(name)s,") % names,
            _(
                "%(trainer)s has read what came of a referral that you took, and thanks you. It is closed; there is "
                "nothing left to do."
            )
            % names,
        ],
        may_wait=True,
        **sender_of(trainer),
    )


def write_written(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the other side of a referral: that a message waits, not a word of it, nor whom it is about."""
    written = ReferralMessage.objects.filter(pk=message.subject_id, read_at=None).first()
    attempt = _attempt(written.attempt_id) if written else None
    if written is None or attempt is None:
        return None
    trainer, practitioner = attempt.referral.client.lead_trainer, attempt.practitioner
    subject = _("A message about a referral waits for you")
    if written.side == Side.RECIPIENT:
        if not trainer.is_active or trainer.email != message.to:
            return None
        return EmailContent(
            subject=subject,
            paragraphs=[_("%(name)s has written to you about a referral of yours.") % {"name": practitioner.name}],
            actions=[(_("Read the message"), address("referrals:detail", attempt.referral.client_id, attempt.pk))],
        )
    is_live = ConsentGrant.objects.live().filter(pk=attempt.grant_id).exists()
    if not is_live or practitioner.email != message.to:
        return None
    names = {"name": practitioner.name, "trainer": trainer.name}
    return EmailContent(
        subject=subject,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _("%(trainer)s has written to you about somebody whom they have referred to you.") % names,
        ],
        actions=[(_("Read the message"), page_address("shared_referral", attempt.grant_id, attempt.pk))],
        after=[
            _("In a browser that does not know you, a one-time code comes to this mailbox first: %(page)s.")
            % {"page": page_address("enter")}
        ],
        **sender_of(trainer),
    )


# --- to the client ------------------------------------------------------------------------


def _told_of(message: Message) -> Attempt | None:
    """The attempt that the client is told of, unless it has gone on since the mail was owed."""
    attempt = _attempt(message.subject_id)
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


def write_accepted(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    return _letter(
        attempt,
        secrets,
        subject=_("%(practitioner)s can see you") % _names(attempt),
        paragraphs=[
            _("%(practitioner)s has said yes to %(trainer)s, and can see you.") % _names(attempt),
            *when_and_where(attempt),
        ],
        actions=[*_calendar(secrets), *_say_booked(attempt, secrets)],
    )


def write_moved(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = _told_of(message)
    if attempt is None:
        return None
    return _letter(
        attempt,
        secrets,
        subject=_("About your appointment with %(practitioner)s") % _names(attempt),
        paragraphs=[
            _("There is news about your appointment with %(practitioner)s.") % _names(attempt),
            *when_and_where(attempt),
        ],
        actions=[*_calendar(secrets), *_say_booked(attempt, secrets)],
    )


def write_visit_soon(message: Message, secrets: Secrets) -> EmailContent | None:
    """A reminder; none once the date has moved, is off or over."""
    attempt = _told_of(message)
    if attempt is None or attempt.appointment_at is None or attempt.appointment_at <= message.due_at:
        return None
    return _letter(
        attempt,
        secrets,
        subject=_("Your appointment with %(practitioner)s is soon") % _names(attempt),
        paragraphs=[
            _("This is a reminder of your appointment with %(practitioner)s.") % _names(attempt),
            *when_and_where(attempt),
        ],
        actions=_calendar(secrets),
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
    register_link_mail(REFERRED)
    for kind, write in [
        (REFERRED, write_referred),
        (ANSWERED, write_answered),
        (SLOT_IS_FREE, write_slot_is_free),
        (THANKED, write_thanked),
        (WRITTEN, write_written),
    ]:
        register(MailKind(kind, write))
    for kind, write in [
        (ACCEPTED, write_accepted),
        (DECLINED, write_declined),
        (MOVED, write_moved),
        (MISSED, write_missed),
        (CLOSED, write_closed),
    ]:
        register(client_mail(kind, write))
    register(client_mail(VISIT_SOON, write_visit_soon, is_reminder=True))
