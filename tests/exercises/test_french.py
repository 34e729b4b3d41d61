"""What ships with Carelane is read in French too: exercises with their cues, lanes, red flags and disciplines."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

import sessions_log.export
from exercises.amounts import load_is_help
from exercises.library import library_of
from exercises.models import Exercise
from exercises.reference import load_exercises, whole_library
from exercises.search import by_shelf, find
from measures.pain import pain_of_all
from practitioners.models import Discipline, LaneItem, RedFlag
from practitioners.reference import load_lanes
from sessions_log.models import RedFlagReport
from sessions_log.offline.library_json import library_json
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory
from web.words import data_words

LIBRARY = whole_library()
NO_FRENCH_OF_ITS_OWN = {
    "Burpee",
    "Cobra",
    "Crucifix",
    "Sissy squat",
    "Sprint",
    "Superman",
    "biceps",
    "triceps",
    "quadriceps",
}


@pytest.fixture
def library():
    load_exercises()


@pytest.fixture
def lanes(db):
    load_lanes()


def texts_of_exercises() -> list[str]:
    texts = [text for one in LIBRARY for text in (one.source_name, one.source_cues, *one.muscles) if text]
    return list(dict.fromkeys(texts))


def test_no_text_of_the_library_lacks_french():
    with translation.override("fr"):
        missing = [text for text in texts_of_exercises() if data_words(text) == text]
    assert set(missing) == NO_FRENCH_OF_ITS_OWN


@pytest.mark.django_db
def test_no_text_of_lanes_and_red_flags_lacks_french(lanes):
    flags = [text for flag in RedFlag.objects.all() for text in (flag.sign_en, flag.do_now_en)]
    texts = [*flags, *LaneItem.objects.values_list("text_en", flat=True)]
    with translation.override("fr"):
        assert [text for text in texts if data_words(text) == text] == []
    assert not Discipline.objects.filter(name_fr="").exists()


def test_each_exercise_has_a_french_name_of_its_own_that_fits():
    with translation.override("fr"):
        names = [one.name for one in LIBRARY]
        assert max(len(one.cues) for one in LIBRARY) <= 300
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 120


def test_an_assisted_exercise_is_one_in_french_too():
    with translation.override("fr"):
        french = [one.source_name for one in LIBRARY if load_is_help(one.name)]
    assert french == [one.source_name for one in LIBRARY if load_is_help(one.source_name)]


def test_french_is_written_as_quebec_writes_it():
    with translation.override("fr"):
        texts = [*map(data_words, texts_of_exercises())]
    wrong = [text for text in texts if "'" in text or " :" in text or " ;" in text or "!" in text or "  " in text]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("words", ["goblet squat", "squat gobelet", "souleve de terre roumain", "romanian deadlift"])
def test_a_search_finds_by_either_language(library, language, words):
    with translation.override(language):
        exercises = find(words, among=Exercise.objects.usable_by(None), at_most=3)
    assert {"Goblet squat", "Romanian deadlift"} & {one.source_name for one in exercises[:1]}


@pytest.mark.django_db
def test_the_library_is_in_the_order_of_the_language(library):
    with translation.override("fr"):
        keys = by_shelf(Exercise.objects.usable_by(None))
        exercises = Exercise.objects.in_bulk(keys)
        names = [exercises[key].name for key in keys if exercises[key].is_tagged]
    assert names[0].startswith("Abduction")
    assert names.index("Élévation latérale") < names.index("Fente avant") < names.index("Planche")


@pytest.mark.django_db
def test_an_own_exercise_stays_as_its_trainer_wrote_it():
    own = ExerciseFactory(name="Towel slide at the bar", cues="Slowly.")
    with translation.override("fr"):
        assert (own.name, own.cues) == ("Towel slide at the bar", "Slowly.")


@pytest.mark.django_db
def test_a_record_is_read_in_french_with_what_ships(lanes):
    entry = ExerciseEntryFactory(exercise__name="Goblet squat", session__state="completed", pain=7)
    client = entry.session.client
    flag = RedFlagReport.objects.create(client=client, red_flag=RedFlag.objects.get(code="chest-pain"), done="911")
    today = timezone.localdate()
    with translation.override("fr"):
        points = pain_of_all([client], since=today - timedelta(days=9), until=today)[client.pk]
        rows = sessions_log.export.TABLES["session_exercises"].of(client)
        signs = sessions_log.export.TABLES["red_flags"].of(client)
        assert flag.red_flag.sign.startswith("Douleur ou pression à la poitrine")
    assert [point.exercise for point in points if point.exercise] == ["Squat gobelet"]
    assert [row["exercise"] for row in rows] == ["Squat gobelet"]
    assert signs[0]["sign"].startswith("Douleur ou pression à la poitrine")


def test_a_phone_gets_the_library_in_the_persons_language_alone(trainer):
    ExerciseFactory(
        name="Goblet squat", cues="Hold the weight close under your chin. Sit between your knees and stand tall."
    )
    english = library_json(library_of(trainer.pk), {})
    with translation.override("fr"):
        assert library_json(library_of(trainer.pk), {}, known=english["digest"]) is not None
        fields = library_json(library_of(trainer.pk), {})["fields"]
    assert fields["name"] == ["Squat gobelet"]
    assert fields["cues"][0].startswith("Tenez la charge")
    assert "goblet" in fields["words"][0]
