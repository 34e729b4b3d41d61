"""What a client is asked for at home: by which schedule, and item by item."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clients.models import Client
from measures.catalogue import MEASURES, WEEKLY, Measure
from measures.models import Reading, ReadingSchedule

# Of each measure that is asked for by mail, the measures that its questions fill.
ASKED: dict[str, tuple[str, ...]] = {
    "nprs": ("nprs",),
    "psfs": ("psfs",),
    "groc": ("groc",),
    WEEKLY: ("evs-days", "evs-minutes"),
}
MOST_ACTIVITIES = 5
NEW_ACTIVITIES = 3  # that a client who has none names


@dataclass(frozen=True)
class Question:
    """One value that is asked for. Without an `item` the client names the activity first, where the measure has some."""

    measure: Measure
    item: str = ""

    @property
    def names_activity(self) -> bool:
        return self.measure.code == "psfs" and not self.item


def schedules_of_day(client: Client, on: date) -> list[ReadingSchedule]:
    """Those whose question went out on this day, and stands until the next one (one query)."""
    return list(ReadingSchedule.objects.filter(client=client, ended_at=None, asked_on=on))


def questions_of(client: Client, schedules: Iterable[ReadingSchedule], *, on: date) -> list[Question]:
    """One by one, in the order of the catalogue; the activities are those named so far (one query for them)."""
    codes = [code for schedule in schedules for code in ASKED[schedule.measure]]
    questions = []
    for code in sorted(codes, key=list(MEASURES).index):
        if code == "psfs":
            questions += _about_activities(client, on)
        else:
            questions.append(Question(MEASURES[code]))
    return questions


def _about_activities(client: Client, on: date) -> list[Question]:
    """The activities named before this day; where there are none, those named on it and room for more."""
    named = Reading.objects.current().filter(client=client, measure="psfs").order_by("taken_on", "created_at")
    first_named: dict[str, date] = {}
    for item, taken_on in named.values_list("item", "taken_on"):
        first_named.setdefault(item, taken_on)
    before = [item for item, taken_on in first_named.items() if taken_on < on]
    measure = MEASURES["psfs"]
    known = [Question(measure, item) for item in (before or first_named)][:MOST_ACTIVITIES]
    return known if before else known + [Question(measure)] * max(0, NEW_ACTIVITIES - len(known))
