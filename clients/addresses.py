"""A client's mailbox changes. What one mailbox may open, another never inherits without the client's own word.

The earlier mailbox, which is proven to be theirs, is told at once and can stop the change or agree to it. Until it has
agreed, or the client has named the new mailbox in person, the client is shut (Client.is_shut): nothing of the record
opens for either mailbox, but the earlier one may still withdraw a consent by its receipt.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, roles_of
from clients.access import join_own_account, part_own_account
from clients.access_log import Actor, record_access
from clients.lifecycle import prove_mailbox, send_welcome
from clients.links import issue_client_link, revoke_client_links
from clients.mail import ADDRESS_CHANGED
from clients.models import Client, ClientLink, MailboxChange, born_before_to_be_of_age
from outbox.enqueue import drop_waiting, enqueue
from outbox.models import Message
from outbox.nudges import start_the_clock_again
from web.endings import keep_ending
from web.keys import hash_token, mailbox_pseudonym

State = MailboxChange.State
Reason = MailboxChange.Reason
MAILBOX_LEFT = "client-mailbox"  # a line of the file that no restore undoes: the mailbox that is theirs from now on
DECISIVE = ("email", "birth_date", "guardian_name", "guardian_email")  # what a client's mailbox hangs on


# What a form, an import or its undoing changes of a client; all else is written by rules of its own.
DETAILS = (
    *("name", "email", "phone", "emergency_name", "emergency_phone", "birth_date", "guardian_name", "guardian_email"),
    *("language", "time_zone", "province", "load_unit", "preferred_name", "pronouns"),
)


class AddressSettledError(Exception):
    """The change has been agreed to, stopped, named in person or changed again meanwhile."""


@transaction.atomic
def change_client(client: Client, *, by: User | None = None, now: datetime | None = None) -> None:
    """Saves a client's changed details. At a new mailbox they have to confirm anew: it may be somebody else's.

    Who answered in person, without an address, stays confirmed and is asked to confirm the address. Of `client` the
    details alone are taken: whatever else has been committed since it was loaded stays.
    """
    before = Client.objects.select_for_update().get(pk=client.pk)
    _take_all_but_details(client, before)
    if client.language != before.language:
        _write_in_new_language(client)
    if client.mailbox.lower() == before.mailbox.lower():
        if client.has_proven_mailbox:
            client.confirmed_address = client.mailbox  # perhaps in other letters
        client.save()
        return
    if before.mailbox:
        client.confirmed_at = None
    _move_mailbox(client, before=before, by=by, now=now or timezone.now())


def _write_in_new_language(client: Client) -> None:
    """What waits for them, and an account that opens no record in another language; pages read it from the record."""
    Message.objects.outstanding().filter(client_id=client.pk, to__iexact=client.mailbox).update(
        language=client.language
    )
    account = client.account
    if account is None or roles_of(account) != [Role.CLIENT]:
        return
    others = Client.objects.filter(account=account).exclude(pk=client.pk)
    if not others.exclude(language=client.language).exists():
        User.objects.filter(pk=account.pk).update(language=client.language)


def _take_all_but_details(client: Client, current: Client) -> None:
    for field in Client._meta.concrete_fields:  # noqa: SLF001  (Django's own way in)
        if field.name not in DETAILS:
            setattr(client, field.attname, getattr(current, field.attname))


def come_of_age(*, on: date, now: datetime | None = None) -> int:
    """From this day on they answer for themselves: their guardians' pages and links end. Returns how many."""
    noted = MailboxChange.objects.filter(
        client=OuterRef("pk"), earlier=OuterRef("guardian_email"), new=OuterRef("email")
    )
    grown_up = (
        Client.objects.exclude(guardian_email="")
        .filter(birth_date__lte=born_before_to_be_of_age(on), confirmed_address=F("guardian_email"))
        .exclude(Exists(noted))
    )
    left = [client for client in grown_up if client.mailbox.lower() != client.confirmed_address.lower()]
    return sum(_come_of_age(client, now=now or timezone.now()) for client in left)


@transaction.atomic
def _come_of_age(client: Client, *, now: datetime) -> bool:
    """False where their mailbox has been changed or proven meanwhile."""
    current = Client.objects.select_for_update().get(pk=client.pk)
    if (current.mailbox, current.confirmed_address) != (client.mailbox, client.confirmed_address):
        return False
    _move_mailbox(current, before=current, reason=Reason.OF_AGE, now=now)
    return True


def _move_mailbox(
    client: Client, *, before: Client, now: datetime, reason: str = Reason.EDITED, by: User | None = None
) -> None:
    """Saves the client; every way in by the mailbox from before ends, and both mailboxes are written to."""
    _is_theirs_again(client)
    client.vouched_address = ""
    client.save()
    keep_ending(MAILBOX_LEFT, client.pk, mailbox_pseudonym(client.mailbox), now=now)
    part_own_account(client)
    drop_waiting(client_id=client.pk)
    start_the_clock_again(recipient_id=client.pk, now=now)
    _end_links(client)
    client.mailbox_changes.open().update(state=State.REPLACED, settled_at=now)
    if client.has_proven_mailbox:
        join_own_account(client)
        return
    if client.has_history or before.has_history:
        client.answered_at = client.answered_at or before.confirmed_at or now
        client.save(update_fields=["answered_at"])
        _tell_earlier_mailbox(_note_change(client, before, reason=reason, by=by, now=now))
    send_welcome(client)


def shut_mailbox(client: Client) -> None:
    """The mailbox opens nothing any more, nor proves itself: the client had another one before a backup was restored.

    The lead trainer writes down which, and it is confirmed as after any change.
    """
    client.answered_at = client.answered_at or client.confirmed_at
    client.confirmed_address = client.vouched_address = ""
    client.save(update_fields=["answered_at", "confirmed_address", "vouched_address"])
    part_own_account(client)
    drop_waiting(client_id=client.pk)
    _end_links(client)


