"""What is changed in a session that was held stays readable, with who changed it."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from client_portal.download import tables_of
from consent.models import Scope
from sessions_log.corrections import changes_in, correcting, lines_of
from sessions_log.locking import lock_session
from sessions_log.logbook import Scores, SetValues, change_set, end_session, log_set, save_scores
from sessions_log.models import ExerciseEntry, SessionCorrection, SetEntry, TrainingSession
from sessions_log.undo import take_out_set
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from tests.sessions_log.conftest import Log
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def completed(care_client):
    """Two sets of goblet squats, 8 × 60 kg each, and one plank."""
    ended = timezone.now() - timedelta(days=1)
    session = TrainingSessionFactory(
        client=care_client,
        started_at=ended - timedelta(minutes=50),
        ended_at=ended,
        team_note="Good day",
        private_note="Shy",
    )
    squat = ExerciseEntryFactory(session=session, exercise=ExerciseFactory(name="Goblet squat"), position=0, note="")
    SetEntryFactory.create_batch(2, entry=squat, amount=8, load_kg=60)
    plank = ExerciseFactory(name="Plank", measured_in="seconds")
    SetEntryFactory(
        entry=ExerciseEntryFactory(session=session, exercise=plank, position=1, note=""), amount=30, load_kg=None
    )
    return session


@pytest.fixture
def held_log(trainer_browser, completed):
    return Log(trainer_browser, completed)


def squat(session):
    return session.entries.get(exercise__source_name="Goblet squat")


def second_set(session):
    return squat(session).sets.last()


def changes(session):
    return [changes_in(one) for one in session.corrections.all()]


def change(log, **changed):
    """Corrects the second set of the squat."""
    stored = log.find_set(second_set(log.row).pk)
    change_set(log, stored, replace(SetValues.of(stored), **changed), version=stored.version)


def test_what_was_changed_stands_on_its_page_with_who_and_when(held_log, trainer, completed):
    held_log.post(
        "change_set", second_set(completed).pk, version=second_set(completed).version, amount="8", load="62.5"
    )
    page = held_log.get("detail").content.decode()
    assert f"by {trainer.name}" in page
    assert "Set 2 of Goblet squat: 8 × 60 kg → 8 × 62.5 kg" in page
    correction = SessionCorrection.objects.get()
    assert (correction.before, correction.after) == (
        ["Set 2 of Goblet squat: 8 × 60 kg"],
        ["Set 2 of Goblet squat: 8 × 62.5 kg"],
    )


def test_it_says_nothing_where_nothing_was_corrected(held_log, completed):
    held_log.post("change_set", second_set(completed).pk, version=second_set(completed).version, amount="8", load="60")
    assert not SessionCorrection.objects.exists()
    assert "Corrections" not in held_log.get("detail").content.decode()


def test_an_open_session_has_no_corrections(the_log, entry):
    the_log.post("add_set", entry.pk, key=uuid7(), amount="5", load="20")
    the_log.post("exercise_note", entry.pk, version=1, pain="3", note="Slow")
    the_log.post("finish", version="1", minutes="50", effort="5", then="end")
    assert TrainingSession.objects.get().state == "completed"
    assert not SessionCorrection.objects.exists()


def went_against(session):
    entry = squat(session)
    entry.conflicting_guidance, entry.reason = GuidanceFactory(client=session.client, text="No squats"), "Asked"
    entry.save()


def scores(session, **changed):
    stands = {"version": session.version, "minutes": "50", "effort": "6", "pain_before": "3", "pain_after": "2"}
    return stands | {"team_note": "Good day", "private_note": "Shy"} | changed


EDITS = {
    "a set more": (
        lambda log, completed: log.post("add_set", squat(completed).pk, key=uuid7(), amount="6", load="50", pain="2"),
        ["Set 3 of Goblet squat: nothing → 6 × 50 kg, pain 2"],
    ),
    "a set less": (
        lambda log, completed: log.post("remove_set", second_set(completed).pk, version=1),
        ["Set 2 of Goblet squat: 8 × 60 kg → nothing"],
    ),
    "a kind of set": (
        lambda log, completed: log.post(
            "change_set",
            second_set(completed).pk,
            version=second_set(completed).version,
            amount="8",
            load="60",
            kind="warm-up",
        ),
        ["Set 2 of Goblet squat: 8 × 60 kg → 8 × 60 kg, warm-up"],
    ),
    "an exercise less": (
        lambda log, completed: log.post("remove_exercise", completed.entries.last().pk),
        ["Exercises: Goblet squat, Plank → Goblet squat", "Set 1 of Plank: 30 s → nothing"],
    ),
    "an exercise more": (
        lambda log, completed: log.post("add_exercise", exercise=ExerciseFactory(name="Plank").pk, key=uuid7()),
        ["Exercises: Goblet squat, Plank → Goblet squat, Plank, Plank (2)"],
    ),
    "another order": (
        lambda log, completed: log.post("move_up", completed.entries.last().pk),
        ["Exercises: Goblet squat, Plank → Plank, Goblet squat"],
    ),
    "skipped": (
        lambda log, completed: log.post("skip", squat(completed).pk, version=1, why="time"),
        ["Goblet squat skipped: nothing → No time left"],
    ),
    "pain and a note": (
        lambda log, completed: log.post("exercise_note", squat(completed).pk, version=1, pain="4", note="Left knee"),
        ["Pain in Goblet squat: nothing → 4", "Note on Goblet squat: nothing → Left knee"],
    ),
    "scores": (
        lambda log, completed: log.post(
            "finish", **scores(completed, effort="7", minutes="40", team_note="Better: much")
        ),
        [
            "Length: 50 minutes → 40 minutes",
            "Effort: 6 → 7",
            "Note for the care team: Good day → Better: much",
        ],
    ),
    "the private note": (
        lambda log, completed: log.post("finish", **scores(completed, private_note="Bold")),
        ["Private note: Shy → Bold"],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_each_way_to_change_it_is_kept(held_log, completed, edit):
    act, expected = EDITS[edit]
    act(held_log, completed)
    assert changes(completed) == [expected]


def test_what_is_done_after_all_is_kept(held_log, completed):
    ExerciseEntry.objects.filter(pk=squat(completed).pk).update(skipped="Pain")
    held_log.post("do_after_all", squat(completed).pk, version=squat(completed).version)
    assert changes(completed) == [["Goblet squat skipped: Pain → nothing"]]


def test_what_is_put_back_is_kept(held_log, completed):
    with lock_session(completed) as log:
        undo = take_out_set(log, log.find_set(second_set(completed).pk), version=1)
    held_log.post("put_back", undo=undo)
    assert changes(completed) == [["Set 2 of Goblet squat: nothing → 8 × 60 kg"]]


def test_what_it_went_against_is_a_line(completed):
    went_against(completed)
    [line] = [one for one in lines_of(completed, unit="kg").shown if "went against" in one]
    assert "“No squats”. Reason: Asked" in line


def test_changes_of_one_person_within_a_minute_are_one(completed, trainer):
    now = timezone.now()
    for seconds, load in ((0, 62), (20, 65), (40, 67)):
        with correcting(completed, by=trainer, now=now + timedelta(seconds=seconds)) as log:
            change(log, load_kg=Decimal(load))
    assert changes(completed) == [["Set 2 of Goblet squat: 8 × 60 kg → 8 × 67 kg"]]
    with correcting(completed, by=TrainerFactory(), now=now + timedelta(seconds=41)) as log:
        change(log, amount=9)
    with correcting(completed, by=trainer, now=now + timedelta(minutes=5)) as log:
        change(log, amount=10)
    assert changes(completed) == [
        ["Set 2 of Goblet squat: 9 × 67 kg → 10 × 67 kg"],
        ["Set 2 of Goblet squat: 8 × 67 kg → 9 × 67 kg"],
        ["Set 2 of Goblet squat: 8 × 60 kg → 8 × 67 kg"],
    ]


def test_what_is_taken_back_within_a_minute_was_nothing(completed, trainer):
    for load in (62, 60):
        with correcting(completed, by=trainer) as log:
            change(log, load_kg=Decimal(load))
    assert changes(completed) == []


def test_where_the_change_fails_nothing_is_kept(completed, trainer):
    with pytest.raises(IntegrityError), correcting(completed, by=trainer) as log:
        change(log, load_kg=Decimal(70), pain=11)
    assert second_set(completed).load_kg == 60
    assert changes(completed) == []


def test_it_speaks_in_the_clients_unit(completed, trainer):
    completed.client.load_unit = "lb"
    completed.client.save()
    with correcting(completed, by=trainer) as log:
        log_set(log, log.get_entry(squat(completed).pk), SetValues(5, Decimal("61.23")), key=uuid7())
    assert changes(completed) == [["Set 3 of Goblet squat: nothing → 5 × 135 lb"]]


def test_no_two_lines_are_the_same_and_each_has_its_label(completed, trainer):
    for name in ("Plank", "Press: seated"):
        SetEntryFactory(entry=ExerciseEntryFactory(session=completed, exercise=ExerciseFactory(name=name)))
    lines = lines_of(completed, unit="kg")
    labels = [line.split(": ", 1)[0] for line in [*lines.shown, *lines.private]]
    assert len(set(labels)) == len(labels)
    assert "Set 1 of Plank (2)" in labels
    assert "Set 1 of Press seated" in labels


# --- who reads it --------------------------------------------------------------------------


@pytest.fixture
def corrected(completed, trainer):
    """The set, and the private note."""
    with correcting(completed, by=trainer) as log:
        change(log, load_kg=Decimal("62.5"))
        stands = {"effort": 6, "pain_before": 3, "pain_after": 2, "team_note": "Good day"}
        save_scores(log, Scores(private_note="Sign of a private note", **stands), version=completed.version)
        end_session(log, minutes=50)
    return completed


def test_the_client_takes_corrections_along_without_the_private_note(corrected, trainer):
    tables = tables_of(corrected.client)
    [row] = tables["session_corrections"]
    assert (row["by"], row["before"], row["after"]) == (
        trainer.name,
        ["Set 2 of Goblet squat: 8 × 60 kg"],
        ["Set 2 of Goblet squat: 8 × 62.5 kg"],
    )
    assert "private note" not in json.dumps(tables, default=str).lower()


def test_a_correction_of_the_private_note_alone_is_the_trainers_alone(completed, held_log):
    held_log.post("finish", **scores(completed, private_note="Bold"))
    assert "Private note: Shy → Bold" in held_log.get("detail").content.decode()
    assert tables_of(completed.client)["session_corrections"] == []


def test_a_practitioner_sees_what_stands_and_no_correction(corrected):
    grant = ConsentGrantFactory(client=corrected.client, scopes=list(Scope))
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "cookie-of-the-reader"
    ViewerSessionFactory(practitioner=grant.practitioner, token="cookie-of-the-reader")
    page = browser.get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()
    assert "Goblet squat" in page
    assert "Corrected" not in page
    assert "Sign of a private note" not in page


def test_the_page_costs_the_same_with_many_corrections(completed, held_log, trainer, django_assert_max_num_queries):
    def count(number):
        for _ in range(number):
            SessionCorrection.objects.create(session=completed, by=trainer, before=["Effort: 6"], after=["Effort: 7"])

    count(1)
    held_log.get("detail")
    with django_assert_max_num_queries(40) as few:
        held_log.get("detail")
    count(20)
    with django_assert_max_num_queries(len(few)):
        held_log.get("detail")
    assert SetEntry.objects.filter(entry__session=completed).count() == 3
