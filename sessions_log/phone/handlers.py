"""What each kind of entry does to its session, by the same rules as the plain forms.

A handler gives None where the entry was taken, and Meets where it met another change: what it has done until then
stays. It raises RefusedError, GoesAgainstError, ChangedMeanwhileError or Http404 where nothing of it may stay.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _

from careplan.told import mark_replies_read
from clients.registry import NotConfirmedError, require_confirmed
from practitioners.models import RedFlag
from sessions_log import logbook
from sessions_log.flags import keep_flag
from sessions_log.models import (
    ExerciseEntry,
    FlagRaised,
    ReceivedEntry,
    SetEntry,
    TrainingSession,
    UnsettledChange,
)
from sessions_log.phone.entries import RefusedError
from sessions_log.phone.taking import Meets, Taking, answer_in, exercises_for, prescriptions_for
from sessions_log.planning import arrive
from sessions_log.undo import take_out_exercise, take_out_set
from web.keys import uuid7

Met, How = UnsettledChange.Met, UnsettledChange.How
ABOUT_THE_CLIENT = {"raise_flag"}  # what needs no session, and corrects none


# --- the session --------------------------------------------------------------------------


def start(taking: Taking) -> Meets | None:
    """Begins the session with what the phone had in it; where another is open, it is kept as held at once."""
    entry = taking.entry
    try:
        require_confirmed(taking.client)
    except NotConfirmedError:
        raise RefusedError(_not_confirmed()) from None
    mark_replies_read(taking.client, entry.uuids("read"))
    if taking.session is not None:
        if taking.session.state == TrainingSession.State.OPEN:  # what another phone has ended gains nothing undone
            _put_in(taking, taking.session)
        return None
    there = TrainingSession.everything.filter(pk=entry.session).first()
    if there is not None and there.client_id == taking.client.pk and there.state != TrainingSession.State.DELETED:
        raise IntegrityError("The same start has just been taken.")  # take() looks again
    if there is not None:  # another client's, or one that was deleted
        raise Http404
    other = TrainingSession.objects.filter(
        client=taking.client, trainer=taking.trainer, state=TrainingSession.State.OPEN
    ).first()
    session = TrainingSession(pk=entry.session, client=taking.client, trainer=taking.trainer, started_at=entry.at)
    if other is not None:
        session.state, session.ended_at = TrainingSession.State.HELD, max(entry.at, taking.latest)
    session.save(force_insert=True)
    arrive(session, agreed=entry.uuid_or_none("planned"), now=entry.at)
    _put_in(taking, session)
    return Meets(Met.SESSION, {"session": str(other.pk)}) if other else None


def _put_in(taking: Taking, session: TrainingSession) -> None:
    """The rows that are not in yet; what nobody may use is passed over, what is unanswered is asked at its first set."""
    rows = taking.entry.rows("rows")
    keys = [row.uuid("entry") for row in rows]
    known = set(ExerciseEntry.objects.filter(pk__in=keys).values_list("pk", flat=True))
    exercises = exercises_for(taking.trainer, taking.client, {row.uuid("exercise") for row in rows})
    asked = prescriptions_for(taking.client, {key for row in rows if (key := row.uuid_or_none("prescription"))})
    first = logbook.next_place(session)
    made: dict[UUID, ExerciseEntry] = {}
    for key, row in zip(keys, rows, strict=True):
        exercise = exercises.get(row.uuid("exercise"))
        if exercise is None or key in known or key in made:
            continue
        prescription = asked.get(row.uuid("prescription")) if row.has("prescription") else None
        made[key] = ExerciseEntry(
            pk=key,
            session=session,
            exercise=exercise,
            prescription=prescription if prescription and prescription.exercise_id == exercise.pk else None,
            position=first + len(made),
            planned=[one.packed() for one in row.planned(exercise) or []],
        )
    ExerciseEntry.objects.bulk_create(made.values())


def _not_confirmed() -> str:
    return _("The client has not confirmed yet, so no health detail can be kept.")


def scores(taking: Taking) -> None:
    session = taking.of
    logbook.keep_scores(session, version=taking.version(session), **taking.entry.score_values())


def end(taking: Taking) -> Meets | None:
    """Ends the session. One that was ended elsewhere with another length keeps that one, until it is settled."""
    session, minutes = taking.of, taking.entry.minutes()
    is_held = session.state == TrainingSession.State.HELD
    if is_held and not taking.settles and not session.unsettled.filter(met=Met.SESSION).exists():
        lasted = logbook.minutes_of(session)
        return None if lasted == minutes else Meets(Met.VERSION, {"minutes": lasted})
    logbook.end_session(session, minutes=minutes, now=taking.now)
    return None


def discard(taking: Taking) -> None:
    if not logbook.discard(taking.of):
        raise RefusedError(_("Something is logged in this session, so it stays. Take it out first, or end it."))


# --- its exercises ------------------------------------------------------------------------


def add_exercise(taking: Taking) -> None:
    entry, key = taking.entry, taking.entry.uuid("entry")
    if ExerciseEntry.objects.filter(pk=key).exclude(session=taking.of).exists():
        raise Http404
    exercise = taking.exercise(entry.uuid("exercise"))
    named = entry.uuid_or_none("prescription")
    prescription = prescriptions_for(taking.client, {named}).get(named) if named else None
    logbook.add_exercise(
        taking.of,
        exercise=exercise,
        key=uuid7() if taking.settles else key,
        prescription=prescription if prescription and prescription.exercise_id == exercise.pk else None,
        planned=entry.planned(exercise),
        now=taking.now,
        **taking.answer(),
    )


def answer(taking: Taking) -> None:
    """Keeps the answer; one about a row that is still to come in this batch is kept with that row."""
    entry = taking.entry
    said = answer_in(entry)
    load_kg, side = entry.load_kg(), entry.side()
    row = taking.of.entries.filter(pk=entry.uuid("entry")).first()
    if row is None:
        taking.answers[entry.uuid("entry")] = entry
        return
    logbook.answer_for(row, load_kg=load_kg, side=side, now=taking.now, **said)


def swap(taking: Taking) -> None:
    entry, row, to = taking.entry, taking.row(), taking.entry.uuid_or_none("to")
    exercise = taking.exercise(entry.uuid("exercise"))
    if to is not None and (taken := ExerciseEntry.objects.filter(pk=to).first()):
        if taken.session_id != taking.of.pk:
            raise Http404
        to = uuid7()
    logbook.swap(row, exercise, key=to, planned=entry.planned(exercise), now=taking.now, **taking.answer())


def move_up(taking: Taking) -> None:
    logbook.move_up(taking.row())


def remove_exercise(taking: Taking) -> None:
    row = taking.of.entries.filter(pk=taking.entry.uuid("entry")).first()
    if row is not None:
        take_out_exercise(row)


def skip(taking: Taking) -> None:
    why, row = taking.entry.why_skipped(), taking.row()
    logbook.skip(row, version=taking.version(row), why=why)


def note(taking: Taking) -> None:
    values, row = taking.entry.note_values(), taking.row()
    logbook.keep_exercise_note(row, version=taking.version(row), **values)


# --- its sets -----------------------------------------------------------------------------


def log_set(taking: Taking) -> Meets | None:
    """Logs the set where the phone saw room for it. An exercise that left the session meanwhile comes back for it."""
    entry = taking.entry
    row = taking.of.entries.select_related("exercise").filter(pk=entry.uuid("entry")).first()
    named = entry.uuid("exercise") if entry.has("exercise") or row is None else row.exercise_id
    exercise = row.exercise if row and row.exercise_id == named else taking.exercise(named)
    values, place, key = entry.set_values(exercise), entry.whole("place"), entry.uuid("set")
    if row is not None and row.exercise_id != exercise.pk:
        if not taking.settles:
            return Meets(Met.PLACE, {"exercise": str(row.exercise_id)})
        row = taking.of.entries.filter(exercise=exercise).first()
    if row is None:
        row = logbook.stand_in(taking.of, key=_free_row_key(taking), exercise=exercise)
    sets = list(row.sets.all())
    known = SetEntry.objects.filter(pk=key).first()
    if known is not None and known.entry_id != row.pk and not taking.settles:
        raise Http404
    if taking.settles:
        _log_all_the_same(taking, known, row, values)
        return None
    if known is not None:
        is_same = _values_of(known) == _comparable(values)
        return None if is_same else Meets(Met.PLACE, _values_of(known) | {"set": str(key)})
    is_undo = ReceivedEntry.objects.filter(trainer=taking.trainer, removed=key).exists()
    if place < len(sets) and not is_undo:
        return Meets(Met.PLACE, _values_of(sets[place]) | {"set": str(sets[place].pk)})
    waiting = taking.answers.get(row.pk)
    if waiting is not None:
        logbook.answer_for(row, load_kg=values["load_kg"], side=values["side"], now=taking.now, **answer_in(waiting))
    place_back = place if is_undo else None
    logbook.log_set(row, key=key, place=place_back, is_late=taking.is_late, now=taking.now, **values)
    return None


def _log_all_the_same(taking: Taking, known: SetEntry | None, row: ExerciseEntry, values: dict[str, Any]) -> None:
    """In place of the set that it met, while that is there; else, and with How.BOTH, after all of them."""
    stands = row.sets.filter(pk=taking.replaces).first() if taking.replaces else None
    if taking.settles == How.TAKEN and stands is not None:
        logbook.change_set(stands, version=stands.version, now=taking.now, **values)
        return
    logbook.log_set(row, key=uuid7() if known else taking.entry.uuid("set"), now=taking.now, **values)


def _free_row_key(taking: Taking) -> UUID:
    """The entry's own key for a row that left the session, so that what comes after it finds the row again."""
    key = taking.entry.uuid("entry")
    taken = ExerciseEntry.objects.filter(pk=key).first()
    if taken is None:
        return key
    if taken.session_id != taking.of.pk:
        raise Http404
    return uuid7()


