"""What a practitioner reads: all that is shared, in one order, and nothing else."""

import json
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from consent.models import Scope
from practitioners.models import Discipline
from reports.content import progress
from reports.pdf import document_html
from reports.summary import offered_summary
from sessions_log.models import SetEntry, TrainingSession
from sharing.view import SharedView
from tests.factories.careplan import (
    CareTeamMemberFactory,
    GoalFactory,
    GuidanceFactory,
    PrescriptionFactory,
    ReadinessScreeningFactory,
    VisitFactory,
)
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    PlannedSessionFactory,
    ReadingFactory,
    RedFlagReportFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.pages import as_read


@pytest.fixture
def record(care_client):
    """A client with a bit of everything; the session's private note must never be told."""
    session = TrainingSessionFactory(client=care_client, private_note="Worries about money")
    entry = ExerciseEntryFactory(session=session, exercise=ExerciseFactory(name="Goblet squat"))
    for position in range(3):
        SetEntryFactory(entry=entry, position=position, amount=10, load_kg="42.50")
    GoalFactory(client=care_client, text="Lift my grandchildren")
    today = timezone.localdate()
    for days_ago, value in ((30, 6), (1, 2)):
        ReadingFactory(client=care_client, value=value, taken_on=today - timedelta(days=days_ago))
    return care_client


def content(grant, **changes):
    today = timezone.localdate()
    return progress(SharedView(grant), start=today - timedelta(days=42), end=today, **changes).to_json()


def test_everything_shared_is_told_in_words(record):
    grant = ConsentGrantFactory(client=record)
    guidance = GuidanceFactory(client=record, practitioner=grant.practitioner)
    prescription = PrescriptionFactory(
        client=record, practitioner=grant.practitioner, starts_on=timezone.localdate() - timedelta(days=5)
    )
    HomeworkCheckInFactory(prescription=prescription)

    told = content(grant, message="Is it time to load the hinge?")

    assert told["message"] == "Is it time to load the hinge?"
    assert told["goals"] == ["Lift my grandchildren"]
    assert told["sessions"][0]["exercises"] == [{"name": "Goblet squat", "done": "3 × 10, 42.5 kg", "is_yours": False}]
    assert told["loads"] == [
        {
            "exercise": "Goblet squat",
            "first": "42.5",
            "last": "42.5",
            "times": 1,
            "points": [[f"{timezone.localdate()}", 42.5]],
            "pain": "",
            "is_help": False,
        }
    ]
    assert [line["text"] for line in told["guidance"]] == [guidance.text]
    assert told["homework"]["done"] == 1
    assert "6 to 2" in told["summary"][0]
    assert "improved, more than measurement error" in told["summary"][0]
    assert "Worries about money" not in json.dumps(told)


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


@pytest.mark.parametrize("shares_attendance", [True, False])
def test_that_an_answer_was_told_at_a_session_is_told_with_the_sessions_alone(care_client, shares_attendance):
    scopes = [Scope.HOMEWORK, Scope.PAIN_MEASURES] + [Scope.ATTENDANCE] * shares_attendance
    grant = ConsentGrantFactory(client=care_client, scopes=scopes)
    today = timezone.localdate()
    prescription = PrescriptionFactory(
        client=care_client, practitioner=grant.practitioner, starts_on=today - timedelta(days=3)
    )
    HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=1), answer="partly", told_by="trainer")
    [homework] = SharedView(grant).homework(today - timedelta(days=7), today)
    [answer] = homework.answers
    assert answer.answer_label == ("Partly, told at the session" if shares_attendance else "Partly")


def test_the_same_training_several_times_in_a_row_is_told_once(record):
    for days_ago in (4, 2):
        moment = timezone.now() - timedelta(days=days_ago)
        session = TrainingSessionFactory(client=record, started_at=moment, ended_at=moment)
        SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=ExerciseFactory(name="Sled push")))
    told = content(ConsentGrantFactory(client=record))["sessions"]
    assert [(row["times"], bool(row["since"])) for row in told] == [(1, False), (2, True)]


def test_what_no_session_has_is_one_line_and_no_column(record):
    TrainingSession.objects.update(effort=None)
    grant = ConsentGrantFactory(client=record)
    assert content(grant)["lacks"] == {"effort": True, "pain": False, "pain_in_loads": True}
    document = document_html(content(grant))
    assert "Effort: no data." in document
    assert 'data-label="Effort"' not in document


