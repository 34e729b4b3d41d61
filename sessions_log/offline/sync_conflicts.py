"""Operations that met another change: what each says, and in what ways the conflict may be resolved."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from careplan.home_weeks import home_weeks
from careplan.models import Side
from clients.models import Client
from sessions_log.amounts import load_words
from sessions_log.models import ExerciseEntry, SetEntry, SyncConflict, TrainingSession
from sessions_log.offline.context import exercises_for
from web.keys import uuid_or_none
from web.numbers import typed_number
from web.words import StrOrPromise, data_words, labelled

Reason, Resolution = SyncConflict.Reason, SyncConflict.Resolution


@dataclass(frozen=True)
class ShownConflict:
    """One open conflict in words."""

    conflict: SyncConflict
    about: str
    sent: str
    saved: str
    resolutions: list[tuple[str, StrOrPromise]]


def shown_conflicts(
    session: TrainingSession, conflicts: Iterable[SyncConflict], *, client: Client, reader: User, unit: str
) -> list[ShownConflict]:
    """Each conflict in words, with the ways to resolve it (two queries for the exercises' names where there are any).

    An operation may name any exercise at all: only those that `reader` may read have a name here.
    """
    wanted = list(conflicts)
    names = _names(session, wanted, client=client, reader=reader) if wanted else {}
    return [
        ShownConflict(
            conflict=conflict,
            about=names.get(str(conflict.operation.get("entry", "")), "")
            or names.get(str(conflict.operation.get("exercise", "")), ""),
            sent=_in_words(conflict.operation, conflict.operation, unit),
            saved=_saved(conflict, unit),
            resolutions=resolutions_of(conflict),
        )
        for conflict in wanted
    ]


def lines_of(
    session: TrainingSession, conflicts: Iterable[SyncConflict], *, client: Client, reader: User, unit: str
) -> list[dict[str, str]]:
    """For a sheet: each conflict in one line."""
    return [
        {
            "key": str(shown.conflict.pk),
            "words": _("%(about)s: from the phone %(sent)s; saved %(stood)s")
            % {"about": shown.about or _("Session"), "sent": shown.sent, "stood": shown.saved},
        }
        for shown in shown_conflicts(session, conflicts, client=client, reader=reader, unit=unit)
    ]


def resolutions_of(conflict: SyncConflict) -> list[tuple[str, StrOrPromise]]:
    """(Resolution, words on the button), what changes nothing first."""
    if conflict.reason == Reason.SESSION:
        return [(Resolution.BOTH, _("Keep both sessions"))]
    keep, take = (Resolution.KEPT, _("Keep what is saved")), (Resolution.TAKEN, _("Take what came from the phone"))
    if conflict.operation.get("type") == "log_set" and "exercise" not in conflict.server_state:
        return [keep, take, (Resolution.BOTH, _("Keep both"))]
    return [keep, take]


def _names(session: TrainingSession, conflicts: list[SyncConflict], *, client: Client, reader: User) -> dict[str, str]:
    """The names of the exercises that are meant, by key of the row and of the exercise (two queries)."""
    keys = {key for conflict in conflicts if (key := uuid_or_none(conflict.operation.get("exercise")))}
    rows = ExerciseEntry.objects.filter(session=session).values_list("pk", "exercise__source_name")
    readable = exercises_for(reader, client, keys)
    return {str(key): data_words(name) for key, name in rows} | {
        str(key): exercise.name for key, exercise in readable.items()
    }


def _in_words(operation: dict[str, Any], values: dict[str, Any], unit: str) -> str:
    """What an operation says, or what is saved in its place, in a line."""
    verb = operation.get("type")
    if values is operation and verb == "remove_set":
        return _("take the set out")
    if verb in ("log_set", "change_set", "remove_set"):
        return _set_words(values, unit)
    if verb == "check_in":
        words = dict(home_weeks().answers).get(_text(values.get("answer")))
        return str(words or _("not ticked off"))
    if verb == "skip":
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
    lines = [labelled(label, _text(values.get(name)) or _("none")) for name, label in labels.items() if name in values]
    return ", ".join(lines) or _("a change of the session")


def _saved(conflict: SyncConflict, unit: str) -> str:
    if conflict.reason == Reason.SESSION:
        return _("another session was open")
    if not conflict.server_state:
        return _("what came first") if conflict.reason == Reason.KEY else _("taken out")
    return _in_words(conflict.operation, conflict.server_state, unit)


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
