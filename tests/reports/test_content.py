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
from sessions_log.models import TrainingSession
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


def test_notes_of_folded_sessions_stand_once(care_client):
    exercise = ExerciseFactory()
    for days_ago in (6, 4, 2):
        moment = timezone.now() - timedelta(days=days_ago)
        session = TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment, team_note="Easy")
        SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=exercise))
    (row,) = content(ConsentGrantFactory(client=care_client))["sessions"]
    assert (row["times"], row["notes"]) == (3, ["Easy"])


@pytest.mark.parametrize("scopes", [Scope.values, [Scope.ATTENDANCE], [Scope.EXERCISE_LOG], [Scope.TEAM_NOTES]])
def test_that_a_session_came_in_from_another_log_is_told_and_never_folded(care_client, scopes):
    exercise = ExerciseFactory()
    for days_ago, source in ((6, "fitnotes"), (4, "fitnotes"), (2, "")):
        moment = timezone.now() - timedelta(days=days_ago)
        imported = {"imported_from": source, "imported_as": f"{moment:%Y-%m-%d}"} if source else {}
        session = TrainingSessionFactory(
            client=care_client, started_at=moment, ended_at=moment, team_note="Easy", **imported
        )
        SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=exercise))
    told = content(ConsentGrantFactory(client=care_client, scopes=scopes), says_withheld=False)
    assert told["sessions"][0]["imported_from"] == ""
    assert {row["imported_from"] for row in told["sessions"][1:]} == {"FitNotes"}
    assert as_read(document_html(told)).count("imported from FitNotes") == len(told["sessions"]) - 1


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
