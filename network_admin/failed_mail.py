"""Addresses of the network's own people that get no more mail, and mail to them that failed or waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from accounts.invitations import invite_again
from accounts.mail import INVITATION
from accounts.models import User
from clients.models import Client
from network_admin.mail_words import words_of_mail
from outbox.alarm import late_messages
from outbox.enqueue import send_again
from outbox.models import Message, Suppression
from practitioners.models import Practitioner
from web.words import StrOrPromise

FAILED_LATELY = timedelta(days=14)
MOST_SHOWN = 100
MOST_LOOKED_AT = 1000  # of the newest, among which are clients' too


@dataclass(frozen=True)
class NetworkMail:
    """A mail to somebody of the network, as an admin reads of it: never what it says."""

    message: Message

    @property
    def what(self) -> StrOrPromise:
        return words_of_mail(self.message.kind)

    @property
    def may_be_sent_again(self) -> bool:
        """Not where it had a link or a code for one use: its reader asks for another; an invitation is made anew."""
        is_given_up = self.message.state in Message.GIVEN_UP_STATES
        return is_given_up and (self.message.kind == INVITATION or not self.message.carries_secret)


@dataclass(frozen=True)
class FailedMail:
    """Addresses that get no more mail, and mails that were given up lately, about no client; newest first."""

    suppressions: list[Suppression]
    failed: list[NetworkMail]


def failed_mail(*, now: datetime) -> FailedMail:
    """What concerns people who work here and practitioners; no client's address is among it (three queries)."""
    blocked = list(Suppression.objects.exclude(cause=Suppression.Cause.STOPPED).order_by("-since")[:MOST_LOOKED_AT])
    given_up = Message.objects.filter(client_id=None).unresolved(since=now - FAILED_LATELY)
    failed = list(given_up.order_by("-gave_up_at")[:MOST_LOOKED_AT])
    ours = _addresses_of_the_network({row.address.upper() for row in blocked} | {row.to.upper() for row in failed})
    return FailedMail(
        [row for row in blocked if row.address.upper() in ours][:MOST_SHOWN],
        _mails_to(ours, failed),
    )


def waiting_mail(*, now: datetime) -> list[NetworkMail]:
    """Mail to the same people, about no client, that should have left by now; the oldest first (two queries)."""
    late = list(late_messages(now).filter(client_id=None).order_by("due_at")[:MOST_LOOKED_AT])
    return _mails_to(_addresses_of_the_network({row.to.upper() for row in late}), late)


def send_anew(mail: NetworkMail, *, by: User) -> bool:
    """Sends a mail again, or a new invitation in its place; False where it is no longer wanted."""
    if mail.message.kind != INVITATION:
        return send_again(mail.message)
    invited = User.objects.professionals().filter(pk=mail.message.subject_id, is_active=True).first()
    if invited is None or invited.has_usable_password():
        return False
    invite_again(invited, by=by)
    return True


def _mails_to(addresses: set[str], rows: list[Message]) -> list[NetworkMail]:
    return [NetworkMail(row) for row in rows if row.to.upper() in addresses][:MOST_SHOWN]


def _addresses_of_the_network(addresses: set[str]) -> set[str]:
    """Which of these, in capitals, are somebody's who works here, and no client's or guardian's (one query)."""
    everybody = (
        _at(addresses, User, "email", works=True),
        _at(addresses, Practitioner, "email", works=True),
        _at(addresses, Client, "email", works=False),
        _at(addresses, Client, "guardian_email", works=False),
    )
    first, *others = everybody
    rows = list(first.union(*others))
    return {address for address, works in rows if works} - {address for address, works in rows if not works}


def _at(addresses: set[str], model: type[Any], field: str, *, works: bool) -> QuerySet[Any, Any]:
    rows = model.objects.exclude(**{field: ""}).order_by().annotate(address=Upper(field), works=Value(works))
    return rows.filter(address__in=addresses).values_list("address", "works")
