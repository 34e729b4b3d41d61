"""What is mailed about the care plan: to the trainer, and never what it is about."""

from django.utils.translation import gettext as _

from careplan.models import Reply
from outbox.letters import Letter, MailKind, register
from outbox.models import Message

REPLIED = "careplan.replied"


def write_replied(message: Message, secret: str) -> Letter | None:
    """A practitioner says stop, or call me; no longer wanted once a trainer has read it."""
    reply = Reply.objects.filter(pk=message.subject_id, read_at=None).select_related("practitioner").first()
    if reply is None:
        return None
    names = {"name": reply.practitioner.name}
    return Letter(
        subject=_("%(name)s has replied, please read it today") % names,
        paragraphs=[
            _("%(name)s has replied about a client of yours. It stands on Today; read it before the next session.")
            % names
        ],
    )


def register_mail() -> None:
    register(MailKind(REPLIED, write_replied))
