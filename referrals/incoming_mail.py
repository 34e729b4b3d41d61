"""Mails about a referral that came in: to the client, the trainer and the practitioner. None has a word about health."""

from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import sender_of
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.enqueue import enqueue
from outbox.models import Message
from practitioners.models import Practitioner
from referrals.incoming_links import token_of
from referrals.models import IncomingReferral, TaskStatus
from web.codes import LIFE
from web.pages import page_address

SENDER_CODE = "referrals.sender-code"
SUGGESTED = "referrals.suggested"
SUGGESTION_ANSWERED = "referrals.suggestion-answered"
TO_ANSWER = "referrals.incoming"
ENDED = "referrals.incoming-ended"
MOVED = "referrals.incoming-moved"

S = TaskStatus


# --- owing them ---------------------------------------------------------------------------


def tell_practitioner(incoming: IncomingReferral) -> None:
    """One mail a move: that the referral has moved, without whose it is."""
    practitioner = incoming.practitioner
    enqueue(
        MOVED,
        to=practitioner.email,
        dedupe_key=f"{MOVED}:{incoming.pk}:{_moment(incoming)}",
        language=practitioner.language,
        subject_id=incoming.pk,
        client_id=incoming.client_id,
    )


def tell_trainer(incoming: IncomingReferral) -> None:
    """That somebody else has ended it."""
    enqueue(
        ENDED,
        to=incoming.recipient.email,
        dedupe_key=f"{ENDED}:{incoming.pk}:{_moment(incoming)}",
        language=incoming.recipient.language,
        subject_id=incoming.pk,
        client_id=incoming.client_id,
    )


def tell_client(incoming: IncomingReferral, *, to: str) -> None:
    """What the trainer has answered."""
    enqueue(
        SUGGESTION_ANSWERED,
        to=to,
        dedupe_key=f"{SUGGESTION_ANSWERED}:{incoming.pk}:{incoming.status}",
        language=incoming.language,
        subject_id=incoming.pk,
        client_id=incoming.client_id,
    )


def _moment(incoming: IncomingReferral) -> str:
    return str(incoming.events.order_by("-at", "-id").values_list("pk", flat=True).first())


# --- writing them -------------------------------------------------------------------------


def _incoming(message: Message) -> IncomingReferral | None:
    rows = IncomingReferral.objects.select_related(
        "practitioner__discipline", "practitioner__clinic", "trainer", "client__lead_trainer"
    )
    return rows.filter(pk=message.subject_id).first()


def practitioner_in_words(practitioner: Practitioner) -> str:
    """ "Dana Whitfield, Physiotherapist, East End Physio"."""
    clinic = practitioner.clinic.name if practitioner.clinic else ""
    return ", ".join(filter(None, [practitioner.name, practitioner.discipline.name, clinic]))


def write_sender_code(message: Message, secrets: Secrets) -> EmailContent | None:
    minutes = int(LIFE.total_seconds()) // 60
    return EmailContent(
        subject=_("Your code for Carelane"),
        paragraphs=[
            _(
                "Somebody has entered this address on a trainer's page, to refer a patient. If that was you, your code is:"
            ),
            secrets["code"],
            _("It works for %(minutes)d minutes, in the browser in which it was asked for.") % {"minutes": minutes},
        ],
        after=[_("If it was not you, do nothing: without the code nothing is sent to anybody.")],
    )


