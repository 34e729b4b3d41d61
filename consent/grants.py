"""A consent's life: asked for, given or declined, replaced. Renewals are consent/renewals.py, ends consent/ending.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.models import Question
from clients.lifecycle import confirm_client
from clients.links import issue_client_link, with_way_to_end_sharing
from clients.models import Client, ClientLink
from consent.links import ConsentError, revoke_share_links, send_share_link
from consent.mail import ASKED, RECEIPT
from consent.models import ConsentGrant, ConsentGrantQuerySet, Direction, GrantScope, Purpose, Scope
from consent.nudges import ASKED as ASKED_NUDGE, QUESTION as QUESTION_NUDGE
from consent.states import GrantState
from consent.wording import WORDING_VERSION, agreed_text, offered
from outbox.enqueue import enqueue
from outbox.nudges import start_nudging, stop_nudging
from practitioners.models import Practitioner
from web.endings import keep_ending
from web.keys import hash_token, uuid7
from web.languages import spoken, words_for
from web.models import AT_ONCE
from web.zones import today_in

GRANT_REPLACED = "grant-replaced"  # a line of the file that no restore undoes (web/endings.py)
USUAL_DAYS = 90
MOST_DAYS = 365
QUIET_AFTER_DECLINE = timedelta(days=30)


class DeclinedLatelyError(ConsentError):
    """The client declined less than 30 days ago, and has not said that they want to be asked again."""


class NobodyToAskError(ConsentError):
    """A minor without a guardian on record."""


class QuestionClosedError(ConsentError):
    """The question has been answered otherwise, replaced, withdrawn, or its last day is over."""


class DisputedAddressError(ConsentError):
    """The mailbox from before has said that the practitioner's present address isn't theirs."""


class NothingTickedError(ConsentError):
    """A consent opens at least one thing of those asked for, and one to a referral the referral."""


@dataclass(frozen=True)
class ConsentRequest:
    """What the client is asked to agree to; with a `question` to the practitioner it is a record request.

    `renews` is the consent that goes on with a yes. `client_wants` it asked again although they said no lately.
    """

    practitioner: Practitioner
    purpose: str
    scopes: Iterable[str]
    trainer: User
    question: str = ""
    last_day: date | None = None  # where the client lives: 90 days from today unless given
    note: str = ""
    referral_words: str = ""  # what the practitioner would read of a referral
    renews: ConsentGrant | None = None
    client_wants: bool = False
    by_mail: bool = True  # else the client is looking at the question already, on their own page
    key: UUID | None = None  # of the form: sent twice, it asks once

    @property
    def direction(self) -> Direction:
        return Direction.REQUEST if self.question else Direction.SHARE

    def scopes_in_order(self) -> list[str]:
        """Raises ConsentError where there is none, or one that can't be asked for."""
        requested = set(self.scopes) | ({Scope.REFERRAL} if self.purpose == Purpose.REFERRAL else set())
        in_order: list[str] = [scope for scope in offered(self.direction, self.purpose) if scope in requested]
        if not requested or len(in_order) != len(requested):
            raise ConsentError("no scope, or one that can't be asked for")
        return in_order


@transaction.atomic
def ask_for_consent(client: Client, request: ConsentRequest, *, now: datetime | None = None) -> ConsentGrant:
    """Asks the client, by mail where the request says so; an older open question about the same is replaced.

    Raises DeclinedLatelyError within 30 days of a "no", DisputedAddressError where the practitioner's address is
    disputed and the client never overruled that, NobodyToAskError for a minor without a guardian, ConsentError where
    nothing may be asked (client not active, practitioner suspended, no scope, last day more than 365 days away).
    """
    moment = now or timezone.now()
    lock_client(client.pk)  # one question at a time
    asked_before = ConsentGrant.objects.filter(pk=request.key, client=client).first() if request.key else None
    if asked_before:
        return asked_before
    require_askable(client, request.practitioner)
    scopes, last_day = request.scopes_in_order(), last_day_of(client, request, moment)
    if not request.client_wants and declined_lately(
        client, request.practitioner, request.purpose, direction=request.direction, now=moment
    ):
        raise DeclinedLatelyError
    replaced = _replace_open_questions(client, request, moment)
    grant = new_question(
        client, request, last_day, word_on_objection=_word_on_objection(client, request.practitioner), now=moment
    )
    grant.question = _question_to_practitioner(client, request)
    grant.save(force_insert=True)
    GrantScope.objects.bulk_create(GrantScope(grant=grant, scope=scope) for scope in scopes)
    for older_question in replaced:
        older_question.attempts.update(grant=grant)  # a referral that waited for that answer waits for this one
        stop_nudging(ASKED_NUDGE, older_question.pk, now=moment)
    if request.by_mail:
        mail_question(grant)
    start_nudging(ASKED_NUDGE, grant.pk, now=moment)
    return grant


