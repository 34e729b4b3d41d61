"""The mail that asks a client how they are. What it asks about is on the page behind its link, not in the mail."""

from datetime import date

from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client, ClientLink
from measures.mail_kinds import MEASURES_ASKED
from measures.questions import schedules_of_day
from outbox.content import EmailContent, Secrets, register
from outbox.models import Message
from web.keys import hash_token


def write_asked(message: Message, secrets: Secrets) -> EmailContent | None:
    token = secrets["answer_token"]
    live = ClientLink.objects.live().filter(token_hash=hash_token(token), purpose=ClientLink.Purpose.MEASURES)
    link = live.select_related("client__lead_trainer").first()
    if link is None or link.client.status != Client.Status.ACTIVE:
        return None
    if not schedules_of_day(link.client, date.fromisoformat(message.payload["on"])):  # ended, or asked for anew since
        return None
    trainer = link.client.lead_trainer
    return EmailContent(
        subject=_("How are you doing?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": link.client.greeted},
            _("Every few weeks a few short questions show how things change. They take less than a minute."),
        ],
        actions=[(_("Answer the questions"), address("measures:asked", token))],
        after=[_("%(trainer)s sees your answers, and so do you, on your own page.") % {"trainer": trainer.name}],
        asides=way_to_end_sharing(link.client, secrets),
        stop_address=address("clients:stop", secrets["stop_token"]),
        **sender_of(trainer),
    )


def register_mail() -> None:
    register(client_mail(MEASURES_ASKED, write_asked, is_reminder=True))
