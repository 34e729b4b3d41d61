"""What follows from a sheet is worked out twice, on the server and on the phone: both say the same."""

import math
import random
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from careplan.models import Side
from exercises.amounts import in_kg, in_unit
from exercises.defaults import load_step
from exercises.models import Exercise
from sessions_log.amounts import sets_words
from sessions_log.models import SetEntry
from sessions_log.offline.library_json import exercise_json
from sessions_log.plan import PlannedSet, still_to_do
from tests.browser.people import PHONE, person
from tests.sessions_log.offline_cases import CASES, comparable, whole
from web.numbers import typed_number

pytestmark = pytest.mark.either_stack

RANDOM_CASES = 300
LOADS = [None, *(Decimal(number) * Decimal("1.25") for number in range(60)), Decimal("27.22"), Decimal(999)]


@pytest.fixture(scope="module")
def ask(launched_chromium, stack):
    """Asks static/js/phone/log.js, send.js, rest.js and words.js, as a page of the server has them."""
    trainer = person(launched_chromium, stack, **PHONE)
    trainer.goes_to("/account/login/")

    def answer(script: str, *values: Any) -> Any:
        modules = (
            "const names = ['log', 'send', 'rest', 'words'];"
            "const [log, send, rest, words] ="
            " await Promise.all(names.map((name) => import(`/static/js/phone/${name}.js`)));"
        )
        call = f"async (values) => {{ {modules} return ({script}); }}"
        return trainer.page.evaluate(call, list(values))

    yield answer
    trainer.page.context.close()


def test_the_phone_makes_the_same_of_a_sheet(ask):
    script = "values[0].map(([sheet, steps]) => steps.reduce((drawn, step) => log.apply(drawn, step), sheet))"
    drawn = ask(script, [[whole(case["sheet"]), case["operations"]] for case in CASES])
    made = {case["name"]: comparable(sheet) for case, sheet in zip(CASES, drawn, strict=True)}
    assert made == {case["name"]: comparable(whole(case["after"])) for case in CASES}


def random_set(chance: random.Random) -> PlannedSet:
    return PlannedSet(chance.randint(1, 300), chance.choice(LOADS[:8]), chance.choice(list(Side)))


def logged(planned: PlannedSet) -> SetEntry:
    return SetEntry(amount=planned.amount, load_kg=planned.load_kg, side=planned.side)


def packed(sets: list[PlannedSet]) -> list[dict[str, Any]]:
    return [one.packed() | {"side": str(one.side)} for one in sets]


def row(planned: list[PlannedSet], done: list[PlannedSet]) -> dict[str, Any]:
    return {"planned": packed(planned), "sets": packed(done), "skipped": ""}


def test_what_is_left_to_do_is_the_same(ask):
    chance = random.Random(7)
    cases = [
        (
            [random_set(chance) for _ in range(chance.randint(0, 5))],
            [random_set(chance) for _ in range(chance.randint(0, 6))],
        )
        for _ in range(RANDOM_CASES)
    ]
    answers = ask("values[0].map((row) => log.left(row))", [row(planned, done) for planned, done in cases])
    for (planned, done), left in zip(cases, answers, strict=True):
        expected = still_to_do(planned, [logged(one) for one in done])
        assert [(one["amount"], one["load_kg"] and Decimal(one["load_kg"]), one["side"]) for one in left] == [
            (planned_set.amount, planned_set.load_kg, planned_set.side) for planned_set in expected
        ]


@pytest.mark.parametrize("unit", list(User.LoadUnit))
def test_a_load_is_kept_and_shown_alike(ask, unit):
    typed = [Decimal(number) / 4 for number in range(0, 3600, 7)]
    loads = ask("values[0].map((load) => log.inKg(load, values[1]))", [float(load) for load in typed], unit)
    assert [Decimal(one) for one in loads] == [in_kg(load, unit) for load in typed]
    shown = ask("values[0].map((kg) => log.inUnit(kg, values[1]))", loads, unit)
    assert shown == [float(in_unit(Decimal(one), unit)) for one in loads]


@pytest.mark.parametrize("measure", list(Exercise.MeasuredIn))
@pytest.mark.parametrize("unit", list(User.LoadUnit))
def test_sets_are_said_in_the_same_words(ask, measure, unit):
    phrases = {
        "reps": "{} reps",
        "one_rep": "{} rep",
        "seconds": "{} s",
        "metres": "{} m",
        "left": "left",
        "right": "right",
    }
    chance = random.Random(11)
    planned_set = random_set(chance)
    lines = [[random_set(chance)] for _ in range(60)] + [
        [planned_set, planned_set, planned_set],
        [planned_set, random_set(chance)],
        [PlannedSet(1)],
    ]
    script = """values[0].map((sets) => log.setsWords(sets, values[1], values[2],
        (name, filled) => values[3][name].replace('{}', filled?.amount)))"""
    words = ask(script, [packed(sets) for sets in lines], measure, unit, phrases)
    assert words == [sets_words(sets, measure, unit) for sets in lines]