@pytest.mark.parametrize(
    ("scope", "hidden"),
    [
        (Scope.GOALS, "grandchildren"),
        (Scope.EXERCISE_LOG, "Goblet"),
        (Scope.PAIN_MEASURES, "6 to 2"),
        (Scope.TEAM_NOTES, "Team note"),
    ],
)
def test_a_scope_that_was_not_given_is_not_told(record, scope, hidden):
    everything = json.dumps(content(ConsentGrantFactory(client=record)))
    without = [given for given in Scope.values if given != scope]
    told = json.dumps(content(ConsentGrantFactory(client=record, scopes=without)))

    assert hidden in everything
    assert hidden not in told


def test_going_against_a_dont_is_told_with_the_reason(record):
    grant = ConsentGrantFactory(client=record)
    guidance = GuidanceFactory(client=record, practitioner=grant.practitioner)
    session = TrainingSessionFactory(client=record)
    ExerciseEntryFactory(session=session, conflicting_guidance=guidance, reason="Physio agreed by phone")

    (told,) = content(grant)["went_against"]

    assert (told["text"], told["why"]) == (guidance.text, "Physio agreed by phone")


def test_the_same_number_of_queries_with_ten_times_the_data(record):
    grant = ConsentGrantFactory(client=record)
    prescription = PrescriptionFactory(client=record, practitioner=grant.practitioner)

    def counted():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            content(grant)
        return len(captured)

    few = counted()
    for number in range(10):
        session = TrainingSessionFactory(client=record)
        SetEntryFactory(entry=ExerciseEntryFactory(session=session))
        HomeworkCheckInFactory(prescription=prescription, on=timezone.localdate() - timedelta(days=number))
    assert counted() == few <= 10


def test_a_session_that_was_stopped_or_went_against_a_dont_is_never_folded(care_client):
    grant = ConsentGrantFactory(client=care_client)
    exercise = ExerciseFactory(name="Sled push")
    for days_ago, skipped in ((6, ""), (4, "Sharp"), (2, "Sharp")):
        moment = timezone.now() - timedelta(days=days_ago)
        session = TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment, team_note="")
        SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=exercise, skipped=skipped))
    assert [row["times"] for row in content(grant)["sessions"]] == [1, 1, 1]


def test_birth_date_only_where_it_is_shared(care_client):
    care_client.birth_date = date(1971, 5, 4)
    care_client.save()
    with_it, without = (
        content(ConsentGrantFactory(client=care_client, scopes=scopes)) for scopes in (Scope.values, ["attendance"])
    )
    assert "born 4 May 1971" in document_html(with_it)
    assert "1971" not in json.dumps(without)


@pytest.mark.parametrize(
    ("code", "focus", "shows", "hides"),
    [
        ("physiotherapist", "loads", "Heaviest load of each session", "What was loaded since"),
        ("massage-therapist", "regions", "What was loaded since your last visit", "Heaviest load"),
        ("physician", "activity", "minutes a week in sessions", "Session by session"),
        ("dietitian", "activity", "minutes a week in sessions", "Screening before training"),
    ],
)
def test_each_discipline_reads_what_it_looks_at(record, code, focus, shows, hides):
    discipline = Discipline.objects.filter(code=code).first() or DisciplineFactory(code=code)
    grant = ConsentGrantFactory(client=record, practitioner=PractitionerFactory(discipline=discipline))
    member = CareTeamMemberFactory(client=record, practitioner=grant.practitioner)
    VisitFactory(member=member, on=timezone.localdate() - timedelta(days=3), state="attended")
    ReadinessScreeningFactory(client=record, outcome="cleared")
    told = content(grant)
    document = document_html(told)
    assert told["focus"] == focus
    assert shows in document
    assert hides not in document
    assert ("Screening before training" in document) == (code == "physician")


def test_screening_is_not_hinted_at_without_its_scope(record):
    discipline = Discipline.objects.filter(code="physician").first() or DisciplineFactory(code="physician")
    scopes = [scope for scope in Scope.values if scope != Scope.READINESS]
    grant = ConsentGrantFactory(client=record, practitioner=PractitionerFactory(discipline=discipline), scopes=scopes)
    ReadinessScreeningFactory(client=record)
    assert "Screening" not in document_html(content(grant, says_withheld=False))


