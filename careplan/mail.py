"""What is mailed about the care plan, and never what it is about."""

from django.utils.translation import gettext as _

from careplan.mail_kinds import AFTER_VISIT
from careplan.models import Reply, Visit
from clients.links import address
from clients.mail import Unproven, client_mail, sender_of, way_to_end_sharing
from clients.models import Client, ClientLink
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.keys import hash_token

REPLIED = "careplan.replied"
INTAKE_ASKED = "careplan.intake-asked"


def write_replied(message: Message, secrets: Secrets) -> EmailContent | None:
    """A practitioner says stop, or call me; no longer wanted once a trainer has read it."""
    reply = Reply.objects.filter(pk=message.subject_id, read_at=None).select_related("practitioner").first()
    if reply is None:
        return None
    names = {"name": reply.practitioner.name}
    return EmailContent(
        subject=_("%(name)s has replied, please read it today") % names,
        paragraphs=[
            _("%(name)s has replied about a client of yours. It stands on Today; read it before the next session.")
            % names
        ],
    )


def write_intake_asked(message: Message, secrets: Secrets) -> EmailContent | None:
    """The questions when somebody begins; no longer wanted once a newer link has taken this one's place."""
    token = secrets["token"]
    links = ClientLink.objects.live().filter(token_hash=hash_token(token), purpose=ClientLink.Purpose.INTAKE)
    link = links.select_related("client__lead_trainer").first()
    if link is None or link.client.status != Client.Status.ACTIVE:
        return None
    client, trainer = link.client, link.client.lead_trainer
    not_me = [] if client.has_proven_mailbox else [(_("This isn't me"), address("clients:not_me", token))]
    return EmailContent(
        subject=_("A few questions before we go on"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _(
                "%(trainer)s has three short questions, so that everybody who looks after you can keep in step. "
                "They take about two minutes. Nothing is shared with anybody by answering."
            )
            % {"trainer": trainer.name},
        ],
        actions=[(_("Answer the questions"), address("careplan:link_intake", token))],
        after=[_("You can stop halfway, come back by this link and change what you wrote.")],
        asides=[*not_me, *way_to_end_sharing(client, secrets)],
        **sender_of(trainer),
    )


def write_after_visit(message: Message, secrets: Secrets) -> EmailContent | None:
    """How was it? With whom, stands on the page alone. No longer wanted once somebody has said what came of it."""
    visit = (
        Visit.objects.filter(pk=message.subject_id, state=Visit.State.BOOKED).select_related("member__client").first()
    )
    if visit is None or visit.member.client.status != Client.Status.ACTIVE:
        return None
    client, trainer = visit.member.client, visit.member.client.lead_trainer
    return EmailContent(
        subject=_("How was your visit?"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _("Did your appointment take place, what was said, and when is the next? A line is enough."),
        ],
        actions=[(_("Say how it was"), address("careplan:after_visit", secrets["answer_token"]))],
        after=[_("%(trainer)s reads it before your next session.") % {"trainer": trainer.name}],
        asides=way_to_end_sharing(client, secrets),
        stop_address=address("clients:stop", secrets["stop_token"]),
        **sender_of(trainer),
    )


def register_mail() -> None:
    register(client_mail(AFTER_VISIT, write_after_visit, is_reminder=True))
    register(MailKind(REPLIED, write_replied))
    register(client_mail(INTAKE_ASKED, write_intake_asked, unproven=Unproven.WITHOUT_HISTORY))
