"""Many changes of one session in one transaction come to the same as each by itself, with fewer statements."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import Http404

from sessions_log.conflicts import UnacknowledgedConflict
from sessions_log.locking import lock_session
from sessions_log.logbook import Scores, SetValues, end_session, log_as_planned, log_set, save_scores
from sessions_log.models import SetEntry, TrainingSession
from tests.factories.careplan import GuidanceFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

PLANNED = [{"amount": 10, "load_kg": "20", "side": "both"}] * 3
SCORES = Scores(effort=6, pain_before=3, pain_after=2)


@pytest.fixture
def started(session):
    """Open, with three exercises of three planned sets."""
    for place in range(3):
        ExerciseEntryFactory(session=session, position=place, planned=PLANNED)
    return session


def test_a_whole_session_is_saved_at_once(started, django_assert_max_num_queries):
    with django_assert_max_num_queries(14), lock_session(started) as log:
        for entry in log.entries:
            assert len(log_as_planned(log, entry)) == 3
        save_scores(log, SCORES, version=log.row.version)
        end_session(log, minutes=50)
    session = TrainingSession.objects.get()
    assert (session.state, session.effort, session.version) == ("completed", 6, 2)
    assert SetEntry.objects.filter(entry__session=session).count() == 9


def test_done_twice_it_finds_none_left(started):
    with lock_session(started) as log:
        [first, *_rest] = log.entries
        log_set(log, first, SetValues(10, Decimal(20)), key=uuid7())
        assert [len(log_as_planned(log, first)) for _ in range(2)] == [2, 0]
    assert SetEntry.objects.count() == 3


def test_what_goes_against_guidance_is_refused_with_who_said_it(started):
    squat = ExerciseFactory(name="Squat", patterns=["squat"], regions=["knee"])
    ExerciseEntryFactory(session=started, exercise=squat, position=9, planned=PLANNED)
    dont = GuidanceFactory(client=started.client, kind="dont", patterns=["squat"])
    with lock_session(started) as log:
        *others, against = log.entries
        with pytest.raises(UnacknowledgedConflict) as refused:
            log_as_planned(log, against)
        for entry in others:
            log_as_planned(log, entry)
    assert [hit.guidance.practitioner.name for hit in refused.value.conflicts] == [dont.practitioner.name]
    assert SetEntry.objects.count() == 9


def test_a_session_that_was_deleted_meanwhile_can_not_be_locked(started):
    TrainingSession.objects.filter(pk=started.pk).update(state="deleted")
    with pytest.raises(Http404), lock_session(started):
        pass


def test_where_something_fails_all_of_it_is_undone(started):
    def fail():
        with lock_session(started) as log:
            log_as_planned(log, log.entries[0])
            save_scores(log, replace(SCORES, effort=11), version=1)

    with pytest.raises(Exception, match=r"effort_0_10|constraint"):
        fail()
    assert not SetEntry.objects.exists()
