"""Who is reminded of a referral: whoever has its next step, and nobody twice of one step.

`follow` is called after each move and each booking, in their transaction: it stops the reminders of the step that is
over and starts those of the one that has come.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from clients.links import address
from clients.mail import sender_of
from clients.models import ClientLink
from clients.nudges import make_links, turn_of as turn_of_client, turn_of_trainer
from outbox.models import Nudge
from outbox.nudges import Item, NudgeKind, Turn, Waiting, kinds_of_open, register, start_nudging, stop_nudging
from practitioners.models import Practitioner
from practitioners.nudges import COLUMNS_OF_TURN, turn_from
from referrals.incoming_nudges import follow as follow_incoming
from referrals.models import Attempt, BusinessStatus, IncomingReferral, Task, TaskStatus
from referrals.models.task import WITH_A_DATE
from web.pages import page_address

ANSWER = "referrals.answer"
BOOK = "referrals.book"
CALL = "referrals.call"
OUTCOME = "referrals.outcome"
HELD = "referrals.on-hold"
ACKNOWLEDGE = "referrals.acknowledge"

S, B = TaskStatus, BusinessStatus
OUT_OF_NETWORK = Practitioner.Verification.out_of_network()
LINK_OF_BOOKING = timedelta(days=90)
CLIENT_IS_ASKED = 2  # times to book, before the one who accepted is


class Step(NamedTuple):
    """What is waited for, and since when."""

    kind: str
    since: datetime


def kind_of(status: str, business_status: str) -> str:
    """What is waited for; "" while the client's consent is, which has reminders of its own, and once it is over."""
    if status == S.REQUESTED:
        return ANSWER
    if status == S.ON_HOLD:
        return HELD
    if status == S.COMPLETED:
        return ACKNOWLEDGE
    if status not in (S.ACCEPTED, S.IN_PROGRESS):
        return ""
    if business_status in (*WITH_A_DATE, B.ATTENDED) or (status == S.IN_PROGRESS and not business_status):
        return OUTCOME
    return CALL if business_status == B.WE_CALL else BOOK


def step_of(attempt: Attempt) -> Step | None:
    """None where nobody is reminded."""
    kind = kind_of(attempt.status, attempt.business_status)
    if kind in (ANSWER, HELD, ACKNOWLEDGE):
        return Step(kind, attempt.status_since)
    since = attempt.appointment_at or attempt.business_since or attempt.status_since
    return Step(kind, since) if kind else None


def follow(task: Task) -> None:
    """The referral has moved, or something was agreed about the visit."""
    if isinstance(task, IncomingReferral):
        follow_incoming(task)
    if not isinstance(task, Attempt):
        return
    step = step_of(task)
    for kind in kinds_of_open(task.pk):
        if step is None or kind != step.kind:
            stop_nudging(kind, task.pk)
    if step:
        start_nudging(step.kind, task.pk, restart=True, now=step.since)


def _waiting(nudges: Sequence[Waiting]) -> dict[UUID, Attempt]:
    """Those that are still at the step of their nudge."""
    kinds = {nudge.subject_id: nudge.kind for nudge in nudges}
    attempts = (
        Attempt.objects.open()
        .filter(pk__in=kinds)
        .select_related("referral__requester", "referral__client__lead_trainer", "practitioner__clinic", "grant")
    )
    return {
        attempt.pk: attempt
        for attempt in attempts
        if (step := step_of(attempt)) and step.kind == kinds[attempt.pk] and not attempt.practitioner.is_suspended
    }


def _turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    """Most are the practitioner's, and there may be many of those: they are read without a model's weight."""
    others = [nudge for nudge in nudges if _is_anothers(nudge)]
    turns = _turns_of_practitioners([nudge for nudge in nudges if not _is_anothers(nudge)])
    for key, attempt in (_waiting(others) if others else {}).items():
        client = attempt.referral.client
        is_trainers = kind_of(attempt.status, attempt.business_status) == ACKNOWLEDGE
        turns[key] = turn_of_trainer(client) if is_trainers else turn_of_client(client)
    return turns


def _is_anothers(nudge: Waiting) -> bool:
    return nudge.kind == ACKNOWLEDGE or (nudge.kind == BOOK and nudge.sent < CLIENT_IS_ASKED)