def change_set(taking: Taking) -> Meets | None:
    """Corrects a set; one that was taken out meanwhile stays out until the trainer has settled it."""
    one = taking.set_or_none()
    row = one.entry if one else taking.row()
    values = taking.entry.set_values(row.exercise)
    if one is not None:
        logbook.change_set(one, version=taking.version(one), is_late=taking.is_late, now=taking.now, **values)
        return None
    if not taking.settles:
        return Meets(Met.VERSION)
    logbook.log_set(row, key=uuid7(), now=taking.now, **values)
    return None


def remove_set(taking: Taking) -> None:
    one = taking.set_or_none()
    if one is not None:
        take_out_set(one, version=taking.version(one))


def _values_of(one: SetEntry) -> dict[str, Any]:
    return _comparable(
        {"amount": one.amount, "load_kg": one.load_kg, "side": one.side, "kind": one.kind, "pain": one.pain}
    )


def _comparable(values: dict[str, Any]) -> dict[str, Any]:
    load = values["load_kg"]
    return values | {"load_kg": None if load is None else f"{load:.2f}", "amount": int(values["amount"])}


# --- red flags ----------------------------------------------------------------------------


def raise_flag(taking: Taking) -> None:
    """Notes the sign with the session, or with the client alone where that has not begun or is gone."""
    entry, key = taking.entry, taking.entry.uuid("raised")
    red_flag = RedFlag.objects.filter(code=entry.text("flag", at_most=40)).first()
    if red_flag is None:
        raise RefusedError(
            _("This sign is not on the list any more. Note another one, on the client's page under “Red flag”.")
        )
    if FlagRaised.objects.filter(pk=key).exclude(client=taking.client).exists():
        raise Http404
    try:
        keep_flag(
            taking.client,
            red_flag,
            by=taking.trainer,
            done=entry.what_was_done(),
            session=taking.session,
            key=uuid7() if taking.settles else key,
            at=entry.at,
        )
    except NotConfirmedError:
        raise RefusedError(_not_confirmed()) from None


