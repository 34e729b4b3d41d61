"""Logs of other programs come into a client's sessions: seen before, once alone, and taken back."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from exercises.models import Exercise
from sessions_log import log_import
from sessions_log.log_files import read_log, source_of
from sessions_log.log_import_check import check, name_key
from sessions_log.models import ExerciseEntry, LogImport, SessionCorrection, SetEntry, TrainingSession
from tests.access.world import BACKEND
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import LogImportFactory
from web.keys import uuid7
from web.tables_in import UnreadableTableError

TODAY = date(2026, 11, 30)
FITNOTES = """Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time,Comment
2026-01-05,Squats (goblet),Legs,16,10,,,,warm-up
2026-01-05,Squats (goblet),Legs,"22,5",8,,,,felt good
2026-01-05,Plank,Abs,0,0,,,0:01:30,
2026-01-07,Squats (goblet),Legs,24,8,,,,
"""
STRONGLIFTS = """Date (yyyy/mm/dd),Workout #,Workout Name,Program Name,Body Weight (LB),Exercise,Sets×Reps,Top Set,Notes,Set 1 (Reps),Set 1 (LB),Set 2 (Reps),Set 2 (LB)
2026/08/11,1,"Workout A","5×5",180,"Goblet squat",5/5,5×135,"",5,135,5,135
2026/08/11,2,"Workout B","5×5",180,"Goblet squat",5/-,5×55,"",5,55,0,55
"""


def browser_of(user):
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    return browser


@pytest.fixture
def client(db):
    return ClientFactory(confirmed_at=timezone.now())


@pytest.fixture
def browser(client):
    return browser_of(client.lead_trainer)


@pytest.fixture
def squat(db):
    return ExerciseFactory(name="Goblet squat")


@pytest.fixture
def plank(db):
    return ExerciseFactory(name="Plank", measured_in="seconds")


def at(route, client, imported=None):
    return reverse(f"sessions_log:{route}", args=[client.pk, *([imported.pk] if imported else [])])


def sent(browser, client, text):
    upload = SimpleUploadedFile("log.csv", text.encode(), content_type="text/csv")
    return browser.post(at("import_log", client), {"key": uuid7(), "file": upload})


def opened(browser, client, text) -> LogImport:
    assert sent(browser, client, text).status_code == 302
    return LogImport.objects.latest("created_at")


def confirmed(browser, client, imported):
    plan = browser.get(at("check_log", client, imported)).context["plan"]
    return browser.post(at("confirm_log", client, imported), plan.agreement)


def brought_in(browser, client, text) -> LogImport:
    imported = opened(browser, client, text)
    confirmed(browser, client, imported)
    imported.refresh_from_db()
    return imported


def sets_of(client) -> list[tuple]:
    rows = SetEntry.objects.filter(entry__session__client=client).order_by(
        "entry__session__started_at", "entry__session__imported_as", "entry__position", "position"
    )
    return list(rows.values_list("entry__exercise__source_name", "amount", "load_kg", "kind"))


def test_fitnotes_comes_in_by_the_names_of_its_columns(client, browser, squat, plank):
    imported = brought_in(browser, client, FITNOTES)
    assert (imported.state, imported.figures["sessions"]) == ("done", 2)
    assert sets_of(client) == [
        ("Goblet squat", 10, Decimal(16), "warm-up"),
        ("Goblet squat", 8, Decimal("22.5"), "working"),
        ("Plank", 90, None, "working"),
        ("Goblet squat", 8, Decimal(24), "working"),
    ]
    days = [session.started_at.astimezone(client.zone).date() for session in client.training_sessions.all()]
    assert days == [date(2026, 1, 7), date(2026, 1, 5)]
    assert ExerciseEntry.objects.filter(note="warm-up; felt good").count() == 1


def test_columns_may_stand_in_any_order(client, browser, squat):
    brought_in(browser, client, "Reps,Comment,Exercise,Weight Unit,Weight,Date\n5,,goblet squats,lbs,100,2026-01-05\n")
    assert sets_of(client) == [("Goblet squat", 5, Decimal("45.36"), "working")]


def test_stronglifts_in_pounds_has_two_workouts_a_day_and_no_set_that_was_not_done(client, browser, squat):
    imported = opened(browser, client, STRONGLIFTS)
    assert imported.source == "stronglifts"
    assert "pounds" in browser.get(at("check_log", client, imported)).content.decode()
    confirmed(browser, client, imported)
    assert sets_of(client) == [
        ("Goblet squat", 5, Decimal("61.23"), "working"),
        ("Goblet squat", 5, Decimal("61.23"), "working"),
        ("Goblet squat", 5, Decimal("24.95"), "working"),
    ]
    assert client.training_sessions.count() == 2


def test_the_same_file_twice_adds_nothing_and_says_so(client, browser, squat, plank):
    brought_in(browser, client, FITNOTES)
    before = sets_of(client)
    again = opened(browser, client, FITNOTES)
    page = browser.get(at("check_log", client, again)).content.decode()
    assert "There is nothing to import" in page
    assert "2 sessions of the file came in before" in page
    confirmed(browser, client, again)
    assert sets_of(client) == before


def test_a_longer_file_adds_what_is_new(client, browser, squat, plank):
    brought_in(browser, client, FITNOTES)
    more = brought_in(browser, client, FITNOTES + "2026-02-01,Plank,Abs,,,,,45,\n")
    assert more.figures == {"sessions": 1, "sets": 1, "known": 2, "wrong": 0}
    assert sets_of(client)[-1] == ("Plank", 45, None, "working")


def test_what_no_exercise_is_called_is_settled_or_left_out(client, browser, squat, plank):
    text = "Date,Exercise,Weight (kg),Reps\n2026-01-05,Kneebender,20,8\n2026-01-05,Mystery move,5,8\n"
    imported = opened(browser, client, text)
    page = browser.get(at("check_log", client, imported))
    assert page.context["plan"].stops
    assert confirmed(browser, client, imported).headers["Location"] == at("check_log", client, imported)
    assert not client.training_sessions.exists()
    settle = at("settle_exercise", client, imported)
    assert "Goblet squat" in browser.get(settle, {"name": "Kneebender", "q": "goblet"}).content.decode()
    browser.post(settle, {"name": "Kneebender", "exercise": squat.pk})
    browser.post(settle, {"name": "Mystery move", "exercise": ""})
    confirmed(browser, client, imported)
    assert sets_of(client) == [("Goblet squat", 8, Decimal(20), "working")]


def test_an_own_exercise_that_is_added_meanwhile_is_known_by_its_name(client, browser):
    imported = opened(browser, client, "Date,Exercise,Weight (kg),Reps\n2026-01-05,Tray squat,20,8\n")
    assert browser.get(at("check_log", client, imported)).context["plan"].unsettled
    Exercise.objects.create(source_name="Tray squat", owner=client.lead_trainer)
    assert not browser.get(at("check_log", client, imported)).context["plan"].unsettled


def test_an_exercise_of_anothers_can_not_be_chosen(client, browser):
    others = Exercise.objects.create(source_name="Theirs", owner=ClientFactory().lead_trainer)
    imported = LogImportFactory(client=client)
    answer = browser.post(at("settle_exercise", client, imported), {"name": "Unheard of", "exercise": others.pk})
    assert answer.status_code == 404


def test_all_that_is_wrong_is_told_by_row_and_column(client, browser, squat):
    text = (
        "Date,Exercise,Weight (kg),Reps\n"
        "05/01/2026,Goblet squat,20,8\n"
        "2099-01-01,Goblet squat,20,8\n"
        "2026-01-05,,20,8\n"
        "2026-01-05,Goblet squat,heavy,8\n"
        "2026-01-05,Goblet squat,2000,8\n"
        "2026-01-05,Goblet squat,20,8.5\n"
        "2026-01-06,Goblet squat,20,8\n"
    )
    imported = opened(browser, client, text)
    problems = browser.get(at("check_log", client, imported)).context["plan"].problems
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "Date"),
        (3, "Date"),
        (4, "Exercise"),
        (5, "Weight (kg)"),
        (6, "Weight (kg)"),
        (7, "Reps"),
    ]
    assert browser.get(at("log_errors", client, imported)).content.decode("utf-8-sig").count("\n") >= 7
    confirmed(browser, client, imported)
    assert not client.training_sessions.exists()
    browser.post(at("change_log_import", client, imported), {"leave_out": "1"})
    confirmed(browser, client, imported)
    assert sets_of(client) == [("Goblet squat", 8, Decimal(20), "working")]


def test_what_is_too_long_for_a_set_is_told():
    columns = ["Date", "Exercise", "Distance", "Distance Unit", "Time"]
    rows = [(2, ["2026-01-05", "Run", "5", "km", ""]), (3, ["2026-01-05", "Run", "", "", "1:10:00"])]
    log = read_log(columns, rows, unit="kg", today=TODAY)
    assert [(problem.row, problem.column) for problem in log.problems] == [(2, "Distance"), (3, "Time")]


def test_a_number_without_end_is_wrong_and_no_error(client, browser, squat):
    endless = "1" * 5000
    text = f"Date,Exercise,Reps,Time,Set {endless}\n2026-01-05,Goblet squat,8,{endless}:00:00,\n"
    imported = opened(browser, client, text)
    [problem] = browser.get(at("check_log", client, imported)).context["plan"].problems
    assert problem.column == "Time"


def test_todays_session_is_not_still_to_come(client, squat):
    client.time_zone = "Pacific/Kiritimati"  # where it is another day than in UTC
    client.save()
    now = datetime(2026, 1, 5, 6, tzinfo=client.zone)
    rows = [[2, ["2026-01-05", "Goblet squat", "40", "8"]], [3, ["2026-01-04", "Goblet squat", "40", "8"]]]
    imported = LogImportFactory(client=client, rows=rows)
    agreed = check(imported, client=client, trainer=client.lead_trainer).agreement
    log_import.confirm(imported, client=client, trainer=client.lead_trainer, agreed=agreed, now=now)
    moments = set(client.training_sessions.values_list("started_at", flat=True))
    assert moments == {now, datetime(2026, 1, 4, 12, tzinfo=client.zone)}


def test_a_file_that_tells_no_unit_is_asked_about(client, browser, squat):
    imported = opened(browser, client, "Date,Exercise,Weight,Reps\n2026-01-05,Goblet squat,100,8\n")
    assert browser.get(at("check_log", client, imported)).context["plan"].asks_unit
    browser.post(at("change_log_import", client, imported), {"unit": "stone"})
    assert browser.get(at("check_log", client, imported)).context["plan"].asks_unit
    browser.post(at("change_log_import", client, imported), {"unit": "lb"})
    confirmed(browser, client, imported)
    assert sets_of(client) == [("Goblet squat", 8, Decimal("45.36"), "working")]


def test_loads_in_another_unit_than_was_shown_are_not_written(client, browser, squat):
    imported = opened(browser, client, "Date,Exercise,Weight,Reps\n2026-01-05,Goblet squat,100,8\n")
    browser.post(at("change_log_import", client, imported), {"unit": "kg"})
    shown = browser.get(at("check_log", client, imported)).context["plan"].agreement
    LogImport.objects.update(load_unit="lb")  # on another page
    browser.post(at("confirm_log", client, imported), shown)
    assert sets_of(client) == []
    assert LogImport.objects.get().state == "open"


@pytest.mark.parametrize("text", ["Name,E-mail\nAda,ada@home.example\n", "Date,Exercise\n2026-01-05,Squat\n", ""])
def test_another_file_is_refused(client, browser, text):
    assert sent(browser, client, text).status_code == 422
    assert not LogImport.objects.exists()


def test_what_goes_against_a_dont_is_told_and_not_asked(client, browser):
    ExerciseFactory(name="Sit-up", patterns=["spinal-flexion"], regions=["abdomen"])
    guidance = GuidanceFactory(client=client, kind="dont", patterns=["spinal-flexion"], text="No sit-ups")
    imported = opened(browser, client, "Date,Exercise,Weight (kg),Reps\n2026-01-05,Sit-up,,8\n")
    page = browser.get(at("check_log", client, imported)).content.decode()
    assert "Some of it goes against what holds today" in page
    assert guidance.text in page
    confirmed(browser, client, imported)
    assert ExerciseEntry.objects.get().conflicting_guidance is None


def test_imported_sessions_say_so(client, browser, squat, plank):
    brought_in(browser, client, FITNOTES)
    assert browser.get(at("history", client)).content.decode().count('<span class="tag">imported</span>') == 2
    session = client.training_sessions.first()
    page = browser.get(reverse("sessions_log:detail", args=[client.pk, session.pk])).content.decode()
    assert "from FitNotes" in page


def test_an_import_is_taken_back_but_for_what_was_corrected(client, browser, squat, plank):
    imported = brought_in(browser, client, FITNOTES)
    own = TrainingSession.objects.create(client=client, trainer=client.lead_trainer)
    corrected = client.training_sessions.exclude(pk=own.pk).first()
    SessionCorrection.objects.create(session=corrected, by=client.lead_trainer)
    browser.post(at("undo_log", client, imported))
    assert set(client.training_sessions.values_list("pk", flat=True)) == {own.pk, corrected.pk}
    imported.refresh_from_db()
    assert (imported.state, imported.not_undone) == ("undone", [[str(corrected.pk), "corrected"]])
    assert "1 session has been corrected since" in browser.get(at("log_imported", client, imported)).content.decode()


def test_a_day_later_it_stays(client, browser, squat, plank):
    imported = brought_in(browser, client, FITNOTES)
    with pytest.raises(log_import.TooLateError):
        log_import.undo(imported, now=timezone.now() + timedelta(hours=25))
    assert client.training_sessions.count() == 2


def test_rows_lie_about_for_a_day_at_most(client):
    now = timezone.now()
    LogImportFactory(client=client, created_at=now - timedelta(hours=25))
    fresh = LogImportFactory(client=client)
    LogImportFactory(client=client, state="done", done_at=now - timedelta(hours=25))
    assert log_import.drop_old(now=now) == 2
    assert list(LogImport.objects.all()) == [fresh]


def test_nothing_of_a_client_who_has_not_confirmed_is_read(db):
    client = ClientFactory(confirmed_at=None)
    assert sent(browser_of(client.lead_trainer), client, FITNOTES).status_code == 422
    assert not LogImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Goblet Squats", "squat, goblet"),
        ("DB Bench Press", "Dumbbell bench press"),
        ("Développé-couché", "developpe couche"),
    ],
)
def test_names_that_mean_the_same_are_one(name, other):
    assert name_key(name) == name_key(other)


@pytest.mark.parametrize(
    ("columns", "source"),
    [
        (["Workout", "Exercise", "Date (yyyy/mm/dd)", "Set 1", "Set 2"], "stronglifts"),
        (["Time", "Date", "Exercise"], "fitnotes"),
    ],
)
def test_whose_file_it_is(columns, source):
    assert source_of(columns) == source
    with pytest.raises(UnreadableTableError):
        source_of(columns[:1])


def test_an_older_stronglifts_file_has_reps_and_load_in_one_cell():
    columns = ["Date (yyyy/mm/dd)", "Exercise", "Set 1", "Set 2", "Set 3"]
    log = read_log(columns, [(2, ["2020/01/05", "Squat", "5×60", "5x62.5kg", "-"])], unit="kg", today=TODAY)
    assert [(one.reps, one.load_kg) for one in log.lines[0].sets] == [(5, Decimal(60)), (5, Decimal("62.5"))]
