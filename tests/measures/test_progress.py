"""How a client is doing: a line for each measure with baseline, target, threshold and words, and for each goal."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation

from clients.access import join_own_account
from measures.progress import DRAWN, activities_of, lines_of, own_scales, rows_to_draw
from progress.content import progress_of
from tests.access.world import BACKEND
from tests.factories.careplan import GoalFactory, PrescriptionFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    NamedScoreFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.pages import as_read
from web.time_chart import Mark, TimeChart
from web.zones import today_in

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)


def read(client, measure, *values, item="", first=MARCH, every=7):
    for place, value in enumerate(values):
        on = first + timedelta(days=every * place)
        ReadingFactory(client=client, measure=measure, value=value, item=item, taken_on=on)


def lines(client):
    return {line.name: line for line in lines_of(rows_to_draw(client), own_scales(client))}


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.mark.parametrize(
    ("measure", "values", "threshold", "words"),
    [
        ("nprs", (8, 6), 5, "within measurement error; lower is better"),
        ("nprs", (8, 5), 5, "improved, more than measurement error; lower is better"),
        ("nprs", (4, 6), 2, "worse; lower is better"),
        ("grip", (30, 37), Decimal("36.5"), "improved, more than measurement error; higher is better"),
        ("groc", (0, -3), 3, "worse; higher is better"),
    ],
)
def test_a_line_says_what_its_change_amounts_to_and_where_a_change_matters(
    care_client, measure, values, threshold, words
):
    read(care_client, measure, *values, item="left" if measure == "grip" else "")
    [line] = lines(care_client).values()
    assert line.threshold == threshold
    assert line.sentence.endswith(words)
    assert str(threshold) in line.chart.svg()


def test_left_and_right_stay_apart(care_client):
    read(care_client, "grip", 20, 45, item="left")
    read(care_client, "grip", 60, item="right")
    read(care_client, "rom", 90, item="knee/flexion/left")
    assert set(lines(care_client)) == {
        "Grip strength, left",
        "Grip strength, right",
        "Range of motion, Knee, flexion, left",
    }


def test_a_chart_has_title_description_dates_and_its_last_figure(care_client):
    read(care_client, "nprs", 6, 4, 3, every=40)
    svg = lines(care_client)["Pain, numeric rating"].chart.svg()
    for words in ("<title", "<desc", "2 Mar 2026", "21 May 2026", "change that matters: 4", "chart-figure"):
        assert words in svg
    assert svg.count("<circle") == 3


def test_the_line_breaks_where_nothing_was_read_for_long_and_escapes_its_words():
    points = [(MARCH, 3.0), (MARCH + timedelta(days=7), 4.0), (MARCH + timedelta(days=300), 2.0)]
    chart = TimeChart(points, 0, 10, "<b>", marks=[Mark(5, "<i>", "target")], longest_gap=timedelta(days=90))
    assert chart.svg().count("<polyline") == 1
    assert "<b>" not in chart.svg()
    assert "<i>" not in chart.svg()


def test_of_many_readings_some_are_drawn_the_first_and_last_among_them(care_client):
    read(care_client, "nprs", *([5] * 199), 2, every=1)
    line = lines(care_client)["Pain, numeric rating"]
    assert line.number == 200
    assert line.is_thinned
    assert len(line.series.points) <= DRAWN + 2
    assert (line.first_on, line.last_on) == (MARCH, MARCH + timedelta(days=199))


def test_the_exercise_vital_sign_is_minutes_a_week(care_client):
    read(care_client, "evs-days", 2, 5)
    read(care_client, "evs-minutes", 30, 30)
    line = lines(care_client)["Exercise in a week"]
    assert line.series.points == [(MARCH, 60), (MARCH + timedelta(days=7), 150)]
    assert [mark.value for mark in line.marks] == [150]


def test_a_goal_has_the_line_of_its_measure_with_its_target_in_either_language(care_client):
    read(care_client, "sit-to-stand", 11, 14)
    with translation.override("fr"):
        GoalFactory(client=care_client, measure="lever de chaise en 30 secondes", baseline=11, target=16)
    NamedScoreFactory(client=care_client, name="Deadlift, best of five", high=300)
    read(care_client, "score", 60, 80, item="Deadlift, best of five")
    GoalFactory(client=care_client, measure="Deadlift, best of five", target=100)
    GoalFactory(client=care_client, measure="")
    progress = progress_of(care_client, now=timezone.now())
    aimed = [[(line.name, line.target) for line in goal.lines] for goal in progress.goals]
    assert aimed == [[("30-second chair stand", 16)], [("Deadlift, best of five", 100)], []]
    assert progress.lines == []


def test_each_activity_is_compared_with_its_own_first_rating(care_client):
    read(care_client, "psfs", 2, 5, item="Stairs")
    read(care_client, "psfs", 3, item="Lifting my son")
    read(care_client, "psfs", 4, 3, item="Swimming", first=MARCH + timedelta(days=7))
    rows = activities_of(rows_to_draw(care_client))
    assert [(row.name, row.first, row.last, row.change, row.is_in_mean, row.is_rated_again) for row in rows] == [
        ("Stairs", 2, 5, "+3", True, True),
        ("Lifting my son", 3, 3, "0", True, False),
        ("Swimming", 4, 3, "−1", False, True),
    ]
    assert rows[2].first_on == MARCH + timedelta(days=7)


def test_of_the_functional_scale_whole_days_are_drawn_and_each_activitys_first_and_last_rating_is_kept(care_client):
    read(care_client, "psfs", *[3] * 100, item="Stairs")
    read(care_client, "psfs", *[7] * 60, item="Sitting")
    read(care_client, "psfs", 1, 2, item="Swimming", first=MARCH + timedelta(days=7 * 50))
    rows = rows_to_draw(care_client)
    [line] = lines_of(rows)
    assert {value for _on, value in line.series.points} == {5, 3}, "of both, or of the one that was asked alone"
    assert len(line.series.points) <= DRAWN + 2
    assert (line.number, line.is_thinned) == (100, True)
    swimming = activities_of(rows)[-1]
    assert (swimming.name, swimming.first, swimming.last) == ("Swimming", 1, 2)


def test_the_page_says_of_how_many_activities_a_mean_is(trainer_browser, care_client, today):
    first = today - timedelta(days=20)
    read(care_client, "psfs", 3, 6, item="Stairs", first=first)
    read(care_client, "psfs", 1, item="Running", first=first)
    text = as_read(trainer_browser.get(reverse("workspace:progress", args=[care_client.pk])).content.decode())
    assert text.count("1 of 2 activities rated") == 3, (
        "in the sentence under the picture, in its description, in the table"
    )


def test_the_trainer_and_the_client_read_the_same(trainer_browser, care_client, today):
    read(care_client, "nprs", 8, 3, first=today - timedelta(days=20))
    read(care_client, "psfs", 3, 6, item="Stairs", first=today - timedelta(days=20))
    session = TrainingSessionFactory(client=care_client, private_note="Private to the trainer")
    entry = ExerciseEntryFactory(session=session)
    SetEntryFactory(entry=entry, pain=4, load_kg=20, amount=10)
    prescription = PrescriptionFactory(client=care_client, starts_on=today - timedelta(days=10))
    HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=1), answer="partly", pain=2)
    join_own_account(care_client)
    care_client.refresh_from_db()
    own = Browser()
    own.force_login(care_client.account, backend=BACKEND)
    pages = [
        trainer_browser.get(reverse("workspace:progress", args=[care_client.pk])),
        own.get(reverse("client_portal:progress", args=[care_client.pk])),
    ]
    for page in pages:
        text = as_read(page.content.decode())
        for words in (
            "improved, more than measurement error; lower is better",
            "Stairs",
            "in a set",
            "at home",
            "Partly",
        ):
            assert words in text
    sessions = own.get(reverse("client_portal:sessions", args=[care_client.pk])).content.decode()
    assert "10 × 20 kg" in sessions
    assert entry.exercise.name in sessions
    assert "Private to the trainer" not in sessions
    assert entry.note not in sessions
    shown = own.get(reverse("client_portal:exercise", args=[care_client.pk, entry.exercise_id])).content.decode()
    assert "10 × 20 kg" in shown


def test_loads_are_in_the_clients_unit(care_client):
    care_client.load_unit = "lb"
    care_client.save()
    entry = ExerciseEntryFactory(session=TrainingSessionFactory(client=care_client))
    SetEntryFactory(entry=entry, load_kg=Decimal("20.41"), amount=10)
    join_own_account(care_client)
    care_client.refresh_from_db()
    own = Browser()
    own.force_login(care_client.account, backend=BACKEND)
    assert "10 × 45 lb" in own.get(reverse("client_portal:sessions", args=[care_client.pk])).content.decode()


def test_nothing_yet_says_what_will_stand_there(trainer_browser, care_client):
    page = trainer_browser.get(reverse("workspace:progress", args=[care_client.pk])).content.decode()
    assert "Nobody has told of pain" in page


@pytest.mark.parametrize(
    ("values", "anchor", "is_below"),
    [((6, 5, 3, 2), "end", False), ((3, 5, 5, 6), "start", False), ((5, 5, 5, 5), "end", True)],
)
def test_the_words_of_a_level_stand_clear_of_the_line(values, anchor, is_below):
    points = [(MARCH + timedelta(weeks=place), float(value)) for place, value in enumerate(values)]
    level = 4.6 if is_below else 5.3
    picture = TimeChart(points, 0, 10, "Function", marks=[Mark(level, "change that matters", "change")]).svg()
    words = re.search(r'y="([\d.]+)" text-anchor="(\w+)">change that matters', picture)
    line = re.search(r'chart-change" x1="38" y1="([\d.]+)"', picture)
    assert words[2] == anchor
    assert (float(words[1]) > float(line[1])) is is_below
