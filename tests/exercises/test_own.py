"""A trainer's own exercises: added, changed, copied from one without tags, taken out of use. Nobody else's."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from careplan.conflicts import how_sure
from exercises.models import Exercise
from exercises.own import UsedElsewhereError, change_own
from exercises.search import find
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory, OwnExerciseFactory, UntaggedFactory
from tests.factories.sessions_log import ExerciseEntryFactory, TrainingSessionFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Zebra walk",
    "other_names": "Striped walk\n\n Striped  walk \nZeb",
    "regions": ["hip", "knee"],
    "patterns": ["gait"],
    "attributes": ["single-leg"],
    "equipment": "band",
    "measured_in": "metres",
    "per_side": "on",
    "cues": "Small steps.",
}


def at(route, exercise=None):
    return reverse(f"exercises:{route}", args=[exercise.pk] if exercise else [])


def signed_in(user):
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.fixture
def own(trainer):
    return OwnExerciseFactory(owner=trainer, measured_in="reps")


def send(browser, address, **changes):
    return browser.post(address, {"key": uuid7(), **TYPED, **changes})


def test_an_own_exercise_is_kept_with_all_that_was_said(trainer, trainer_browser):
    response = send(trainer_browser, at("add"))
    exercise = Exercise.objects.get()
    assert response.url == at("detail", exercise)
    assert (exercise.owner, exercise.code, exercise.name, exercise.aliases) == (
        trainer,
        None,
        "Zebra walk",
        ["Striped walk", "Zeb"],
    )
    assert (exercise.regions, exercise.patterns, exercise.attributes) == (["hip", "knee"], ["gait"], ["single-leg"])
    assert (exercise.equipment, exercise.measured_in, exercise.per_side, exercise.cues) == (
        "band",
        "metres",
        True,
        "Small steps.",
    )
    page = trainer_browser.get(response.url).content.decode()
    for words in ("Zebra walk", "Hip, Knee", "Walking", "On one leg", "Band", "Metres, each side", "Small steps."):
        assert words in page


def test_sent_twice_it_is_added_once(trainer_browser):
    key = uuid7()
    for _ in range(3):
        assert send(trainer_browser, at("add"), key=key).status_code == 302
    assert Exercise.objects.count() == 1


def test_its_tags_are_what_a_dont_is_held_against(trainer, trainer_browser):
    send(trainer_browser, at("add"))
    dont = GuidanceFactory(patterns=["gait"], regions=["knee"])
    assert how_sure(Exercise.objects.get(), dont) == "certain"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "required"),
        ("name", " -- ", "letters or numbers"),
        ("name", "x" * 121, "120"),
        ("name", "a\x00b", "Null"),
        ("other_names", "\n".join(f"Name {n}" for n in range(11)), "at most 10"),
        ("other_names", "x" * 121, "120 letters"),
        ("regions", [], "Tick the body regions too"),
        ("regions", ["tail"], "tail"),
        ("patterns", ["gait", "nonsense"], "nonsense"),
        ("equipment", "spoon", "spoon"),
        ("measured_in", "parsec", "parsec"),
        ("cues", "x" * 301, "300"),
        ("key", "none", "UUID"),
    ],
)
def test_what_can_not_be_kept_is_said_and_what_was_typed_stays(trainer_browser, field, value, says):
    response = send(trainer_browser, at("add"), **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert "Small" in page or field == "cues"
    assert not Exercise.objects.exists()


def test_without_any_tag_it_is_kept_and_says_so(trainer_browser):
    response = send(trainer_browser, at("add"), regions=[], patterns=[], attributes=[])
    exercise = Exercise.objects.get()
    assert not exercise.is_tagged
    assert "Not tagged" in trainer_browser.get(response.url).content.decode()


@pytest.mark.parametrize("name", ["Clamshell", "clam-shell ", "CLAM"])
def test_a_name_that_is_there_is_shown_and_may_be_taken_all_the_same(trainer_browser, name):
    there = ExerciseFactory(name="Clam shell", aliases=["Clam", "Clamshell"])
    response = send(trainer_browser, at("add"), name=name)
    page = response.content.decode()
    assert response.status_code == 422
    assert at("detail", there) in page
    assert "is there already" in page
    assert Exercise.objects.count() == 1
    assert send(trainer_browser, at("add"), name=name, same_is_meant=name).status_code == 302
    assert Exercise.objects.count() == 2


def test_another_name_is_asked_about_anew(trainer_browser):
    for name in ("Clamshell", "Bird dog"):
        ExerciseFactory(name=name)
    assert send(trainer_browser, at("add"), name="Bird dog", same_is_meant="Clamshell").status_code == 422


def test_another_trainers_name_is_not_asked_about(trainer_browser):
    OwnExerciseFactory(name="Zebra walk")
    assert send(trainer_browser, at("add")).status_code == 302


def test_a_change_is_found_and_keeps_the_key(trainer_browser, own):
    assert send(trainer_browser, at("change", own)).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.measured_in, own.regions) == ("Zebra walk", "metres", ["hip", "knee"])
    assert find("zebra", among=Exercise.objects.usable_by(own.owner_id)) == [own]


def test_its_own_name_is_no_twin(trainer_browser, own):
    assert send(trainer_browser, at("change", own), name=own.name).status_code == 302


@pytest.mark.parametrize("used_by", ["a session", "a prescription"])
def test_what_it_is_measured_in_stays_once_it_is_used(trainer_browser, care_client, own, used_by):
    if used_by == "a session":
        ExerciseEntryFactory(exercise=own, session__client=care_client)
    else:
        PrescriptionFactory(exercise=own, client=care_client)
    assert "Stays:" in trainer_browser.get(at("change", own)).content.decode()
    assert send(trainer_browser, at("change", own), measured_in="seconds").status_code == 302
    own.refresh_from_db()
    assert (own.name, own.measured_in) == ("Zebra walk", "reps")


@pytest.mark.parametrize("used_by", ["a session", "a prescription"])
def test_it_stays_as_it_is_once_it_stands_with_a_client_whom_its_owner_sees_no_more(
    trainer, trainer_browser, care_client, own, used_by
):
    for client in (care_client, ClientFactory()):  # the second is another trainer's
        assert send(trainer_browser, at("change", own)).status_code == 302, "nothing holds it yet"
        if used_by == "a session":
            ExerciseEntryFactory(exercise=own, session__client=client)
        else:
            PrescriptionFactory(exercise=own, client=client)
    before = Exercise.objects.values().get(pk=own.pk)
    page = trainer_browser.get(at("change", own)).content.decode()
    assert "used for a client of another trainer: make a copy instead" in page
    refused = send(trainer_browser, at("change", own), name="Deep squat", regions=["shoulder"], per_side="")
    assert refused.status_code == 422
    assert Exercise.objects.values().get(pk=own.pk) == before
    with pytest.raises(UsedElsewhereError):
        change_own(own, values={"source_cues": "Go deep"})
    copy = trainer_browser.get(at("add"), {"name": own.name}).content.decode()
    assert own.name in copy


def test_taken_out_of_use_it_is_offered_no_more_and_stays_where_it_was_used(trainer, trainer_browser, care_client, own):
    session = TrainingSessionFactory(client=care_client, trainer=trainer)
    ExerciseEntryFactory(session=session, exercise=own)
    response = trainer_browser.post(at("take_out", own), follow=True)
    assert "Out of use since" in response.content.decode()
    assert not Exercise.objects.usable_by(trainer.pk).filter(pk=own.pk).exists()
    assert str(own.pk) not in trainer_browser.get(at("library"), {"q": own.name}).content.decode()
    detail = reverse("sessions_log:detail", args=[care_client.pk, session.pk])
    assert own.name in trainer_browser.get(detail).content.decode()


def test_taking_out_is_undone(trainer, trainer_browser, own):
    for _ in range(2):
        trainer_browser.post(at("take_out", own))
    assert own.name in trainer_browser.get(at("library"), {"whose": "out"}).content.decode()
    for _ in range(2):
        assert trainer_browser.post(at("put_back", own)).status_code == 302
    assert Exercise.objects.usable_by(trainer.pk).filter(pk=own.pk).exists()


def test_a_copy_with_tags_stands_in_place_of_the_one_without_for_its_owner_alone(trainer, trainer_browser):
    bare = UntaggedFactory(name="Zercher squat", measured_in="seconds")
    page = trainer_browser.get(at("copy", bare)).content.decode()
    assert 'value="Zercher squat"' in page
    send(trainer_browser, at("copy", bare), name="Zercher squat", other_names="")
    copy = Exercise.objects.get(owner=trainer)
    assert (copy.copy_of, copy.is_tagged, copy.muscles) == (bare, True, ["quadriceps", "glutes"])
    assert find("zercher", among=Exercise.objects.usable_by(trainer.pk)) == [copy]
    for other in (TrainerFactory().pk, None):
        assert find("zercher", among=Exercise.objects.usable_by(other)) == [bare]
    bare.refresh_from_db()
    assert not bare.is_tagged
    assert bare.replaced_by is None


def test_a_copy_is_told_of_to_its_owner_alone(own, trainer_browser):
    bare = UntaggedFactory()
    Exercise.objects.filter(pk=own.pk).update(copy_of=bare)
    assert at("detail", own) in trainer_browser.get(at("detail", bare)).content.decode()
    page = signed_in(TrainerFactory()).get(at("detail", bare)).content.decode()
    assert at("detail", own) not in page
    assert at("copy", bare) in page


def test_out_of_use_a_copy_gives_its_place_back(trainer, trainer_browser):
    bare = UntaggedFactory()
    copy = OwnExerciseFactory(owner=trainer, copy_of=bare)
    trainer_browser.post(at("take_out", copy))
    assert set(Exercise.objects.usable_by(trainer.pk)) == {bare}
    second = OwnExerciseFactory(owner=trainer, copy_of=bare)
    trainer_browser.post(at("put_back", copy))
    assert set(Exercise.objects.usable_by(trainer.pk)) == {copy, second}


def test_copied_twice_it_is_one(trainer, trainer_browser):
    bare = UntaggedFactory()
    for _ in range(2):
        assert send(trainer_browser, at("copy", bare)).status_code == 302
    assert Exercise.objects.filter(owner=trainer).count() == 1


@pytest.mark.parametrize("which", ["tagged", "own", "replaced"])
def test_only_a_shared_one_without_tags_is_copied(trainer, trainer_browser, which):
    exercise = {
        "tagged": ExerciseFactory,
        "own": lambda: OwnExerciseFactory(owner=trainer, regions=[]),
        "replaced": lambda: UntaggedFactory(replaced_by=ExerciseFactory()),
    }[which]()
    assert trainer_browser.get(at("copy", exercise)).status_code == 404
    assert send(trainer_browser, at("copy", exercise)).status_code == 404


# --- nobody else's ------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [TrainerFactory, AdminFactory])
def test_nobody_else_finds_or_opens_it(own, reader):
    browser = signed_in(reader())
    for query in ({}, {"q": own.name}, {"q": "own move"}, {"whose": "own"}, {"whose": "out"}, {"region": "ankle-foot"}):
        for archived in (False, True):
            Exercise.objects.filter(pk=own.pk).update(archived_at="2026-01-01T00:00Z" if archived else None)
            matches = browser.get(at("library"), query).content.decode().split('id="found"')[1]
            assert str(own.pk) not in matches
            assert query.get("q") == own.name or own.name not in matches, "what was typed alone"
    assert browser.get(at("detail", own)).status_code == 404


@pytest.mark.parametrize("route", ["change", "take_out", "put_back", "copy"])
def test_nobody_else_changes_it(own, route):
    before = Exercise.objects.values().get()
    for reader in (TrainerFactory(), AdminFactory()):
        assert send(signed_in(reader), at(route, own)).status_code == 404
    assert Exercise.objects.values().get() == before


def test_it_is_not_offered_in_another_trainers_log(own):
    session = TrainingSessionFactory(state="open", ended_at=None)
    browser = signed_in(session.client.lead_trainer)
    log = reverse("sessions_log:log", args=[session.client_id, session.pk])
    assert str(own.pk) not in browser.get(log, {"q": "own move"}).content.decode()
    shared = ExerciseFactory(name="Own moves of all")
    assert str(shared.pk) in browser.get(log, {"q": "own move"}).content.decode()


@pytest.mark.parametrize("route", ["change", "take_out", "put_back"])
def test_a_shared_one_is_nobodys_to_change(trainer_browser, route):
    assert send(trainer_browser, at(route, ExerciseFactory())).status_code == 404
