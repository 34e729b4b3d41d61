"""The client answers for themselves: whether they see a physio, who else looks after them, what they hope for.

Their words are kept beside the trainer's record and change nothing of it; whom they name stands on the care team,
marked as their word.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from careplan.mail import INTAKE_ASKED
from careplan.models import CareTeamMember, NamedPerson, OwnIntake
from careplan.named import Named, put_on_team, same_name
from careplan.nudges import ANSWER_WITHIN, INTAKE
from clients.access_log import Actor, record_access
from clients.lifecycle import require_confirmed
from clients.links import issue_client_link, revoke_client_links, with_way_to_end_sharing
from clients.models import Client, ClientLink
from outbox.enqueue import enqueue
from outbox.nudges import start_nudging, stop_nudging


@transaction.atomic
def send_questions(client: Client, *, key: UUID, now: datetime | None = None) -> bool:
    """Mails the client a link to the questions; earlier such links end.

    False where the mail of this `key` is scheduled already, or there is nobody to write to.
    """
    if client.status != Client.Status.ACTIVE:
        return False
    revoke_client_links(client, purpose=ClientLink.Purpose.INTAKE)
    expires_at = (now or timezone.now()) + ANSWER_WITHIN
    token = issue_client_link(client, ClientLink.Purpose.INTAKE, expires_at=expires_at)
    is_new = enqueue(
        INTAKE_ASKED,
        to=client.mailbox,
        dedupe_key=f"{INTAKE_ASKED}:{client.pk}:{key}",
        language=client.language,
        subject_id=client.pk,
        client_id=client.pk,
        secrets=with_way_to_end_sharing(client, {"token": token}),
    )
    if is_new:
        start_nudging(INTAKE, client.pk, restart=True, now=now)
    else:
        transaction.set_rollback(True)
    return is_new


def last_sent(client: Client) -> ClientLink | None:
    """The newest link to the questions that still opens them (one query)."""
    sent = ClientLink.objects.live().filter(client=client, purpose=ClientLink.Purpose.INTAKE)
    return sent.filter(sent_to__iexact=client.mailbox).last()


def own_intake_of(client: Client) -> OwnIntake | None:
    """What the client has answered, with whom they named (two queries); None before the first answer."""
    return OwnIntake.objects.filter(client=client).prefetch_related("named__discipline").first()


@transaction.atomic
def keep_words(client: Client, *, link: ClientLink | None, **words: str) -> None:
    """Keeps an answer (`sees_practitioner`, `expectations`); the same again changes nothing.

    `link` is the one in the mail; without it the client answers on their own page, which has its line in the
    access log. Raises NotConfirmedError.
    """
    own = _open(client, link)
    if all(getattr(own, name) == typed for name, typed in words.items()):
        return
    for name, typed in words.items():
        setattr(own, name, typed)
    _mark_changed(own)


@transaction.atomic
def keep_people(client: Client, people: Sequence[Named], *, link: ClientLink | None) -> None:
    """Keeps whom the client names, in place of whom they named before; each stands on the care team once.

    Who is named no more leaves the team only while nobody else has added to what the client wrote. `link` and
    errors as in `keep_words`.
    """
    own = _open(client, link)
    before = [_as_named(one) for one in own.named.select_related("discipline")]
    if before == list(people):
        return
    now_named = {same_name(person.name): person for person in people}
    for person in before:
        _follow(client, person, now_named.get(same_name(person.name)))
    own.named.all().delete()
    NamedPerson.objects.bulk_create(
        NamedPerson(
            own_intake=own,
            position=position,
            name=person.name,
            discipline=person.discipline,
            clinic_name=person.clinic_name,
            for_what=person.for_what,
            since=person.since,
        )
        for position, person in enumerate(people)
    )
    put_on_team(client, people, by_client=True)
    _mark_changed(own)


def mark_read(client: Client, *, until: datetime) -> None:
    """A trainer has read what the client answered until then; a later change is to be read anew."""
    unread = OwnIntake.objects.filter(client=client, read_at=None, answered_at__lte=until)
    unread.update(read_at=timezone.now())


def _open(client: Client, link: ClientLink | None) -> OwnIntake:
    """The client's answers, held until the transaction ends."""
    require_confirmed(client)
    OwnIntake.objects.get_or_create(client=client)
    if link is not None:
        through = ("link", link.pk)
        record_access(client.pk, actor=Actor.client(client.pk), action="careplan:link_step", through=through)
    return OwnIntake.objects.select_for_update().get(client=client)


def _mark_changed(own: OwnIntake) -> None:
    own.answered_at, own.read_at = timezone.now(), None
    own.save()
    stop_nudging(INTAKE, own.client_id)


def _as_named(person: NamedPerson | CareTeamMember) -> Named:
    return Named(person.name, person.discipline, person.clinic_name, person.for_what, person.since)


def _follow(client: Client, before: Named, after: Named | None) -> None:
    """The care team follows the client's word as long as the row there is nothing but that word."""
    by_client = CareTeamMember.objects.current().filter(client=client, named_by_client=True, practitioner=None)
    member = next((one for one in by_client if _as_named(one) == before), None)
    if member is None:
        return
    if after is None:
        if not member.visits.exists():
            member.delete()
        return
    member.name, member.discipline, member.clinic_name = after.name, after.discipline, after.clinic_name
    member.for_what, member.since = after.for_what, after.since
    member.save()
