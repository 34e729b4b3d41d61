"""Loading the lanes and red flags that ship with Carelane (practitioners/data/)."""

import csv
from pathlib import Path

from django.db import transaction

from practitioners.models import Discipline, LaneItem, RedFlag

DATA = Path(__file__).parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_lanes() -> tuple[int, int, int]:
    """Brings disciplines, lane items and red flags up to date; returns how many of each there are."""
    disciplines = {
        row["code"]: Discipline.objects.update_or_create(
            code=row["code"],
            defaults={
                "name_en": row["name_en"],
                "name_fr": row["name_fr"],
                "mark": row["mark"],
                "lane": int(row["lane"]),
                "may_set_restrictions": row["may_set_restrictions"],
                "may_prescribe_exercise": row["may_prescribe_exercise"],
                "may_clear_for_exercise": row["may_clear_for_exercise"] == "yes",
            },
        )[0]
        for row in rows_of("disciplines.csv")
    }
    lanes = rows_of("lanes.csv")
    LaneItem.objects.all().delete()
    LaneItem.objects.bulk_create(
        LaneItem(discipline=disciplines[row["discipline"]], kind=row["kind"], text_en=row["text"], position=position)
        for position, row in enumerate(lanes)
    )
    flags = rows_of("red_flags.csv")
    for position, row in enumerate(flags):
        RedFlag.objects.update_or_create(
            code=row["code"],
            defaults={
                "sign_en": row["sign"],
                "do_now_en": row["do_now"],
                "discipline": disciplines[row["discipline"]],
                "urgency": row["urgency"],
                "position": position,
            },
        )
    return len(disciplines), len(lanes), len(flags)
