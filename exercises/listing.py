"""Looking something up in the library: by words, and by what it asks of the body."""

from dataclasses import dataclass
from uuid import UUID

from exercises.models import Exercise, ExerciseQuerySet
from exercises.search import by_shelf, rank

PAGE = 30


@dataclass(frozen=True)
class Found:
    rows: list[Exercise]
    next_key: str  # goes into the address as ?after=; empty on the last page
    number: int  # of all that is found, on all pages


def look_up(wanted: dict[str, str], *, trainer_id: UUID | None, after: str = "") -> Found:
    """One page of what fits (two queries): the best first where words are asked for, else by name.

    `asked` has some of q, pattern, region, equipment, tags (tagged / untagged) and whose (own / shared / out).
    """
    among = _narrowed(wanted, trainer_id)
    keys = rank(wanted["q"], among=among) if "q" in wanted else by_shelf(among)
    start = next((place for place, key in enumerate(keys, start=1) if str(key) == after), 0)
    shown = keys[start : start + PAGE]
    rows = among.in_bulk(shown) if shown else {}
    return Found([rows[key] for key in shown], str(shown[-1]) if len(keys) > start + PAGE else "", len(keys))


def _narrowed(wanted: dict[str, str], trainer_id: UUID | None) -> ExerciseQuerySet:
    if wanted.get("whose") == "out":
        exercises = Exercise.objects.filter(owner_id=trainer_id, owner__isnull=False, archived_at__isnull=False)
    else:
        exercises = Exercise.objects.usable_by(trainer_id)
    if wanted.get("whose") in ("own", "shared"):
        exercises = exercises.filter(owner__isnull=wanted["whose"] == "shared")
    if "equipment" in wanted:
        exercises = exercises.filter(equipment=wanted["equipment"])
    if "tags" in wanted:
        exercises = exercises.tagged() if wanted["tags"] == "tagged" else exercises.untagged()
    tags = {"patterns": wanted.get("pattern"), "regions": wanted.get("region")}
    return exercises.bearing(**{field: tag for field, tag in tags.items() if tag})
