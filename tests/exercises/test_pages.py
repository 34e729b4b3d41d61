"""The library's pages: what is found, by what, and how much is asked of the database for it."""

import pytest
from django.urls import reverse

from exercises.models import Exercise
from exercises.reference import whole_library
from tests.factories.exercises import ExerciseFactory, OwnExerciseFactory, SitUpFactory, UntaggedFactory

pytestmark = pytest.mark.django_db

LIBRARY = reverse("exercises:library")


def names(browser, **query):
    return [one.name for one in browser.get(LIBRARY, query).context["found"].rows]


@pytest.fixture
def shelf(trainer):
    ExerciseFactory(name="Goblet squat", patterns=["squat"], regions=["knee", "hip"], equipment="dumbbell")
    ExerciseFactory(name="Row", patterns=["pull-horizontal"], regions=["shoulder"], equipment="cable")
    UntaggedFactory(name="Another squat")
    OwnExerciseFactory(name="My squat", owner=trainer, patterns=["squat"], regions=["knee"])
    OwnExerciseFactory(name="Old squat", owner=trainer, archived_at="2026-01-01T00:00Z")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Goblet squat", "My squat", "Row", "Another squat"]),
        ({"q": "squat"}, ["My squat", "Goblet squat", "Another squat"]),
        ({"q": "sqaut"}, ["My squat", "Goblet squat", "Another squat"]),
        ({"pattern": "squat"}, ["Goblet squat", "My squat"]),
        ({"region": "hip"}, ["Goblet squat"]),
        ({"pattern": "squat", "region": "shoulder"}, []),
        ({"equipment": "cable"}, ["Row"]),
        ({"equipment": "barbell"}, ["Another squat"]),
        ({"tags": "untagged"}, ["Another squat"]),
        ({"tags": "tagged", "q": "squat"}, ["My squat", "Goblet squat"]),
        ({"whose": "own"}, ["My squat"]),
        ({"whose": "shared", "q": "squat"}, ["Goblet squat", "Another squat"]),
        ({"whose": "out"}, ["Old squat"]),
        ({"pattern": "nonsense"}, ["Goblet squat", "My squat", "Row", "Another squat"]),
    ],
)
def test_what_is_asked_for_is_found(shelf, trainer_browser, query, expected):
    assert names(trainer_browser, **query) == expected


def test_no_tag_is_taken_for_another_that_it_is_part_of():
    ExerciseFactory(patterns=["anti-rotation"])
    wanted = ExerciseFactory(patterns=["rotation"])
    assert list(Exercise.objects.bearing(patterns="rotation")) == [wanted]


def test_one_without_tags_says_so_in_the_list_and_on_its_page(trainer_browser):
    bare = UntaggedFactory(name="Zercher squat")
    assert "Not tagged" in trainer_browser.get(LIBRARY).content.decode().split('id="found"')[1]
    page = trainer_browser.get(reverse("exercises:detail", args=[bare.pk])).content.decode()
    assert "Nobody has said what it asks of the body" in page
    assert "Quadriceps, glutes" in page
    assert reverse("exercises:copy", args=[bare.pk]) in page


def test_a_filter_by_the_body_says_that_those_without_tags_are_left_out(trainer_browser):
    UntaggedFactory()
    SitUpFactory()
    for query, is_said in (({"region": "abdomen"}, True), ({"q": "sit"}, False)):
        assert ("are left out" in trainer_browser.get(LIBRARY, query).content.decode()) is is_said


def test_nothing_found_leads_to_an_own_exercise_of_that_name(trainer_browser):
    page = trainer_browser.get(LIBRARY, {"q": "Zebra <walk>"}).content.decode()
    address = f"{reverse('exercises:add')}?name=Zebra%20%3Cwalk%3E"
    assert address in page
    assert 'value="Zebra &lt;walk&gt;"' in trainer_browser.get(address).content.decode()


@pytest.mark.parametrize("query", [{}, {"q": "squat"}])
def test_all_are_reached_page_by_page(trainer_browser, query):
    for number in range(70):
        ExerciseFactory(name=f"Squat {number:02}")
    seen, after = [], ""
    for _ in range(3):
        results = trainer_browser.get(LIBRARY, query | {"after": after}).context["found"]
        assert results.number == 70
        seen += [one.name for one in results.rows]
        after = results.next_key
    assert not after
    assert len(seen) == len(set(seen)) == 70


@pytest.mark.parametrize("after", ["nonsense", "01900000-0000-7000-8000-000000000000", "\x00"])
def test_a_page_that_is_none_begins_anew(shelf, trainer_browser, after):
    for query in ({}, {"q": "squat"}):
        assert names(trainer_browser, **query, after=after) == names(trainer_browser, **query)


@pytest.mark.parametrize("words", ["\x00", "x" * 500, "%", "مرحبا", "<script>", "' or 1=1 --"])
def test_no_search_breaks_the_page(trainer_browser, words):
    response = trainer_browser.get(LIBRARY, {"q": words})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_htmx_gets_what_was_found_alone(shelf, trainer_browser):
    headers = {"HX-Request": "true", "HX-Target": "found"}
    page = trainer_browser.get(LIBRARY, {"q": "row"}, headers=headers).content.decode()
    assert "Row" in page
    assert "<h1" not in page


@pytest.mark.parametrize("query", [{}, {"q": "squat"}, {"pattern": "squat", "q": "s"}, {"whose": "own"}])
def test_the_page_asks_the_same_number_of_queries_whatever_it_holds(
    shelf, trainer, trainer_browser, query, django_assert_max_num_queries, django_assert_num_queries
):
    trainer_browser.get(LIBRARY)
    with django_assert_max_num_queries(100) as few:
        trainer_browser.get(LIBRARY, query)
    Exercise.objects.bulk_create(whole_library())
    for _ in range(20):
        OwnExerciseFactory(owner=trainer)
    with django_assert_num_queries(len(few)):
        trainer_browser.get(LIBRARY, query)
    assert len([one for one in few if "exercises_" in one["sql"]]) <= 3