def _is_theirs_again(client: Client) -> None:
    """Another mailbox said "this isn't me"; and the last proven one needs no new answer."""
    if client.status == Client.Status.NOT_ME:
        client.status = Client.Status.ACTIVE
    if client.has_proven_mailbox:
        client.confirmed_at = client.confirmed_at or client.answered_at


def _end_links(client: Client) -> None:
    """All but those by which the last proven mailbox withdraws a consent."""
    links = ClientLink.objects.filter(client=client, revoked_at=None)
    if client.confirmed_address:
        links = links.exclude(purpose=ClientLink.Purpose.WITHDRAW, sent_to__iexact=client.confirmed_address)
    links.update(revoked_at=timezone.now())


def _note_change(client: Client, before: Client, *, reason: str, by: User | None, now: datetime) -> MailboxChange:
    return MailboxChange.objects.create(
        client=client,
        reason=reason,
        earlier=client.confirmed_address,
        new=client.mailbox,
        before={name: _as_kept(getattr(before, name)) for name in DECISIVE},
        changed_at=now,
        changed_by=by,
    )


def _as_kept(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _tell_earlier_mailbox(change: MailboxChange) -> None:
    if not change.earlier:
        return
    token = issue_client_link(change.client, ClientLink.Purpose.ADDRESS, subject_id=change.pk, sent_to=change.earlier)
    enqueue(
        ADDRESS_CHANGED,
        to=change.earlier,
        dedupe_key=f"{ADDRESS_CHANGED}:{change.pk}:{hash_token(token)[:16]}",
        language=change.client.language,
        subject_id=change.pk,
        client_id=change.client_id,
        secrets={"token": token},
    )


# --- what becomes of it -------------------------------------------------------------------


@transaction.atomic
def agree_to_change(change: MailboxChange, *, link: ClientLink, now: datetime | None = None) -> None:
    """The earlier mailbox agrees: a press in the new one opens the record. Raises AddressSettledError."""
    client = _settle(change, State.AGREED, now=now)
    _record(client, "clients:agree_to_address", ("link", link.pk))
    _vouch(client, change.new, now=change.settled_at)
    _prove_if_pressed(client, change)


@transaction.atomic
def stop_change(change: MailboxChange, *, link: ClientLink, now: datetime | None = None) -> None:
    """The earlier mailbox stops it: what was changed is put back. Raises AddressSettledError.

    Where the mailbox has moved by a birthday there is nothing to put back; the client stays shut until they
    name their mailbox in person. The trainer sees both on Today.
    """
    client = _settle(change, State.STOPPED, now=now)
    _record(client, "clients:stop_address", ("link", link.pk))
    if change.new:
        drop_waiting(client_id=client.pk, to=change.new)
        revoke_client_links(client, sent_to=change.new)
    if change.reason == Reason.OF_AGE:
        return
    for name, value in change.before.items():
        setattr(client, name, date.fromisoformat(value) if name == "birth_date" and value else value)
    _is_theirs_again(client)
    client.save()
    if client.has_proven_mailbox:
        join_own_account(client)


@transaction.atomic
def vouch_in_person(
    client: Client, *, mailbox: str, signed_name: str, witness: User, now: datetime | None = None
) -> None:
    """The client names the mailbox that they read on the trainer's device as theirs; a press in it opens the record.

    Keeps the name that they typed and the trainer who was there. Raises AddressSettledError where the mailbox is
    another one by now, or needs no such word.
    """
    moment = now or timezone.now()
    client = Client.objects.select_for_update().get(pk=client.pk)
    if not client.is_shut or client.mailbox.lower() != mailbox.lower():
        raise AddressSettledError
    _record(client, "clients:vouch_in_person", ("witness", witness.pk), now=moment)
    of_another = client.mailbox_changes.open().exclude(new__iexact=client.mailbox)
    of_another.update(state=State.REPLACED, settled_at=moment)
    change = client.mailbox_changes.open().first() or MailboxChange(
        client=client, earlier=client.confirmed_address, new=client.mailbox, changed_at=moment
    )
    change.state, change.settled_at = State.VOUCHED, moment
    change.signed_name, change.witness = signed_name, witness
    change.save()
    _vouch(client, client.mailbox, now=moment)
    _prove_if_pressed(client, change)


def _settle(change: MailboxChange, state: State, *, now: datetime | None) -> Client:
    """Marks it once, however many do so at the same moment; gives the client, locked."""
    client = Client.objects.select_for_update().get(pk=change.client_id)
    moment = now or timezone.now()
    if not MailboxChange.objects.open().filter(pk=change.pk).update(state=state, settled_at=moment):
        raise AddressSettledError
    change.refresh_from_db()
    return client


def _vouch(client: Client, mailbox: str, *, now: datetime | None) -> None:
    client.vouched_address = mailbox
    client.confirmed_at = client.confirmed_at or now
    client.answered_at = client.answered_at or now
    client.save(update_fields=["vouched_address", "confirmed_at", "answered_at"])


def _prove_if_pressed(client: Client, change: MailboxChange) -> None:
    """The press that was noted came from the change's mailbox; the client's may be yet another one by now."""
    if change.confirmed_at and change.new and client.mailbox.lower() == change.new.lower():
        prove_mailbox(client)


def _record(client: Client, action: str, through: tuple[str, object], *, now: datetime | None = None) -> None:
    record_access(client.pk, actor=Actor.client(client.pk), action=action, through=through, now=now)
