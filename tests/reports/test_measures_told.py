"""What of measures, strength and pain a practitioner reads in a report."""

from datetime import timedelta

from django.utils import timezone

from consent.models import Scope
from reports.content import progress
from reports.pdf import document_html
from reports.summary import offered_summary
from sessions_log.models import SetEntry
from sharing.view import SharedView
from tests.factories.careplan import GoalFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.pages import as_read
from tests.reports.test_content import content, record

__all__ = ["record"]  # the fixture


def test_the_change_within_the_days_stands_beside_that_since_the_start(record):
    today = timezone.localdate()
    for days_ago, value in ((200, 9), (90, 8)):
        ReadingFactory(client=record, value=value, taken_on=today - timedelta(days=days_ago))
    change = content(ConsentGrantFactory(client=record))["summary"][0]
    assert "9 to 2 since" in change
    assert change.endswith("this period 8 to 2: likewise.")


def test_a_change_within_the_days_that_is_no_more_than_error_says_so(record):
    today = timezone.localdate()
    for days_ago, value in ((200, 9), (90, 3)):
        ReadingFactory(client=record, value=value, taken_on=today - timedelta(days=days_ago))
    change = content(ConsentGrantFactory(client=record))["summary"][0]
    assert "(improved, more than measurement error); this period 3 to 2: within measurement error." in change


def test_function_is_compared_over_the_activities_that_were_rated_again(record):
    first, last = (timezone.localdate() - timedelta(days=days) for days in (200, 2))
    for on, item, value in [
        (first, "Stairs", 3),
        (first, "Running", 1),
        (first, "Sitting", 5),
        (last, "Stairs", 6),
        (last, "Sitting", 7),
    ]:
        ReadingFactory(client=record, measure="psfs", item=item, value=value, taken_on=on)
    told = content(ConsentGrantFactory(client=record))
    change = told["summary"][1]
    assert "Patient-Specific Functional Scale: 4 to 6.5 since " in change
    assert "(improved, more than measurement error, 2 of 3 activities rated)" in change


def test_sides_stay_apart_and_of_an_assisted_exercise_less_help_is_better(care_client):
    press, pull_up = ExerciseFactory(name="Single-leg press"), ExerciseFactory(name="Assisted pull-up")
    for days_ago, left, right, help_kg in ((10, 20, 60, 40), (1, 45, 60, 20)):
        moment = timezone.now() - timedelta(days=days_ago)
        session = TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment)
        entry = ExerciseEntryFactory(session=session, exercise=press, pain=None)
        SetEntryFactory(entry=entry, position=0, load_kg=left, side="left", pain=4)
        SetEntryFactory(entry=entry, position=1, load_kg=right, side="right", pain=1)
        entry = ExerciseEntryFactory(session=session, exercise=pull_up, position=1, pain=None)
        SetEntryFactory(entry=entry, position=0, load_kg=help_kg, side="both")
        SetEntryFactory(entry=entry, position=1, load_kg=help_kg + 10, side="both")
    report = progress(
        SharedView(ConsentGrantFactory(client=care_client)),
        start=timezone.localdate() - timedelta(days=42),
        end=timezone.localdate(),
    )
    assert [(load.exercise, load.first, load.last, load.pain) for load in report.loads] == [
        ("Assisted pull-up", "40", "20", ""),
        ("Single-leg press, left", "20", "45", "4"),
        ("Single-leg press, right", "60", "60", "1"),
    ]
    html = as_read(document_html(report))
    assert "Assisted pull-up <small>less help is better</small>" in html
    words = offered_summary(report)
    assert "The load went up in 1 exercise of 2, most in Single-leg press, left (20 to 45 kg)." in words
    done = [exercise.done for session in report.sessions for exercise in session.exercises]
    assert "left 1 × 12, 45 kg · right 1 × 12, 60 kg" in done


def test_pain_before_after_and_at_home_is_told_where_each_is_shared(record):
    grant = ConsentGrantFactory(client=record)
    prescription = PrescriptionFactory(client=record, practitioner=grant.practitioner)
    HomeworkCheckInFactory(prescription=prescription, pain=4)
    in_sessions = ["on the scale above", "before a session", "after a session"]
    assert [line["source"] for line in content(grant)["pain"]] == [*in_sessions, "at home"]
    scopes = [Scope.PAIN_MEASURES, Scope.ATTENDANCE]
    alone = content(ConsentGrantFactory(client=record, scopes=scopes))["pain"]
    assert [line["source"] for line in alone] == in_sessions


def test_pain_in_exercises_that_others_ask_for_at_home_is_told_with_their_guidance_alone(care_client):
    others = PrescriptionFactory(client=care_client)
    HomeworkCheckInFactory(prescription=others, pain=4)
    scopes = {Scope.PAIN_MEASURES, Scope.HOMEWORK}
    without, with_them = (
        content(ConsentGrantFactory(client=care_client, scopes=list(given)))["pain"]
        for given in (scopes, scopes | {Scope.GUIDANCE_OTHERS})
    )
    assert without == []
    assert [line["highest"] for line in with_them] == [4]


def test_a_reading_that_was_corrected_is_not_told(care_client):
    yesterday = timezone.localdate() - timedelta(days=1)
    ReadingFactory(client=care_client, value=9, taken_on=yesterday, ended_at=timezone.now())
    ReadingFactory(client=care_client, value=2, taken_on=yesterday - timedelta(days=1))
    told = content(ConsentGrantFactory(client=care_client))
    assert [line["points"] for line in told["measures"]] == [[[f"{yesterday - timedelta(days=1)}", 2.0]]]
    assert told["pain"][0]["highest"] == 2


def test_the_pain_of_an_exercise_is_a_column_only_where_somebody_gave_it(record):
    grant = ConsentGrantFactory(client=record)
    assert "Pain in it" not in document_html(content(grant))
    SetEntry.objects.update(pain=3)
    told = content(grant)
    assert told["loads"][0]["pain"] == "3"
    assert "Pain in it" in document_html(told)


def test_a_measure_stands_beside_its_target_and_its_measurement_error(record):
    GoalFactory(client=record, measure="nprs", target=1, unit="")
    grant = ConsentGrantFactory(client=record)
    (line,) = content(grant)["measures"]
    assert (line["target"], line["counts_from"], line["before"]) == (1.0, 4.0, None)
    shown = document_html(content(grant))
    assert "Measurement error" in shown
    assert "Change that counts" not in shown, "one word for one figure"
    assert "that matters to people. By: Pain, numeric rating: Thieme" in as_read(shown)
    assert "chart-mark" in shown


def test_a_measure_without_a_smallest_change_is_told_too(care_client):
    ReadingFactory(client=care_client, measure="body-mass", value=80, taken_on=timezone.localdate())
    (line,) = content(ConsentGrantFactory(client=care_client))["measures"]
    assert (line["last"], line["smallest_change"]) == (80.0, "")
