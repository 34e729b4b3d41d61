"""The network at a glance, reckoned each night: counts alone, and no group of fewer than five is kept at all."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median_low
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from accounts.models import User
from practitioners.models import Clinic, Discipline, Practitioner
from practitioners.network_records import NetworkOverview
from practitioners.referral_days import ReferralDay
from practitioners.responsiveness import ENOUGH, TIME_TO_ANSWER
from web.provinces import default_province

MONTHS = 12
MOST_AREAS = 100  # those with most practitioners first
SILENT_WITHIN = timedelta(days=60)
SILENT_FROM = 3  # referrals without an answer
MOST_SILENT = 20
VERIFIED = Practitioner.Verification.VERIFIED
DIRECTIONS = {"out": Q(practitioner__isnull=False), "in": Q(trainer__isnull=False)}


def reckon_overview(*, today: date) -> NetworkOverview:
    """Keeps the overview as of now; the one before it goes."""
    months = months_until(today)
    content = {
        "months": [month.isoformat() for month in months],
        "directions": {name: _referrals(side, months) for name, side in DIRECTIONS.items()},
        "answers": _answers(months[0]),
        "practitioners": _practitioners(),
        "silent": [str(key) for key in _silent(today)],
        **_areas(),
    }
    overview, _is_new = NetworkOverview.objects.update_or_create(is_latest=True, defaults={"content": content})
    return overview


def months_until(today: date) -> list[date]:
    """The first days of twelve months, the last one today's."""
    month, months = today.replace(day=1), []
    for _number in range(MONTHS):
        months.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return months[::-1]


def hidden(count: int) -> int | None:
    """A count as it may be shown: None for one to four."""
    return None if 0 < count < ENOUGH else count


def _referrals(side: Q, months: list[date]) -> dict[str, list[int | None]]:
    """By discipline, how many referrals were asked in each month."""
    rows = (
        ReferralDay.objects.filter(side, day__gte=months[0])
        .order_by()
        .values("discipline__code", month=TruncMonth("day"))
        .annotate(total=Sum("requested"))
    )
    counted: dict[str, dict[date, int]] = defaultdict(dict)
    for row in rows:
        counted[row["discipline__code"]][row["month"]] = row["total"]
    return {code: [hidden(by_month.get(month, 0)) for month in months] for code, by_month in sorted(counted.items())}


def _answers(since: date) -> dict[str, int]:
    """By discipline, the median of business days until practitioners answered; without those of too few answers."""
    waits: dict[str, list[int]] = defaultdict(list)
    days = ReferralDay.objects.filter(DIRECTIONS["out"], day__gte=since).exclude(answered=0).order_by()
    for code, of_the_day in days.values_list("discipline__code", "waits").iterator():
        waits[code].extend(of_the_day)
    return {code: median_low(days) for code, days in sorted(waits.items()) if len(days) >= ENOUGH}


def _silent(today: date) -> list[UUID]:
    """Who was asked three times or more in two months, had a week for each, and has answered nothing."""
    window = {"day__gt": today - SILENT_WITHIN, "day__lte": today - TIME_TO_ANSWER}
    rows = ReferralDay.objects.filter(practitioner__in=Practitioner.objects.in_network(), **window).order_by()
    totals = rows.values("practitioner").annotate(requests=Sum("requested"), answers=Sum("answered"))
    silent = totals.filter(requests__gte=SILENT_FROM, answers=0).order_by("-requests", "practitioner")
    return list(silent.values_list("practitioner", flat=True)[:MOST_SILENT])


def _practitioners() -> dict[str, dict[str, int | None]]:
    """By discipline, how many are verified and take clients, and the median of the waits that five or more name."""
    in_network = Practitioner.objects.in_network().select_related(None).order_by()
    rows = in_network.values("discipline__code").annotate(
        verified=Count("pk", filter=Q(verification=VERIFIED)),
        taking=Count("pk", filter=Q(verification=VERIFIED, takes_new_clients=True)),
    )
    waits: dict[str, Counter[int]] = defaultdict(Counter)
    named = in_network.filter(verification=VERIFIED, usual_wait_days__isnull=False)
    for row in named.values("discipline__code", "usual_wait_days").annotate(people=Count("pk")):
        waits[row["discipline__code"]][row["usual_wait_days"] or 0] = row["people"]
    return {
        row["discipline__code"]: {
            "verified": hidden(row["verified"]),
            "taking": hidden(row["taking"]),
            "wait": _median(waits[row["discipline__code"]]),
        }
        for row in rows
    }


def _median(waits: Counter[int]) -> int | None:
    return median_low(waits.elements()) if waits.total() >= ENOUGH else None


def _areas() -> dict[str, Any]:
    """Towns of clinics and provinces of trainers, with the disciplines of which nobody verified takes clients there."""
    disciplines = list(Discipline.objects.values_list("code", flat=True))
    there: dict[tuple[str, str], Counter[str]] = {area: Counter() for area in _known_areas()}
    taking = Practitioner.objects.in_network().filter(verification=VERIFIED, takes_new_clients=True).order_by()
    rows = taking.select_related(None).values("clinic__province", "clinic__city", "discipline__code")
    for row in rows.annotate(people=Count("pk")):
        province = row["clinic__province"] or default_province()
        for area in {(province, ""), (province, row["clinic__city"] or "")}:
            there.setdefault(area, Counter())[row["discipline__code"]] += row["people"]
    lacking: list[tuple[str, str, list[str], int]] = [
        (province, city, [code for code in disciplines if not people[code]], people.total())
        for (province, city), people in there.items()
    ]
    gaps = sorted((area for area in lacking if area[2]), key=lambda area: (-area[3], area[0], area[1]))
    return {"areas": [list(area[:3]) for area in gaps[:MOST_AREAS]], "areas_left": max(len(gaps) - MOST_AREAS, 0)}


def _known_areas() -> set[tuple[str, str]]:
    towns = Clinic.objects.exclude(city="").order_by().values_list("province", "city").distinct()
    trainers = User.objects.trainers().order_by().values_list("province", flat=True).distinct()
    provinces = {(province or default_province(), "") for province in trainers}
    return provinces | {(province or default_province(), city) for province, city in towns}
