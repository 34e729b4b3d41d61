"""Choosing an exercise: what is asked for comes first, and what goes against guidance is called out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.models import Exercise
from sessions_log.models import ExerciseEntry
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory, SitUpFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from web.keys import uuid7
from web.zones import today_in

pytestmark = pytest.mark.django_db

TODAY = today_in("America/Toronto", timezone.now())  # where the clients live, whatever day it is elsewhere


def guidance_of(client, **fields):
    return GuidanceFactory(**({"client": client, "starts_on": TODAY - timedelta(days=1)} | fields))


@pytest.fixture
def dont(care_client):
    return guidance_of(care_client, ends_on=TODAY + timedelta(days=30))


def test_an_exercise_is_added_once_under_its_key(the_log):
    exercise, key = ExerciseFactory(), uuid7()
    answers = {the_log.post("add_exercise", exercise=exercise.pk, key=key).url for _ in range(5)}
    entry = ExerciseEntry.objects.get()
    assert (entry.pk, entry.exercise, entry.session, entry.position) == (key, exercise, the_log.session, 0)
    assert answers == {f"{the_log.address('log')}?open={key}#exercise-{key}"}


def test_exercises_keep_their_order(the_log):
    for _ in range(3):
        the_log.post("add_exercise", exercise=ExerciseFactory().pk, key=uuid7())
    assert list(ExerciseEntry.objects.values_list("position", flat=True)) == [0, 1, 2]


def test_a_dont_in_force_is_on_the_log_with_its_practitioner_and_its_end(the_log, dont):
    page = the_log.get().content.decode()
    assert dont.text in page
    assert dont.practitioner.name in page
    assert f"until {dont.ends_on:%-d %B %Y}" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": TODAY - timedelta(days=2), "starts_on": TODAY - timedelta(days=9)},
        {"starts_on": TODAY + timedelta(days=2)},
        {"state": "lifted"},
        {"kind": "do"},
    ],
)
def test_guidance_that_does_not_hold_today_warns_nobody(the_log, care_client, fields):
    guidance_of(care_client, **fields)
    assert the_log.post("add_exercise", exercise=SitUpFactory().pk, key=uuid7()).status_code == 302


def test_another_clients_dont_warns_nobody(the_log):
    guidance_of(ClientFactory())
    assert the_log.post("add_exercise", exercise=SitUpFactory().pk, key=uuid7()).status_code == 302


def test_what_goes_against_a_dont_is_called_out_before_it_is_saved(the_log, dont):
    response = the_log.post("add_exercise", exercise=SitUpFactory().pk, key=uuid7())
    page = response.content.decode()
    assert response.status_code == 422
    assert not ExerciseEntry.objects.exists()
    for words in (
        dont.text,
        dont.practitioner.name,
        dont.practitioner.discipline.mark,
        f"until {dont.ends_on:%-d %B %Y}",
    ):
        assert words in page
    assert "Nothing is added yet" in page


def test_going_on_needs_a_reason(the_log, dont):
    exercise, key = SitUpFactory(), uuid7()
    response = the_log.post("add_exercise", exercise=exercise.pk, key=key, acknowledged=dont.pk, reason="  ")
    assert response.status_code == 422
    assert "Write why it is done all the same" in response.content.decode()
    assert not ExerciseEntry.objects.exists()
    the_log.post("add_exercise", exercise=exercise.pk, key=key, acknowledged=dont.pk, reason="Agreed on the phone")
    entry = ExerciseEntry.objects.get()
    assert (entry.pk, entry.conflicting_guidance, entry.reason) == (key, dont, "Agreed on the phone")
    assert "Agreed on the phone" in the_log.get().content.decode()


def test_a_reason_alone_does_not_pass_a_warning_that_was_not_seen(the_log, dont):
    response = the_log.post("add_exercise", exercise=SitUpFactory().pk, key=uuid7(), reason="Because")
    assert response.status_code == 422


def test_guidance_that_came_meanwhile_is_shown_before_it_is_passed(the_log, dont, care_client):
    exercise = SitUpFactory()
    newer = guidance_of(care_client)
    response = the_log.post("add_exercise", exercise=exercise.pk, key=uuid7(), acknowledged=dont.pk, reason="Because")
    page = response.content.decode()
    assert response.status_code == 422
    assert newer.text in page
    assert "did not show" in page
    assert "Because" in page
    assert not ExerciseEntry.objects.exists()


def test_of_several_a_dont_is_kept_before_a_caution(the_log, care_client, dont):
    caution = guidance_of(care_client, kind="caution")
    the_log.post(
        "add_exercise", exercise=SitUpFactory().pk, key=uuid7(), acknowledged=[caution.pk, dont.pk], reason="Agreed"
    )
    assert ExerciseEntry.objects.get().conflicting_guidance == dont


def test_words_alone_can_be_judged_with_one_tap(the_log, care_client):
    words_alone = guidance_of(care_client, patterns=[], regions=[], text="Nothing that hurts")
    exercise = ExerciseFactory()
    response = the_log.post("add_exercise", exercise=exercise.pk, key=uuid7())
    assert response.status_code == 422
    assert "Not certain" in response.content.decode()
    the_log.post("add_exercise", exercise=exercise.pk, key=uuid7(), acknowledged=words_alone.pk, not_meant="1")
    entry = ExerciseEntry.objects.get()
    assert (entry.exercise, entry.conflicting_guidance, entry.reason) == (exercise, None, "")


@pytest.mark.parametrize(("side", "is_certain"), [("left", True), ("both", True), ("right", False)])
def test_the_side_that_is_prescribed_says_whether_a_one_sided_dont_is_hit(the_log, care_client, side, is_certain):
    guidance_of(care_client, patterns=["lunge"], regions=["knee"], side="left")
    lunge = ExerciseFactory(patterns=["lunge"], regions=["knee"], per_side=True)
    prescription = PrescriptionFactory(client=care_client, exercise=lunge, side=side, where="both")
    response = the_log.post("add_exercise", prescription=prescription.pk, key=uuid7())
    assert response.status_code == 422
    assert ("Not certain" not in response.content.decode()) == is_certain


def test_what_is_certain_cannot_be_judged_away(the_log, dont):
    assert "not_meant" not in the_log.post("add_exercise", exercise=SitUpFactory().pk, key=uuid7()).content.decode()
    response = the_log.post(
        "add_exercise", exercise=SitUpFactory().pk, key=uuid7(), acknowledged=dont.pk, not_meant="1"
    )
    assert response.status_code == 422
    assert not ExerciseEntry.objects.exists()


@pytest.mark.parametrize("reason", ["x" * 301, "a\x00b"])
def test_a_reason_that_cannot_be_kept_is_an_error_that_keeps_it(the_log, dont, reason):
    response = the_log.post(
        "add_exercise", exercise=SitUpFactory().pk, key=uuid7(), acknowledged=dont.pk, reason=reason
    )
    assert response.status_code == 422
    assert not ExerciseEntry.objects.exists()
    assert ("x" * 301 in response.content.decode()) is reason.startswith("x")


def test_what_is_asked_for_in_sessions_is_offered_first_and_added_with_one_tap(the_log, care_client):
    prescription = PrescriptionFactory(client=care_client, where="session", starts_on=TODAY - timedelta(days=1))
    home = PrescriptionFactory(client=care_client, where="home", starts_on=TODAY - timedelta(days=1))
    page = the_log.get().content.decode()
    assert prescription.exercise.name in page
    assert prescription.cues in page
    assert prescription.practitioner.name in page
    assert home.exercise.name not in page
    the_log.post("add_exercise", prescription=prescription.pk, key=uuid7())
    entry = ExerciseEntry.objects.get()
    assert (entry.exercise, entry.prescription) == (prescription.exercise, prescription)
    page = the_log.get().content.decode()
    assert 'value="12"' in page  # the dose stands in the field
    assert f'name="prescription" value="{prescription.pk}"' not in page  # and it is not offered twice


@pytest.mark.parametrize("which", ["another client's", "stopped"])
def test_a_prescription_that_is_not_in_force_here_adds_nothing(the_log, care_client, which):
    prescription = PrescriptionFactory(
        **({"client": care_client, "stopped_at": timezone.now()} if which == "stopped" else {}),
        where="session",
        starts_on=TODAY - timedelta(days=1),
    )
    the_log.post("add_exercise", prescription=prescription.pk, key=uuid7())
    assert not ExerciseEntry.objects.exists()


@pytest.mark.parametrize("exercise", ["", "nonsense", "\x00", "01900000-0000-7000-8000-000000000000"])
def test_an_exercise_that_is_not_there_is_said_in_words(the_log, exercise):
    response = the_log.browser.post(the_log.address("add_exercise"), {"exercise": exercise}, follow=True)
    assert response.status_code == 200
    assert "not in the library any more" in response.content.decode()


def test_another_trainers_own_exercise_cannot_be_added(the_log):
    private = ExerciseFactory(code=None, owner=TrainingSessionFactory().trainer)
    the_log.post("add_exercise", exercise=private.pk, key=uuid7())
    assert not ExerciseEntry.objects.exists()


def test_the_search_forgives_accents_and_order(the_log):
    ExerciseFactory(name="Développé-couché")
    page = the_log.get(q="couche DEVELOPPE").content.decode()
    assert "Développé-couché" in page
    assert "1 exercise found" in page


@pytest.mark.parametrize("words", ["\x00", "x" * 500, "%", "مرحبا", "<script>"])
def test_no_search_breaks_the_log(the_log, words):
    response = the_log.get(q=words)
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_the_search_says_what_goes_against_a_dont(the_log, dont):
    SitUpFactory(name="Sit-up")
    page = the_log.get(q="sit up").content.decode()
    assert f"of {dont.practitioner.name}" in page[page.index("1 exercise found") :]


def test_what_the_client_did_before_is_one_tap_away(the_log, care_client):
    earlier = TrainingSessionFactory(client=care_client, started_at=timezone.now() - timedelta(days=3))
    done = SetEntryFactory(entry=ExerciseEntryFactory(session=earlier)).entry
    assert f'name="exercise" value="{done.exercise_id}"' in the_log.get().content.decode()


def test_a_get_adds_nothing(the_log):
    response = the_log.get("add_exercise", exercise=ExerciseFactory().pk)
    assert response.status_code == 302
    assert not ExerciseEntry.objects.exists()


def test_an_exercise_taken_out_is_put_back_with_its_sets(the_log, dont):
    entry = ExerciseEntryFactory(session=the_log.session, position=0, conflicting_guidance=dont, reason="Agreed")
    sets = [SetEntryFactory(entry=entry, position=place, pain=place) for place in range(2)]
    response = the_log.post("remove_exercise", entry.pk)
    assert response.status_code == 200
    assert not ExerciseEntry.objects.exists()
    undo = response.context["undo"][1]
    for _ in range(2):
        assert the_log.post("put_back", undo=undo).status_code == 302
    restored = ExerciseEntry.objects.get()
    assert (restored.pk, restored.conflicting_guidance, restored.reason, restored.exercise) == (
        entry.pk,
        dont,
        "Agreed",
        entry.exercise,
    )
    assert list(restored.sets.values_list("pk", "amount", "load_kg", "pain")) == [
        (row.pk, row.amount, row.load_kg, row.pain) for row in sets
    ]


def test_what_was_taken_out_goes_to_the_end_where_its_place_is_taken(the_log):
    entry = ExerciseEntryFactory(session=the_log.session, position=0)
    undo = the_log.post("remove_exercise", entry.pk).context["undo"][1]
    the_log.post("add_exercise", exercise=ExerciseFactory().pk, key=uuid7())
    the_log.post("put_back", undo=undo)
    assert ExerciseEntry.objects.get(pk=entry.pk).position == 1


def test_taking_out_twice_is_no_error(the_log, entry):
    the_log.post("remove_exercise", entry.pk)
    assert the_log.post("remove_exercise", entry.pk).status_code == 302
    assert the_log.get("remove_exercise", entry.pk).status_code == 302


@pytest.mark.parametrize("undo", ["", "nonsense", "\x00"])
def test_an_undo_that_is_none_is_said_in_words(the_log, undo):
    response = the_log.browser.post(the_log.address("put_back"), {"undo": undo}, follow=True)
    assert "can&#x27;t be put back any more" in response.content.decode()


def test_another_sessions_undo_brings_nothing_here(the_log, care_client):
    other = ExerciseEntryFactory(session=TrainingSessionFactory(client=care_client))
    undo = the_log.browser.post(
        the_log.address("remove_exercise", other.pk).replace(str(the_log.session.pk), str(other.session_id))
    ).context["undo"][1]
    the_log.post("put_back", undo=undo)
    assert not ExerciseEntry.objects.exists()


def test_the_log_asks_the_same_number_of_queries_whatever_it_holds(
    the_log, care_client, django_assert_max_num_queries, django_assert_num_queries
):
    def fill():
        earlier = TrainingSessionFactory(client=care_client, started_at=timezone.now() - timedelta(days=3))
        for place in range(2):
            entry = ExerciseEntryFactory(session=the_log.session, position=the_log.session.entries.count())
            before = ExerciseEntryFactory(session=earlier, exercise=entry.exercise, position=place)
            for row in (entry, before):
                SetEntryFactory(entry=row)
            SetEntryFactory(entry=ExerciseEntryFactory(session=earlier, position=10 + place))
        guidance_of(care_client)
        PrescriptionFactory(client=care_client, where="session", starts_on=TODAY - timedelta(days=1))

    fill()
    the_log.get()  # the client's access log begins
    with django_assert_max_num_queries(100) as few:
        the_log.get()
    for _ in range(9):
        fill()
    with django_assert_num_queries(len(few)):
        assert the_log.get().status_code == 200
    own = [
        query["sql"]
        for query in few
        if any(table in query["sql"] for table in ("sessions_log_", "careplan_", "exercises_"))
    ]
    assert len(own) <= 10
    assert Exercise.objects.count() > 20


def test_names_that_begin_with_the_words_come_first(the_log):
    for name in ("Bird dog sit", "Sit-up"):
        ExerciseFactory(name=name)
    assert [choice.exercise.name for choice in the_log.get(q="sit").context["found"]] == ["Sit-up", "Bird dog sit"]
