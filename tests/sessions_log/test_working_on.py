"""Many changes of one session in one transaction come to the same as each by itself, with fewer statements."""

from decimal import Decimal

import pytest
from django.http import Http404

from sessions_log.against import GoesAgainstError
from sessions_log.holding import working_on
from sessions_log.logbook import end_session, keep_scores, log_as_planned, log_set
from sessions_log.models import SetEntry, TrainingSession
from tests.factories.careplan import GuidanceFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

PLANNED = [{"amount": 10, "load_kg": "20", "side": "both"}] * 3
SCORES = {"effort": 6, "pain_before": 3, "pain_after": 2, "team_note": "", "private_note": ""}


@pytest.fixture
def started(session):
    """Open, with three exercises of three planned sets."""
    for place in range(3):
        ExerciseEntryFactory(session=session, position=place, planned=PLANNED)
    return session


def exercises_of(held):
    return list(held.entries.select_related("exercise", "prescription").prefetch_related("sets"))


def test_a_whole_session_is_saved_at_once(started, django_assert_max_num_queries):
    with django_assert_max_num_queries(14), working_on(started) as held:
        for entry in exercises_of(held):
            assert len(log_as_planned(entry)) == 3
        keep_scores(held, version=held.version, **SCORES)
        end_session(held, minutes=50)
    session = TrainingSession.objects.get()
    assert (session.state, session.effort, session.version) == ("held", 6, 2)
    assert SetEntry.objects.filter(entry__session=session).count() == 9


def test_done_twice_it_finds_none_left(started):
    with working_on(started) as held:
        [first, *_rest] = exercises_of(held)
        log_set(first, amount=10, load_kg=Decimal(20), key=uuid7())
        assert [len(log_as_planned(first)) for _ in range(2)] == [2, 0]
    assert SetEntry.objects.count() == 3


def test_what_goes_against_guidance_is_refused_with_who_said_it(started):
    squat = ExerciseFactory(name="Squat", patterns=["squat"], regions=["knee"])
    ExerciseEntryFactory(session=started, exercise=squat, position=9, planned=PLANNED)
    dont = GuidanceFactory(client=started.client, kind="dont", patterns=["squat"])
    with working_on(started) as held:
        *others, against = exercises_of(held)
        with pytest.raises(GoesAgainstError) as refused:
            log_as_planned(against)
        for entry in others:
            log_as_planned(entry)
    assert [hit.guidance.practitioner.name for hit in refused.value.conflicts] == [dont.practitioner.name]
    assert SetEntry.objects.count() == 9


def test_afterwards_the_row_is_held_anew(started):
    with working_on(started) as held:
        [entry, *_rest] = exercises_of(held)
    TrainingSession.objects.filter(pk=started.pk).update(state="deleted")
    with pytest.raises(Http404):
        log_as_planned(entry)
    with pytest.raises(Http404), working_on(started):
        pass


def test_where_something_fails_all_of_it_is_undone(started):
    def fail():
        with working_on(started) as held:
            log_as_planned(exercises_of(held)[0])
            keep_scores(held, version=1, **(SCORES | {"effort": 11}))

    with pytest.raises(Exception, match=r"effort_0_10|constraint"):
        fail()
    assert not SetEntry.objects.exists()
