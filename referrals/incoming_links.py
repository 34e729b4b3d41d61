"""The link in the mail that asks a client about a referral: signed, so that nobody's mailbox stands in it."""

from django.core import signing
from django.http import Http404

from referrals.models import IncomingReferral

SALT = "referrals.suggested"


def token_of(incoming: IncomingReferral) -> str:
    """Of the link in the client's mail: it stops with the mailbox, and opens nothing but this question."""
    return signing.dumps([str(incoming.pk), incoming.mailbox], salt=SALT)


def find_suggested(token: str) -> IncomingReferral:
    """What the link is about. Http404 for one that is none, is of another mailbox by now, or was said to be not theirs."""
    try:
        key, mailbox = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    linked = IncomingReferral.objects.filter(pk=key, mailbox=mailbox, not_me_at=None)
    incoming = linked.select_related(
        "practitioner__discipline", "practitioner__clinic", "trainer", "client__lead_trainer"
    ).first()
    if incoming is None:
        raise Http404
    return incoming
