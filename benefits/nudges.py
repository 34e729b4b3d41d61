"""The client is reminded of a plan that was copied to next year until they say whether it still holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.models import CoveragePlan
from benefits.reminders import ANSWERABLE_FOR
from clients.links import address
from clients.mail import sender_of
from clients.models import Client, ClientLink
from clients.nudges import make_links, turn_of
from outbox.nudges import Item, NudgeKind, Turn, Waiting, register

HOLDS = "benefits.holds"


def _unanswered(nudges: Sequence[Waiting]) -> dict[UUID, CoveragePlan]:
    """Copies of which the client has not said that they hold, while they are looked after."""
    copies = CoveragePlan.objects.current().filter(
        pk__in=[nudge.subject_id for nudge in nudges], awaits_client=True, client__status=Client.Status.ACTIVE
    )
    return {copy.pk: copy for copy in copies.select_related("client__lead_trainer")}


def _turns(nudges: Sequence[Waiting]) -> dict[UUID, Turn]:
    """Without an address where the client can't be written to: then it is the trainer's at the end of the time."""
    turns = {}
    for key, copy in _unanswered(nudges).items():
        turn = turn_of(copy.client)
        turns[key] = turn if copy.client.is_reachable else turn._replace(address="")
    return turns


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
    today = gettext_lazy("Has not said whether the coverage still holds")
    register(NudgeKind(HOLDS, turns=_turns, items=_items, links=_links, today=today))
