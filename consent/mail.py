"""What is mailed about consent: to the client, to the practitioner, to the trainer. Never what it is about."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.links import address
from clients.mail import sender_of
from clients.models import Client
from consent.models import ConsentGrant, ViewerCode
from outbox.letters import Letter, MailKind, register
from outbox.models import Message
from practitioners.models import Practitioner

ASKED = "consent.asked"
RECEIPT = "consent.receipt"
SHARED = "consent.shared"
CODE = "consent.code"
CODES_USED_UP = "consent.codes-used-up"


def _grant(message: Message) -> ConsentGrant | None:
    return (
        ConsentGrant.objects.filter(pk=message.subject_id, client__status=Client.Status.ACTIVE)
        .select_related("client__lead_trainer", "practitioner__discipline", "renews__client")
        .first()
    )


def write_asked(message: Message, secret: str) -> Letter | None:
    """The question to the client; no longer wanted once it is answered, replaced or taken back."""
    grant = _grant(message)
    if grant is None or grant.state != "requested" or grant.client.email != message.to:
        return None
    client, trainer = grant.client, grant.client.lead_trainer
    page = address("coordination:answer_consent", secret)
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name}
    if grant.renews:
        return _write_go_on(grant, grant.renews, page)
    return Letter(
        subject=_("A question from %(trainer)s") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.first_name},
            _(
                "%(trainer)s asks whether they may share something of your training with %(practitioner)s. "
                "You choose what, if anything. Nothing is shared until you say yes, and you can end it at any time."
            )
            % names,
        ],
        actions=[(_("Read and answer"), page)],
        asides=[] if client.confirmed_at else [(_("This isn't me"), page)],
        **sender_of(trainer),
    )


def _write_go_on(question: ConsentGrant, lapsing: ConsentGrant, page: str) -> Letter:
    trainer = question.client.lead_trainer
    names = {"practitioner": question.practitioner.name, "day": date_format(lapsing.last_day)}
    return Letter(
        subject=_("Shall it go on after %(day)s?") % {"day": date_format(lapsing.last_day, "MONTH_DAY_FORMAT")},
        paragraphs=[
            _("Hello %(name)s,") % {"name": question.client.first_name},
            _("What you share with %(practitioner)s ends on %(day)s. You choose whether it goes on, and with what.")
            % names,
            _("If you do nothing, it ends by itself."),
        ],
        actions=[(_("Read and answer"), page)],
        **sender_of(trainer),
    )


def write_receipt(message: Message, secret: str) -> Letter | None:
    """What the client agreed to, in short, and the link that ends it."""
    grant = _grant(message)
    if grant is None or grant.state != "given":
        return None
    trainer = grant.client.lead_trainer
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name, "day": date_format(grant.last_day)}
    return Letter(
        subject=_("Your answer to %(trainer)s") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": grant.client.first_name},
            _("You said yes: %(trainer)s may share what you ticked with %(practitioner)s until %(day)s.") % names,
            _("Keep this mail. Its link shows what you agreed to, and ends it whenever you like."),
        ],
        actions=[(_("See it or end it"), address("coordination:withdraw", secret))],
        **sender_of(trainer),
    )


def write_shared(message: Message, secret: str) -> Letter | None:
    """The link in the practitioner's mail, with nothing of the client."""
    grant = _grant(message)
    if grant is None or not ConsentGrant.objects.live().filter(pk=grant.pk).exists():
        return None
    practitioner, trainer = grant.practitioner, grant.client.lead_trainer
    if practitioner.email != message.to:
        return None
    names = {"name": practitioner.name, "trainer": trainer.name, "day": date_format(grant.last_day)}
    return Letter(
        subject=_("%(trainer)s: a client has agreed to share with you") % names,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _(
                "A client of %(trainer)s has agreed to share with you until %(day)s. You need no account: the link "
                "opens in a browser, and a one-time code comes to this mailbox."
            )
            % names,
        ],
        actions=[(_("Open"), address("consent:open_link", secret))],
        after=[
            _("The link works for 14 days. After that, or in another browser, go to %(page)s.")
            % {"page": address("consent:enter")}
        ],
        asides=[
            (_("This isn't my patient, or this isn't me"), address("coordination:not_my_client", secret)),
        ],
        **sender_of(trainer),
    )


def write_code(message: Message, secret: str) -> Letter | None:
    row = ViewerCode.objects.filter(pk=message.subject_id, used_at=None).select_related("practitioner").first()
    if row is None or row.practitioner is None or row.practitioner.email != message.to or not secret:
        return None
    return Letter(
        subject=_("Your one-time code for Carelane"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": row.practitioner.name},
            _("Your code is %(code)s.") % {"code": secret},
            _("It works for ten minutes, in the browser that asked for it. If you did not ask for it, do nothing."),
        ],
    )


def write_codes_used_up(message: Message, secret: str) -> Letter | None:
    practitioner = Practitioner.objects.filter(pk=message.subject_id).first()
    if practitioner is None:
        return None
    names = {"name": practitioner.name}
    return Letter(
        subject=_("%(name)s may need a hand") % names,
        paragraphs=[
            _(
                "%(name)s has asked for more than three one-time codes within an hour. Perhaps the mails do not "
                "arrive. Please call them, and check with them that the e-mail address is right."
            )
            % names
        ],
    )


def register_mail() -> None:
    for kind, write in [
        (ASKED, write_asked),
        (RECEIPT, write_receipt),
        (SHARED, write_shared),
        (CODE, write_code),
        (CODES_USED_UP, write_codes_used_up),
    ]:
        register(MailKind(kind, write))