def _turns_of_practitioners(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    kinds = {nudge.subject_id: nudge.kind for nudge in nudges}
    if not kinds:
        return {}
    rows = Attempt.objects.filter(pk__among=kinds).exclude(practitioner__verification__in=OUT_OF_NETWORK)
    columns = ("pk", "status", "business_status", "referral__client_id", "grant__for_address", *COLUMNS_OF_TURN)
    return {
        key: turn_from(columns_of_turn, client_id=client_id, may_read=for_address)
        for key, status, visit, client_id, for_address, *columns_of_turn in rows.order_by().values_list(*columns)
        if kind_of(status, visit) == kinds[key]
    }


# --- the words ------------------------------------------------------------------------------


def _items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    audiences = {nudge.subject_id: nudge.audience for nudge in nudges}
    return {key: _item(attempt, audiences[key], tokens.get(key, "")) for key, attempt in _waiting(nudges).items()}


def _links(nudges: Sequence[Waiting], now: datetime) -> dict[UUID, str]:
    """The client says by one that a visit is booked, or has been."""
    theirs = _waiting([nudge for nudge in nudges if nudge.audience == Nudge.Audience.CLIENT])
    links = ((key, attempt.referral.client, ClientLink.Purpose.BOOKING, key) for key, attempt in theirs.items())
    return make_links(links, expires_at=now + LINK_OF_BOOKING)


def _item(attempt: Attempt, audience: str, token: str) -> Item:
    if audience == Nudge.Audience.TRAINER:
        return _item_for_trainer(attempt)
    if audience == Nudge.Audience.CLIENT:
        return _item_for_client(attempt, token)
    return _item_for_practitioner(attempt)


def _item_for_trainer(attempt: Attempt) -> Item:
    names = {"name": attempt.practitioner.name}
    return Item(
        subject=_("%(name)s has written what came of a referral") % names,
        sentence=_("%(name)s has written what came of a referral of yours. It is open until you have read it.") % names,
        act=_("Read what %(name)s wrote") % names,
        address=address("referrals:detail", attempt.referral.client_id, attempt.pk),
    )


def _item_for_client(attempt: Attempt, token: str) -> Item:
    practitioner = attempt.practitioner
    names = {"name": practitioner.name, "phone": practitioner.phone, "clinic": str(practitioner.clinic or "")}
    reach = _("You reach them at %(phone)s.") if practitioner.phone else ""
    if not reach and practitioner.clinic:
        reach = _("Their clinic is %(clinic)s.")
    book = _("%(name)s has accepted to see you and waits for you to choose a time.")
    if attempt.business_status == B.NO_SHOW:
        book = _("The visit with %(name)s did not take place. You can choose another time.")
    return Item(
        subject=_("A visit with %(name)s: choose a time") % names,
        sentence=" ".join(filter(None, [book % names, reach % names])),
        act=_("I have booked with %(name)s") % names if token else "",
        address=address("referrals:booking", token) if token else "",
        **sender_of(attempt.referral.client.lead_trainer),
    )


def _item_for_practitioner(attempt: Attempt) -> Item:
    trainer = attempt.referral.requester
    names = {"trainer": trainer.name, "day": date_format(attempt.created_at, "MONTH_DAY_FORMAT")}
    step = step_of(attempt)
    sentences = {
        ANSWER: _("%(trainer)s referred a client to you on %(day)s. Please accept or decline; one press is enough."),
        BOOK: _("You accepted a referral from %(trainer)s of %(day)s. There is no date yet."),
        CALL: _("You accepted a referral from %(trainer)s of %(day)s and wanted to call. There is no date yet."),
        OUTCOME: _("Has the client come whom %(trainer)s referred to you on %(day)s? Please write what came of it."),
        HELD: _(
            "The referral from %(trainer)s of %(day)s is on hold. Go on with it, or say that it does not work out."
        ),
    }
    return Item(
        subject=_("A referral from %(trainer)s waits for you") % names,
        sentence=sentences[step.kind if step else ANSWER] % names,
        act=_("Open the referral of %(day)s") % names,
        address=page_address("shared_referral", attempt.grant_id, attempt.pk),
        **sender_of(trainer),
    )


def register_nudges() -> None:
    for name, today, after, today_after in (
        (ANSWER, gettext_lazy("Has not answered the referral"), (2, 5, 10), 12),
        (BOOK, gettext_lazy("Accepted, and there is no date"), (2, 5, 7), 14),
        (CALL, gettext_lazy("Wanted to call, and there is no date"), (2, 5, 10), 12),
        (OUTCOME, gettext_lazy("Has not written what came of the visit"), (2, 5, 10), 12),
        (HELD, gettext_lazy("Has put the referral on hold"), (10,), 15),
        (ACKNOWLEDGE, gettext_lazy("What came of the referral waits to be read"), (2, 5, 10), 12),
    ):
        register(
            NudgeKind(name, turns=_turns, items=_items, today=today, links=_links, after=after, today_after=today_after)
        )
