"""Whether a consent goes on: asked by the client's own wish, or by mail two weeks before it lapses.

Each consent keeps when the sweep looks at it next (`renewal_due_at`, derived): one that was given, at once; then two
weeks before its end; and one that can't be asked about for now, a day later. A question has no such day. The sweep reads
those that are due by their index and asks a batch of them in as many statements as one.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink
from consent.grants import (
    QUIET_AFTER_DECLINE,
    ConsentRequest,
    ask_for_consent,
    dedupe_key_of,
    last_day_of,
    new_question,
    require_askable,
)
from consent.links import ConsentError
from consent.mail import ASKED
from consent.models import ConsentGrant, GrantScope
from consent.states import block_of
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message

ASK_TO_GO_ON = timedelta(days=14)  # before it lapses
LOOK_AGAIN = timedelta(days=1)
BATCH = 500

About = tuple[Any, ...]  # what a consent is about: the values of ConsentGrant.ABOUT


def renewal_of(grant: ConsentGrant, *, by_mail: bool, now: datetime | None = None) -> ConsentGrant:
    """Asks whether a consent that stands may go on for another 90 days, with what it opens now.

    A yes replaces it; a no, or no answer, leaves it to lapse on its day. Raises as ask_for_consent does.
    """
    return ask_for_consent(grant.client, _request(grant, by_mail=by_mail), now=now)


def _request(grant: ConsentGrant, *, by_mail: bool) -> ConsentRequest:
    return ConsentRequest(
        practitioner=grant.practitioner,
        purpose=grant.purpose,
        scopes=grant.scopes_given,
        question=grant.question.text if grant.question else "",
        trainer=grant.client.lead_trainer,
        client_wants=not by_mail,
        renews=grant,
        by_mail=by_mail,
    )


def send_renewal_requests(now: datetime | None = None) -> int:
    """Asks each client, once, two weeks before a consent lapses; returns how many were asked.

    Running it twice, or twice at once, asks nobody twice. A consent for which a question is open, or to which the
    client said no lately, is left alone.
    """
    moment = now or timezone.now()
    due = ConsentGrant.objects.filter(renewal_due_at__lte=moment).order_by("renewal_due_at", "id")
    number = 0
    while rows := list(due.values_list("pk", "client_id")[:BATCH]):
        number += _ask_batch({key for key, _ in rows}, {client for _, client in rows}, moment)
    return number


@transaction.atomic
def _ask_batch(keys: set[UUID], clients: set[UUID], now: datetime) -> int:
    """Returns how many of these consents were asked about (seven queries and the writes).

    The clients' rows are locked first, as by whoever asks, gives or ends (consent.grants.lock_client).
    """
    locked = Client.objects.select_for_update(no_key=True).filter(pk__among=clients).order_by("pk")
    list(locked.values_list("pk"))
    grants = (
        ConsentGrant.objects.filter(pk__among=keys, renewal_due_at__lte=now)
        .select_related("client__lead_trainer", "practitioner", "question")
        .prefetch_related("scopes")
    )
    batch = _Batch(now)
    batch.read_others(keys, clients)
    for grant in grants:
        batch.look_at(grant)
    return batch.write_questions()


def _about(grant: ConsentGrant) -> About:
    return tuple(grant.serializable_value(name) for name in ConsentGrant.ABOUT)


@dataclass
class _Batch:
    """What one transaction finds and writes."""

    now: datetime
    renewed: set[UUID | None] = field(default_factory=set)
    open_questions: set[About] = field(default_factory=set)
    declined: dict[About, datetime] = field(default_factory=dict)
    overruled: list[ConsentGrant] = field(default_factory=list)
    questions: list[ConsentGrant] = field(default_factory=list)
    scopes: list[GrantScope] = field(default_factory=list)
    links: list[ClientLink] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)
    next_dates: dict[datetime | None, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def read_others(self, keys: set[UUID], clients: set[UUID]) -> None:
        """What else the clients were asked and answered (three queries)."""
        self.renewed = set(ConsentGrant.objects.filter(renews__pk__among=keys).values_list("renews", flat=True))
        of_clients = ConsentGrant.objects.filter(client__pk__among=clients)
        unanswered = of_clients.filter(given_at=None, withdrawn_at=None, replaced_at=None).order_by()
        for *about, declined_at in unanswered.values_list(*ConsentGrant.ABOUT, "declined_at"):
            if declined_at is None:
                self.open_questions.add(tuple(about))
            else:
                self.declined[tuple(about)] = max(declined_at, self.declined.get(tuple(about), declined_at))
        self.overruled = list(of_clients.exclude(overruled_address="").order_by("-overruled_at"))

    def look_at(self, grant: ConsentGrant) -> None:
        """Asks where that is due, and sets when to look at the consent next."""
        at = self._when_to_ask(grant)
        if at is not None and at <= self.now:
            try:
                self._ask_to_renew(grant)
                at = None
            except ConsentError:  # nobody to ask for now
                at = self.now + LOOK_AGAIN
        self.next_dates[at].append(grant.pk)

    def _when_to_ask(self, grant: ConsentGrant) -> datetime | None:
        """None for one that has ended or was asked about; a moment of now or before for one to be asked about now."""
        has_ended = grant.declined_at or grant.withdrawn_at or grant.replaced_at or grant.ends_at <= self.now
        if has_ended or grant.pk in self.renewed:
            return None
        at = grant.ends_at - ASK_TO_GO_ON
        if at > self.now:
            return at
        is_live = grant.given_at is not None and grant.client.status == Client.Status.ACTIVE and not block_of(grant)
        if not is_live or _about(grant) in self.open_questions:
            return self.now + LOOK_AGAIN
        declined_at = self.declined.get(_about(grant))
        quiet_until = declined_at + QUIET_AFTER_DECLINE if declined_at else self.now
        return quiet_until if quiet_until < grant.ends_at else None

    def _ask_to_renew(self, grant: ConsentGrant) -> None:
        client, request = grant.client, _request(grant, by_mail=True)
        require_askable(client, grant.practitioner)
        scopes, last_day = request.scopes_in_order(), last_day_of(client, request, self.now)
        question = new_question(
            client, request, last_day, word_on_objection=self._word_on_objection(grant), now=self.now
        )
        question.question = grant.question
        self.questions.append(question)
        self.scopes += [GrantScope(grant=question, scope=scope) for scope in scopes]
        self._mail(question)

    def _word_on_objection(self, grant: ConsentGrant) -> dict[str, Any]:
        """The client's latest one about the practitioner's present address."""
        email = grant.practitioner.email.lower()
        return next(
            (
                other.word_on_objection
                for other in self.overruled
                if (other.client_id, other.practitioner_id) == (grant.client_id, grant.practitioner_id)
                and other.overruled_address.lower() == email
            ),
            {},
        )

    def _mail(self, question: ConsentGrant) -> None:
        client = question.client
        if not client.mailbox:
            return
        answer, token = new_link(client, ClientLink.Purpose.CONSENT)
        answer.subject_id = question.pk
        sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
        self.links += [answer, sharing]
        self.mails.append(
            unsaved_mail(
                ASKED,
                to=client.mailbox,
                dedupe_key=dedupe_key_of(ASKED, question, token),
                language=client.language,
                subject_id=question.pk,
                client_id=client.pk,
                due_at=self.now,
                secrets={"token": token, SHARING_TOKEN: sharing_token},
            )
        )

    def write_questions(self) -> int:
        """Saves the questions with their mails, and notes the next dates; returns how many questions."""
        ConsentGrant.objects.bulk_create(self.questions, batch_size=BATCH)
        GrantScope.objects.bulk_create(self.scopes, batch_size=BATCH)
        ClientLink.objects.bulk_create(self.links, batch_size=BATCH)
        enqueue_all(self.mails)
        for at, keys in self.next_dates.items():
            ConsentGrant.objects.filter(pk__among=keys).update(renewal_due_at=at)
        return len(self.questions)
