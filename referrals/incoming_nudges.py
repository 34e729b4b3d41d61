"""Who is reminded of a referral that came in: whoever has its next step (referrals/nudges.py has those that go out)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _, gettext_lazy

from clients.links import address
from clients.mail import sender_of
from outbox.content import EmailContent, MailKind, Secrets, register as register_mail_kind
from outbox.models import Message, Nudge
from outbox.nudge_mail import items_waiting, nudging_mail
from outbox.nudge_sweep import NudgeMail, register_nudge_mail
from outbox.nudges import Item, NudgeKind, Turn, Waiting, kinds_of_open, register, start_nudging, stop_nudging
from practitioners.nudges import turn_of as turn_of_practitioner
from referrals.incoming_links import token_of
from referrals.incoming_mail import practitioner_in_words
from referrals.models import IncomingReferral, TaskStatus
from web.pages import page_address

SUGGESTION = "referred-in.suggestion"
ANSWER = "referred-in.answer"
BEGIN = "referred-in.begin"
REPORT = "referred-in.report"
PAUSED = "referred-in.paused"
NOTED = "referred-in.noted"
SUGGESTION_NUDGES = "referrals.suggestion-nudges"

S = TaskStatus
KINDS = {
    S.DRAFT: SUGGESTION,
    S.REQUESTED: ANSWER,
    S.ACCEPTED: BEGIN,
    S.IN_PROGRESS: REPORT,
    S.ON_HOLD: PAUSED,
    S.COMPLETED: NOTED,
}


class Step(NamedTuple):
    """What is waited for, and since when."""

    kind: str
    since: datetime


def step_of(incoming: IncomingReferral) -> Step | None:
    """None once it is over. A first visit that is still to come is waited for, and then whether training has begun."""
    kind = KINDS.get(S(incoming.status))
    if kind is None or (kind == NOTED and incoming.acknowledged_at):
        return None
    if kind == BEGIN:
        return Step(kind, incoming.appointment_at or incoming.business_since or incoming.status_since)
    return Step(kind, incoming.status_since)


def follow(incoming: IncomingReferral, *, told_at: datetime | None = None) -> None:
    """The referral has moved, or something was agreed or told: call it in the transaction of that."""
    step = step_of(incoming)
    for kind in kinds_of_open(incoming.pk):
        if step is None or kind != step.kind:
            stop_nudging(kind, incoming.pk)
    if step:
        start_nudging(step.kind, incoming.pk, restart=True, now=told_at or step.since)


def _waiting(nudges: Sequence[Waiting]) -> dict[UUID, IncomingReferral]:
    """Those that are still at the step of their nudge."""
    kinds = {nudge.subject_id: nudge.kind for nudge in nudges}
    rows = IncomingReferral.objects.open().filter(pk__in=kinds)
    return {
        incoming.pk: incoming
        for incoming in rows.select_related(
            "practitioner__discipline", "practitioner__clinic", "trainer", "client__lead_trainer"
        )
        if (step := step_of(incoming)) and step.kind == kinds[incoming.pk] and not incoming.practitioner.is_suspended
    }


def _turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {key: _turn(incoming) for key, incoming in _waiting(nudges).items()}


def _turn(incoming: IncomingReferral) -> Turn:
    if incoming.status == S.DRAFT:
        return _turn_of_suggested(incoming)
    if incoming.status == S.COMPLETED and incoming.client:
        return turn_of_practitioner(incoming.practitioner, client_id=incoming.client.pk)
    trainer = incoming.recipient
    return Turn(
        audience=Nudge.Audience.TRAINER,
        key=trainer.pk,
        address=trainer.email if trainer.is_active else "",
        language=trainer.language,
        time_zone=trainer.time_zone,
        province=trainer.works_in,
        client_id=incoming.client_id,
    )


def _turn_of_suggested(incoming: IncomingReferral) -> Turn:
    """Of somebody who is nobody's client yet: they are reminded where the practitioner and the trainer work."""
    return Turn(
        audience=Nudge.Audience.SUGGESTED,
        key=incoming.pk,
        address=incoming.email,
        language=incoming.language,
        time_zone=incoming.trainer.time_zone,
        province=incoming.trainer.works_in,
    )


