"""The client is reminded of the questions when somebody begins (careplan/own_intake.py)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _, gettext_lazy

from careplan.models import OwnIntake
from clients.links import address
from clients.mail import sender_of
from clients.models import Client, ClientLink
from clients.nudges import make_links, turn_of
from outbox.nudges import Item, NudgeKind, Turn, Waiting, register

INTAKE = "careplan.intake"
ANSWER_WITHIN = timedelta(days=30)


def _unanswered(nudges: Sequence[Waiting]) -> dict[UUID, Client]:
    """Those who were asked and have written nothing since."""
    since = {nudge.subject_id: nudge.since for nudge in nudges}
    live = ClientLink.objects.live().filter(client=OuterRef("pk"), purpose=ClientLink.Purpose.INTAKE)
    clients = Client.objects.active().filter(Exists(live), pk__in=since).select_related("lead_trainer")
    answers = dict(OwnIntake.objects.filter(client__in=since).values_list("client_id", "answered_at"))
    return {
        client.pk: client
        for client in clients
        if client.mailbox and (answers.get(client.pk) is None or answers[client.pk] < since[client.pk])
    }


def _turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {key: turn_of(client) for key, client in _unanswered(nudges).items()}


def _links(nudges: Sequence[Waiting], now: datetime) -> dict[UUID, str]:
    links = ((key, client, ClientLink.Purpose.INTAKE, None) for key, client in _unanswered(nudges).items())
    return make_links(links, expires_at=now + ANSWER_WITHIN)


def _items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {
        key: Item(
            subject=_("A few questions before we go on"),
            sentence=_(
                "%(trainer)s has three short questions, so that everybody who looks after you can keep in step. "
                "They take about two minutes. Nothing is shared with anybody by answering."
            )
            % {"trainer": client.lead_trainer.name},
            act=_("Answer the questions"),
            address=address("careplan:link_intake", tokens[key]),
            **sender_of(client.lead_trainer),
        )
        for key, client in _unanswered(nudges).items()
        if key in tokens
    }


def register_nudges() -> None:
    register(
        NudgeKind(
            INTAKE, turns=_turns, items=_items, links=_links, today=gettext_lazy("Has not answered the questions")
        )
    )
