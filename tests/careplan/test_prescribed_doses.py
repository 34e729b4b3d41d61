"""An exercise is found by name and asked for with its whole dose, on both sides; the dose stands wherever it is read."""

import re
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.limits import Dose
from careplan.models import Prescription
from careplan.prescriptions import StoppedMeanwhileError, change
from clients.access import join_own_account
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import CareTeamMemberFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import TrainingSessionFactory
from tests.practitioner_portal.test_shared_page import an_exercise, at, browser_of
from web.keys import uuid7

FULL = {
    "load_kg": "12,5",
    "hold_seconds": "5",
    "days_a_week": "3",
    "side": "left",
    "where": "both",
    "cues": "Slowly down",
    "progression": "Add 2.5 kg once it is easy",
}
DOSE = "3 × 12, 12.5 kg, hold 5 s, left"


@pytest.fixture
def physio(care_client):
    return CareTeamMemberFactory(client=care_client).practitioner


@pytest.fixture
def adding(care_client):
    return reverse("careplan:add_prescription", args=[care_client.pk])


def from_physio(physio, **more):
    return an_exercise(practitioner=str(physio.pk), how_it_came="letter", **more)


def test_the_trainer_writes_the_whole_dose_down(trainer_browser, adding, physio):
    assert trainer_browser.post(adding, from_physio(physio, **FULL)).status_code == 302
    prescription = Prescription.objects.get()
    assert (prescription.dose, prescription.days, prescription.progression) == (
        DOSE,
        "3 days a week",
        "Add 2.5 kg once it is easy",
    )
    assert prescription.load_kg == Decimal("12.5")


