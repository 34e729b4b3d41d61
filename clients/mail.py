"""The first mail to a client, and mails about who leads and who looked."""

from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clients.links import address
from clients.models import Client, Correction, EmergencyAccess, Transfer
from outbox.letters import Letter, MailKind, register
from outbox.models import Message

WELCOME = "clients.welcome"
ASKED_TO_TAKE_OVER = "clients.asked-to-take-over"
MAY_TAKE_OVER = "clients.may-take-over"
TRANSFER_ENDED = "clients.transfer-ended"
GLASS_BROKEN_CLIENT = "clients.glass-broken-client"
GLASS_BROKEN_LEAD = "clients.glass-broken-lead"
LOG_BROKEN = "clients.log-broken"
CORRECTION_WRITTEN = "clients.correction-written"
CORRECTION_ANSWERED = "clients.correction-answered"


class Sender(TypedDict):
    sender_name: str
    sender_address: str
    reply_to: str


def sender_of(trainer: User) -> Sender:
    """The Letter fields that say in whose name a mail goes."""
    name = f"{trainer.name}, {trainer.practice_name}" if trainer.practice_name else trainer.name
    return {"sender_name": name, "sender_address": trainer.postal_address, "reply_to": trainer.email}


def for_a_minor(client: Client) -> list[str]:
    """The line that a minor's guardian reads first; none to all others."""
    if not client.is_minor():
        return []
    return [_("You get this as the guardian of %(name)s.") % {"name": client.first_name}]


def way_to_end_sharing(token: str) -> tuple[str, str]:
    """The small link at the foot of every mail to a client who may share something; any link's token will do."""
    return _("See or end what you share"), address("coordination:sharing", token)


def write_welcome(message: Message, secret: str) -> Letter | None:
    client = Client.objects.select_related("lead_trainer").filter(pk=message.subject_id).first()
    if client is None or client.has_proven_mailbox or client.status != Client.Status.ACTIVE:
        return None
    if client.mailbox.lower() != message.to.lower():
        return None
    trainer = client.lead_trainer
    page = address("clients:confirm", secret)
    return Letter(
        subject=_("%(trainer)s has added you to Carelane") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            *for_a_minor(client),
            _(
                "%(trainer)s uses Carelane to keep in step with the people who look after you. "
                "Please confirm that this is your address. Nothing is shared with anybody by doing so."
            )
            % {"trainer": trainer.name},
        ],
        actions=[(_("Confirm my address"), page)],
        asides=[(_("This isn't me"), page)],
        **sender_of(trainer),
    )


def _transfer(message: Message, *states: str) -> Transfer | None:
    transfer = (
        Transfer.objects.select_related("client", "from_trainer", "to_trainer").filter(pk=message.subject_id).first()
    )
    return transfer if transfer and transfer.state in states else None


def write_asked_to_take_over(message: Message, secret: str) -> Letter | None:
    """Without the client's name: nobody knows yet whether they will be this trainer's."""
    transfer = _transfer(message, Transfer.State.ASKED)
    if transfer is None or not transfer.to_trainer.is_active:
        return None
    return Letter(
        subject=_("Will you take over a client?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": transfer.to_trainer.name},
            _("You are asked to lead the care of a client of %(name)s.") % {"name": transfer.from_trainer.name},
            _("If you agree, the client is asked too. You see nothing of their record before they have said yes."),
        ],
        actions=[(_("Answer"), address("clients:handover_question", transfer.pk))],
    )


def write_may_take_over(message: Message, secret: str) -> Letter | None:
    transfer = _transfer(message, Transfer.State.ACCEPTED)
    if transfer is None:
        return None
    client, new = transfer.client, transfer.to_trainer
    names = {"new": new.name, "old": transfer.from_trainer.name}
    why = (
        _("%(old)s no longer works with Carelane. %(new)s could lead your care from now on.")
        if transfer.reason == Transfer.Reason.LEFT
        else _("%(old)s would like to hand your care over to %(new)s.")
    )
    return Letter(
        subject=_("May %(new)s be your trainer?") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            why % names,
            _("You decide. Until you say yes, %(new)s sees nothing of yours.") % names,
        ],
        actions=[(_("Read and answer"), address("clients:answer_handover", secret))],
        asides=[way_to_end_sharing(secret)],
        **sender_of(new if transfer.reason == Transfer.Reason.LEFT else transfer.from_trainer),
    )