def test_each_word_on_what_not_to_do_says_whose_it_is_and_until_when(record):
    grant = ConsentGrantFactory(client=record)
    visit = VisitFactory(member=CareTeamMemberFactory(client=record, practitioner=grant.practitioner))
    GuidanceFactory(client=record, practitioner=grant.practitioner, text="No bending", until_next_visit=True)
    other = GuidanceFactory(client=record, text="No jumping", until_next_visit=True).practitioner
    listed = as_read(document_html(content(grant))).split("What to do, and what not")[1]
    own, others = (listed.split("<li")[number] for number in (1, 2))
    for words in ("Don't:</span> <q>No bending</q>", "<small>set by you ·", f"the next visit, {date_format(visit.on)}"):
        assert words in unescape(own)
    for words in (
        "Don't:</span> <q>No jumping</q>",
        f"<small>set by {other.name} (",
        "holds until the next visit</small>",
    ):
        assert words in unescape(others)


def test_the_heading_says_over_which_days_things_changed(record):
    grant = ConsentGrantFactory(client=record)
    assert "What changed since the start, and in this period (" in document_html(content(grant))
    record.readings.all().delete()
    assert "What changed in this period (" in document_html(content(grant))


@pytest.mark.parametrize("scope", Scope.values)
def test_a_report_hints_at_nothing_that_is_not_shared(record, scope):
    document = document_html(content(ConsentGrantFactory(client=record, scopes=[scope]), says_withheld=False))
    assert "ot shared with you" not in document


def test_ones_own_dont_says_whether_it_was_kept(record):
    grant = ConsentGrantFactory(client=record)
    guidance = GuidanceFactory(
        client=record, practitioner=grant.practitioner, starts_on=timezone.localdate() - timedelta(days=20)
    )
    assert content(grant)["guidance"][0]["how_kept"] == "kept in 1 session"
    before = timezone.now() - timedelta(days=25)
    TrainingSessionFactory(client=record, started_at=before, ended_at=before)
    set_on = date_format(guidance.starts_on, "j F")
    how_kept = content(grant)["guidance"][0]["how_kept"]
    assert how_kept == f"kept in 1 session since {set_on}, when it was set"
    TrainingSession.objects.filter(started_at=before).delete()
    session = TrainingSessionFactory(client=record)
    ExerciseEntryFactory(session=session, conflicting_guidance=guidance, reason="Agreed by phone")
    assert content(grant)["guidance"][0]["how_kept"] == "not kept in 1 of 2 sessions"


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


def test_notes_of_folded_sessions_stand_once(care_client):
    exercise = ExerciseFactory()
    for days_ago in (6, 4, 2):
        moment = timezone.now() - timedelta(days=days_ago)
        session = TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment, team_note="Easy")
        SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=exercise))
    (row,) = content(ConsentGrantFactory(client=care_client))["sessions"]
    assert (row["times"], row["notes"]) == (3, ["Easy"])


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


def test_flags_stand_at_the_top_for_every_reader_who_may_know_of_readiness(record):
    RedFlagReportFactory(client=record)
    document = document_html(content(ConsentGrantFactory(client=record)))
    assert document.index("Warning signs") < document.index("What changed")
    scopes = [scope for scope in Scope.values if scope != Scope.READINESS]
    assert "Warning signs" not in document_html(content(ConsentGrantFactory(client=record, scopes=scopes)))


def test_planned_sessions_to_which_they_did_not_come(record):
    PlannedSessionFactory(client=record, starts_at=timezone.now() - timedelta(days=2), attendance="no-show")
    assert content(ConsentGrantFactory(client=record), says_withheld=False)["missed"] == 1
    assert content(ConsentGrantFactory(client=record, scopes=["goals"]), says_withheld=False)["missed"] == 0


def test_a_measure_without_a_smallest_change_is_told_too(care_client):
    ReadingFactory(client=care_client, measure="body-mass", value=80, taken_on=timezone.localdate())
    (line,) = content(ConsentGrantFactory(client=care_client))["measures"]
    assert (line["last"], line["smallest_change"]) == (80.0, "")