def write_suggested(message: Message, secrets: Secrets) -> EmailContent | None:
    incoming = _incoming(message)
    if incoming is None or incoming.status != S.DRAFT or incoming.email.lower() != message.to.lower():
        return None
    names = {
        "who": practitioner_in_words(incoming.practitioner),
        "practitioner": incoming.practitioner.name,
        "trainer": incoming.recipient.name,
        "name": incoming.first_name,
    }
    page = address("referrals:suggested", token_of(incoming))
    if incoming.is_for_a_guardian:
        suggests = _("%(who)s suggests that %(name)s trains with %(trainer)s. You are asked as their guardian.") % names
    else:
        suggests = _("%(who)s suggests that you train with %(trainer)s.") % names
    return EmailContent(
        subject=_("%(practitioner)s suggests training with %(trainer)s") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": incoming.greeted},
            suggests,
            _("%(practitioner)s has given us a first name and this address, and nothing else.") % names,
            _("%(trainer)s does not know of it yet. You decide whether they hear of it.") % names,
        ],
        actions=[(_("Read and answer"), page)],
        asides=[(_("This isn't me"), page)],
        sender_name=practitioner_in_words(incoming.practitioner),
        reply_to=incoming.practitioner.email,
    )


def write_suggestion_answered(message: Message, secrets: Secrets) -> EmailContent | None:
    incoming = _incoming(message)
    if incoming is None or (incoming.client and incoming.client.mailbox.lower() != message.to.lower()):
        return None
    names = {"trainer": incoming.recipient.name, "practitioner": incoming.practitioner.name}
    words = {
        S.ACCEPTED: _("%(trainer)s is glad to train with you and will agree the first visit with you."),
        S.REJECTED: _(
            "%(trainer)s can't take you on at the moment, and has kept nothing of yours. %(practitioner)s knows of it "
            "and can suggest somebody else."
        ),
    }
    if incoming.status not in words:
        return None
    return EmailContent(
        subject=_("%(trainer)s has answered") % names,
        paragraphs=[_("Hello %(name)s,") % {"name": incoming.greeted}, words[S(incoming.status)] % names],
        actions=[(_("See how it stands"), address("referrals:suggested", token_of(incoming)))],
        **sender_of(incoming.recipient),
    )


def write_to_answer(message: Message, secrets: Secrets) -> EmailContent | None:
    incoming = _incoming(message)
    if incoming is None or incoming.status != S.REQUESTED or not incoming.recipient.is_active:
        return None
    return EmailContent(
        subject=_("A referral to you waits for your answer"),
        paragraphs=[
            _("%(who)s refers somebody to you, who has agreed to it.")
            % {"who": practitioner_in_words(incoming.practitioner)},
        ],
        actions=[(_("Read and answer"), address("referrals:incoming", incoming.pk))],
    )


def write_ended(message: Message, secrets: Secrets) -> EmailContent | None:
    incoming = _incoming(message)
    if incoming is None or not incoming.recipient.is_active:
        return None
    return EmailContent(
        subject=_("A referral to you was taken back"),
        paragraphs=[
            _("A referral of %(who)s to you has ended; nothing is asked of you any more.")
            % {"who": incoming.practitioner.name},
        ],
        actions=[(_("See what came in"), address("referrals:incoming_list"))],
    )


def write_moved(message: Message, secrets: Secrets) -> EmailContent | None:
    incoming = _incoming(message)
    if (
        incoming is None
        or incoming.practitioner.is_suspended
        or incoming.practitioner.email.lower() != message.to.lower()
    ):
        return None
    return EmailContent(
        subject=_("A referral of yours has moved on"),
        paragraphs=[
            _("A referral of yours to %(trainer)s is now: %(status)s.")
            % {"trainer": incoming.recipient.name, "status": incoming.status_in_words},
        ],
        actions=[(_("See how it stands"), page_address("sent_referral", incoming.pk))],
        after=[_("A code to this address opens it.")],
        **sender_of(incoming.recipient),
    )


def register_mail() -> None:
    register(MailKind(SENDER_CODE, write_sender_code, is_asked_for=True))
    register(MailKind(SUGGESTED, write_suggested, to_client=True))
    register(MailKind(SUGGESTION_ANSWERED, write_suggestion_answered, to_client=True))
    register(MailKind(TO_ANSWER, write_to_answer))
    register(MailKind(ENDED, write_ended))
    register(MailKind(MOVED, write_moved))