# --- the words ----------------------------------------------------------------------------


def _items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {key: _item(incoming) for key, incoming in _waiting(nudges).items()}


def _item(incoming: IncomingReferral) -> Item:
    if incoming.status == S.DRAFT:
        return _item_for_suggested(incoming)
    if incoming.status == S.COMPLETED:
        return _item_for_practitioner(incoming)
    return _item_for_trainer(incoming)


def _item_for_suggested(incoming: IncomingReferral) -> Item:
    names = {"who": incoming.practitioner.name, "trainer": incoming.recipient.name}
    return Item(
        subject=_("%(who)s suggests training with %(trainer)s") % names,
        sentence=_("%(who)s has suggested training with %(trainer)s. Say yes or no; one press is enough.") % names,
        act=_("Read and answer, or say that this isn't me"),
        address=address("referrals:suggested", token_of(incoming)),
        sender_name=practitioner_in_words(incoming.practitioner),
        reply_to=incoming.practitioner.email,
    )


def _item_for_practitioner(incoming: IncomingReferral) -> Item:
    names = {"trainer": incoming.recipient.name}
    return Item(
        subject=_("%(trainer)s has told what came of a referral") % names,
        sentence=_("%(trainer)s has told what came of a referral of yours. It is open until you have noted it.")
        % names,
        act=_("See what came of it"),
        address=page_address("sent_referral", incoming.pk),
        **sender_of(incoming.recipient),
    )


def _item_for_trainer(incoming: IncomingReferral) -> Item:
    names = {"who": incoming.practitioner.name}
    sentences = {
        S.REQUESTED: _("%(who)s has referred somebody to you, who has agreed to it. Please accept or decline."),
        S.ACCEPTED: _("You accepted a referral from %(who)s. Has training begun? Please say so, or set another date."),
        S.IN_PROGRESS: _("%(who)s has not heard for some weeks how a referral to you goes. Please tell them."),
        S.ON_HOLD: _("A referral from %(who)s is paused. Go on with it, or say that it does not work out."),
    }
    return Item(
        subject=_("A referral from %(who)s waits for you") % names,
        sentence=sentences[S(incoming.status)] % names,
        act=_("Open the referral from %(who)s") % names,
        address=address("referrals:incoming", incoming.pk),
    )


def write_suggestion_nudges(message: Message, secrets: Secrets) -> EmailContent | None:
    """To somebody who is nobody's client yet; None once they have answered."""
    incoming = IncomingReferral.objects.select_related("client__lead_trainer").filter(pk=message.subject_id).first()
    items = items_waiting(message, secrets)
    if incoming is None or not items:
        return None
    return nudging_mail(items, begins=[_("Hello %(name)s,") % {"name": incoming.greeted}])


def _no_secrets(keys: Sequence[UUID], now: datetime) -> dict[UUID, dict[str, str]]:
    """Their link is signed, and made when the mail is written."""
    return {}


def register_nudges() -> None:
    register_mail_kind(MailKind(SUGGESTION_NUDGES, write_suggestion_nudges, to_client=True, is_reminder=True))
    register_nudge_mail(NudgeMail(Nudge.Audience.SUGGESTED, SUGGESTION_NUDGES, _no_secrets))
    for name, today, after, today_after in (
        (SUGGESTION, gettext_lazy("Has not said whether you may hear of them"), (2, 5, 10), 12),
        (ANSWER, gettext_lazy("A referral to you waits for your answer"), (2, 5, 10), 12),
        (BEGIN, gettext_lazy("Accepted, and training has not begun"), (2, 5, 10), 12),
        (REPORT, gettext_lazy("The practitioner has not heard how it goes"), (30, 35, 40), 42),
        (PAUSED, gettext_lazy("Training that was referred to you is paused"), (10, 20), 22),
        (NOTED, gettext_lazy("What came of the referral waits to be noted"), (2, 5, 10), 12),
    ):
        register(NudgeKind(name, turns=_turns, items=_items, today=today, after=after, today_after=today_after))
