"""The first mail to a client."""

from typing import TypedDict

from django.utils.translation import gettext as _

from accounts.models import User
from clients.links import address
from clients.models import Client
from outbox.letters import Letter, MailKind, register
from outbox.models import Message

WELCOME = "clients.welcome"


class Sender(TypedDict):
    sender_name: str
    sender_address: str
    reply_to: str


def sender_of(trainer: User) -> Sender:
    """The Letter fields that say in whose name a mail goes."""
    name = f"{trainer.name}, {trainer.practice_name}" if trainer.practice_name else trainer.name
    return {"sender_name": name, "sender_address": trainer.postal_address, "reply_to": trainer.email}


def write_welcome(message: Message, secret: str) -> Letter | None:
    client = Client.objects.select_related("lead_trainer").filter(pk=message.subject_id).first()
    if client is None or client.confirmed_at or client.status != Client.Status.ACTIVE:
        return None
    trainer = client.lead_trainer
    page = address("clients:confirm", secret)
    return Letter(
        subject=_("%(trainer)s has added you to Carelane") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.first_name},
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


def register_mail() -> None:
    register(MailKind(WELCOME, write_welcome))
