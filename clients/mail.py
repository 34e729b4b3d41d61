"""The first mail to a client, and mails about who leads and who looked."""

from dataclasses import replace
from enum import StrEnum
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from clients.links import SHARING_TOKEN, address
from clients.models import Client, Correction, EmergencyAccess, MailboxChange, Transfer
from outbox.content import EmailContent, MailKind, Secrets, Writer, register
from outbox.models import Message
from web.pages import page_address
from web.zones import moment_with_clock

WELCOME = "clients.welcome"
ASKED_TO_TAKE_OVER = "clients.asked-to-take-over"
MAY_TAKE_OVER = "clients.may-take-over"
TRANSFER_ENDED = "clients.transfer-ended"
GLASS_BROKEN_CLIENT = "clients.glass-broken-client"
GLASS_BROKEN_LEAD = "clients.glass-broken-lead"
GLASS_BROKEN_ADMINS = "clients.glass-broken-admins"
LOG_BROKEN = "clients.log-broken"
REQUEST_LATE = "clients.request-late"
CORRECTION_WRITTEN = "clients.correction-written"
CORRECTION_ANSWERED = "clients.correction-answered"
ADDRESS_CHANGED = "clients.address-changed"
ERASURE_ASKED = "clients.erasure-asked"
REQUEST_REFUSED = "clients.request-refused"
RECORD_ERASED = "clients.record-erased"


class Sender(TypedDict):
    sender_name: str
    sender_address: str
    reply_to: str


def sender_of(trainer: User) -> Sender:
    """The fields of EmailContent that say in whose name a mail goes."""
    name = f"{trainer.name}, {trainer.practice_name}" if trainer.practice_name else trainer.name
    return {"sender_name": name, "sender_address": trainer.postal_address, "reply_to": trainer.email}


def for_a_minor(client: Client) -> list[str]:
    """The line that a minor's guardian reads first; none to all others."""
    if not client.is_minor():
        return []
    return [_("You get this as the guardian of %(name)s.") % {"name": client.first_name}]


def _named(content: EmailContent | None, client: Client) -> EmailContent | None:
    """With the line that tells a guardian of which child it is, below the greeting; nobody is named while it is shut."""
    if content is None or client.is_shut:
        return content
    greeting_line, rest = content.paragraphs[:1], content.paragraphs[1:]
    return replace(content, paragraphs=[*greeting_line, *for_a_minor(client), *rest])


class Unproven(StrEnum):
    """Which mailbox a mail may go to that is not proven to be the client's."""

    NEVER = "never"
    WITHOUT_HISTORY = "without-history"  # of a client who has never answered
    ALWAYS = "always"


def client_mail(
    name: str,
    write: Writer,
    *,
    unproven: Unproven = Unproven.NEVER,
    is_reminder: bool = False,
    is_notice: bool = False,
) -> MailKind:
    """A kind of mail to a client's mailbox of today: the one rule of what may go to which.

    Nothing goes to a mailbox that is the client's no more, and nothing but the question whether it is theirs to
    one that is shut (Client.is_shut). Until then a notice of what was done goes to the last proven mailbox.
    """

    def write_where_it_may_go(message: Message, secrets: Secrets) -> EmailContent | None:
        client = Client.objects.filter(pk__in=[message.client_id]).first()
        if client is None or client.has_died or client.merged_into_id:
            return None
        if is_reminder and not client.takes_reminders:
            return None
        if is_notice and client.is_shut:
            return write(message, secrets) if client.notice_mailbox.lower() == message.to.lower() else None
        if client.mailbox.lower() != message.to.lower():
            return None
        is_shut = client.is_shut and unproven != Unproven.ALWAYS
        if is_shut or (unproven == Unproven.NEVER and not client.has_proven_mailbox):
            return None
        return _named(write(message, secrets), client)

    return MailKind(name, write_where_it_may_go, to_client=True, is_reminder=is_reminder)


def greeting(client: Client) -> str:
    """How a notice begins; without a name while the client is shut: who reads it may not be who answers today."""
    return _("Hello,") if client.is_shut else _("Hello %(name)s,") % {"name": client.greeted}


def way_to_end_sharing(client: Client, secrets: Secrets) -> list[tuple[str, str]]:
    """The small link at the foot of a mail to a client whose mailbox is proven; none without a token for it."""
    if not client.has_proven_mailbox or SHARING_TOKEN not in secrets:
        return []
    return [(_("See or end what you share"), page_address("sharing", secrets[SHARING_TOKEN]))]


