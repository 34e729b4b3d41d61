"""What a session begins with, and how an exercise is done as planned."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, strategies as st

from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.plan import PlannedSet, still_to_do, unpacked
from sessions_log.starting import NOTHING, start_session
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from tests.sessions_log.rules import end_session, log_set
from web.keys import uuid7


def did(client, *exercises, days=3, sets=((12, 40),) * 3):
    session = TrainingSessionFactory(client=client, started_at=timezone.now() - timedelta(days=days))
    for position, exercise in enumerate(exercises):
        entry = ExerciseEntryFactory(session=session, exercise=exercise, position=position)
        for place, (amount, load) in enumerate(sets):
            SetEntryFactory(entry=entry, position=place, amount=amount, load_kg=load)
    return session


def start(client, **how):
    return start_session(client, trainer=client.lead_trainer, key=uuid7(), **how)


def names(session):
    return [entry.exercise.name for entry in session.entries.select_related("exercise")]


# --- what it begins with ----------------------------------------------------------------------


def test_it_begins_with_what_the_physio_asks_for_and_then_as_last_time(care_client):
    squat, row, clam = ExerciseFactory(name="Squat"), ExerciseFactory(name="Row"), ExerciseFactory(name="Clam")
    did(care_client, ExerciseFactory(name="Long ago"), days=30)
    did(care_client, squat, row)
    PrescriptionFactory(client=care_client, exercise=clam, where="both")
    PrescriptionFactory(client=care_client, exercise=ExerciseFactory(name="At home"), where="home")
    session = start(care_client).session
    assert names(session) == ["Clam", "Squat", "Row"]
    planned = unpacked(session.entries.get(exercise=squat).planned)
    assert planned == [PlannedSet(12, Decimal("40.00"), "both")] * 3


def test_an_exercise_that_is_asked_for_and_was_done_stands_once_with_its_dose_and_last_load(care_client):
    squat = ExerciseFactory()
    did(care_client, squat)
    PrescriptionFactory(client=care_client, exercise=squat, where="session", sets=2, amount=8)
    [entry] = start(care_client).session.entries.all()
    assert unpacked(entry.planned) == [PlannedSet(8, Decimal("40.00"), "both")] * 2
    assert entry.prescription is not None


def test_the_load_that_the_physio_asks_for_stands_before_last_times(care_client):
    squat = ExerciseFactory()
    did(care_client, squat)
    PrescriptionFactory(client=care_client, exercise=squat, where="session", sets=1, amount=8, load_kg=20)
    [entry] = start(care_client).session.entries.all()
    assert unpacked(entry.planned) == [PlannedSet(8, Decimal("20.00"), "both")]


def test_what_hits_a_dont_is_left_out_and_named(care_client):
    sit_up = ExerciseFactory(name="Sit-up", patterns=["spinal-flexion"], regions=["lower-back"])
    did(care_client, sit_up, ExerciseFactory(name="Row", patterns=["pull-horizontal"], regions=["upper-back"]))
    GuidanceFactory(client=care_client)
    started = start(care_client)
    assert names(started.session) == ["Row"]
    assert [exercise.name for exercise in started.left_out] == ["Sit-up"]


def test_an_untagged_exercise_is_left_out_while_a_dont_is_in_force(care_client):
    did(care_client, ExerciseFactory(patterns=[], regions=[], attributes=[]))
    GuidanceFactory(client=care_client)
    assert not start(care_client).session.entries.exists()


def test_it_begins_empty_where_that_is_asked_for(care_client):
    did(care_client, ExerciseFactory())
    assert not start(care_client, begin_with=NOTHING).session.entries.exists()


def test_another_clients_last_session_is_not_begun_with(care_client, trainer):
    did(ClientFactory(lead_trainer=trainer), ExerciseFactory())
    assert not start(care_client).session.entries.exists()


def test_what_another_trainer_made_for_themselves_is_not_begun_with(care_client):
    did(care_client, ExerciseFactory(owner=ClientFactory().lead_trainer, code=None))
    assert not start(care_client).session.entries.exists()


def test_a_session_in_which_nothing_was_done_is_passed_over(care_client):
    did(care_client, ExerciseFactory(name="Squat"), days=5)
    TrainingSessionFactory(client=care_client, started_at=timezone.now() - timedelta(days=1))
    assert names(start(care_client).session) == ["Squat"]


def test_starting_twice_plans_once(care_client):
    did(care_client, ExerciseFactory())
    start(care_client)
    start(care_client)
    assert ExerciseEntry.objects.filter(session__state="open").count() == 1


def test_each_side_is_a_set_of_its_own(care_client):
    lunge = ExerciseFactory(per_side=True)
    PrescriptionFactory(client=care_client, exercise=lunge, where="session", sets=2, amount=10)
    [entry] = start(care_client).session.entries.all()
    assert [one.side for one in unpacked(entry.planned)] == ["left", "right", "left", "right"]


# --- as planned -------------------------------------------------------------------------------


@pytest.fixture
def planned(the_log):
    sets = [PlannedSet(12, Decimal(40)).packed()] * 3
    return ExerciseEntryFactory(session=the_log.session, position=0, planned=sets, note="")


def done(entry):
    return [(one.amount, one.load_kg) for one in SetEntry.objects.filter(entry=entry)]


def test_one_press_logs_the_whole_exercise_and_twice_is_once(the_log, planned):
    assert "All as planned: 3 × 12 × 40 kg" in " ".join(the_log.get().content.decode().split())
    for _time in range(5):
        the_log.post("as_planned", planned.pk)
    assert done(planned) == [(12, Decimal(40))] * 3


def test_another_load_goes_on_in_the_sets_that_are_left_and_never_back(the_log, planned):
    log_set(planned, amount=12, load_kg=Decimal(40), key=uuid7())
    log_set(planned, amount=12, load_kg=Decimal("42.5"), key=uuid7())
    the_log.post("as_planned", planned.pk)
    assert done(planned) == [(12, Decimal(40)), (12, Decimal("42.5")), (12, Decimal("42.5"))]


@given(
    plan=st.lists(st.builds(PlannedSet, st.integers(1, 20), st.sampled_from([None, Decimal(20), Decimal(40)]))),
    loads=st.lists(st.sampled_from([None, Decimal(20), Decimal(60)])),
)
def test_what_is_left_is_the_plan_without_what_is_done(plan, loads):
    logged = [SetEntry(amount=5, load_kg=load, side="both") for load in loads]
    left = still_to_do(plan, logged)
    assert [one.amount for one in left] == [one.amount for one in plan[len(logged) :]]
    assert {one.load_kg for one in left} <= {one.load_kg for one in plan} | set(loads)


def test_a_load_far_above_the_best_is_asked_about_once(the_log, planned):
    log_set(planned, amount=12, load_kg=Decimal(40), key=uuid7())
    typed = {"key": uuid7(), "amount": "12", "load": "400"}
    answer = the_log.post("add_set", planned.pk, **typed)
    assert answer.status_code == 422
    assert "More than one and a half times the best so far (40 kg)" in answer.content.decode()
    assert len(done(planned)) == 1
    the_log.post("add_set", planned.pk, **typed, sure="1")
    assert done(planned)[-1] == (12, Decimal(400))


# --- skipping, swapping, moving ---------------------------------------------------------------


def test_skipping_asks_why_and_can_be_taken_back(the_log, planned):
    assert the_log.post("skip", planned.pk).status_code == 422
    the_log.post("skip", planned.pk, version=1, why="busy")
    planned.refresh_from_db()
    assert planned.skipped == "The place or the machine was taken"
    assert "as-planned" not in the_log.get().content.decode()
    the_log.post("do_after_all", planned.pk, version=2)
    planned.refresh_from_db()
    assert planned.skipped == ""


@pytest.fixture
def squat_alikes(db):
    return [ExerciseFactory(name=f"Squat {number}", patterns=["squat"], regions=["knee", "hip"]) for number in range(7)]


def test_what_is_offered_is_alike_clear_tagged_and_not_in_the_session(the_log, care_client, squat_alikes):
    GuidanceFactory(client=care_client, patterns=["jump"], regions=["knee"])
    entry = ExerciseEntryFactory(session=the_log.session, position=0, exercise=squat_alikes[0])
    ExerciseEntryFactory(session=the_log.session, position=1, exercise=squat_alikes[1])
    ExerciseFactory(name="Jump squat", patterns=["squat", "jump"], regions=["knee"])
    ExerciseFactory(name="Untagged squat", patterns=["squat"], regions=[])
    ExerciseFactory(name="Row", patterns=["pull-horizontal"], regions=["upper-back"])
    page = the_log.get("swap", entry.pk)
    assert [one.name for one in page.context["offered"]] == [f"Squat {number}" for number in range(2, 7)]


def test_a_swap_takes_the_place_and_leaves_the_plan(the_log, care_client, squat_alikes):
    prescription = PrescriptionFactory(client=care_client, exercise=squat_alikes[0], where="session")
    entry = ExerciseEntryFactory(
        session=the_log.session,
        position=0,
        exercise=prescription.exercise,
        prescription=prescription,
        planned=[PlannedSet(12, Decimal(40)).packed()],
    )
    did(care_client, squat_alikes[1], sets=((8, 60), (8, 60)))
    the_log.post("swap", entry.pk, exercise=squat_alikes[1].pk)
    entry.refresh_from_db()
    assert (entry.exercise, entry.swapped_from, entry.prescription) == (squat_alikes[1], squat_alikes[0], None)
    assert unpacked(entry.planned) == [PlannedSet(8, Decimal("60.00"))]
    prescription.refresh_from_db()
    assert prescription.stopped_at is None


def test_a_swap_after_the_first_set_keeps_that_set(the_log, squat_alikes):
    entry = ExerciseEntryFactory(
        session=the_log.session, position=0, exercise=squat_alikes[0], planned=[PlannedSet(12).packed()] * 3
    )
    log_set(entry, amount=12, key=uuid7())
    the_log.post("swap", entry.pk, exercise=squat_alikes[1].pk)
    assert names(the_log.session) == ["Squat 0", "Squat 1"]
    entry.refresh_from_db()
    assert (len(entry.planned), len(done(entry))) == (1, 1)


def test_what_is_not_offered_can_not_be_swapped_in(the_log, care_client, squat_alikes):
    entry = ExerciseEntryFactory(session=the_log.session, position=0, exercise=squat_alikes[0])
    GuidanceFactory(client=care_client, patterns=["jump"], regions=["knee"])
    jump = ExerciseFactory(patterns=["squat", "jump"], regions=["knee"])
    assert the_log.post("swap", entry.pk, exercise=jump.pk).status_code == 422
    entry.refresh_from_db()
    assert entry.exercise == squat_alikes[0]


def test_an_exercise_moves_up_and_the_first_one_stays(the_log):
    for position, name in enumerate(["one", "two", "three"]):
        ExerciseEntryFactory(session=the_log.session, position=position, exercise=ExerciseFactory(name=name))
    last = the_log.session.entries.last()
    for expected in (["one", "three", "two"], ["three", "one", "two"], ["three", "one", "two"]):
        the_log.post("move_up", last.pk)
        assert names(the_log.session) == expected


def test_pain_over_an_exercise_is_kept(the_log, planned):
    the_log.post("exercise_note", planned.pk, version=1, pain="4", note="Knee at the bottom")
    planned.refresh_from_db()
    assert (planned.pain, planned.note) == (4, "Knee at the bottom")


# --- the end ----------------------------------------------------------------------------------


def test_what_was_only_planned_leaves_the_session_at_its_end(the_log, planned):
    skipped = ExerciseEntryFactory(session=the_log.session, position=1, skipped="Pain")
    done_one = ExerciseEntryFactory(session=the_log.session, position=2)
    log_set(done_one, amount=5, key=uuid7())
    assert planned.exercise.name in the_log.get("finish").content.decode()
    end_session(the_log.session, minutes=60)
    assert set(the_log.session.entries.all()) == {skipped, done_one}


def test_pain_that_rose_a_lot_is_asked_about_once(the_log):
    typed = {"version": 1, "minutes": "60", "pain_before": "2", "pain_after": "6"}
    answer = the_log.post("finish", **typed)
    assert answer.status_code == 422
    assert "That is 4 more than before" in answer.content.decode()
    the_log.post("finish", **typed, sure="1", then="end")
    assert TrainingSession.objects.get(pk=the_log.session.pk).state == "completed"
