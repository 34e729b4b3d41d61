"""Mail about a client that did not go out, or perhaps did not: what a trainer reads, and what sends it again."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from careplan.mail import INTAKE_ASKED
from careplan.own_intake import send_questions
from clients.lifecycle import send_welcome
from clients.mail import WELCOME
from clients.models import Client
from consent.grants import mail_question
from consent.links import send_share_link
from consent.mail import ASKED, SHARED
from consent.models import ConsentGrant
from outbox.content import kind_named
from outbox.enqueue import send_again
from outbox.models import Message
from referrals.mail import REFERRED
from referrals.models import Attempt
from referrals.telling import send_referral_again


def _send_welcome(message: Message, client: Client) -> bool:
    if client.has_proven_mailbox:
        return False
    send_welcome(client)
    return True


def _send_share_link(message: Message, client: Client) -> bool:
    grant = ConsentGrant.objects.live().filter(pk=message.subject_id, client=client).first()
    if grant is None:
        return False
    send_share_link(grant)
    return True


def _send_referral(message: Message, client: Client) -> bool:
    attempt = Attempt.objects.filter(pk=message.payload["subject"], referral__client=client).first()
    return attempt is not None and send_referral_again(attempt)


def _send_question(message: Message, client: Client) -> bool:
    grant = ConsentGrant.objects.filter(pk=message.subject_id, client=client).first()
    if grant is None or grant.state != "requested":
        return False
    mail_question(grant)
    return True


def _send_intake(message: Message, client: Client) -> bool:
    return send_questions(client, key=message.pk)


# How a mail is sent again whose secret is gone: by what makes a new link. False where it is no longer wanted.
RENEWALS: dict[str, Callable[[Message, Client], bool]] = {
    WELCOME: _send_welcome,
    SHARED: _send_share_link,
    REFERRED: _send_referral,
    ASKED: _send_question,
    INTAKE_ASKED: _send_intake,
}


@dataclass(frozen=True)
class UnsentMail:
    """A mail as a row of Today."""

    client_id: UUID
    what: str | Promise
    since: datetime
    url: str
    act: str | Promise
    posts: bool


def unsent_mail(client_ids: Collection[UUID], *, since: datetime) -> Iterator[UnsentMail]:
    """What was given up since then and not sent anew (one query).

    Without reminders of which nobody can tell whether they left: the next one comes by itself.
    """
    for mail in Message.objects.filter(client_id__in=client_ids).unresolved(since=since):
        kind = kind_named(mail.kind)
        is_reminder = kind is not None and kind.is_reminder
        if mail.client_id is None or mail.gave_up_at is None or (is_reminder and mail.state == Message.State.UNKNOWN):
            continue
        url, act, posts = _act(mail, mail.client_id)
        yield UnsentMail(mail.client_id, _in_words(mail), mail.gave_up_at, url, act, posts)


def _in_words(mail: Message) -> str:
    names = {"address": mail.to, "cause": mail.last_error[:80]}
    if mail.state == Message.State.UNKNOWN:
        return _("Unknown whether a mail has reached %(address)s: the mail server did not say") % names
    return _("A mail to %(address)s did not go out: %(cause)s") % names


def _act(mail: Message, client_id: UUID) -> tuple[str, str, bool]:
    again = reverse("workspace:send_mail_again", args=[client_id, mail.pk])
    if mail.kind in RENEWALS:
        return again, _("Send a new link"), True
    if not mail.carries_secret:
        return again, _("Send again"), True
    return reverse("workspace:overview", args=[client_id]), _("Look"), False


def send_anew(message: Message, client: Client) -> bool:
    """Sends the mail again, or a new link in its place; False where it is no longer wanted."""
    renew = RENEWALS.get(message.kind)
    return renew(message, client) if renew else send_again(message)
