"""Red flags as a phone has them: the list to choose from, those noted, and those that stand open."""

from datetime import date
from typing import Any

from clients.models import Client
from practitioners.models import RedFlag
from sessions_log.models import RedFlagReport, TrainingSession
from web.dates import ms
from web.zones import today_in


def flag_json(flag: RedFlag) -> dict[str, Any]:
    return {
        "code": flag.code,
        "name": flag.sign,
        "what_to_do": flag.do_now,
        "is_urgent": flag.urgency != RedFlag.Urgency.SOON,
        "lane": flag.discipline.lane,
        "discipline": flag.discipline.name,
        "mark": flag.discipline.mark,
    }


def reported_json(
    raised: list[RedFlagReport], *, session: TrainingSession, client: Client, on: date
) -> dict[str, list[dict[str, Any]]]:
    """Of the red flags around several sessions: those noted in this one or on its day, and the client's open ones."""
    return {
        "flagged": [_flagged(report) for report in raised if _is_about(report, session, client, on)],
        "open_flags": [_open_flag(report) for report in raised if _is_open_of(report, client)],
    }


def _is_about(raised: RedFlagReport, session: TrainingSession, client: Client, on: date) -> bool:
    """Noted in the session, or in none on its day: before it began, or elsewhere."""
    if raised.session_id is not None:
        return raised.session_id == session.pk
    return raised.client_id == client.pk and today_in(client.time_zone, raised.raised_at) == on


def _is_open_of(raised: RedFlagReport, client: Client) -> bool:
    return raised.client_id == client.pk and raised.closed_at is None


def _open_flag(raised: RedFlagReport) -> dict[str, Any]:
    return _flagged(raised) | {"done": raised.done}


def _flagged(raised: RedFlagReport) -> dict[str, Any]:
    return {"key": str(raised.pk), "name": raised.red_flag.sign, "at": ms(raised.raised_at)}