def test_the_practitioner_asks_for_the_whole_dose(care_client):
    grant = ConsentGrantFactory(client=care_client)
    browser = browser_of(grant.practitioner)
    assert browser.post(at("prescription", grant), an_exercise(**FULL)).status_code == 302
    page = browser.get(at("record", grant)).content.decode()
    for words in (DOSE, "3 days a week", "To progress: Add 2.5 kg once it is easy"):
        assert words in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"load_kg": "-1"}, "Load must be a number"),
        ({"hold_seconds": "601"}, "The hold must be a whole number from 1 to 600"),
        ({"sets": "21"}, "Sets must be a whole number from 1 to 20"),
        ({"days_a_week": "8"}, "Days a week must be a whole number from 1 to 7"),
        ({"amount": ""}, "Enter how much of it in each set"),
        ({"progression": "x" * 301}, "300"),
        ({"ends_on": "2020-01-01"}, "End date must be"),
        ({"exercise": str(uuid7())}, "Choose an exercise"),
        ({"exercise": ""}, "Choose an exercise"),
    ],
)
def test_a_dose_that_can_not_be_is_said_and_the_rest_stays_typed(trainer_browser, adding, physio, wrong, words):
    answer = trainer_browser.post(adding, from_physio(physio, **FULL | wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert not Prescription.objects.exists()
    if "exercise" not in wrong:
        assert 'value="12,5"' in page or "load_kg" in wrong


@pytest.mark.parametrize(
    ("measured_in", "label", "too_much"), [("seconds", "Seconds", "3601"), ("reps", "Repetitions", "301")]
)
def test_the_dose_is_in_the_exercises_own_measure(trainer_browser, adding, physio, measured_in, label, too_much):
    exercise = ExerciseFactory(measured_in=measured_in)
    assert label in trainer_browser.get(adding, {"exercise": exercise.pk}).content.decode()
    answer = trainer_browser.post(adding, from_physio(physio, exercise=str(exercise.pk), amount=too_much))
    assert f"{label} must be a whole number from 1 to {int(too_much) - 1:,}" in answer.content.decode()


def test_an_exercise_is_found_by_a_few_letters_without_scripts(trainer, trainer_browser, adding, physio):
    own, others = (
        ExerciseFactory(name="Bridge of mine", owner=trainer),
        ExerciseFactory(name="Bridge of others", owner=TrainerFactory()),
    )
    shared = ExerciseFactory(name="Glute bridge")
    page = trainer_browser.get(adding, {"q": "bridge"}).content.decode()
    assert f"{adding}?exercise={shared.pk}" in page
    assert f"{adding}?exercise={own.pk}" in page
    assert others.name not in page
    assert "Nothing in the library is called “zzz”" in trainer_browser.get(adding, {"q": "zzz"}).content.decode()
    assert trainer_browser.get(adding, {"q": "a\0b", "exercise": "nothing"}).status_code == 200
    assert "<select" not in trainer_browser.get(adding).content.decode()


def test_a_practitioner_finds_the_shared_library_alone(trainer, care_client):
    grant = ConsentGrantFactory(client=care_client)
    own = ExerciseFactory(name="Bridge of the trainer's own", owner=trainer)
    browser, page = browser_of(grant.practitioner), at("prescription", grant)
    assert own.name not in browser.get(page, {"q": "bridge"}).content.decode()
    assert own.name not in browser.get(page, {"exercise": own.pk}).content.decode()
    assert browser.post(page, an_exercise(exercise=str(own.pk))).status_code == 422
    assert not Prescription.objects.exists()


def test_it_stands_wherever_the_exercise_stands(trainer_browser, care_client, physio):
    prescription = PrescriptionFactory(
        client=care_client,
        practitioner=physio,
        load_kg=Decimal("12.50"),
        hold_seconds=5,
        side="left",
        where="both",
        days_a_week=3,
    )
    session = TrainingSessionFactory(client=care_client, trainer=care_client.lead_trainer, state="open", ended_at=None)
    join_own_account(care_client)
    care_client.refresh_from_db()
    own = Browser()
    own.force_login(care_client.account, backend=BACKEND)
    pages = {
        "client's page": trainer_browser.get(reverse("workspace:overview", args=[care_client.pk])),
        "session log": trainer_browser.get(reverse("sessions_log:log", args=[care_client.pk, session.pk])),
        "own record": own.get(reverse("client_portal:record", args=[care_client.pk])),
        "shared page": browser_of(physio).get(
            at("record", ConsentGrantFactory(client=care_client, practitioner=physio))
        ),
    }
    for name, page in pages.items():
        assert prescription.dose in page.content.decode(), name


def test_what_is_not_asked_for_is_not_said():
    assert Dose(sets=3, amount=30, measured_in="seconds").in_words() == "3 × 30 s"
    assert Dose(sets=1, amount=400, measured_in="metres", load_kg=Decimal(0)).in_words() == "1 × 400 m"
    assert Prescription(where="session").days == ""
    assert Prescription(where="home").days == "every day"


def test_a_change_stops_the_old_dose_and_begins_the_new_one(trainer_browser, care_client, physio):
    old = PrescriptionFactory(client=care_client, practitioner=physio)
    page = reverse("careplan:change_prescription", args=[care_client.pk, old.pk])
    assert old.dose in trainer_browser.get(page).content.decode()
    form = from_physio(physio, exercise=str(old.exercise_id), amount="8", load_kg="20")
    for _ in range(2):
        assert trainer_browser.post(page, form).status_code == 302
    old.refresh_from_db()
    newer = Prescription.objects.exclude(pk=old.pk).get()
    assert old.stopped_at is not None
    assert (newer.exercise, newer.amount, newer.load_kg, newer.practitioner) == (old.exercise, 8, 20, physio)


def test_who_comes_second_is_told_and_may_keep_theirs_as_new(trainer_browser, care_client, physio, adding):
    old = PrescriptionFactory(client=care_client, practitioner=physio)
    change(old, how_it_came="link", exercise=old.exercise, sets=2, amount=5)
    with pytest.raises(StoppedMeanwhileError):
        change(old, how_it_came="link", exercise=old.exercise, sets=9, amount=9)
    page = reverse("careplan:change_prescription", args=[care_client.pk, old.pk])
    answer = trainer_browser.post(page, from_physio(physio, exercise=str(old.exercise_id), cues="Mine"))
    assert answer.status_code == 422
    assert "stopped or changed it meanwhile" in answer.content.decode()
    assert f'action="{adding}"' in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    assert Prescription.objects.count() == 2


def test_the_practitioner_changes_their_own_and_no_other(care_client, physio):
    grant = ConsentGrantFactory(client=care_client, practitioner=physio)
    own, others = PrescriptionFactory(client=care_client, practitioner=physio), PrescriptionFactory(client=care_client)
    browser = browser_of(physio)
    form = an_exercise(exercise=str(own.exercise_id), amount="8")
    assert browser.post(at("change_prescription", grant, own.pk), form).status_code == 302
    assert browser.post(at("change_prescription", grant, others.pk), form).status_code == 404
    others.refresh_from_db()
    assert others.stopped_at is None
    assert Prescription.objects.in_force(timezone.localdate()).get(practitioner=physio).amount == 8


def test_the_prescribed_load_is_offered_for_the_first_set(trainer_browser, care_client, physio):
    prescription = PrescriptionFactory(
        client=care_client, practitioner=physio, load_kg=Decimal("12.50"), where="session"
    )
    session = TrainingSessionFactory(client=care_client, trainer=care_client.lead_trainer, state="open", ended_at=None)
    add = reverse("sessions_log:add_exercise", args=[care_client.pk, session.pk])
    page = trainer_browser.post(add, {"key": uuid7(), "prescription": prescription.pk}, follow=True).content.decode()
    assert 'value="12.5"' in page


def in_sight(page):
    """The names of the fields that are not folded away."""
    form = page.split("<form", 1)[1] if "<form" in page else page
    unfolded = re.sub(r"<details(?![^>]*\bopen\b)[^>]*>.*?</details>", "", form, flags=re.DOTALL)
    fields = re.findall(r'<(?:input|textarea|select)\b[^>]*\bname="(\w+)"[^>]*>', unfolded)
    hidden = re.findall(r'<input type="hidden" name="(\w+)"', unfolded)
    return set(fields) - set(hidden)


def test_five_fields_are_in_sight_and_the_rest_unfolds_where_it_holds_something(care_client):
    grant = ConsentGrantFactory(client=care_client)
    browser, exercise = browser_of(grant.practitioner), ExerciseFactory(measured_in="reps")
    address = at("prescription", grant)
    page = browser.get(address, {"exercise": str(exercise.pk)}).content.decode()
    first = {"sets", "amount", "load_kg", "days_a_week", "where"}
    assert in_sight(page) == first
    wrong = an_exercise(exercise=str(exercise.pk), hold_seconds="9999", starts_on="")
    refused = browser.post(address, wrong)
    assert refused.status_code == 422
    assert in_sight(refused.content.decode()) >= first | {"hold_seconds", "starts_on"}
    prescription = PrescriptionFactory(client=care_client, practitioner=grant.practitioner, cues="", side="left")
    page = browser.get(at("change_prescription", grant, prescription.pk)).content.decode()
    assert in_sight(page) == first | {"hold_seconds", "side", "cues"}
