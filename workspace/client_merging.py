"""Two entries of one client become one, with all that hangs on them, and two again within 30 days.

What one mailbox may open, another never inherits: two entries that were both answered for are made one only while they
have one mailbox. Whatever refers to a client goes over but for what is named in STAYS, so that nothing is forgotten.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from careplan.models import CareTeamMember
from clients.access import join_own_account, leads, part_own_account
from clients.links import revoke_client_links
from clients.models import Client, ClientMerge, PrivacyRequest, Transfer
from clients.nudges import CONFIRM
from consent.models import ConsentGrant
from outbox.models import Message
from outbox.nudges import stop_nudging
from sessions_log.models import TrainingSession
from web.merging import Hanging, MergeRefusedError, fill, given_back, hanging_on

# What stays with the entry: its rights, its mailbox's story, and the books of who looked and who was merged.
STAYS = {
    "clients.Client", "clients.ClientMerge", "clients.ClientsToldApart", "clients.ClientUserObjectPermission",
    "clients.EmergencyAccess", "clients.MailboxChange", "clients.Transfer",
}  # fmt: skip
# What stands or falls with a mailbox: it goes over where both have the same one.
OF_THE_MAILBOX = {"clients.ClientLink", "consent.ConsentGrant", "sessions_log.OwnCalendarFeed"}
TAKEN_OVER = ("phone", "emergency_name", "emergency_phone", "province", "load_unit", "preferred_name", "pronouns")
MAILS = "outbox.Message"


def moved_with_a_client() -> list[Hanging]:
    """Whatever refers to a client, of every app, but for what stays."""
    return [hanging for hanging in hanging_on(Client) if hanging.label not in STAYS]


def why_not(entry: Client, into: Client, *, by: User) -> str:
    """Why two entries can't be made one now, in words; "" where they can."""
    if entry.pk == into.pk:
        return _("That is one and the same entry.")
    if not (leads(by, entry) and leads(by, into)):
        return _("Only the lead trainer of both can make them one.")
    if entry.merged_into_id or into.merged_into_id:
        return _("One of the two is part of another entry already.")
    if Client.Status.ARCHIVED in (entry.status, into.status):
        return _("One of the two is archived. Restore them first.")
    return _who_they_are(entry, into) or _what_is_open(entry, into)


def _who_they_are(entry: Client, into: Client) -> str:
    if entry.birth_date and into.birth_date and entry.birth_date != into.birth_date:
        return _("Their dates of birth differ. If it is one person, put that right first.")
    if entry.is_shut or into.is_shut:
        return _("The address of one of the two has changed and waits for the client's word.")
    if entry.has_history and not into.has_history:
        return _("Only the first of the two has answered. Make the other one part of it instead.")
    if entry.has_history and entry.mailbox.lower() != into.mailbox.lower():
        return _(
            "They answer from two mailboxes. Write the same address down for both: the client is asked to confirm it."
        )
    return ""


def _what_is_open(entry: Client, into: Client) -> str:
    if PrivacyRequest.objects.open().filter(client_id__in=[entry.pk, into.pk]).exists():
        return _("A request for a copy or for erasure is open for one of the two. Answer it first.")
    if Transfer.objects.open().filter(client__in=[entry, into]).exists():
        return _("A handover is open. Wait for its answer, or take it back.")
    if TrainingSession.objects.filter(client=entry, state=TrainingSession.State.OPEN).exists():
        return _("A session of the first one is open. End it first.")
    return _what_is_shared(entry, into)


def _what_is_shared(entry: Client, into: Client) -> str:
    grants = ConsentGrant.objects.not_ended().filter(client=entry).select_related("practitioner")
    if grants and not _have_one_mailbox(entry, into):
        return _("The first of the two was asked for a consent at another mailbox. Take that back first.")
    twice = ConsentGrant.objects.not_ended().filter(client=into).values("practitioner", "purpose", "direction")
    given = {tuple(row.values()) for row in twice}
    for grant in grants:
        if (grant.practitioner_id, grant.purpose, grant.direction) in given:
            return _("Both share with %(name)s. End one of the two first.") % {"name": grant.practitioner.name}
    return ""


@transaction.atomic
def merge_clients(entry: Client, *, into: Client, by: User, now: datetime | None = None) -> ClientMerge:
    """Makes `entry` part of `into`. Raises MergeRefusedError; of two who do it at once one gets that."""
    entry, into = _locked(entry, into)
    refused = why_not(entry, into, by=by)
    if refused:
        raise MergeRefusedError(refused)
    moment, status, has_one_mailbox = now or timezone.now(), entry.status, _have_one_mailbox(entry, into)
    moved, stayed = _move_all(entry, into, has_one_mailbox=has_one_mailbox)
    if has_one_mailbox:
        moved[MAILS] = _move_mails(Message.objects.outstanding().filter(client_id=entry.pk), into)
        stops = filter(None, [entry.reminders_stopped_at, into.reminders_stopped_at])
        into.reminders_stopped_at = min(stops, default=None)  # their own word: an undo leaves it with both
    revoke_client_links(entry)
    stop_nudging(CONFIRM, entry.pk)
    part_own_account(entry)
    entry.refresh_from_db(fields=["account"])
    entry.status, entry.archived_at, entry.merged_into = Client.Status.ARCHIVED, moment, into
    entry.save(update_fields=["status", "archived_at", "merged_into"])
    taken = fill(into, entry, TAKEN_OVER)
    into.save(update_fields=[*taken, "reminders_stopped_at", "search_text"])
    return ClientMerge.objects.create(
        entry=entry, into=into, by=by, at=moment, moved=moved, stayed=stayed, taken_over=taken, status_before=status
    )


