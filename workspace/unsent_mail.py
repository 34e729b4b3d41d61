"""Mail about a client that did not go out, or perhaps did not: what a trainer reads, and what sends it again."""

from collections.abc import Callable

from careplan.mail import INTAKE_ASKED
from careplan.own_intake import send_questions
from clients.lifecycle import send_welcome
from clients.mail import WELCOME
from clients.models import Client
from consent.grants import mail_question
from consent.links import send_share_link
from consent.mail import ASKED, SHARED
from consent.models import ConsentGrant
from consent.states import GrantState
from outbox.enqueue import send_again
from outbox.models import Message
from referrals.mail import REFERRED
from referrals.models import Attempt
from referrals.telling import send_referral_again
from reports.mail import REPORT_SENT
from reports.models import ProgressReport
from reports.sending import send_link_again


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
    attempt = Attempt.objects.filter(pk=message.subject_id, referral__client=client).first()
    return attempt is not None and send_referral_again(attempt)


def _send_report(message: Message, client: Client) -> bool:
    report = ProgressReport.objects.filter(pk=message.subject_id, client=client).first()
    return report is not None and send_link_again(report)


def _send_question(message: Message, client: Client) -> bool:
    grant = ConsentGrant.objects.filter(pk=message.subject_id, client=client).first()
    if grant is None or grant.state != GrantState.REQUESTED:
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
    REPORT_SENT: _send_report,
    ASKED: _send_question,
    INTAKE_ASKED: _send_intake,
}


def send_anew(message: Message, client: Client) -> bool:
    """Sends the mail again, or a new link in its place; False where it is no longer wanted."""
    renew = RENEWALS.get(message.kind)
    return renew(message, client) if renew else send_again(message)
