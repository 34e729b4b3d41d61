"""The network's figures as the page shows them: tables in words, and a chart for each direction."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from practitioners.models import Discipline
from practitioners.network_records import NetworkOverview
from web.provinces import PROVINCES
from web.time_chart import TimeChart, axis

TITLES = {"out": gettext_lazy("To practitioners"), "in": gettext_lazy("To trainers")}


@dataclass(frozen=True)
class Direction:
    """Referrals by discipline and month; a figure is None where there were one to four."""

    title: str
    rows: list[tuple[Discipline, list[int | None]]]
    chart: TimeChart | None


@dataclass(frozen=True)
class DisciplineRow:
    discipline: Discipline
    verified: int | None  # None for one to four, as all counts here
    taking: int | None
    usual_wait: int | None  # days, as practitioners name it
    days_to_answer: int | None  # business days


@dataclass(frozen=True)
class Area:
    name: str
    lacking: list[Discipline]


@dataclass(frozen=True)
class Overview:
    reckoned_at: datetime
    months: list[date]
    directions: list[Direction]
    disciplines: list[DisciplineRow]
    areas: list[Area]
    areas_left: int


def overview() -> Overview | None:
    """As reckoned last night; None before the first time (two queries)."""
    row = NetworkOverview.objects.first()
    if row is None:
        return None
    content, disciplines = row.content, {each.code: each for each in Discipline.objects.all()}
    months = [date.fromisoformat(month) for month in content["months"]]
    return Overview(
        reckoned_at=row.reckoned_at,
        months=months,
        directions=[
            _direction(str(title), content["directions"][name], months, disciplines) for name, title in TITLES.items()
        ],
        disciplines=[_discipline(each, content) for each in disciplines.values()],
        areas=[
            Area(_area_name(province, city), [disciplines[code] for code in codes if code in disciplines])
            for province, city, codes in content["areas"]
        ],
        areas_left=content["areas_left"],
    )


def _direction(
    title: str, counts: dict[str, list[int | None]], months: list[date], disciplines: dict[str, Discipline]
) -> Direction:
    rows = [(disciplines[code], figures) for code, figures in counts.items() if code in disciplines]
    totals = [sum(figures[place] or 0 for _discipline, figures in rows) for place in range(len(months))]
    if not any(totals):
        return Direction(title, rows, None)
    low, high = axis([0, *totals])
    words = _("From %(first)s to %(last)s in the last month, without groups of fewer than five.")
    description = words % {"first": totals[0], "last": totals[-1]}
    points = list(zip(months, map(float, totals), strict=True))
    return Direction(title, rows, TimeChart(points, low, high, title, description))


def _discipline(discipline: Discipline, content: dict[str, Any]) -> DisciplineRow:
    people = content["practitioners"].get(discipline.code, {})
    return DisciplineRow(
        discipline=discipline,
        verified=people.get("verified", 0),
        taking=people.get("taking", 0),
        usual_wait=people.get("wait"),
        days_to_answer=content["answers"].get(discipline.code),
    )


def _area_name(province: str, city: str) -> str:
    name = str(dict(PROVINCES).get(province, province))
    return f"{city}, {name}" if city else name
