"""What is mailed about consent: to the client, to the practitioner, to the trainer. Never what it is about."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from careplan.models import Question
from clients.links import SHARING_TOKEN, address
from clients.mail import Unproven, client_mail, greeting, sender_of, way_to_end_sharing
from clients.models import Client
from consent.models import ConsentGrant, ViewerCode
from consent.states import GrantState
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from practitioners.models import Practitioner
from web.mailbox_links import mailbox_token
from web.pages import page_address

ASKED = "consent.asked"
RECEIPT = "consent.receipt"
ENDED = "consent.ended"
REDUCED = "consent.reduced"
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


def _ended_with(message: Message) -> list[ConsentGrant]:
    """The consent that the mail is about, and those of the client that ended in the same act (two queries).

    Whoever is archived meanwhile is told all the same.
    """
    ended = ConsentGrant.objects.exclude(withdrawn_at=None).exclude(client__status=Client.Status.NOT_ME)
    first = ended.filter(pk=message.subject_id).first()
    if first is None:
        return []
    together = ended.filter(client=first.client_id, withdrawn_at=first.withdrawn_at, given_at__isnull=False)
    together = together.filter(ends_at__gt=first.withdrawn_at)
    return list(together.select_related("client__lead_trainer", "practitioner").order_by("practitioner__name", "pk"))


def write_asked(message: Message, secrets: Secrets) -> EmailContent | None:
    """The question to the client; no longer wanted once it is answered, replaced or taken back."""
    grant = _grant(message)
    if grant is None or grant.state != GrantState.REQUESTED:
        return None
    client, trainer = grant.client, grant.client.lead_trainer
    page = address("consent:answer_consent", secrets["token"])
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name}
    if grant.renews:
        return _write_go_on(grant, grant.renews, secrets)
    asks = _what_is_asked(grant)
    return EmailContent(
        subject=_("A question from %(trainer)s") % names,
        paragraphs=[_("Hello %(name)s,") % {"name": client.greeted}, asks % names],
        actions=[(_("Read and answer"), page)],
        asides=way_to_end_sharing(client, secrets) or [(_("This isn't me"), page)],
        **sender_of(trainer),
    )


def _what_is_asked(grant: ConsentGrant) -> str:
    """What the trainer would like to do, with %(trainer)s and %(practitioner)s."""
    if grant.is_record_request:
        return _(
            "%(trainer)s asks whether %(practitioner)s may tell them something that helps to train you well. "
            "You choose what, if anything. Nobody is asked until you say yes, and you can end it at any time."
        )
    if grant.is_to_a_referral:
        return _(
            "%(trainer)s would like to refer you to %(practitioner)s. The page shows what they would write. "
            "You choose what may be shown. Nothing is sent until you say yes, and you can end it at any time."
        )
    return _(
        "%(trainer)s asks whether they may share something of your training with %(practitioner)s. "
        "You choose what, if anything. Nothing is shared until you say yes, and you can end it at any time."
    )


def _write_go_on(question: ConsentGrant, lapsing: ConsentGrant, secrets: Secrets) -> EmailContent:
    page = address("consent:answer_consent", secrets["token"])
    trainer = question.client.lead_trainer
    names = {"practitioner": question.practitioner.name, "day": date_format(lapsing.last_day)}
    subject = _("Shall it go on after %(day)s?") % {"day": date_format(lapsing.last_day, "MONTH_DAY_FORMAT")}
    asks = _("What you agreed to with %(practitioner)s ends on %(day)s. You choose whether it goes on, and with what.")
    if question.follows_referral:
        subject = _("Shall sharing go on after the referral?")
        asks = _(
            "%(practitioner)s has written what came of the referral. What you shared for it ends once your trainer "
            "has read that. You choose whether something goes on being shared, for your care. You can answer until "
            "%(last_day)s, also once it has ended."
        )
        names["last_day"] = date_format(question.last_day)
    return EmailContent(
        subject=subject,
        paragraphs=[
            _("Hello %(name)s,") % {"name": question.client.greeted},
            asks % names,
            _("If you do nothing, it ends by itself."),
        ],
        actions=[(_("Read and answer"), page)],
        asides=way_to_end_sharing(question.client, secrets),
        **sender_of(trainer),
    )


def write_receipt(message: Message, secrets: Secrets) -> EmailContent | None:
    """What the client agreed to, in short, and the link that ends it."""
    grant = _grant(message)
    if grant is None or not grant.is_in_force:
        return None
    trainer = grant.client.lead_trainer
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name, "day": date_format(grant.last_day)}
    agreed = _("You said yes: %(trainer)s may share what you ticked with %(practitioner)s until %(day)s.")
    if grant.is_record_request:
        agreed = _("You said yes: %(practitioner)s may tell %(trainer)s what you ticked, until %(day)s.")
    elif grant.follows_referral and grant.requested_at == grant.given_at:  # chosen together with the referral
        agreed = _(
            "The referral to %(practitioner)s is over. As you chose, %(trainer)s goes on sharing what you ticked with "
            "them for your care, all but the referral itself, until %(day)s."
        )
    return EmailContent(
        subject=_("Your answer to %(trainer)s") % names,
        paragraphs=[
            _("Hello %(name)s,") % {"name": grant.client.greeted},
            agreed % names,
            _("Keep this mail. Its link shows what you agreed to, and ends it whenever you like."),
        ],
        actions=[(_("See it or end it"), address("consent:withdraw", secrets["token"]))],
        asides=way_to_end_sharing(grant.client, secrets),
        **sender_of(trainer),
    )


def write_ended(message: Message, secrets: Secrets) -> EmailContent | None:
    """That sharing has ended, with whom, and who ended it; and what to do if that is not what they want."""
    grants = _ended_with(message)
    if not grants:
        return None
    client, trainer = grants[0].client, grants[0].client.lead_trainer
    ends = {
        ConsentGrant.EndedBy.CLIENT: _("You have ended it."),
        ConsentGrant.EndedBy.TRAINER: _("%(trainer)s has ended it."),
        ConsentGrant.EndedBy.PRACTITIONER: _("They have ended it: they say that this was not meant for them."),
        ConsentGrant.EndedBy.REFERRAL: _("It was for the referral to them, and that is over."),
    }
    return EmailContent(
        subject=_("Something that you shared has ended"),
        paragraphs=[
            greeting(client),
            *(
                " ".join([_what_ended(grant), ends[ConsentGrant.EndedBy(grant.ended_by)] % {"trainer": trainer.name}])
                for grant in grants
            ),
            _("What they have read already can't be unread. What they told your trainer not to do stays in force."),
            _object_to(trainer.name),
        ],
        actions=_what_is_shared(secrets),
        may_wait=all(grant.ended_by == ConsentGrant.EndedBy.REFERRAL for grant in grants),
        **sender_of(trainer),
    )


def _what_ended(grant: ConsentGrant) -> str:
    names = {"trainer": grant.client.lead_trainer.name, "practitioner": grant.practitioner.name}
    if grant.is_record_request:
        return _("%(practitioner)s can tell %(trainer)s nothing more here.") % names
    return _("%(practitioner)s sees nothing of yours here any more.") % names


def _what_is_shared(secrets: Secrets) -> list[tuple[str, str]]:
    """The page that the notice's own token opens; nothing without one (clients.links.notice_secrets)."""
    if SHARING_TOKEN not in secrets:
        return []
    return [(_("See what you share now"), address("consent:sharing", secrets[SHARING_TOKEN]))]