def _locked(first: Client, second: Client) -> tuple[Client, Client]:
    """Both, in the order of their keys, so that two who lock the same wait for each other."""
    rows = Client.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk]).order_by("pk")
    by_key = {row.pk: row for row in rows}
    return by_key[first.pk], by_key[second.pk]


def _have_one_mailbox(entry: Client, into: Client) -> bool:
    return entry.mailbox.lower() == into.mailbox.lower()


def _move_all(entry: Client, into: Client, *, has_one_mailbox: bool) -> tuple[dict[str, list[str]], int]:
    """Moves what may; gives the keys by what hangs, and how many stay."""
    moved: dict[str, list[str]] = {}
    stayed = 0
    _join_care_teams(entry, into, moved)
    for hanging in moved_with_a_client():
        if hanging.label in OF_THE_MAILBOX and not has_one_mailbox:
            stayed += hanging.rows(entry).count() if hanging.label != "clients.ClientLink" else 0
            continue
        keys, left = hanging.move(entry, into)
        stayed += left
        if keys:
            moved[f"{hanging.label}.{hanging.field}"] = [str(key) for key in keys]
    return moved, stayed


def _join_care_teams(entry: Client, into: Client, moved: dict[str, list[str]]) -> None:
    """Somebody who is in both teams is there once: what hangs on them goes to the one that stays."""
    theirs = {member.practitioner_id: member for member in CareTeamMember.objects.filter(client=into)}
    for member in CareTeamMember.objects.filter(client=entry, practitioner__in=[key for key in theirs if key]):
        for hanging in hanging_on(CareTeamMember):
            keys, _left = hanging.move(member, theirs[member.practitioner_id])
            if keys:
                moved[f"{hanging.label}.{hanging.field}:{member.pk}"] = [str(key) for key in keys]


def _move_mails(mails: Any, to: Client) -> list[str]:
    keys = [str(key) for key in mails.values_list("pk", flat=True)]
    Message.objects.filter(pk__in=keys).update(client_id=to.pk)
    return keys


# --- and back -----------------------------------------------------------------------------


@transaction.atomic
def undo_client_merge(merged: ClientMerge, *, by: User, now: datetime | None = None) -> None:
    """Two entries again, each with what it had; what came after the merge stays with the one that stood.

    Raises MergeRefusedError where it is too late, was undone already, or the two have two mailboxes by now.
    """
    moment = now or timezone.now()
    entry, into = _locked(merged.entry, merged.into)
    merged = ClientMerge.objects.select_for_update(of=("self",)).get(pk=merged.pk)
    refused = _why_not_back(merged, entry, into, by=by, now=moment)
    if refused:
        raise MergeRefusedError(refused)
    for hanging in moved_with_a_client():
        hanging.move_back(merged.moved.get(f"{hanging.label}.{hanging.field}", []), entry, into=into)
    _part_care_teams(merged, entry, into)
    _move_mails(Message.objects.filter(pk__in=merged.moved.get(MAILS, []), client_id=into.pk), entry)
    given = given_back(into, merged.taken_over)
    for name in given:
        setattr(into, name, merged.taken_over[name][0])
    into.save(update_fields=[*given, "search_text"])
    entry.status, entry.archived_at, entry.merged_into = merged.status_before, None, None
    entry.save(update_fields=["status", "archived_at", "merged_into"])
    if entry.has_proven_mailbox:
        join_own_account(entry)
    ClientMerge.objects.filter(pk=merged.pk).update(undone_by=by, undone_at=moment)


def _why_not_back(merged: ClientMerge, entry: Client, into: Client, *, by: User, now: datetime) -> str:
    if merged.is_too_late(now):
        return _("This can't be undone: it was before, or more than 30 days have passed.")
    if into.merged_into_id:
        return _("%(name)s is part of another entry by now. Undo that first.") % {"name": into.name}
    if not (leads(by, entry) and leads(by, into)):
        return _("Only the lead trainer of both can make them two again.")
    has_grants = any(key.startswith("consent.ConsentGrant.") for key in merged.moved)
    if (has_grants or entry.has_history) and not _have_one_mailbox(entry, into):
        return _("The client's address has changed since. What is theirs can't go back to another mailbox.")
    return ""


def _part_care_teams(merged: ClientMerge, entry: Client, into: Client) -> None:
    theirs = {member.practitioner_id: member for member in CareTeamMember.objects.filter(client=into)}
    for member in CareTeamMember.objects.filter(client=entry).filter(practitioner__in=[key for key in theirs if key]):
        for hanging in hanging_on(CareTeamMember):
            keys = merged.moved.get(f"{hanging.label}.{hanging.field}:{member.pk}", [])
            hanging.move_back(keys, member, into=theirs[member.practitioner_id])
