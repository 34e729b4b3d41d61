"""Each discipline keeps to its lane, and is told so in words; a trainer never gives guidance of their own."""

import pytest
from django.urls import reverse

from careplan.guidance import lift, record_guidance
from careplan.lanes import OutOfLaneError
from careplan.models import Guidance, Prescription
from careplan.prescriptions import prescribe
from clients.lifecycle import NotConfirmedError
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import DisciplineFactory, MassageTherapistFactory, PractitionerFactory
from web.keys import uuid7


def dietitian():
    lane = DisciplineFactory(
        code="dietitian",
        name_en="Dietitian",
        mark="RD",
        lane=9,
        may_set_restrictions="no",
        may_prescribe_exercise="no",
        may_clear_for_exercise=False,
    )
    return PractitionerFactory(discipline=lane)


def say(practitioner, kind="dont", **changes):
    given = {"practitioner": practitioner, "kind": kind, "text": "No jumps", "how_it_came": "call"}
    return record_guidance(changes.pop("client", None) or ClientFactory(), **given | changes)


def test_a_physio_may_forbid_and_a_masseur_may_only_caution(db):
    assert say(PractitionerFactory()).kind == "dont"
    assert say(MassageTherapistFactory(), kind="caution").kind == "caution"
    with pytest.raises(OutOfLaneError, match="caution"):
        say(MassageTherapistFactory())


def test_a_dietitian_says_nothing_about_training(db):
    for kind in Guidance.Kind.values:
        with pytest.raises(OutOfLaneError, match="lane"):
            say(dietitian(), kind=kind)
    with pytest.raises(OutOfLaneError, match="lane"):
        prescribe(
            ClientFactory(), practitioner=dietitian(), exercise=ExerciseFactory(), sets=3, amount=12, how_it_came="call"
        )
    assert not Prescription.objects.exists()


def test_nothing_is_kept_before_the_client_has_confirmed(db):
    with pytest.raises(NotConfirmedError):
        say(PractitionerFactory(), client=ClientFactory(confirmed_at=None))
    assert not Guidance.objects.exists()


def test_only_its_author_or_who_may_clear_lifts(db):
    guidance = GuidanceFactory()
    with pytest.raises(OutOfLaneError):
        lift(guidance, by=MassageTherapistFactory(), reason="Felt fine")
    guidance.refresh_from_db()
    assert guidance.state == "active"
    lift(guidance, by=PractitionerFactory(), reason="Cleared at the visit")
    guidance.refresh_from_db()
    assert guidance.state == "lifted"
    assert guidance.state_reason.endswith("Cleared at the visit")


def typed(practitioner, **changes):
    given = {
        "key": str(uuid7()),
        "practitioner": str(practitioner.pk),
        "how_it_came": "call",
        "kind": "dont",
        "text": "No jumps until seen",
        "side": "both",
        "starts_on": "2026-03-03",
        "ends_on": "",
    }
    return given | changes


@pytest.fixture
def physio(care_client):
    return CareTeamMemberFactory(client=care_client).practitioner


def test_the_trainer_writes_down_what_a_practitioner_said_once(trainer_browser, care_client, physio):
    address, form = reverse("careplan:add_guidance", args=[care_client.pk]), typed(physio, patterns=["jump"])
    for _ in range(2):
        assert trainer_browser.post(address, form).status_code == 302
    guidance = Guidance.objects.get()
    assert (guidance.practitioner, guidance.patterns, guidance.how_it_came) == (physio, ["jump"], "call")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2026-03-01"}, "End date must be 3 March 2026 or later"),
        ({"text": "x" * 501}, "500"),
        ({"text": "a\x00b"}, "Null"),
        ({"how_it_came": "link"}, "valid choice"),
        ({"patterns": ["flying"]}, "valid choice"),
    ],
)
def test_wrong_guidance_is_said_in_words(trainer_browser, care_client, physio, wrong, words):
    answer = trainer_browser.post(reverse("careplan:add_guidance", args=[care_client.pk]), typed(physio, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Guidance.objects.exists()


def test_nobody_outside_the_care_team_can_be_named(trainer_browser, care_client, physio):
    stranger = PractitionerFactory()
    answer = trainer_browser.post(reverse("careplan:add_guidance", args=[care_client.pk]), typed(stranger))
    assert answer.status_code == 422
    assert not Guidance.objects.exists()


@pytest.mark.parametrize("amount", ["0", "400", "-1", "1e9", "12,5", "many", ""])
def test_a_dose_that_can_not_be_is_refused_and_kept_on_the_page(trainer_browser, care_client, physio, amount):
    form = {
        "key": str(uuid7()),
        "practitioner": str(physio.pk),
        "how_it_came": "letter",
        "exercise": str(ExerciseFactory().pk),
        "sets": "3",
        "amount": amount,
        "days_a_week": "7",
        "side": "both",
        "where": "home",
        "cues": "Slowly down",
        "starts_on": "2026-03-03",
    }
    answer = trainer_browser.post(reverse("careplan:add_prescription", args=[care_client.pk]), form)
    assert answer.status_code == 422
    assert "Slowly down" in answer.content.decode()
    assert not Prescription.objects.exists()


def test_a_prescription_is_stopped_once(trainer_browser, care_client, physio):
    prescription = PrescriptionFactory(client=care_client, practitioner=physio)
    address = reverse("careplan:stop_prescription", args=[care_client.pk, prescription.pk])
    trainer_browser.post(address)
    prescription.refresh_from_db()
    first = prescription.stopped_at
    trainer_browser.post(address)
    prescription.refresh_from_db()
    assert first == prescription.stopped_at is not None
