"""What a phone logged without the network is taken by the rules of the plain forms, each entry once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from sessions_log.models import ExerciseEntry, ProcessedOperation, SetEntry, SyncConflict, TrainingSession
from sessions_log.offline.receive import delete_old_processed_operations
from tests.factories.careplan import GuidanceFactory, ReplyFactory
from tests.factories.sessions_log import ExerciseEntryFactory, PlannedSessionFactory, SetEntryFactory
from tests.sessions_log.phone import loads
from web.keys import uuid7


def test_a_whole_session_comes_in_one_batch(phone, squat):
    start = phone.start(squat)
    key, row = start["session"], start["rows"][0]
    sets = [phone.set(row, key, place=place, load_kg=load) for place, load in enumerate(["60", 62.5, "65"])]
    scores = phone.operation(
        "scores", key, version=1, effort=7, pain_before=2, pain_after=1, team_note="Good", private_note=""
    )
    assert phone.statuses(start, *sets, scores, phone.operation("end", key, minutes=45)) == [200] * 6
    session = TrainingSession.objects.get(pk=key)
    assert (session.state, session.effort, session.team_note) == ("completed", 7, "Good")
    assert loads(key) == ["60", "62.5", "65"]


def test_the_same_again_gets_the_same_answer_and_changes_nothing(phone, session, entry):
    operation = phone.set(entry, session)
    first, again = phone.send(operation), phone.send(operation, operation)
    assert first + first == again
    assert SetEntry.objects.count() == 1
    assert SyncConflict.objects.count() == 0


def test_the_same_key_with_another_body_keeps_both(phone, session, entry):
    operation = phone.set(entry, session, load_kg="60")
    other = operation | {"load_kg": "70"}
    assert phone.statuses(operation) == [200]
    assert phone.statuses(other) == [409]
    assert phone.statuses(other) == [409], "and only once"
    assert loads(session) == ["60"]
    [conflict] = SyncConflict.objects.all()
    assert conflict.operation["load_kg"] == "70"


def test_the_body_of_what_was_taken_is_not_kept(phone, session, entry):
    phone.send(
        phone.operation("note", session, entry=entry.pk, version=1, pain=3, note="A knee that nobody else knows of")
    )
    [received] = ProcessedOperation.objects.values()
    assert "knee" not in str(received)


@pytest.mark.parametrize(("load", "stored"), [("12,5", "12.5"), ("12.5", "12.5"), ("１２", "12"), (40, "40"), (0, "0")])
def test_loads_are_read_as_people_type_them(phone, session, entry, load, stored):
    assert phone.statuses(phone.set(entry, session, load_kg=load)) == [200]
    assert loads(session) == [stored]


@pytest.mark.parametrize("load", ["-1", -1, 1e9, "1e9", "heavy", 12.345, 1000])
def test_what_no_load_can_be_is_refused_with_words(phone, session, entry, load):
    [answer] = phone.send(phone.set(entry, session, load_kg=load))
    assert answer["status"] == 422
    assert "Load must be" in answer["words"]
    assert phone.statuses(phone.set(entry, session, load_kg="10")) == [200]


@pytest.mark.parametrize("amount", [0, -1, 1e9, "", None, 2.5])
def test_an_amount_is_judged_as_the_form_judges_it(phone, session, entry, amount):
    assert phone.statuses(phone.set(entry, session, amount=amount)) == [422]
    assert SetEntry.objects.count() == 0


def test_what_was_refused_may_come_again_corrected(phone, session, entry):
    operation = phone.set(entry, session, amount=0)
    assert phone.statuses(operation) == [422]
    assert phone.statuses(operation | {"amount": 8}) == [200]


def test_a_set_at_a_place_that_is_taken_keeps_both(phone, session, entry):
    SetEntryFactory(entry=entry, position=0, load_kg=Decimal(50))
    assert phone.statuses(phone.set(entry, session, place=0, load_kg="60")) == [409]
    assert loads(session) == ["50"]
    [conflict] = SyncConflict.objects.all()
    assert (conflict.operation["load_kg"], conflict.server_state["load_kg"]) == ("60", "50.00")


def test_a_set_that_was_taken_out_comes_back_to_its_place(phone, session, entry):
    sets = [SetEntryFactory(entry=entry, position=place, load_kg=50 + place) for place in range(3)]
    out = phone.operation("remove_set", session, entry=entry.pk, set=sets[0].pk, version=1)
    back = phone.set(entry, session, set=sets[0].pk, place=0, load_kg="50")
    assert phone.statuses(out, back) == [200, 200]
    assert loads(session) == ["50", "51", "52"]


def test_edits_of_one_version(phone, session, entry):
    logged_set = SetEntryFactory(entry=entry, position=0)
    assert phone.statuses(phone.change(logged_set, version=1, load_kg="70")) == [200]
    assert phone.statuses(phone.change(logged_set, version=1, load_kg="80")) == [409]
    assert phone.statuses(phone.change(logged_set, version=2, load_kg="90")) == [409], (
        "the phone counted on from what was not taken"
    )
    assert loads(session) == ["70"]
    assert [conflict.operation["load_kg"] for conflict in SyncConflict.objects.all()] == ["80", "90"]


def test_skips_notes_and_scores_carry_a_version_too(phone, session, entry):
    skip = {"entry": entry.pk, "why": "Pain"}
    note = {"entry": entry.pk, "pain": 3, "note": "Knee"}
    assert phone.statuses(phone.operation("skip", session, version=1, **skip)) == [200]
    assert phone.statuses(phone.operation("note", session, version=1, **note)) == [409]
    assert phone.statuses(phone.operation("note", session, version=3, **note)) == [200]
    scores = {"effort": 5, "pain_before": None, "pain_after": None, "team_note": "", "private_note": ""}
    assert phone.statuses(phone.operation("scores", session, version=9, **scores)) == [409]


def test_a_change_of_a_set_that_was_taken_out_elsewhere_is_kept(phone, session, entry):
    logged_set = SetEntryFactory(entry=entry, position=0)
    change = phone.change(logged_set, load_kg="77")
    logged_set.delete()
    assert phone.statuses(change) == [409]
    assert SyncConflict.objects.get().operation["load_kg"] == "77"


def test_after_a_refused_edit_a_later_one_of_the_same_waits(phone, session, entry):
    logged_set = SetEntryFactory(entry=entry, position=0)
    assert phone.statuses(phone.change(logged_set, version=1, amount=0), phone.change(logged_set, version=2)) == [
        422,
        422,
    ]


# --- exercises ----------------------------------------------------------------------------


def test_a_set_brings_back_the_exercise_that_left_the_session(phone, session, entry):
    row = {"id": str(entry.pk), "exercise": str(entry.exercise_id)}
    entry.delete()
    assert phone.statuses(phone.set(row, session)) == [200]
    assert str(ExerciseEntry.objects.get().pk) == row["id"]


def test_exercises_are_added_swapped_moved_and_taken_out(phone, session, entry, squat):
    other = ExerciseEntryFactory().exercise
    added = phone.operation(
        "add_exercise", session, entry=uuid7(), exercise=squat.pk, prescription=None,
        planned=[{"amount": 8, "load_kg": "60.00", "side": "both"}], acknowledged=[], reason="", not_meant=False,
    )  # fmt: skip
    row = {"id": added["entry"], "exercise": str(squat.pk)}
    swapped = phone.operation(
        "swap", session, entry=row["id"], exercise=other.pk, to=uuid7(),
        planned=[{"amount": 5, "load_kg": None, "side": "left"}], acknowledged=[], reason="", not_meant=False,
    )  # fmt: skip
    moved = phone.operation("move_up", session, entry=swapped["to"])
    out = phone.operation("remove_exercise", session, entry=entry.pk)
    assert phone.statuses(added, phone.set(row, session), swapped, moved, out, out) == [200] * 6
    rows = session.entries.select_related("exercise")
    assert [one.exercise for one in rows] == [other, squat]
    assert [str(rows[0].pk), rows[0].planned[0]["side"]] == [swapped["to"], "left"]


def test_a_set_of_an_exercise_that_was_swapped_elsewhere_is_kept_aside(phone, session, entry, squat):
    operation = phone.set(entry, session)
    ExerciseEntry.objects.filter(pk=entry.pk).update(exercise=squat)
    assert phone.statuses(operation) == [409]
    assert SetEntry.objects.count() == 0


# --- guidance -----------------------------------------------------------------------------


def test_a_dont_that_came_in_meanwhile_asks_for_an_answer(phone, session, squat):
    row = ExerciseEntryFactory(session=session, exercise=squat, position=0)
    guidance = GuidanceFactory(client=phone.client, text="Spare the knee", patterns=["squat"], regions=["knee"])
    operation = phone.set(row, session)
    [refused] = phone.send(operation)
    assert (refused["status"], refused["conflicts"][0]["guidance"]) == (422, str(guidance.pk))
    acknowledgement = {
        "acknowledged": [str(guidance.pk)],
        "reason": "Dana agreed",
        "not_meant": False,
        "load_kg": "60",
        "side": None,
    }
    answer = phone.operation("answer", session, entry=row.pk, **acknowledgement)
    assert phone.statuses(answer, operation) == [200, 200]
    row.refresh_from_db()
    assert (row.conflicting_guidance, row.reason) == (guidance, "Dana agreed")


def test_a_set_that_was_refused_is_kept_after_the_end_and_that_nobody_wrote_why(phone, session, squat):
    row = ExerciseEntryFactory(session=session, exercise=squat, position=0)
    guidance = GuidanceFactory(client=phone.client, patterns=["squat"], regions=["knee"])
    operation = phone.set(row, session)
    assert phone.statuses(operation, phone.operation("end", session, minutes=600)) == [422, 200]
    assert phone.statuses(operation) == [200]
    entry = SetEntry.objects.get().entry
    assert (entry.conflicting_guidance, entry.reason) == (
        guidance,
        "No reason was written: it came in after the session had ended.",
    )


def test_a_reason_that_comes_after_the_end_is_kept_though_the_dont_came_later(phone, session, squat):
    row = ExerciseEntryFactory(session=session, exercise=squat, position=0)
    SetEntryFactory(entry=row)
    assert phone.statuses(phone.operation("end", session, minutes=60)) == [200]
    guidance = GuidanceFactory(client=phone.client, patterns=["squat"], regions=["knee"])
    acknowledgement = {
        "acknowledged": [str(guidance.pk)],
        "reason": "Light",
        "not_meant": False,
        "load_kg": "60",
        "side": None,
    }
    assert (
        phone.statuses(
            phone.operation("answer", session, entry=row.pk, **acknowledgement), phone.set(row, session, place=1)
        )
        == [200] * 2
    )
    row.refresh_from_db()
    assert (row.conflicting_guidance, row.reason) == (guidance, "Light")


def test_an_answer_before_an_exercise_that_is_still_to_come_is_kept_with_it(phone, session, squat):
    guidance = GuidanceFactory(client=phone.client, patterns=["squat"], regions=["knee"])
    added = phone.operation("add_exercise", session, entry=uuid7(), exercise=squat.pk, planned=[])
    assert phone.statuses(added) == [422]
    acknowledgement = {"acknowledged": [str(guidance.pk)], "reason": "Light", "not_meant": False}
    answer = phone.operation("answer", session, entry=added["entry"], **acknowledgement)
    assert phone.statuses(answer, added) == [200, 200]
    assert session.entries.get().reason == "Light"


def test_an_exercise_that_hits_a_dont_is_in_the_started_session_and_asked_about_at_its_first_set(phone, squat):
    GuidanceFactory(client=phone.client, patterns=["squat"], regions=["knee"])
    start = phone.start(squat)
    assert phone.statuses(start, phone.set(start["rows"][0], start["session"])) == [200, 422]


# --- sessions -----------------------------------------------------------------------------


def test_what_was_planned_is_joined_and_a_reply_that_was_read_is_read(phone, squat):
    planned = PlannedSessionFactory(client=phone.client, starts_at=timezone.now() + timedelta(hours=9))
    read, unread = ReplyFactory(client=phone.client, kind="stop"), ReplyFactory(client=phone.client, kind="stop")
    start = phone.start(squat, planned=str(planned.pk), read=[str(read.pk)])
    assert phone.statuses(start) == [200], "what has happened is not undone by a reply that nobody read"
    planned.refresh_from_db()
    assert (str(planned.session_id), planned.attendance) == (start["session"], "attended")
    for reply, is_read in ((read, True), (unread, False)):
        reply.refresh_from_db()
        assert (reply.read_at is not None) == is_read


def test_a_session_that_another_phone_has_ended_gains_nothing_that_was_not_done(phone, squat):
    start = phone.start(squat)
    key, row = start["session"], start["rows"][0]
    assert phone.statuses(start, phone.operation("end", key, minutes=30)) == [200, 200]
    late = {**start, "key": str(uuid7())}
    assert phone.statuses(late) == [200]
    assert not TrainingSession.objects.get(pk=key).entries.exists()
    assert phone.statuses(phone.set(row, key)) == [200]
    assert loads(key) == ["60"], "what was done is kept all the same"


def test_a_second_session_at_the_same_time_is_kept_as_held(phone, session, squat):
    start = phone.start(squat)
    key = start["session"]
    assert phone.statuses(start, phone.set(start["rows"][0], key)) == [409, 200]
    assert phone.statuses(phone.operation("end", key, minutes=50)) == [200]
    assert TrainingSession.objects.get(pk=key).state == "completed"
    assert loads(key) == ["60"]
    assert SyncConflict.objects.get().session_id == TrainingSession.objects.get(pk=key).pk


def test_a_session_ended_elsewhere_with_another_length(phone, session, entry):
    SetEntryFactory(entry=entry)
    type(session).objects.update(started_at=timezone.now() - timedelta(hours=2))
    assert phone.statuses(phone.operation("end", session, minutes=60)) == [200]
    assert phone.statuses(phone.operation("end", session, minutes=60)) == [200]
    assert phone.statuses(phone.operation("end", session, minutes=30)) == [409]


def test_an_empty_session_is_dropped_and_one_with_something_stays(phone, session, squat):
    assert phone.statuses(phone.operation("discard", session)) == [200]
    start = phone.start(squat)
    assert phone.statuses(start, phone.operation("discard", start["session"])) == [200, 422]


def test_keys_of_what_came_are_forgotten_after_a_week(phone, session, entry):
    phone.send(phone.set(entry, session))
    now = timezone.now()
    assert delete_old_processed_operations(now=now + timedelta(days=6)) == 0
    assert delete_old_processed_operations(now=now + timedelta(days=8)) == 1