def write_welcome(message: Message, secrets: Secrets) -> EmailContent | None:
    client = Client.objects.select_related("lead_trainer").filter(pk=message.subject_id).first()
    if client is None or client.has_proven_mailbox or client.status != Client.Status.ACTIVE:
        return None
    trainer = client.lead_trainer
    page = address("clients:confirm", secrets["token"])
    if client.is_shut:
        return _write_is_it_yours(trainer, page)
    return EmailContent(
        subject=_("%(trainer)s has added you to Carelane") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
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


def _write_is_it_yours(trainer: User, page: str) -> EmailContent:
    """To a mailbox that nobody has vouched for yet: it names no client, nor anything of theirs."""
    return EmailContent(
        subject=_("Is this your address?"),
        paragraphs=[
            _("Hello,"),
            _(
                "%(trainer)s has written this address down for somebody whom they train, and uses Carelane to do so. "
                "If that is you, please confirm it. If not, say so: then nothing more comes here."
            )
            % {"trainer": trainer.name},
        ],
        actions=[(_("Confirm my address"), page)],
        asides=[(_("This isn't me"), page)],
        **sender_of(trainer),
    )


def write_address_changed(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the mailbox from before, which stops the change or agrees to it; no longer wanted once it is settled."""
    changes = MailboxChange.objects.open().select_related("client__lead_trainer")
    change = changes.filter(pk=message.subject_id, earlier__iexact=message.to).first()
    if change is None:
        return None
    client, trainer = change.client, change.client.lead_trainer
    names = {"trainer": trainer.name, "name": client.name}
    happened = (
        _("%(name)s is of age now, so mail about their training goes to their own address from today on.")
        if change.reason == MailboxChange.Reason.OF_AGE
        else _("%(trainer)s has changed the address to which mail about the training of %(name)s goes.")
    )
    return EmailContent(
        subject=_("An address was changed: is that right?"),
        paragraphs=[
            _("Hello,"),
            happened % names,
            _(
                "Nothing opens for the new address before you agree. Look at it, then agree, or stop it if you don't "
                "know of it."
            ),
        ],
        actions=[(_("Look, and stop it or agree"), address("clients:address_change", secrets["token"]))],
        after=[
            _("Until then nothing else comes to you either, and a consent can be ended by the link in its receipt.")
        ],
        **sender_of(trainer),
    )


def _transfer(message: Message, *states: str) -> Transfer | None:
    transfer = (
        Transfer.objects.select_related("client", "from_trainer", "to_trainer").filter(pk=message.subject_id).first()
    )
    return transfer if transfer and transfer.state in states else None


def write_asked_to_take_over(message: Message, secrets: Secrets) -> EmailContent | None:
    """Without the client's name: nobody knows yet whether they will be this trainer's."""
    transfer = _transfer(message, Transfer.State.ASKED)
    if transfer is None or not transfer.to_trainer.is_active:
        return None
    return EmailContent(
        subject=_("Will you take over a client?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": transfer.to_trainer.name},
            _("You are asked to lead the care of a client of %(name)s.") % {"name": transfer.from_trainer.name},
            _("If you agree, the client is asked too. You see nothing of their record before they have said yes."),
        ],
        actions=[(_("Answer"), address("clients:handover_question", transfer.pk))],
    )


def write_may_take_over(message: Message, secrets: Secrets) -> EmailContent | None:
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
    return EmailContent(
        subject=_("May %(new)s be your trainer?") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            why % names,
            _("You decide. Until you say yes, %(new)s sees nothing of yours.") % names,
        ],
        actions=[(_("Read and answer"), address("clients:answer_handover", secrets["token"]))],
        asides=way_to_end_sharing(client, secrets),
        **sender_of(new if transfer.reason == Transfer.Reason.LEFT else transfer.from_trainer),
    )


def write_transfer_ended(message: Message, secrets: Secrets) -> EmailContent | None:
    state = Transfer.State
    transfer = _transfer(message, state.DONE, state.DECLINED, state.REFUSED)
    if transfer is None:
        return None
    words = {
        state.DONE: _("A client has agreed to be led by %(new)s. It holds from now on."),
        state.DECLINED: _("%(new)s can't take over the client whom you wanted to hand over."),
        state.REFUSED: _("A client does not want to be led by %(new)s. Everything stays as it was."),
    }
    return EmailContent(
        subject=_("A question about a handover was answered"),
        paragraphs=[words[state(transfer.state)] % {"new": transfer.to_trainer.name}],
        actions=[(_("See who waits for what"), address("today"))],
    )


def _emergency(message: Message) -> EmergencyAccess | None:
    return EmergencyAccess.objects.select_related("client__lead_trainer", "admin").filter(pk=message.subject_id).first()


def write_glass_broken_client(message: Message, secrets: Secrets) -> EmailContent | None:
    emergency = _emergency(message)
    if emergency is None:
        return None
    client, trainer = emergency.client, emergency.client.lead_trainer
    opened = (
        _(
            "%(admin)s, who looks after the network and normally sees no client, has opened your record "
            "to read it for an hour. They had to give a reason. You can read it once the change of your address is "
            "settled; another mail has told you of that change."
        )
        if client.is_shut
        else _(
            "%(admin)s, who looks after the network and normally sees no client, has opened your record "
            "to read it for an hour. They had to give a reason; you can read it in your record, under "
            "“Who looked”."
        )
    )
    page = (_("Open my record"), page_address("own_access_log", client.pk))
    return EmailContent(
        subject=_("Your record was opened by an admin"),
        paragraphs=[
            greeting(client),
            opened % {"admin": emergency.admin.name},
            _("Ask %(trainer)s if you don't know why.") % {"trainer": trainer.name},
        ],
        actions=[] if client.is_shut else [page],
        asides=way_to_end_sharing(client, secrets),
        **sender_of(trainer),
    )


def write_glass_broken_lead(message: Message, secrets: Secrets) -> EmailContent | None:
    emergency = _emergency(message)
    if emergency is None:
        return None
    return EmailContent(
        subject=_("A client's record was opened by an admin"),
        paragraphs=[
            _("%(admin)s has opened the record of one of your clients to read it for an hour, giving a reason.")
            % {"admin": emergency.admin.name},
            _("The client was told by mail too."),
        ],
        actions=[(_("See whose, and why"), page_address("access_log", emergency.client_id))],
    )


def write_glass_broken_admins(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the other admins, who see no client: who did it and when, and not whose record it is."""
    emergency = _emergency(message)
    if emergency is None:
        return None
    at = timezone.localtime(emergency.at, ZoneInfo(emergency.admin.time_zone))
    return EmailContent(
        subject=_("An admin opened a client's record"),
        paragraphs=[
            _("%(admin)s has opened the record of one client to read it for an hour, on %(when)s.")
            % {"admin": emergency.admin.name, "when": moment_with_clock(at)},
            _("The client and the lead trainer are told too, with the reason on their pages."),
            _("If you doubt that it was needed, ask %(admin)s. You can close the account at once.")
            % {"admin": emergency.admin.name},
        ],
        actions=[(_("See the admin's account"), page_address("person", emergency.admin_id))],
    )


def _correction(message: Message) -> Correction | None:
    return Correction.objects.select_related("client__lead_trainer").filter(pk=message.subject_id).first()


def write_correction_written(message: Message, secrets: Secrets) -> EmailContent | None:
    correction = _correction(message)
    if correction is None or correction.answered_at:
        return None
    return EmailContent(
        subject=_("A client asks you to look at their record"),
        paragraphs=[_("A client of yours says that something in their record is wrong or missing.")],
        actions=[(_("Read and answer"), page_address("corrections", correction.client_id))],
    )


def write_correction_answered(message: Message, secrets: Secrets) -> EmailContent | None:
    correction = _correction(message)
    if correction is None:
        return None
    client, trainer = correction.client, correction.client.lead_trainer
    return EmailContent(
        subject=_("%(trainer)s has answered you") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _("There is an answer to what you wrote about your record."),
        ],
        actions=[(_("Read it"), page_address("correct", client.pk))],
        asides=way_to_end_sharing(client, secrets),
        **sender_of(trainer),
    )


def write_log_broken(message: Message, secrets: Secrets) -> EmailContent | None:
    """How many clients' logs do not hold in the part that was proven first; no client is named."""
    if not User.objects.filter(email__iexact=message.to, is_network_admin=True, is_active=True).exists():
        return None
    number = message.payload["clients"]
    return EmailContent(
        subject=_("The access log does not hold"),
        paragraphs=[
            ngettext(
                "For at least %(number)d client, the log of who looked at what was changed, cut or reordered in the database.",
                "For at least %(number)d clients, the log of who looked at what was changed, cut or reordered in the database.",
                number,
            )
            % {"number": number},
            _("Run manage.py verify_access_log to see whose. Keep the database as it is until you know why."),
        ],
    )


def register_mail() -> None:
    register(client_mail(WELCOME, write_welcome, unproven=Unproven.ALWAYS))
    register(MailKind(ASKED_TO_TAKE_OVER, write_asked_to_take_over))
    register(client_mail(MAY_TAKE_OVER, write_may_take_over, unproven=Unproven.WITHOUT_HISTORY))
    register(MailKind(TRANSFER_ENDED, write_transfer_ended))
    register(client_mail(GLASS_BROKEN_CLIENT, write_glass_broken_client, is_notice=True))
    register(MailKind(GLASS_BROKEN_LEAD, write_glass_broken_lead))
    register(MailKind(GLASS_BROKEN_ADMINS, write_glass_broken_admins))
    register(MailKind(LOG_BROKEN, write_log_broken))
    register(MailKind(CORRECTION_WRITTEN, write_correction_written))
    register(client_mail(CORRECTION_ANSWERED, write_correction_answered))
    register(MailKind(ADDRESS_CHANGED, write_address_changed, to_client=True))