def _object_to(trainer: str) -> str:
    return _("If this is not what you want, reply to this mail: it goes to %(trainer)s.") % {"trainer": trainer}


def write_reduced(message: Message, secrets: Secrets) -> EmailContent | None:
    """That less is shared from now on; what is left stands behind the link, never in the mail."""
    grant = _grant(message)
    if grant is None or not grant.is_in_force:
        return None
    trainer = grant.client.lead_trainer
    names = {"trainer": trainer.name, "practitioner": grant.practitioner.name, "day": date_format(grant.last_day)}
    reduced = _("You took a part back: from now on %(practitioner)s sees only what you left ticked, until %(day)s.")
    if grant.is_record_request:
        reduced = _("You took a part back: %(practitioner)s may tell only what you left ticked, until %(day)s.")
    return EmailContent(
        subject=_("You share less from now on"),
        paragraphs=[
            greeting(grant.client),
            reduced % names,
            _object_to(trainer.name),
        ],
        actions=_what_is_shared(secrets),
        **sender_of(trainer),
    )


def write_shared(message: Message, secrets: Secrets) -> EmailContent | None:
    """The link in the practitioner's mail, with nothing of the client."""
    grant = _grant(message)
    if grant is None or not ConsentGrant.objects.live().filter(pk=grant.pk).exists():
        return None
    practitioner, trainer = grant.practitioner, grant.client.lead_trainer
    if practitioner.email != message.to:
        return None
    names = {"name": practitioner.name, "trainer": trainer.name, "day": date_format(grant.last_day)}
    if grant.is_record_request:
        return _write_request(grant, names, secrets)
    return EmailContent(
        subject=_("%(trainer)s: a client has agreed to share with you") % names,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _(
                "A client of %(trainer)s has agreed to share with you until %(day)s. You need no account: the link "
                "opens in a browser, and a one-time code comes to this mailbox."
            )
            % names,
        ],
        actions=[(_("Open"), page_address("open_link", secrets["token"]))],
        after=[_way_in_later()],
        asides=[_not_for_me(secrets["token"])],
        **sender_of(trainer),
    )


