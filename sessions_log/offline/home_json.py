"""Last week's exercises at home as a phone has them: a line each, with the days that may be ticked off."""

from collections.abc import Iterable
from typing import Any

from careplan.home_weeks import HomeWeek


def weeks_json(weeks: Iterable[HomeWeek], unit: str) -> list[dict[str, Any]]:
    return [
        {
            "key": str(week.prescription.pk),
            "exercise": str(week.prescription.exercise_id),
            "name": week.prescription.exercise.name,
            "dose": week.prescription.dose_in(unit),
            "told": week.told,
            "days": [day.isoformat() for day in week.days],
            "answer": week.answer,
        }
        for week in weeks
    ]
