"""The client is reminded of what they were asked about their coverage: what it pays, and whether a copy still holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from benefits.models import Booklet, CoveragePlan
from benefits.reminders import ANSWERABLE_FOR
from clients.links import address
from clients.mail import sender_of
from clients.models import Client, ClientLink
from clients.nudges import make_links, turn_of
from outbox.nudges import Item, NudgeKind, Turn, Waiting, register

COVERAGE = "benefits.coverage"
HOLDS = "benefits.holds"


def _told_nothing(nudges: Sequence[Waiting]) -> dict[UUID, Client]:
    """Who was asked what their plan pays for, and of whom nothing was written down or sent since."""
    since = {nudge.subject_id: nudge.since for nudge in nudges}
    clients = Client.objects.active().filter(pk__in=since).select_related("lead_trainer")
    told = {
        key
        for rows in (
            CoveragePlan.objects.filter(client__in=since).values_list("client_id", "created_at"),
            Booklet.objects.filter(client__in=since).values_list("client_id", "kept_at"),
        )
        for key, moment in rows.order_by()
        if moment > since[key]
    }
    return {client.pk: client for client in clients if client.pk not in told}


def _coverage_turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {key: _turn_of(client) for key, client in _told_nothing(nudges).items()}


def _coverage_links(nudges: Sequence[Waiting], now: datetime) -> dict[UUID, str]:
    links = ((key, client, ClientLink.Purpose.BENEFITS, None) for key, client in _told_nothing(nudges).items())
    return make_links(links, expires_at=now + ANSWERABLE_FOR)


def _coverage_items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {key: _coverage_item(client, tokens[key]) for key, client in _told_nothing(nudges).items() if key in tokens}


def _coverage_item(client: Client, token: str) -> Item:
    return Item(
        subject=_("What does your health plan pay for?"),
        sentence=would_like_to_know(client),
        act=_("Write down my coverage"),
        address=address("benefits:link_add_plan", token),
        **sender_of(client.lead_trainer),
    )


def would_like_to_know(client: Client) -> str:
    """What the client is asked, by the trainer's name."""
    return _(
        "%(trainer)s would like to know what your health plan pays for, so that you are told before it lapses."
        " It takes two minutes; a picture of the booklet or the card does too."
    ) % {"trainer": client.lead_trainer.name}


def _turn_of(client: Client) -> Turn:
    """Without an address where the client can't be written to: then it is the trainer's at the end of the time."""
    turn = turn_of(client)
    return turn if client.is_reachable else turn._replace(address="")


def _unanswered(nudges: Sequence[Waiting]) -> dict[UUID, CoveragePlan]:
    """Copies of which the client has not said that they hold, while they are looked after."""
    copies = CoveragePlan.objects.current().filter(
        pk__in=[nudge.subject_id for nudge in nudges], awaits_client=True, client__status=Client.Status.ACTIVE
    )
    return {copy.pk: copy for copy in copies.select_related("client__lead_trainer")}


def _turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    return {key: _turn_of(copy.client) for key, copy in _unanswered(nudges).items()}


def _links(nudges: Sequence[Waiting], now: datetime) -> dict[UUID, str]:
    links = ((key, copy.client, ClientLink.Purpose.BENEFITS, None) for key, copy in _unanswered(nudges).items())
    return make_links(links, expires_at=now + ANSWERABLE_FOR)


def _items(nudges: Sequence[Waiting], tokens: Mapping[UUID, str]) -> dict[UUID, Item]:
    return {key: _item(copy, tokens[key]) for key, copy in _unanswered(nudges).items() if key in tokens}


def _item(copy: CoveragePlan, token: str) -> Item:
    names = {"insurer": copy.insurer, "day": date_format(copy.covered_from) if copy.covered_from else ""}
    return Item(
        subject=_("Does your coverage still hold next year?"),
        sentence=_("%(insurer)s: a new plan year begins on %(day)s. Does what you told us still hold?") % names,
        act=_("Say whether %(insurer)s still holds") % names,
        address=address("benefits:link_coverage", token),
        **sender_of(copy.client.lead_trainer),
    )


def register_nudges() -> None:
    untold = gettext_lazy("Has not said what the coverage pays for")
    register(NudgeKind(COVERAGE, turns=_coverage_turns, items=_coverage_items, links=_coverage_links, today=untold))
    today = gettext_lazy("Has not said whether the coverage still holds")
    register(NudgeKind(HOLDS, turns=_turns, items=_items, links=_links, today=today))
