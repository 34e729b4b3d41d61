"""What is mailed about referrals to the practitioner and the trainer. Never what they are about."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import sender_of
from consent.links import register_link_mail, token_opens
from consent.models import ConsentGrant
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from referrals.booking import when_in_words
from referrals.models import Attempt, Referral, ReferralMessage, Side, TaskStatus
from web.pages import page_address

REFERRED = "referrals.referred"
ANSWERED = "referrals.answered"
SLOT_IS_FREE = "referrals.slot-is-free"
THANKED = "referrals.thanked"
WRITTEN = "referrals.written"

S = TaskStatus


def attempt_of(key: object) -> Attempt | None:
    return (
        Attempt.objects.select_related("referral__client__lead_trainer", "practitioner__clinic", "grant")
        .filter(pk__in=[key])
        .first()
    )


def write_referred(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the practitioner: a referral, how soon, from whom; whom it is about stands behind the code."""
    attempt = attempt_of(message.subject_id)
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
    attempt = attempt_of(message.subject_id)
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
    attempt = attempt_of(message.subject_id)
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
    attempt = attempt_of(message.subject_id)
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
    attempt = attempt_of(written.attempt_id) if written else None
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