def require_askable(client: Client, practitioner: Practitioner) -> None:
    """Raises NobodyToAskError, DisputedAddressError or ConsentError, as ask_for_consent does."""
    if client.is_minor() and not client.guardian_name:
        raise NobodyToAskError
    if client.status != Client.Status.ACTIVE or practitioner.is_suspended:
        raise ConsentError("nobody to ask, or nobody to share with")
    if address_is_disputed(client, practitioner):
        raise DisputedAddressError


def last_day_of(client: Client, request: ConsentRequest, now: datetime) -> date:
    """The last day of what is asked for. Raises ConsentError where it is out of reach."""
    today = today_in(client.time_zone, now)
    last_day = request.last_day or today + timedelta(days=USUAL_DAYS)
    if not today <= last_day <= today + timedelta(days=MOST_DAYS):
        raise ConsentError("a last day out of reach")
    return last_day


def _replace_open_questions(client: Client, request: ConsentRequest, now: datetime) -> list[ConsentGrant]:
    older = ConsentGrant.objects.filter(
        client=client,
        practitioner=request.practitioner,
        direction=request.direction,
        purpose=request.purpose,
        given_at=None,
    ).not_ended()
    replaced = list(older.select_for_update())
    older.update(replaced_at=now)
    return replaced


def new_question(
    client: Client, request: ConsentRequest, last_day: date, *, word_on_objection: Mapping[str, Any], now: datetime
) -> ConsentGrant:
    """What the client is asked, to be saved; what the practitioner would be asked is not set yet."""
    return ConsentGrant(
        id=request.key or uuid7(),
        client=client,
        practitioner=request.practitioner,
        for_address=request.practitioner.email,
        direction=request.direction,
        purpose=request.purpose,
        ends_at=end_of(last_day, client),
        note_to_client=request.note,
        referral_words=request.referral_words,
        wording_version=WORDING_VERSION,
        language=client.language,
        requested_by=request.trainer,
        requested_at=now,
        renews=request.renews,
        renewal_due_at=None,  # until it is given
        **word_on_objection,
    )


def _question_to_practitioner(client: Client, request: ConsentRequest) -> Question | None:
    """What the practitioner is asked once the client agrees; going on asks nothing anew."""
    if not request.question:
        return None
    if request.renews and request.renews.question:
        return request.renews.question
    return Question.objects.create(
        client=client, practitioner=request.practitioner, text=request.question, asked_by=request.trainer
    )


def address_is_disputed(client: Client, practitioner: Practitioner) -> bool:
    """Whether an earlier mailbox objects to the practitioner's address, and this client has not overruled that."""
    return practitioner.address_is_disputed and not _word_on_objection(client, practitioner)


def _word_on_objection(client: Client, practitioner: Practitioner) -> dict[str, Any]:
    """How the client overruled an objection to the present address; it holds for what they are asked later as well."""
    overruled = ConsentGrant.objects.filter(
        client=client, practitioner=practitioner, overruled_address__iexact=practitioner.email
    ).order_by("-overruled_at")
    latest = overruled.first()
    return latest.word_on_objection if latest else {}