def write_transfer_ended(message: Message, secret: str) -> Letter | None:
    state = Transfer.State
    transfer = _transfer(message, state.DONE, state.DECLINED, state.REFUSED)
    if transfer is None:
        return None
    words = {
        state.DONE: _("A client has agreed to be led by %(new)s. It holds from now on."),
        state.DECLINED: _("%(new)s can't take over the client whom you wanted to hand over."),
        state.REFUSED: _("A client does not want to be led by %(new)s. Everything stays as it was."),
    }
    return Letter(
        subject=_("A question about a handover was answered"),
        paragraphs=[words[state(transfer.state)] % {"new": transfer.to_trainer.name}],
        actions=[(_("See who waits for what"), address("today"))],
    )


def _emergency(message: Message) -> EmergencyAccess | None:
    return EmergencyAccess.objects.select_related("client__lead_trainer", "admin").filter(pk=message.subject_id).first()


def write_glass_broken_client(message: Message, secret: str) -> Letter | None:
    emergency = _emergency(message)
    if emergency is None:
        return None
    return Letter(
        subject=_("Your record was opened by an admin"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": emergency.client.greeted},
            _(
                "%(admin)s, who looks after the network and normally sees no client, has opened your record "
                "to read it for an hour. They had to give a reason; you can read it in your record, under "
                "“Who looked”."
            )
            % {"admin": emergency.admin.name},
            _("Ask %(trainer)s if you don't know why.") % {"trainer": emergency.client.lead_trainer.name},
        ],
        actions=[(_("Open my record"), address("coordination:own_log", emergency.client_id))],
        asides=[way_to_end_sharing(secret)],
        **sender_of(emergency.client.lead_trainer),
    )


def write_glass_broken_lead(message: Message, secret: str) -> Letter | None:
    emergency = _emergency(message)
    if emergency is None:
        return None
    return Letter(
        subject=_("A client's record was opened by an admin"),
        paragraphs=[
            _("%(admin)s has opened the record of one of your clients to read it for an hour, giving a reason.")
            % {"admin": emergency.admin.name},
            _("The client was told by mail too."),
        ],
        actions=[(_("See whose, and why"), address("coordination:access_log", emergency.client_id))],
    )


def _correction(message: Message) -> Correction | None:
    return Correction.objects.select_related("client__lead_trainer").filter(pk=message.subject_id).first()


def write_correction_written(message: Message, secret: str) -> Letter | None:
    correction = _correction(message)
    if correction is None or correction.answered_at:
        return None
    return Letter(
        subject=_("A client asks you to look at their record"),
        paragraphs=[_("A client of yours says that something in their record is wrong or missing.")],
        actions=[(_("Read and answer"), address("coordination:corrections", correction.client_id))],
    )


def write_correction_answered(message: Message, secret: str) -> Letter | None:
    correction = _correction(message)
    if correction is None or correction.client.mailbox != message.to:
        return None
    client, trainer = correction.client, correction.client.lead_trainer
    return Letter(
        subject=_("%(trainer)s has answered you") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _("There is an answer to what you wrote about your record."),
        ],
        actions=[(_("Read it"), address("coordination:correct", client.pk))],
        asides=[way_to_end_sharing(secret)],
        **sender_of(trainer),
    )


def write_log_broken(message: Message, secret: str) -> Letter | None:
    """`subject_id` is how many clients' logs do not hold, as a number; no client is named."""
    if not User.objects.filter(email__iexact=message.to, is_network_admin=True, is_active=True).exists():
        return None
    number = message.subject_id.int
    return Letter(
        subject=_("The access log does not hold"),
        paragraphs=[
            ngettext(
                "The log of who looked at what was changed, cut or reordered in the database, for %(number)d client.",
                "The log of who looked at what was changed, cut or reordered in the database, for %(number)d clients.",
                number,
            )
            % {"number": number},
            _("Run manage.py verify_access_log to see whose. Keep the database as it is until you know why."),
        ],
    )


def register_mail() -> None:
    register(MailKind(WELCOME, write_welcome, to_client=True))
    register(MailKind(ASKED_TO_TAKE_OVER, write_asked_to_take_over))
    register(MailKind(MAY_TAKE_OVER, write_may_take_over, to_client=True))
    register(MailKind(TRANSFER_ENDED, write_transfer_ended))
    register(MailKind(GLASS_BROKEN_CLIENT, write_glass_broken_client, to_client=True))
    register(MailKind(GLASS_BROKEN_LEAD, write_glass_broken_lead))
    register(MailKind(LOG_BROKEN, write_log_broken))
    register(MailKind(CORRECTION_WRITTEN, write_correction_written))
    register(MailKind(CORRECTION_ANSWERED, write_correction_answered, to_client=True))