def _way_in_later() -> str:
    return _("The link works for 14 days. After that, or in another browser, go to %(page)s.") % {
        "page": page_address("enter")
    }


def _not_for_me(token: str) -> tuple[str, str]:
    return _("This isn't my patient, or this isn't me"), page_address("not_my_client", token)


def _write_request(grant: ConsentGrant, names: dict[str, str], secrets: Secrets) -> EmailContent:
    """A question waits for the practitioner; what it is, and about whom, they read behind the code."""
    return EmailContent(
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
        actions=[(_("Read and answer"), page_address("open_link", secrets["token"]))],
        after=[
            _way_in_later(),
            _("You may also reply to this mail: it goes to %(trainer)s, in their own mailbox.") % names,
        ],
        asides=[_not_for_me(secrets["token"])],
        **sender_of(grant.client.lead_trainer),
    )


def write_question(message: Message, secrets: Secrets) -> EmailContent | None:
    """A later question, to a practitioner who knows the way in; no longer wanted once it is answered."""
    question = Question.objects.filter(pk=message.subject_id).select_related("practitioner", "asked_by").first()
    if question is None or question.answered_at or question.asked_by is None:
        return None
    standing = ConsentGrant.objects.live().filter(client=question.client_id, practitioner=question.practitioner_id)
    if question.practitioner.email != message.to or not standing.exists():
        return None
    names = {"name": question.practitioner.name, "trainer": question.asked_by.name}
    return EmailContent(
        subject=_("%(trainer)s has a question for you") % names,
        paragraphs=[
            _("Hello %(name)s,") % names,
            _("%(trainer)s asks you something about a client who shares with you. It waits for you on their page.")
            % names,
        ],
        actions=[(_("Read and answer"), page_address("enter"))],
        **sender_of(question.asked_by),
    )


def write_code(message: Message, secrets: Secrets) -> EmailContent | None:
    rows = ViewerCode.objects.filter(pk=message.subject_id, used_at=None, expires_at__gt=timezone.now())
    row = rows.select_related("practitioner").first()
    if row is None or row.practitioner is None or row.practitioner.email != message.to:
        return None
    token = mailbox_token(row.practitioner.pk, row.practitioner.email, what_for=CODE)
    return EmailContent(
        subject=_("Your one-time code for Carelane"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": row.practitioner.name},
            _("Your code is %(code)s.") % {"code": secrets["code"]},
            _("It works for ten minutes, in the browser that asked for it. If you did not ask for it, do nothing."),
        ],
        asides=[(_("Ask for a code in another browser"), page_address("enter_from_mail", token))],
    )


def write_codes_used_up(message: Message, secrets: Secrets) -> EmailContent | None:
    practitioner = Practitioner.objects.filter(pk=message.subject_id).first()
    if practitioner is None:
        return None
    names = {"name": practitioner.name}
    return EmailContent(
        subject=_("%(name)s may need a hand") % names,
        paragraphs=[
            _(
                "More one-time codes were asked for than may go to the mailbox of %(name)s. Perhaps the mails do not "
                "arrive: please call them, and check with them that the e-mail address is right. Perhaps a stranger "
                "asks: nothing opens by that, and %(name)s gets in by a browser that they have used before, or by "
                "the link in a mail with a code."
            )
            % names
        ],
    )


def register_mail() -> None:
    register(client_mail(ASKED, write_asked, unproven=Unproven.WITHOUT_HISTORY))
    register(client_mail(RECEIPT, write_receipt))
    register(client_mail(ENDED, write_ended, is_notice=True))
    register(client_mail(REDUCED, write_reduced, is_notice=True))
    for kind, write in [
        (SHARED, write_shared),
        (QUESTION, write_question),
        (CODES_USED_UP, write_codes_used_up),
    ]:
        register(MailKind(kind, write))
    register(MailKind(CODE, write_code, is_asked_for=True))
