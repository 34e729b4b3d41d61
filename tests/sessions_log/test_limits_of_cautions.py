"""A caution's limit means something in the log: below it nothing is asked, above it by how much; pain is asked once."""

from decimal import Decimal

import pytest

from careplan.models import Guidance
from sessions_log import logbook
from sessions_log.conflicts import GuidanceAnswer, UnacknowledgedConflict, conflicts_of
from sessions_log.locking import lock_session
from sessions_log.logbook import SetValues
from sessions_log.starting import start_session
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, TrainingSessionFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def squat():
    return ExerciseFactory(name="Goblet squat", patterns=["squat"], regions=["knee"], per_side=False)


@pytest.fixture
def at_most(care_client):
    def at_most(**fields):
        caution = {"kind": "caution", "patterns": ["squat"], "regions": ["knee"], "load_limit_kg": Decimal(20)}
        return GuidanceFactory(client=care_client, **(caution | fields))

    return at_most


@pytest.fixture
def entry(care_client, squat):
    session = TrainingSessionFactory(client=care_client, state="open", ended_at=None)
    return ExerciseEntryFactory(session=session, exercise=squat)


def log(entry, load=None, pain=None, *, answer=None):
    values = SetValues(amount=8, load_kg=None if load is None else Decimal(load), pain=pain)
    with lock_session(entry.session) as locked:
        logged = locked.get_entry(entry.pk)
        if answer:
            logbook.answer_for(locked, logged, load_kg=values.load_kg, side=None, pain=pain, answer=answer)
        return logbook.log_set(locked, logged, values, key=uuid7())


@pytest.mark.parametrize("load", [None, "15", "20"])
def test_within_the_limit_nothing_is_asked_and_nothing_goes_against(entry, at_most, load):
    at_most()
    log(entry, load)
    entry.refresh_from_db()
    assert (entry.conflicting_guidance, entry.acknowledged) == (None, {})


def test_over_it_the_question_says_by_how_much(entry, at_most):
    at_most()
    with pytest.raises(UnacknowledgedConflict) as refused:
        log(entry, "25")
    [conflict] = refused.value.conflicts
    assert conflict.over_in_words("kg") == "5 kg over the limit of 20 kg"
    assert conflict.over_in_words("lb") == "5 kg (11 lb) over the limit of 20 kg (44.1 lb)"


@pytest.mark.parametrize("fields", [{"kind": "dont"}, {"range_limit": "to 90°"}, {"impact_limit": "low"}])
def test_what_limits_more_than_load_is_asked_about_within_it(squat, at_most, fields):
    guidance = at_most(**fields)
    assert [one.guidance for one in conflicts_of(squat, [guidance], load_kg=Decimal(15))] == [guidance]


def test_pain_over_the_limit_is_asked_about_once(entry, at_most):
    guidance = at_most(pain_limit=3)
    log(entry, "15", pain=3)
    with pytest.raises(UnacknowledgedConflict) as refused:
        log(entry, "15", pain=5)
    [conflict] = refused.value.conflicts
    assert conflict.over_in_words("kg") == "Pain 5 of 10 is over the limit of 3"
    log(entry, "15", pain=5, answer=GuidanceAnswer(frozenset({guidance.pk}), "Eased after the first"))
    log(entry, "15", pain=6)
    with pytest.raises(UnacknowledgedConflict):
        log(entry, "25")  # the load is another question


def test_more_pain_in_a_set_that_is_corrected_asks(entry, at_most):
    at_most(pain_limit=3)
    logged = log(entry, "15", pain=2)
    with lock_session(entry.session) as locked, pytest.raises(UnacknowledgedConflict):
        logbook.change_set(locked, logged, SetValues(amount=8, load_kg=Decimal(15), pain=6), version=1)


def test_an_exercise_never_hits_the_caution_of_the_practitioner_who_asks_for_it(care_client, squat):
    asked_for = PrescriptionFactory(client=care_client, exercise=squat, where="session")
    fields = {"client": care_client, "patterns": ["squat"], "regions": ["knee"], "practitioner": asked_for.practitioner}
    own = GuidanceFactory(kind="caution", pain_limit=3, load_limit_kg=Decimal(20), range_limit="to 90°", **fields)
    others = GuidanceFactory(**fields | {"practitioner": PrescriptionFactory().practitioner, "kind": "caution"})
    dont = GuidanceFactory(**fields | {"kind": "dont"})

    def hit(guidance, **how):
        return bool(conflicts_of(squat, [guidance], prescription=asked_for, **how))

    assert not hit(own, load_kg=Decimal(15), pain=3)
    assert hit(own, load_kg=Decimal(25))
    assert hit(own, pain=4)
    assert hit(others)
    assert hit(dont)


def test_a_session_begins_with_what_its_own_practitioner_cautions_about(care_client, squat):
    asked_for = PrescriptionFactory(client=care_client, exercise=squat, where="session", load_kg=Decimal(15))
    GuidanceFactory(
        client=care_client,
        kind="caution",
        patterns=["squat"],
        regions=["knee"],
        practitioner=asked_for.practitioner,
        load_limit_kg=Decimal(20),
    )
    started = start_session(care_client, trainer=care_client.lead_trainer, key=uuid7())
    assert started.left_out == []
    assert [entry.exercise for entry in started.session.entries.all()] == [squat]
    Guidance.objects.update(load_limit_kg=Decimal(10))
    started.session.delete()
    again = start_session(care_client, trainer=care_client.lead_trainer, key=uuid7())
    assert again.left_out == [squat], "over the limit"