# --- what stands --------------------------------------------------------------------------


def standing(taking: Taking) -> dict[str, Any]:
    """What is saved of what an entry is about, by the entry's own names; {} where that is gone or can't be told."""
    if taking.entry.do == "log_set":
        met = SetEntry.objects.filter(entry__session=taking.of, pk=taking.replaces or taking.entry.uuid("set")).first()
        return _values_of(met) | {"set": str(met.pk)} if met else {}
    if taking.entry.do in ("change_set", "remove_set"):
        one = taking.set_or_none()
        return _values_of(one) if one else {}
    if taking.entry.do == "scores":
        session = TrainingSession.objects.get(pk=taking.of.pk)
        return {name: getattr(session, name) for name in taking.entry.score_values()}
    if taking.entry.do == "end":
        return {"minutes": logbook.minutes_of(taking.of)}
    if taking.entry.do not in ("skip", "note"):
        return {}
    row = taking.row()
    return {"why": row.skipped} if taking.entry.do == "skip" else {"pain": row.pain, "note": row.note}


def outdate(taking: Taking) -> None:
    """Raises the version of what an entry met, so that no later one of the same phone is taken for an up-to-date one.

    A phone counts on from its own entry, whether that was taken or not.
    """
    if taking.entry.do == "scores":
        logbook.outdate(taking.of)
    elif taking.entry.do in ("change_set", "remove_set"):
        if one := taking.set_or_none():
            logbook.outdate(one)
    elif taking.entry.do in ("skip", "note"):
        logbook.outdate(taking.row())


HANDLERS: dict[str, Callable[[Taking], Meets | None]] = {
    handler.__name__: handler
    for handler in (
        start,
        scores,
        end,
        discard,
        add_exercise,
        answer,
        swap,
        move_up,
        remove_exercise,
        skip,
        note,
        log_set,
        change_set,
        remove_set,
        raise_flag,
    )
}
