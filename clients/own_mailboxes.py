"""The mailboxes that a client has or had, and what an erasure takes of what is left at them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.erasure import erase_account
from accounts.mail import SIGN_IN_CODE
from accounts.models import User
from accounts.roles import Role
from clients.models import Client, MailboxChange
from outbox.models import Message


def mailboxes_of(entries: Sequence[UUID]) -> set[str]:
    """In small letters: those of today and from before, but for one that is another client's, too."""
    of_today = ("email", "guardian_email", "confirmed_address", "vouched_address")
    rows = [
        *Client.objects.filter(pk__in=entries).values_list(*of_today),
        *MailboxChange.objects.filter(client__in=entries).values_list("earlier", "new"),
    ]
    mailboxes = {mailbox.lower() for row in rows for mailbox in row if mailbox}
    return {mailbox for mailbox in mailboxes if not _is_of_another(mailbox, entries)}


def _is_of_another(mailbox: str, entries: Sequence[UUID]) -> bool:
    theirs = Q(email__iexact=mailbox) | Q(guardian_email__iexact=mailbox) | Q(confirmed_address__iexact=mailbox)
    return Client.objects.filter(theirs).exclude(pk__in=entries).exists()


def erase_accounts_at(mailboxes: Collection[str]) -> None:
    """Clients' own accounts that open no record any more: nothing refers from a record to that of an earlier mailbox."""
    for mailbox in sorted(mailboxes):
        user = User.objects.select_for_update().filter(email__iexact=mailbox).first()
        if user and not user.own_records.exists() and not _has_worked(user):
            erase_account(user)


def _has_worked(user: User) -> bool:
    """Whether the account had a role besides the client's, though perhaps none today."""
    working = set(Role) - {Role.CLIENT}
    had = Q(before__in=working) | Q(after__in=working)
    return user.leads.exists() or user.account_events.filter(had).exists()


def delete_mails_at(mailboxes: Collection[str], about: Collection[UUID]) -> int:
    """Mails that name no client: codes to sign in with, and those about rows that go; but for one that is on its way.

    Where somebody's account is at the mailbox, they stay.
    """
    nobodys = [mailbox for mailbox in mailboxes if not User.objects.filter(email__iexact=mailbox).exists()]
    deletable = Message.objects.filter(client_id=None).exclude(state=Message.State.IN_FLIGHT)
    mails = deletable.annotate(mailbox=Lower("to")).filter(mailbox__in=nobodys)
    keys = [
        key
        for key, kind, subject in mails.values_list("pk", "kind", "subject_id")
        if kind == SIGN_IN_CODE or subject in about
    ]
    return deletable.filter(pk__in=keys).delete()[0]
