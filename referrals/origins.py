"""What a referral begins with: a red flag that was raised, a goal, a discipline, or one that somebody else declined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from careplan.models import Goal
from clients.models import Client
from practitioners.models import Discipline, RedFlag
from referrals.models import Referral
from sessions_log.models import RedFlagReport
from web.keys import uuid_or_none


@dataclass(frozen=True)
class Origin:
    """`query` carries it from page to page; `initial` is what the form says already."""

    query: dict[str, str] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    red_flag: RedFlag | None = None
    discipline: Discipline | None = None
    rerouted: Referral | None = None

    @property
    def as_query(self) -> str:
        """ "?flag=…", or "" where the referral begins with nothing."""
        return f"?{urlencode(self.query)}" if self.query else ""


def origin_of(client: Client, query: Mapping[str, str]) -> Origin:
    """What the address of the page names; what is not of this client counts as nothing."""
    for name, read in (("referral", _from_referral), ("flag", _from_flag), ("goal", _from_goal)):
        key = uuid_or_none(query.get(name))
        origin = read(client, key) if key else None
        if origin:
            return origin
    return Origin()


def _from_referral(client: Client, key: UUID) -> Origin | None:
    referral = Referral.objects.filter(client=client, pk=key).select_related("red_flag", "discipline").first()
    if referral is None:
        return None
    initial = {
        "reason": referral.reason,
        "question": referral.question,
        "urgency": referral.urgency,
        "red_flag": referral.red_flag_id,
    }
    return Origin(
        {"referral": str(key)}, initial, red_flag=referral.red_flag, discipline=referral.discipline, rerouted=referral
    )


def _from_flag(client: Client, key: UUID) -> Origin | None:
    raised = RedFlagReport.objects.filter(client=client, pk=key).select_related("red_flag__discipline").first()
    if raised is None:
        return None
    sign = raised.red_flag
    urgency = Referral.Urgency.SOON if sign.urgency == RedFlag.Urgency.SOON else Referral.Urgency.SAME_DAY
    reason = "\n".join(filter(None, [sign.sign, raised.done]))[:500]
    initial = {"red_flag": sign.pk, "reason": reason, "urgency": urgency}
    return Origin({"flag": str(key)}, initial, red_flag=sign, discipline=sign.discipline)


def _from_goal(client: Client, key: UUID) -> Origin | None:
    goal = Goal.objects.filter(client=client, pk=key).first()
    return Origin({"goal": str(key)}, {"reason": goal.text[:500]}) if goal else None
