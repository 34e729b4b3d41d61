"""What is mailed about consent: to the client, to the practitioner, to the trainer. Never what it is about."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from careplan.models import Question
from clients.links import address
from clients.mail import sender_of, way_to_end_sharing
from clients.models import Client
from consent.models import ConsentGrant, ViewerCode
from outbox.letters import Letter, MailKind, register
from outbox.models import Message
from practitioners.models import Practitioner

ASKED = "consent.asked"
RECEIPT = "consent.receipt"
SHARED = "consent.shared"
CODE = "consent.code"
QUESTION = "consent.question"
CODES_USED_UP = "consent.codes-used-up"


def _grant(message: Message) -> ConsentGrant | None:
    return (
        ConsentGrant.objects.filter(pk=message.subject_id, client__status=Client.Status.ACTIVE)
        .select_related("client__lead_trainer", "practitioner__discipline", "renews__client", "question")
        .first()
    )


def write_asked(message: Message, secret: str) -> Letter | None:
    """The question to the client; no longer wanted once it is answered, replaced or taken back."""
    grant = _grant(message)
    if grant is None or grant.state != "requested" or grant.client.mailbox != message.to:
        return None
    client, trainer = grant.client, grant.client.lead_trainer
    page = address("coordination:answer_consent", secret)
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name}
    if grant.renews:
        return _write_go_on(grant, grant.renews, secret)
    asks = (
        _(
            "%(trainer)s asks whether %(practitioner)s may tell them something that helps to train you well. "
            "You choose what, if anything. Nobody is asked until you say yes, and you can end it at any time."
        )
        if grant.obtains
        else _(
            "%(trainer)s asks whether they may share something of your training with %(practitioner)s. "
            "You choose what, if anything. Nothing is shared until you say yes, and you can end it at any time."
        )
    )
    return Letter(
        subject=_("A question from %(trainer)s") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            asks % names,
        ],
        actions=[(_("Read and answer"), page)],
        asides=[way_to_end_sharing(secret) if client.has_proven_mailbox else (_("This isn't me"), page)],
        **sender_of(trainer),
    )


def _write_go_on(question: ConsentGrant, lapsing: ConsentGrant, token: str) -> Letter:
    page = address("coordination:answer_consent", token)
    trainer = question.client.lead_trainer
    names = {"practitioner": question.practitioner.name, "day": date_format(lapsing.last_day)}
    return Letter(
        subject=_("Shall it go on after %(day)s?") % {"day": date_format(lapsing.last_day, "MONTH_DAY_FORMAT")},
        paragraphs=[
            _("Hello %(name)s,") % {"name": question.client.greeted},
            _("What you agreed to with %(practitioner)s ends on %(day)s. You choose whether it goes on, and with what.")
            % names,
            _("If you do nothing, it ends by itself."),
        ],
        actions=[(_("Read and answer"), page)],
        asides=[way_to_end_sharing(token)],
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
            _("Hello %(name)s,") % {"name": grant.client.greeted},
            (
                _("You said yes: %(practitioner)s may tell %(trainer)s what you ticked, until %(day)s.")
                if grant.obtains
                else _("You said yes: %(trainer)s may share what you ticked with %(practitioner)s until %(day)s.")
            )
            % names,
            _("Keep this mail. Its link shows what you agreed to, and ends it whenever you like."),
        ],
        actions=[(_("See it or end it"), address("coordination:withdraw", secret))],
        asides=[way_to_end_sharing(secret)],
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
    if grant.obtains:
        return _write_request(grant, names, secret)
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
        after=[_way_in_later()],
        asides=[_not_for_me(secret)],
        **sender_of(trainer),
    )


def _way_in_later() -> str:
    return _("The link works for 14 days. After that, or in another browser, go to %(page)s.") % {
        "page": address("consent:enter")
    }


def _not_for_me(token: str) -> tuple[str, str]:
    return _("This isn't my patient, or this isn't me"), address("coordination:not_my_client", token)


def _write_request(grant: ConsentGrant, names: dict[str, str], secret: str) -> Letter:
    """A question waits for the practitioner; what it is, and about whom, they read behind the code."""
    return Letter(
        subject=_("%(trainer)s has a question for you") % names,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _(
                "%(trainer)s trains somebody who sees you, and asks what to know and what to spare. Their client has "
                "agreed that you may answer, until %(day)s. You need no account: the link opens in a browser, and a "
                "one-time code comes to this mailbox."
            )
            % names,
        ],
        actions=[(_("Read and answer"), address("consent:open_link", secret))],
        after=[
            _way_in_later(),
            _("You may also reply to this mail: it goes to %(trainer)s, in their own mailbox.") % names,
        ],
        asides=[_not_for_me(secret)],
        **sender_of(grant.client.lead_trainer),
    )


def write_question(message: Message, secret: str) -> Letter | None:
    """A later question, to a practitioner who knows the way in; no longer wanted once it is answered."""
    question = Question.objects.filter(pk=message.subject_id).select_related("practitioner", "asked_by").first()
    if question is None or question.answered_at or question.asked_by is None:
        return None
    standing = ConsentGrant.objects.live().filter(client=question.client_id, practitioner=question.practitioner_id)
    if question.practitioner.email != message.to or not standing.exists():
        return None
    names = {"name": question.practitioner.name, "trainer": question.asked_by.name}
    return Letter(
        subject=_("%(trainer)s has a question for you") % names,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _("%(trainer)s asks you something about a client who shares with you. It waits for you on their page.")
            % names,
        ],
        actions=[(_("Read and answer"), address("consent:enter"))],
        **sender_of(question.asked_by),
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
    register(MailKind(ASKED, write_asked, to_client=True))
    register(MailKind(RECEIPT, write_receipt, to_client=True))
    for kind, write in [
        (SHARED, write_shared),
        (QUESTION, write_question),
        (CODE, write_code),
        (CODES_USED_UP, write_codes_used_up),
    ]:
        register(MailKind(kind, write))
