"""Whose turn it is in a referral, what they have to do, and until when: nothing open is without the three."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from referrals.models import Attempt, BusinessStatus, Task, TaskStatus
from referrals.workflow import RoleName
from web.business_days import after_business_days

S = TaskStatus
B = BusinessStatus


class What(models.TextChoices):
    CONSENT = "consent", _("say yes or no to being referred")
    ASK_IN_PERSON = "ask-in-person", _("ask the client in person")
    ANSWER = "answer", _("answer the referral")
    ASK_ANOTHER = "ask-another", _("ask somebody else, or call them")
    BOOK = "book", _("book an appointment")
    CALL = "call", _("call the client to find a date")
    SETTLE_A_DATE = "settle-a-date", _("settle a date with the client")
    REBOOK = "rebook", _("book a new appointment")
    VISIT = "visit", _("go to the appointment")
    OUTCOME = "outcome", _("write what came of it")
    ASK_AFTER = "ask-after", _("ask what came of it")
    GO_ON = "go-on", _("go on with it, or end it")
    ACKNOWLEDGE = "acknowledge", _("read what came of it, and close it")


class Stage(NamedTuple):
    """Up to `days` business days from the beginning, it is this one's turn; the last stage is over by then."""

    days: int
    owner: RoleName
    what: What


class NextStep(NamedTuple):
    owner: RoleName
    what: What
    due: date


_OUTCOME = (Stage(10, "recipient", What.OUTCOME), Stage(15, "requester", What.ASK_AFTER))
_BY_STATUS: dict[str, tuple[Stage, ...]] = {
    S.DRAFT: (Stage(10, "client", What.CONSENT), Stage(15, "requester", What.ASK_IN_PERSON)),
    S.REQUESTED: (Stage(10, "recipient", What.ANSWER), Stage(15, "requester", What.ASK_ANOTHER)),
    S.ON_HOLD: (Stage(10, "recipient", What.GO_ON), Stage(15, "requester", What.ASK_AFTER)),
    S.COMPLETED: (Stage(5, "requester", What.ACKNOWLEDGE),),
}
_BY_VISIT: dict[str, tuple[Stage, ...]] = {
    B.WE_CALL: (Stage(10, "recipient", What.CALL), Stage(15, "requester", What.SETTLE_A_DATE)),
    B.NO_SHOW: (
        Stage(7, "client", What.REBOOK),
        Stage(14, "recipient", What.CALL),
        Stage(19, "requester", What.SETTLE_A_DATE),
    ),
    B.ATTENDED: _OUTCOME,
}
# Nobody has a date yet: the client's turn first, then the recipient's, then the trainer's.
_NO_DATE = (
    Stage(7, "client", What.BOOK),
    Stage(14, "recipient", What.CALL),
    Stage(19, "requester", What.SETTLE_A_DATE),
)
SAME_DAY = (Stage(1, "recipient", What.ANSWER), Stage(3, "requester", What.ASK_ANOTHER))


def next_step(attempt: Attempt, on: date) -> NextStep | None:
    """Whose turn it is on a day, for what and until when; None where the referral is closed.

    A practitioner who is suspended meanwhile does nothing any more: the trainer asks somebody else.

    Reads the attempt's referral with its client and lead trainer, its practitioner with the clinic, and its outcome.
    """
    outcome = getattr(attempt, "outcome", None)
    if attempt.status == S.COMPLETED and outcome is not None and outcome.acknowledged_at:
        return None
    client = attempt.referral.client
    step = step_of(
        attempt,
        on,
        works_in={
            "client": client.lives_in,
            "recipient": attempt.practitioner.works_in,
            "requester": client.lead_trainer.works_in,
        },
        is_same_day=attempt.referral.urgency == attempt.referral.Urgency.SAME_DAY,
    )
    if step and step.owner != "requester" and attempt.status != S.DRAFT and attempt.practitioner.is_suspended:
        return NextStep("requester", What.ASK_ANOTHER, step.due)
    return step


def step_of(task: Task, on: date, *, works_in: Mapping[RoleName, str], is_same_day: bool = False) -> NextStep | None:
    """The same for a referral in either direction; `works_in` is the province of each, for their holidays."""
    if task.has_a_date and task.is_under_way and task.status != S.ON_HOLD and task.appointment_day:
        if on <= task.appointment_day:
            return NextStep("client", What.VISIT, task.appointment_day)
        return _step(_OUTCOME, task.appointment_day, on, works_in)
    stages = _stages(task, is_same_day=is_same_day)
    return _step(stages, _since(task), on, works_in) if stages else None


def _stages(task: Task, *, is_same_day: bool) -> tuple[Stage, ...]:
    if task.status == S.REQUESTED and is_same_day:
        return SAME_DAY
    if task.status in (S.ACCEPTED, S.IN_PROGRESS):
        return _BY_VISIT.get(task.business_status, _OUTCOME if task.status == S.IN_PROGRESS else _NO_DATE)
    return _BY_STATUS.get(task.status, ())


def _since(task: Task) -> date:
    """The day on which what waits began: of the status, or of the visit where that is later."""
    since = task.status_since
    if task.status in (S.ACCEPTED, S.IN_PROGRESS) and task.business_since:
        since = max(since, task.business_since)
    return since.date()


def _step(stages: tuple[Stage, ...], since: date, on: date, works_in: Mapping[RoleName, str]) -> NextStep:
    """The stage that `on` falls into; the last one stays until something happens."""
    for stage in stages:
        due = after_business_days(since, stage.days, works_in[stage.owner])
        if on <= due:
            break
    return NextStep(stage.owner, stage.what, due)