def test_in_french_loads_and_days_are_written_as_quebec_writes_them(ask):
    script = """(() => {
        const { dataset } = document.body, { locale } = dataset;
        dataset.locale = "fr-CA";
        const at = (hour) => new Date(2026, 11, 1, hour, 30);
        const told = [log.loadWords("42.50", "kg"), log.dayAndTime(at(17), "long"), log.dayAndTime(at(1))];
        dataset.locale = locale;
        return told;
    })()"""
    told = [" ".join(text.split()) for text in ask(script)]
    assert told == ["42,5 kg", "1er décembre 2026 à 17 h 30", "01 h 30"]


@pytest.mark.parametrize(
    "text",
    [
        *["12,5", "12.5", "１２", "0", " 7 ", "1 000", "−1", "-1", "1e9", "1,2,3", "", "twelve", "1,000", "1.000"],
        *["1,000.5", "1.000,5", "1 000,5", "1 00", "1,000,000", "1.000.000", "0,500", "1000,5", "1 000 000.25"],
    ],
)
def test_a_number_is_read_alike(ask, text):
    try:
        expected = float(typed_number(text))
    except ValueError:
        expected = None
    number = ask("log.typedNumber(values[0])", text)
    assert (None if number is None or math.isnan(number) else number) == expected


def hit(limit_kg: str | None, side: str, *, is_certain: bool = True) -> dict[str, Any]:
    return {"guidance": f"{limit_kg} {side}", "limit_kg": limit_kg, "side": side, "is_certain": is_certain}


@pytest.mark.parametrize(
    ("load_kg", "side", "guidance"),
    [
        (None, "right", []),
        (None, "left", ["None left"]),
        ("41", "right", ["40 both"]),
        ("41", "left", ["40 both", "None left"]),
        ("40", "both", []),
    ],
)
def test_a_set_asks_for_its_load_and_its_side(ask, load_kg, side, guidance):
    over = [hit("40", "both"), hit(None, "left")]
    script = "log.unacknowledged({ conflicts: [], over: values[0] }, [values[1]]).map((one) => one.guidance)"
    assert ask(script, over, {"load_kg": load_kg, "side": side}) == guidance


@pytest.mark.parametrize(
    ("kinds", "sent"),
    [
        (["answer", "log_set", "answer"], 2),  # the set that it is about comes with the next batch
        (["log_set", "answer", "answer"], 1),
        (["answer", "log_set"], 2),  # no full batch: nothing follows
        (["answer", "answer", "answer"], 3),
    ],
)
def test_an_answer_is_sent_with_what_it_is_about(ask, kinds, sent):
    operations = [{"type": kind} for kind in kinds]
    assert ask("send.withoutLooseAnswer(values[0], 3).length", operations) == sent


@pytest.mark.parametrize("unit", list(User.LoadUnit))
@pytest.mark.parametrize("equipment", ["barbell", "dumbbell", "machine"])
def test_a_tap_adds_what_the_server_says(ask, equipment, unit):
    exercise = Exercise(source_name="Lift", equipment=equipment)
    step = ask("log.loadStep(values[0], values[1])", exercise_json(exercise, {}), unit)
    assert Decimal(str(step)) == load_step(exercise, unit)


@pytest.mark.parametrize(
    ("exercise", "expected"),
    [
        ({"steps": {"kg": "0.25", "lb": "1"}, "rest_seconds": 180}, [0.25, 1, 180]),
        ({"steps": {"kg": "4", "lb": "5"}, "rest_seconds": 0}, [4, 5, 0]),
        ({"steps": {"kg": "4", "lb": "5"}, "rest_seconds": None}, [4, 5, 90]),
        ({}, [2.5, 5, 90]),  # of a sheet that was kept before there were any
    ],
)
def test_a_tap_and_a_rest_are_as_said_of_the_exercise_else_as_usual(ask, exercise, expected):
    script = "[log.loadStep(values[0], 'kg'), log.loadStep(values[0], 'lb'), rest.restAfter(values[0], values[1])]"
    assert ask(script, exercise, {"rest_seconds": 90}) == expected


def test_what_is_added_or_swapped_in_brings_its_own(ask):
    exercise = {"key": "other", "name": "Press", "steps": {"kg": "5", "lb": "10"}, "rest_seconds": 30}
    add = {
        "type": "add_exercise",
        "entry": "x",
        "planned": [],
        "reason": "",
        "shown": {"choice": {"exercise": exercise}},
    }
    swap = {"type": "swap", "entry": "x", "to": "x", "planned": [], "shown": {"exercise": exercise}}
    old = {"id": "x", "exercise": {"key": "old", "name": "Squat"}, "sets": [], "planned": []}
    for rows, operation in (([], add), ([old], swap)):
        row = ask("log.apply(values[0], values[1]).rows[0]", {"rows": rows}, operation)
        assert ask("log.loadStep(values[0].exercise, 'kg')", row) == 5
        assert ask("rest.restAfter(values[0].exercise, { rest_seconds: 90 })", row) == 30


def test_the_rest_is_as_it_was_where_the_sheet_is_old_and_there_is_none(ask):
    assert ask("rest.restAfter({}, values[0])", {"rest_seconds": 0}) == 0


def test_an_exercise_without_rest_ends_the_rest_that_still_runs(ask):
    script = """await import('/static/js/phone/rest.js').then((rest) => [120, 0].map((seconds) => {
        rest.startRest(seconds);
        return sessionStorage.getItem('carelane.rest-until') !== null;
    }))"""
    assert ask(script) == [True, False]
