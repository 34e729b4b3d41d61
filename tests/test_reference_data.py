"""The tables that ship with Carelane hold together. A typo in a tag would be a warning never given."""

import csv
from pathlib import Path

import pytest

from exercises.tags import ATTRIBUTES, EQUIPMENT, PATTERNS, REGIONS, Labels

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "exercises" / "data" / "exercises.csv"
LANES = ROOT / "practitioners" / "data"
NAMES = ROOT / "exercises" / "data" / "names.csv"
TABLES = [LIBRARY, NAMES, LANES / "disciplines.csv", LANES / "lanes.csv", LANES / "red_flags.csv"]


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


EXERCISES = rows_of(LIBRARY)
DISCIPLINES = rows_of(LANES / "disciplines.csv")
LANE_ITEMS = rows_of(LANES / "lanes.csv")
RED_FLAGS = rows_of(LANES / "red_flags.csv")
BY_NAME = {row["name"]: row for row in EXERCISES}


def tags_of(row: dict[str, str]) -> set[str]:
    return {*row["patterns"].split(), *row["regions"].split(), *row["attributes"].split()}


def hit_by(*tags: str) -> set[str]:
    """Names of the exercises that bear every one of the tags."""
    return {row["name"] for row in EXERCISES if tags_of(row) >= set(tags)}


