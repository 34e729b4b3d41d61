"""A referral is over: its consent ends with it, unless the client chose to go on sharing for their care."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clients.access_log import Actor
from consent import listeners
from consent.ending import end_sharing
from consent.grants import ConsentRequest, QuestionClosedError, ask_for_consent, lock_grant, take_place_of, tell_given
from consent.links import ConsentError
from consent.models import ConsentGrant, ConsentGrantQuerySet, Direction, GrantScope, Purpose, Scope
from consent.states import GrantState
from consent.wording import kept_for_care
from web.keys import uuid7
from web.languages import words_for


@transaction.atomic
def end_with_referral(grant: ConsentGrant, *, is_completed: bool, now: datetime | None = None) -> None:
    """Nothing rests on this consent any more: it ends, and a question whether it may go on is taken back.

    Where the referral was completed and the client chose to keep sharing for care, a consent to that takes
    its place: of one that may be used, not of one that waits for the client's word on another address.
    """
    moment = now or timezone.now()
    for question in grant.same_subject().not_ended().filter(given_at=None):
        if not question.attempts.open().exists():
            end_sharing(question, by=ConsentGrant.EndedBy.REFERRAL, actor=Actor.system(), now=moment)
    current = lock_grant(grant)
    if is_completed and current.keeps_for_care and current.state == GrantState.GIVEN and _scopes_for_care(current):
        _go_on_for_care(current, now=moment)
    else:
        end_sharing(current, by=ConsentGrant.EndedBy.REFERRAL, actor=Actor.system(), now=moment)


@transaction.atomic
def choose_care(grant: ConsentGrant, *, keeps: bool, now: datetime | None = None) -> None:
    """The client chooses whether sharing goes on for their care once the referral is completed.

    A yes is added to the words agreed to. Raises QuestionClosedError where there is no such consent any more.
    """
    current = lock_grant(grant)
    if current.state != GrantState.GIVEN or not current.is_to_a_referral:
        raise QuestionClosedError
    if keeps and not current.keeps_for_care:
        with words_for(current.language, current.client.time_zone):
            current.wording = f"{current.wording}\n{kept_for_care(current)}".strip()
    current.keeps_for_care = keeps
    current.save(update_fields=["keeps_for_care", "wording"])


def offer_care(grant: ConsentGrant, *, now: datetime | None = None) -> None:
    """Asks the client whether something goes on being shared for their care, now that the referral is completed.

    Nobody is asked who has chosen already, who shares or is asked for care anyway, or who declined lately.
    """
    moment = now or timezone.now()
    known = _for_care(grant).filter(ends_at__gt=moment)
    if not grant.is_to_a_referral or grant.keeps_for_care or known.exists() or not _scopes_for_care(grant):
        return
    with suppress(ConsentError):
        ask_for_consent(
            grant.client,
            ConsentRequest(
                practitioner=grant.practitioner,
                purpose=Purpose.CARE,
                scopes=_scopes_for_care(grant),
                trainer=grant.client.lead_trainer,
                renews=grant,
            ),
            now=moment,
        )


def _scopes_for_care(grant: ConsentGrant) -> list[str]:
    """All that the consent opens but the referral itself."""
    return [scope for scope in grant.scopes_given if scope != Scope.REFERRAL]


def _for_care(grant: ConsentGrant) -> ConsentGrantQuerySet:
    """The consents to share with the same practitioner for care that stand, and the open questions."""
    return ConsentGrant.objects.not_ended().filter(
        client=grant.client_id, practitioner=grant.practitioner_id, direction=Direction.SHARE, purpose=Purpose.CARE
    )


def _go_on_for_care(grant: ConsentGrant, *, now: datetime) -> None:
    """A consent to care takes the place of `grant`, and of one to care that stands: what both open, to the later end.

    It was agreed to when the client chose it, so its words and who gave it are those of then.
    """
    scopes, wording, ends_at = _scopes_for_care(grant), grant.wording, grant.ends_at
    for other in _for_care(grant).live(now):
        scopes += [scope for scope in other.scopes_given if scope not in scopes]
        wording, ends_at = f"{other.wording}\n\n{wording}".strip(), max(ends_at, other.ends_at)
    care = ConsentGrant(
        id=uuid7(),
        client=grant.client,
        practitioner=grant.practitioner,
        for_address=grant.for_address,
        purpose=Purpose.CARE,
        ends_at=ends_at,
        wording_version=grant.wording_version,
        wording=wording,
        language=grant.language,
        how_given=grant.how_given,
        answered_name=grant.answered_name,
        answered_by_guardian=grant.answered_by_guardian,
        witness=grant.witness,
        renews=grant,
        requested_by=grant.requested_by,
        requested_at=now,
        given_at=now,
        **grant.word_on_objection,
    )
    keys = {grant.pk, *_for_care(grant).values_list("pk", flat=True)}  # now: replaced ones are no longer among them
    others = ConsentGrant.objects.filter(pk__in=keys)
    take_place_of(others, care, now=now)
    care.save(force_insert=True)
    GrantScope.objects.bulk_create(GrantScope(grant=care, scope=scope, is_given=True) for scope in scopes)
    tell_given(care, now=now)
    listeners.tell_kept_for_care(care, replaced=others.filter(replaced_at=now))