def end_of(day: date, client: Client) -> datetime:
    """The end of `day` where the client lives."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=client.zone)


def declined_lately(
    client: Client, practitioner: Practitioner, purpose: str, *, direction: str, now: datetime | None = None
) -> bool:
    since = (now or timezone.now()) - QUIET_AFTER_DECLINE
    return ConsentGrant.objects.filter(
        client=client, practitioner=practitioner, direction=direction, purpose=purpose, declined_at__gt=since
    ).exists()


def mail_question(grant: ConsentGrant) -> None:
    """Mails the client a link to the question, once more where one went astray."""
    token = issue_client_link(grant.client, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    mail_client(ASKED, grant, token)


def dedupe_key_of(kind: str, grant: ConsentGrant, token: str) -> str:
    return f"{kind}:{grant.pk}:{hash_token(token)[:16]}"


def mail_client(kind: str, grant: ConsentGrant, token: str) -> None:
    enqueue(
        kind,
        to=grant.client.mailbox,
        dedupe_key=dedupe_key_of(kind, grant, token),
        language=grant.client.language,
        subject_id=grant.pk,
        client_id=grant.client_id,
        secrets=with_way_to_end_sharing(grant.client, {"token": token}),
    )


@transaction.atomic
def give(
    grant: ConsentGrant,
    *,
    scopes: Iterable[str],
    how: str = ConsentGrant.HowGiven.MAIL,
    signed_name: str = "",
    witness: User | None = None,
    keeps_for_care: bool = False,
    now: datetime | None = None,
) -> ConsentGrant:
    """The client agrees to `scopes`, which are among those asked for; giving twice changes nothing.

    With `keeps_for_care` they choose to go on sharing for care once the referral is completed. Keeps the words agreed to,
    confirms the client, replaces an older standing grant, mails the client a receipt with a link to withdraw, and the
    practitioner a link (a referral brings its own). In person it takes the name that the client typed and the trainer who was there. Raises
    NothingTickedError, and QuestionClosedError where the question is no longer open.
    """
    moment = now or timezone.now()
    grant = lock_grant(grant)
    if grant.is_in_force:
        return grant
    ticked, client = _ticked(grant, scopes), grant.client
    confirm_client(client, by_mail=how != ConsentGrant.HowGiven.IN_PERSON, now=moment)
    take_place_of(grant.same_subject(), grant, now=moment)
    grant.scopes.filter(scope__in=ticked).update(is_given=True)
    grant.given_at, grant.how_given, grant.witness = moment, how, witness
    grant.renewal_due_at = AT_ONCE
    grant.keeps_for_care = keeps_for_care and grant.is_to_a_referral
    grant.answered_name, grant.answered_by_guardian = signed_name or client.answers, client.is_minor()
    grant.wording_version, grant.language = WORDING_VERSION, spoken(grant.client.language, to_client=True)
    with words_for(grant.language, grant.client.time_zone):
        grant.wording = agreed_text(grant, ticked)
    grant.save()
    tell_given(grant, now=moment)
    return grant


def _ticked(grant: ConsentGrant, scopes: Iterable[str]) -> set[str]:
    """Of an open question the scopes that were asked for and are agreed to. Raises what `give` does."""
    if grant.state != GrantState.REQUESTED:
        raise QuestionClosedError
    ticked, requested = set(scopes), {row.scope for row in grant.scopes.all()}
    if not ticked or not ticked <= requested or (grant.is_to_a_referral and Scope.REFERRAL not in ticked):
        raise NothingTickedError
    return ticked


def tell_given(grant: ConsentGrant, *, now: datetime) -> None:
    """Mails the client a receipt with a link to withdraw, and the practitioner a link where no referral brings it."""
    mail_client(RECEIPT, grant, issue_client_link(grant.client, ClientLink.Purpose.WITHDRAW, subject_id=grant.pk))
    stop_nudging(ASKED_NUDGE, grant.pk, now=now)
    if grant.is_live:  # the practitioner's address may have changed while the question was open
        if not grant.is_mailed_by_referral:
            send_share_link(grant, now=now)
        if grant.question:
            start_nudging(QUESTION_NUDGE, grant.question.pk, now=now)


def lock_client(client_id: UUID) -> Client:
    """The client's row, locked until the transaction ends; what only refers to the client is written all the same."""
    return Client.objects.select_for_update(no_key=True).get(pk=client_id)


def lock_grant(grant: ConsentGrant) -> ConsentGrant:
    """The same consent as it stands now, locked until the transaction ends.

    The client's row is locked first, by everybody: who then goes on to a second consent of the client waits for nobody
    who holds it and wants the first.
    """
    lock_client(grant.client_id)
    return (
        ConsentGrant.objects.select_for_update(of=("self",))
        .select_related("client__lead_trainer", "practitioner__discipline", "practitioner__clinic", "question")
        .get(pk=grant.pk)
    )


def take_place_of(others: ConsentGrantQuerySet, grant: ConsentGrant, *, now: datetime) -> None:
    """Those of `others` that were given and stand end; their receipts' links withdraw `grant`."""
    older = others.not_ended().filter(given_at__isnull=False)
    for replaced in older:
        revoke_share_links(replaced, now=now)
        keep_ending(GRANT_REPLACED, replaced.pk, now=now)
        ClientLink.objects.filter(purpose=ClientLink.Purpose.WITHDRAW, subject_id=replaced.pk).update(
            subject_id=grant.pk
        )
    older.update(replaced_at=now)


@transaction.atomic
def decline(grant: ConsentGrant, *, by_mail: bool = True, now: datetime | None = None) -> ConsentGrant:
    """The client says no; doing so twice changes nothing. Raises QuestionClosedError where it is not open.

    A no that was mailed proves the mailbox; one in person proves nothing and stores nothing else.
    """
    grant = lock_grant(grant)
    if grant.state == GrantState.DECLINED:
        return grant
    if grant.state != GrantState.REQUESTED:
        raise QuestionClosedError
    if by_mail:
        confirm_client(grant.client, now=now)
    grant.declined_at = now or timezone.now()
    grant.save(update_fields=["declined_at"])
    stop_nudging(ASKED_NUDGE, grant.pk, now=now)
    return grant