def repeated(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_row_is_whole_and_no_cell_has_loose_space(table: Path) -> None:
    for row in rows_of(table):
        assert None not in row, row  # more cells than columns
        assert all(value is not None and value == value.strip() for value in row.values()), row


def test_the_library_is_large_enough() -> None:
    assert len(EXERCISES) >= 150
    assert sum(row["rehab"] == "yes" for row in EXERCISES) >= 60


def test_codes_and_names_are_unique() -> None:
    assert not repeated([row["code"] for row in EXERCISES])
    names = [row["name"].casefold() for row in EXERCISES]
    names += [alias.strip().casefold() for row in EXERCISES for alias in row["aliases"].split(";") if alias]
    assert not repeated(names)


@pytest.mark.parametrize(
    ("column", "vocabulary"),
    [("patterns", PATTERNS), ("regions", REGIONS), ("attributes", ATTRIBUTES), ("equipment", EQUIPMENT)],
)
def test_only_known_words_and_none_twice(column: str, vocabulary: Labels) -> None:
    for row in EXERCISES:
        words = row[column].split()
        assert set(words) <= set(vocabulary), row["name"]
        assert not repeated(words), row["name"]


def test_every_word_of_the_vocabulary_is_used() -> None:
    used = {tag for row in EXERCISES for tag in tags_of(row)}
    assert used == {*PATTERNS, *REGIONS, *ATTRIBUTES}
    assert {row["equipment"] for row in [*EXERCISES, *rows_of(NAMES)] if row["equipment"]} == set(EQUIPMENT)


def test_every_exercise_is_filled_in() -> None:
    for row in EXERCISES:
        assert row["regions"], row["name"]
        assert row["rehab"] in {"yes", "no"}, row["name"]
        assert row["per_side"] in {"yes", "no"}, row["name"]
        assert row["measured_in"] in {"reps", "seconds", "metres"}, row["name"]
        assert 0 < len(row["cues"]) <= 300, row["name"]
        assert len(row["name"]) <= 120, row["name"]


def test_exercises_that_others_name_are_there() -> None:
    named = {
        "Barbell back squat",
        "Deadlift",
        "Dumbbell bench press",
        "Goblet squat",
        "Heel raise",
        "Jefferson curl",
        "Plank",
        "Seated cable row",
        "Sit-up",
    }
    assert named <= set(BY_NAME)


def test_a_dont_finds_what_a_physio_means() -> None:
    assert {"Sit-up", "Crunch", "Jefferson curl", "Russian twist", "Rowing machine"} <= hit_by("spinal-flexion")
    assert {"Box jump", "Burpee", "Treadmill running", "Skipping rope", "Jumping jack"} <= hit_by("impact")
    assert {"Overhead press", "Pull-up", "Lat pulldown", "Wall slide", "Turkish get-up"} <= hit_by("overhead")
    assert {"Barbell back squat", "Step-up", "Leg extension", "Half-kneeling hip flexor stretch"} <= hit_by("knee")
    assert {"Deadlift", "Kettlebell swing", "Farmer's carry", "Goblet squat"} <= hit_by("loaded-spine")
    assert {"Standing forward fold", "Downward dog", "Decline bench press"} <= hit_by("head-down")
    assert {"Eccentric heel drop"} <= hit_by("end-range", "ankle-foot")


def test_a_dont_leaves_alone_what_a_physio_would_give_instead() -> None:
    assert not hit_by("spinal-flexion") & {"Bird dog", "Dead bug", "McGill curl-up", "Plank", "Side plank"}
    assert not hit_by("impact") & {"Stationary bike", "Outdoor walking", "Elliptical"}
    assert not hit_by("overhead") & {"External rotation with band", "Seated cable row", "Dumbbell bench press"}
    assert not hit_by("end-range") & {"Heel raise", "Single-leg heel raise"}


def test_tags_that_go_together_do() -> None:
    assert hit_by("jump") | hit_by("run") <= hit_by("impact")
    assert hit_by("overhead") <= hit_by("shoulder")
    assert hit_by("stretch") <= hit_by("end-range")
    assert hit_by("hinge") | hit_by("loaded-spine") <= hit_by("lower-back")
    assert hit_by("squat") | hit_by("lunge") | hit_by("step") <= hit_by("knee")
    assert hit_by("gait") <= hit_by("ankle-foot")


def test_disciplines_are_told_apart() -> None:
    for column in ("code", "name_en", "name_fr", "mark", "lane"):
        assert not repeated([row[column] for row in DISCIPLINES]), column
    assert {int(row["lane"]) for row in DISCIPLINES} == set(range(1, len(DISCIPLINES) + 1))
    assert all(2 <= len(row["mark"]) <= 4 for row in DISCIPLINES)


def test_what_a_discipline_may_is_known() -> None:
    for row in DISCIPLINES:
        assert row["may_set_restrictions"] in {"yes", "caution-only", "no"}, row["code"]
        assert row["may_prescribe_exercise"] in {"yes", "self-care", "no"}, row["code"]
        assert row["may_clear_for_exercise"] in {"yes", "no"}, row["code"]


def test_the_trainer_sets_no_limits() -> None:
    trainer = next(row for row in DISCIPLINES if row["code"] == "personal-trainer")
    may = ("may_set_restrictions", "may_prescribe_exercise", "may_clear_for_exercise")
    assert {trainer[column] for column in may} == {"no"}


def test_every_lane_says_what_it_does_sends_on_and_does_not() -> None:
    told = {(row["discipline"], row["kind"]) for row in LANE_ITEMS}
    codes = {row["code"] for row in DISCIPLINES}
    assert told == {(code, kind) for code in codes for kind in ("does", "refers-out", "does-not")}
    assert all(0 < len(row["text"]) <= 200 for row in LANE_ITEMS)
    assert not repeated([f"{row['discipline']}: {row['text']}" for row in LANE_ITEMS])


def test_red_flags_lead_to_a_known_lane() -> None:
    assert not repeated([row["code"] for row in RED_FLAGS])
    assert not repeated([row["sign"] for row in RED_FLAGS])
    assert {row["discipline"] for row in RED_FLAGS} <= {row["code"] for row in DISCIPLINES} - {"personal-trainer"}
    assert {row["urgency"] for row in RED_FLAGS} == {"emergency", "same-day", "soon"}
    assert all(0 < len(row["sign"]) <= 200 and 0 < len(row["do_now"]) <= 200 for row in RED_FLAGS)
    assert all(row["do_now"].startswith("Stop") for row in RED_FLAGS if row["urgency"] == "emergency")
