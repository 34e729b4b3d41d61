"""The mails that ask the client about their coverage."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benefits.models import CoveragePlan
from benefits.nudges import would_like_to_know
from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client
from outbox.content import EmailContent, Secrets, register
from outbox.models import Message

ASKED = "benefits.asked"
STILL_HOLDS = "benefits.still-holds"


def _active(message: Message) -> Client | None:
    active = Client.objects.select_related("lead_trainer").filter(status=Client.Status.ACTIVE)
    return active.filter(pk__in=[message.client_id]).first()


def write_asked(message: Message, secrets: Secrets) -> EmailContent | None:
    client = _active(message)
    if client is None:
        return None
    return EmailContent(
        subject=_("What does your health plan pay for?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            would_like_to_know(client),
        ],
        actions=[
            (_("Write down my coverage"), address("benefits:link_add_plan", secrets["token"])),
            (_("Send a picture of it"), address("benefits:link_keep_booklet", secrets["token"])),
        ],
        asides=way_to_end_sharing(client, secrets),
        **sender_of(client.lead_trainer),
    )


def write_still_holds(message: Message, secrets: Secrets) -> EmailContent | None:
    """None once the client has answered, or the plan has ended."""
    client = _active(message)
    copies = CoveragePlan.objects.current().filter(awaits_client=True, client=message.client_id)
    copy = copies.filter(pk=message.payload["plan"]).first()
    if client is None or copy is None or copy.covered_from is None:
        return None
    names = {"insurer": copy.insurer, "day": date_format(copy.covered_from)}
    return EmailContent(
        subject=_("Does your coverage still hold next year?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _("%(insurer)s: a new plan year begins on %(day)s. Does what you told us still hold?") % names,
        ],
        actions=[
            (_("See it and answer"), address("benefits:link_coverage", secrets["token"])),
        ],
        after=[_("If something has changed, you can write that down on the same page.")],
        asides=way_to_end_sharing(client, secrets),
        **sender_of(client.lead_trainer),
    )


def register_mail() -> None:
    register(client_mail(ASKED, write_asked))
    register(client_mail(STILL_HOLDS, write_still_holds))
