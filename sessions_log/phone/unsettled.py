"""Changes that met another change: what each says, and in what ways they may be settled."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from careplan.models import Side
from exercises.models import Exercise
from sessions_log.amounts import load_words
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession, UnsettledChange
from web.numbers import typed_number
from web.words import Words

How, Met = UnsettledChange.How, UnsettledChange.Met


@dataclass(frozen=True)
class Told:
    """One unsettled change in words."""

    change: UnsettledChange
    about: str
    sent: str
    stood: str
    ways: list[tuple[str, Words]]


def tell(session: TrainingSession, changes: Iterable[UnsettledChange], *, unit: str) -> list[Told]:
    """Each change in words, with the ways to settle it (a query for the exercises' names where there are any)."""
    wanted = list(changes)
    names = _names(session, wanted) if wanted else {}
    return [
        Told(
            change=one,
            about=names.get(str(one.entry.get("entry", "")), "") or names.get(str(one.entry.get("exercise", "")), ""),
            sent=_said(one.entry, one.entry, unit),
            stood=_stood(one, unit),
            ways=ways_of(one),
        )
        for one in wanted
    ]


def words_of_all(session: TrainingSession, changes: Iterable[UnsettledChange], *, unit: str) -> list[dict[str, str]]:
    """For a sheet: each change in one line."""
    return [
        {
            "key": str(one.change.pk),
            "words": _("%(about)s: from the phone %(sent)s; saved %(stood)s")
            % {"about": one.about or _("Session"), "sent": one.sent, "stood": one.stood},
        }
        for one in tell(session, changes, unit=unit)
    ]


def ways_of(change: UnsettledChange) -> list[tuple[str, Words]]:
    """(How, words on the button), what changes nothing first."""
    if change.met == Met.SESSION:
        return [(How.BOTH, _("Keep both sessions"))]
    keep, take = (How.KEPT, _("Keep what is saved")), (How.TAKEN, _("Take what came from the phone"))
    if change.entry.get("do") == "log_set" and "exercise" not in change.stood:
        return [keep, take, (How.BOTH, _("Keep both"))]
    return [keep, take]


def _names(session: TrainingSession, changes: list[UnsettledChange]) -> dict[str, str]:
    """The names of the exercises that are meant, by key of the row and of the exercise (two queries)."""
    keys = {key for one in changes if (key := _key(one.entry.get("exercise")))}
    rows = ExerciseEntry.objects.filter(session=session).values_list("pk", "exercise__name")
    exercises = Exercise.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(key): name for key, name in [*rows, *exercises]}


def _key(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        return None


def _said(entry: dict[str, Any], values: dict[str, Any], unit: str) -> str:
    """What an entry says, or what stood in its place, in a line."""
    do = entry.get("do")
    if values is entry and do == "remove_set":
        return _("take the set out")
    if do in ("log_set", "change_set", "remove_set"):
        return _set_words(values, unit)
    if do == "skip":
        return _text(values.get("why")) or _("not skipped")
    labels = {
        "pain": _("pain"),
        "note": _("note"),
        "effort": _("effort"),
        "pain_before": _("pain before"),
        "pain_after": _("pain after"),
        "team_note": _("note for the care team"),
        "private_note": _("private note"),
        "minutes": _("minutes"),
        "done": _("red flag, what you did"),
    }
    told = [f"{label}: {_text(values.get(name)) or _('none')}" for name, label in labels.items() if name in values]
    return ", ".join(told) or _("a change of the session")


def _stood(change: UnsettledChange, unit: str) -> str:
    if change.met == Met.SESSION:
        return _("another session was open")
    if not change.stood:
        return _("what came first") if change.met == Met.KEY else _("taken out")
    return _said(change.entry, change.stood, unit)


def _set_words(values: dict[str, Any], unit: str) -> str:
    if "amount" not in values:
        return _("another exercise stands in its place")
    load = _text(values.get("load_kg"))
    with suppress(ValueError):  # nothing, or no number: then as it is
        load = load_words(typed_number(load), unit)
    words = [f"{_text(values['amount'])} × {load}" if load else _text(values["amount"])]
    if (side := values.get("side")) in (Side.LEFT, Side.RIGHT):
        words.append(str(Side(side).label))
    if (kind := values.get("kind")) in SetEntry.Kind.values and kind != SetEntry.Kind.WORKING:
        words.append(str(SetEntry.Kind(kind).label))
    if values.get("pain") not in (None, ""):
        words.append(_("pain %(pain)s") % {"pain": values["pain"]})
    return ", ".join(words)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
