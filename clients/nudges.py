"""Clients are reminded of what waits for them; the first such thing is to confirm their address."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _, gettext_lazy

from clients.links import SHARING_TOKEN, address, new_link
from clients.mail import Unproven, client_mail, sender_of, way_to_end_sharing
from clients.models import Client, ClientLink
from outbox.content import EmailContent, Secrets, register as register_mail_kind
from outbox.models import Message, Nudge
from outbox.nudge_mail import items_waiting, nudging_mail
from outbox.nudge_sweep import NudgeMail, register_nudge_mail
from outbox.nudges import Item, NudgeKind, Turn, Waiting, register

NUDGES = "clients.nudges"
CONFIRM = "clients.confirm"
STOP_TOKEN = "stop_token"
LINK_LIVES = timedelta(days=30)
STOPPABLE_FOR = timedelta(days=90)


# --- for the kinds of the apps above --------------------------------------------------------


def turn_of(client: Client) -> Turn:
    """The client's own turn; no address while their mailbox is shut (reads `lead_trainer`)."""
    return Turn(
        audience=Nudge.Audience.CLIENT,
        key=client.pk,
        address="" if client.is_shut else client.mailbox,
        language=client.language,
        time_zone=client.time_zone,
        province=client.lives_in,
        client_id=client.pk,
    )


def turn_of_trainer(client: Client) -> Turn:
    """The turn of the client's lead trainer (reads `lead_trainer`)."""
    trainer = client.lead_trainer
    return Turn(
        audience=Nudge.Audience.TRAINER,
        key=trainer.pk,
        address=trainer.email if trainer.is_active else "",
        language=trainer.language,
        time_zone=trainer.time_zone,
        province=trainer.works_in,
        client_id=client.pk,
    )


def make_links(links: Iterable[tuple[UUID, Client, str, UUID | None]], *, expires_at: datetime) -> dict[UUID, str]:
    """New links to answer by, saved at once, from (what waits, client, purpose, the link's subject): their tokens."""
    made: list[ClientLink] = []
    tokens: dict[UUID, str] = {}
    for key, client, purpose, subject_id in links:
        link, tokens[key] = new_link(client, purpose, expires_at=expires_at)
        link.subject_id = subject_id
        made.append(link)
    ClientLink.objects.bulk_create(made, batch_size=500)
    return tokens


# --- the mail -------------------------------------------------------------------------------


def write_nudges(message: Message, secrets: Secrets) -> EmailContent | None:
    """All that still waits for the client; None once nothing does."""
    client = Client.objects.select_related("lead_trainer").filter(pk=message.subject_id).first()
    items = items_waiting(message, secrets)
    if client is None or client.status != Client.Status.ACTIVE or not items:
        return None
    return nudging_mail(
        items,
        begins=[_("Hello %(name)s,") % {"name": client.greeted}],
        asides=way_to_end_sharing(client, secrets),
        stop_address=address("clients:stop", secrets[STOP_TOKEN]),
    )


def _secrets(client_ids: Sequence[UUID], now: datetime) -> dict[UUID, dict[str, str]]:
    """The links at the foot of each client's mail: to stop reminders, and to see what is shared."""
    clients = Client.objects.filter(pk__in=client_ids)
    stop = make_links(
        ((client.pk, client, ClientLink.Purpose.STOP, None) for client in clients), expires_at=now + STOPPABLE_FOR
    )
    sharing = make_links(
        ((client.pk, client, ClientLink.Purpose.SHARING, None) for client in clients), expires_at=now + STOPPABLE_FOR
    )
    return {key: {STOP_TOKEN: stop[key], SHARING_TOKEN: sharing[key]} for key in stop}


# --- an address to confirm ------------------------------------------------------------------


def _unconfirmed(nudges: Sequence[Waiting]) -> dict[UUID, Client]:
    """Those who have not answered from the mailbox that is theirs; not those at a changed one that is shut."""
    clients = Client.objects.active().filter(pk__in=[nudge.subject_id for nudge in nudges])
    return {
        client.pk: client
        for client in clients.select_related("lead_trainer")
        if client.mailbox and not client.has_proven_mailbox and not client.is_shut
    }


def _confirm_turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {key: turn_of(client) for key, client in _unconfirmed(nudges).items()}


def _confirm_links(nudges: Sequence[Waiting], now: datetime) -> dict[UUID, str]:
    links = ((key, client, ClientLink.Purpose.CONFIRM, None) for key, client in _unconfirmed(nudges).items())
    return make_links(links, expires_at=now + LINK_LIVES)


def _confirm_items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {
        key: Item(
            subject=_("%(trainer)s has added you to Carelane") % {"trainer": client.lead_trainer.name},
            sentence=_(
                "%(trainer)s uses Carelane to keep in step with the people who look after you. "
                "Please confirm that this is your address. Nothing is shared with anybody by doing so."
            )
            % {"trainer": client.lead_trainer.name},
            act=_("Confirm my address, or say that this isn't me"),
            address=address("clients:confirm", tokens[key]),
            **sender_of(client.lead_trainer),
        )
        for key, client in _unconfirmed(nudges).items()
        if key in tokens
    }


def register_nudges() -> None:
    register_mail_kind(client_mail(NUDGES, write_nudges, unproven=Unproven.WITHOUT_HISTORY, is_reminder=True))
    register_nudge_mail(NudgeMail(Nudge.Audience.CLIENT, NUDGES, _secrets))
    register(
        NudgeKind(
            CONFIRM,
            turns=_confirm_turns,
            items=_confirm_items,
            links=_confirm_links,
            today=gettext_lazy("Has not confirmed the address"),
        )
    )
