"""A don't that comes in while a session is open, and a load over a limit: nothing is logged before it is answered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from sessions_log.conflicts import GuidanceAnswer
from sessions_log.models import SetEntry
from sessions_log.plan import PlannedSet
from tests.factories.careplan import GuidanceFactory, ReplyFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory
from tests.sessions_log.rules import add_exercise, log_set
from web.keys import uuid7


@pytest.fixture
def squat(db):
    return ExerciseFactory(name="Back squat", patterns=["squat"], regions=["knee"])


@pytest.fixture
def planned(the_log, squat):
    sets = [PlannedSet(8, Decimal(100)).packed()] * 3
    return ExerciseEntryFactory(session=the_log.session, position=0, exercise=squat, planned=sets)


def no_squats(client, **limits):
    return GuidanceFactory(client=client, text="Spare the knee", patterns=["squat"], regions=["knee"], **limits)


def loads():
    return [one.load_kg for one in SetEntry.objects.all()]


def typed(load="100"):
    return {"key": uuid7(), "amount": "8", "load": load}


def hidden(page):
    return dict(page.context["carried"])


def test_a_dont_that_came_in_stops_the_next_press(the_log, planned):
    log_set(planned, amount=8, load_kg=Decimal(100), key=uuid7())
    guidance = no_squats(the_log.session.client)
    assert "Spare the knee" in the_log.get().content.decode().split('id="exercise-')[1], "the card says it"
    for pressed in (the_log.post("as_planned", planned.pk), the_log.post("add_set", planned.pk, **typed())):
        assert pressed.status_code == 422
        assert "Spare the knee" in pressed.content.decode()
    assert len(loads()) == 1
    answer = {"acknowledged": [guidance.pk], "reason": "Agreed with Dana on the phone"}
    the_log.post("answer", planned.pk, **answer)
    planned.refresh_from_db()
    assert (planned.conflicting_guidance, planned.reason) == (guidance, "Agreed with Dana on the phone")
    assert len(loads()) == 3, "and what was pressed is done"
    assert the_log.post("add_set", planned.pk, **typed()).status_code == 302, "asked once"


def test_what_was_typed_comes_through_the_warning(the_log, planned):
    guidance = no_squats(the_log.session.client)
    page = the_log.post("add_set", planned.pk, key=uuid7(), amount="5", load="42,5", pain="2")
    again = the_log.post("answer", planned.pk, **hidden(page), acknowledged=[guidance.pk], reason="")
    assert again.status_code == 422
    assert "Write why it is done all the same" in again.content.decode()
    the_log.post("answer", planned.pk, **hidden(again), acknowledged=[guidance.pk], reason="Light, and slowly")
    logged_set = SetEntry.objects.get()
    assert (logged_set.amount, logged_set.load_kg, logged_set.pain) == (5, Decimal("42.5"), 2)


def test_an_answer_to_something_else_is_none(the_log, planned):
    no_squats(the_log.session.client)
    assert the_log.post("answer", planned.pk, acknowledged=[uuid7()], reason="Because").status_code == 422
    assert loads() == []


def test_what_is_put_back_is_asked_about_too(the_log, planned):
    taken = the_log.post("remove_exercise", planned.pk).context["undo"]
    no_squats(the_log.session.client)
    the_log.post("put_back", undo=taken[1])
    assert the_log.post("as_planned", planned.pk).status_code == 422
    assert loads() == []


def test_a_skipped_one_that_is_taken_up_again_is_asked_about_too(the_log, planned):
    the_log.post("skip", planned.pk, version=1, why="busy")
    no_squats(the_log.session.client)
    the_log.post("do_after_all", planned.pk, version=2)
    assert the_log.post("as_planned", planned.pk).status_code == 422


# --- limits of load ---------------------------------------------------------------------------


def test_a_load_over_the_limit_is_certain_though_the_words_were_not(the_log, squat):
    guidance = no_squats(the_log.session.client, load_limit_kg=20)
    entry = add_exercise(
        the_log.session, exercise=squat, key=uuid7(), answer=GuidanceAnswer(frozenset([guidance.pk]), is_not_meant=True)
    )
    assert the_log.post("add_set", entry.pk, **typed("20")).status_code == 302
    page = the_log.post("add_set", entry.pk, **typed("22,5"))
    assert page.status_code == 422
    the_log.post("answer", entry.pk, **hidden(page), acknowledged=[guidance.pk], not_meant="1")
    assert loads() == [Decimal(20)], "a certain one wants a reason"
    the_log.post("answer", entry.pk, **hidden(page), acknowledged=[guidance.pk], reason="Dana allows it")
    assert loads() == [Decimal(20), Decimal("22.5")]


def test_a_set_that_is_corrected_upwards_is_asked_about(the_log, squat):
    guidance = no_squats(the_log.session.client, load_limit_kg=20)
    entry = add_exercise(
        the_log.session, exercise=squat, key=uuid7(), answer=GuidanceAnswer(frozenset([guidance.pk]), is_not_meant=True)
    )
    logged_set = log_set(entry, amount=8, load_kg=Decimal(20), key=uuid7())
    page = the_log.post("change_set", logged_set.pk, version=1, **typed("60"))
    assert page.status_code == 422
    the_log.post("answer", entry.pk, **hidden(page), acknowledged=[guidance.pk], reason="Meant 60")
    assert loads() == [Decimal(60)]


def test_a_stop_that_nobody_has_read_stands_in_the_open_log(the_log):
    ReplyFactory(client=the_log.session.client, kind="stop", text="Swelling since Sunday")
    assert "Swelling since Sunday" in the_log.get().content.decode()


def test_what_came_in_after_the_end_is_not_asked_about(the_log, planned):
    logged_set = log_set(planned, amount=8, load_kg=Decimal(100), key=uuid7())
    type(the_log.session).objects.update(state="completed", ended_at=the_log.session.started_at)
    no_squats(the_log.session.client)
    assert the_log.post("change_set", logged_set.pk, version=1, **typed("105")).status_code == 302


def test_what_came_in_before_the_end_is_asked_about_after_it(the_log, planned):
    guidance = no_squats(the_log.session.client)
    type(the_log.session).objects.update(state="completed", ended_at=timezone.now())
    assert the_log.post("add_set", planned.pk, **typed("100")).status_code == 422
    the_log.post("answer", planned.pk, **typed("100"), acknowledged=[guidance.pk], reason="It was agreed by phone")
    planned.refresh_from_db()
    assert planned.reason == "It was agreed by phone"


def test_what_was_replaced_after_the_end_had_stood_until_then(the_log, planned):
    guidance = no_squats(the_log.session.client)
    end = timezone.now()
    type(the_log.session).objects.update(state="completed", ended_at=end)
    later = {"state": "superseded", "state_changed_at": end + timedelta(hours=1)}
    type(guidance).objects.filter(pk=guidance.pk).update(**later)
    no_squats(the_log.session.client, created_at=end + timedelta(hours=1))
    page = the_log.post("add_set", planned.pk, **typed("100"))
    assert [one.guidance for one in page.context["conflicts"]] == [guidance]


def test_an_exercise_that_was_forgotten_is_held_against_what_stood_at_the_end_alone(the_log, squat):
    type(the_log.session).objects.update(state="completed", ended_at=the_log.session.started_at)
    no_squats(the_log.session.client)
    assert the_log.post("add_exercise", exercise=squat.pk, key=uuid7()).status_code == 302
