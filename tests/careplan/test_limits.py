"""What guidance limits: load, range, pain and impact are typed as people type, kept as numbers, and shown everywhere."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from careplan.limits import Limits, until_in_words
from careplan.models import Guidance, Prescription
from clients.access import join_own_account
from consent.models import ConsentGrant
from reports.content import progress
from sharing.view import SharedView
from tests.access.world import BACKEND
from tests.careplan.test_lanes import typed
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import TrainingSessionFactory
from tests.practitioner_portal.test_shared_page import a_dont, at, browser_of

LIMITS = {"load_limit_kg": "12,5", "range_limit": "knee bent to 90°", "pain_limit": "3", "impact_limit": "none"}
WORDS = [
    "allowed only up to 12.5 kg",
    "allowed only within: knee bent to 90°",
    "stop when pain is over 3 of 10",
    "no impact",
]  # of a don't


@pytest.fixture
def physio(care_client):
    return CareTeamMemberFactory(client=care_client).practitioner


def limited(client, physio):
    return GuidanceFactory(
        client=client,
        practitioner=physio,
        side="left",
        load_limit_kg=Decimal("12.50"),
        range_limit="knee bent to 90°",
        pain_limit=3,
        impact_limit="none",
        until_next_visit=True,
    )


@pytest.mark.parametrize("load", ["12,5", "12.5", "12.50"])
def test_the_trainer_types_them_with_a_comma_or_a_point(trainer_browser, care_client, physio, load):
    form = typed(physio, **LIMITS | {"load_limit_kg": load}, until_next_visit="on")
    assert trainer_browser.post(reverse("careplan:add_guidance", args=[care_client.pk]), form).status_code == 302
    guidance = Guidance.objects.get()
    assert (guidance.load_limit_kg, guidance.pain_limit, guidance.impact_limit) == (Decimal("12.5"), 3, "none")
    assert (guidance.limits, guidance.until) == (WORDS, "until the next visit")


def test_the_practitioner_types_them_too(care_client):
    grant = ConsentGrantFactory(client=care_client)
    form = a_dont(**LIMITS, ends_on="", until_next_visit="on")
    assert browser_of(grant.practitioner).post(at("guidance", grant), form).status_code == 302
    assert Guidance.objects.get().limits == WORDS


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"load_limit_kg": "-1"}, "Load must be a number with at most 2 decimals, from 0 to 999 kg"),
        ({"load_limit_kg": "1000"}, "from 0 to 999 kg"),
        ({"load_limit_kg": "a lot"}, "you typed “a lot”"),
        ({"pain_limit": "11"}, "Pain must be a whole number from 0 to 10"),
        ({"pain_limit": "2,5"}, "Pain must be a whole number"),
        ({"range_limit": "x" * 101}, "100"),
        ({"impact_limit": "some"}, "valid choice"),
        ({"until_next_visit": "on", "ends_on": "2026-04-03"}, "Choose one: a last day, or until the next visit"),
    ],
)
def test_a_limit_that_can_not_be_is_said_at_its_field_and_stays_typed(
    trainer_browser, care_client, physio, wrong, words
):
    address = reverse("careplan:add_guidance", args=[care_client.pk])
    answer = trainer_browser.post(address, typed(physio, **LIMITS | wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "No jumps until seen" in answer.content.decode()
    assert 'type="number"' not in answer.content.decode()
    assert not Guidance.objects.exists()


@pytest.mark.parametrize("wrong", [{"load_limit_kg": -1}, {"load_limit_kg": 1000}, {"pain_limit": 11}])
def test_the_database_refuses_what_no_form_lets_through(care_client, wrong):
    guidance = GuidanceFactory(client=care_client)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guidance.objects.filter(pk=guidance.pk).update(**wrong)


@pytest.mark.parametrize("wrong", [{"load_kg": -1}, {"load_kg": 1000}, {"hold_seconds": 0}, {"hold_seconds": 601}])
def test_the_database_refuses_a_dose_that_can_not_be(care_client, wrong):
    prescription = PrescriptionFactory(client=care_client)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prescription.objects.filter(pk=prescription.pk).update(**wrong)


def test_no_limit_has_no_words_and_nought_has_its_own():
    assert Limits().in_words() == []
    nought = {"load_kg": Decimal(0), "pain": 0}
    assert Limits(**nought).in_words() == ["without load", "without any pain"]
    assert Limits(**nought, forbids=True).in_words() == ["allowed only without load", "without any pain"]
    assert until_in_words(None) == "until further notice"


def test_what_a_dont_allows_reads_otherwise_than_what_a_caution_does():
    limits = {"load_kg": Decimal(20), "range": "to 90°", "pain": 3}
    assert Limits(**limits).in_words() == ["at most 20 kg", "to 90°", "stop when pain is over 3 of 10"]
    assert Limits(**limits, forbids=True).in_words() == [
        "allowed only up to 20 kg",
        "allowed only within: to 90°",
        "stop when pain is over 3 of 10",
    ]


def test_numbers_are_written_as_the_reader_writes_them():
    with translation.override("fr"):
        words = Limits(side="left", load_kg=Decimal("12.50")).in_words()
    assert words == ["gauche", "12,5\xa0kg au plus"]


def test_they_stand_wherever_the_guidance_stands(trainer_browser, care_client, physio):
    limited(care_client, physio)
    session = TrainingSessionFactory(client=care_client, trainer=care_client.lead_trainer, state="open", ended_at=None)
    join_own_account(care_client)
    care_client.refresh_from_db()
    own = Browser()
    own.force_login(care_client.account, backend=BACKEND)
    grant = ConsentGrantFactory(client=care_client, practitioner=physio)
    pages = {
        "client's page": trainer_browser.get(reverse("workspace:overview", args=[care_client.pk]), {"open": "plan"}),
        "session log": trainer_browser.get(reverse("sessions_log:log", args=[care_client.pk, session.pk])),
        "all guidance": trainer_browser.get(reverse("careplan:all_guidance", args=[care_client.pk])),
        "own record": own.get(reverse("client_portal:record", args=[care_client.pk])),
        "shared page": browser_of(physio).get(at("record", grant)),
    }
    for name, page in pages.items():
        for words in ["left", *WORDS, "until the next visit"]:
            assert words in page.content.decode(), f"{words} is not on the {name}"


def test_they_stand_in_reports_and_only_of_those_whose_guidance_is_shared(care_client, physio):
    limited(care_client, physio)
    today = SharedView(ConsentGrantFactory(client=care_client)).today

    def holds(practitioner, scopes):
        ConsentGrant.objects.filter(client=care_client).delete()
        grant = ConsentGrantFactory(client=care_client, practitioner=practitioner, scopes=scopes)
        return progress(SharedView(grant), start=today, end=today).to_json()["guidance"]

    [of_own] = holds(physio, [])
    assert of_own["limits"] == ["left", *WORDS]
    assert of_own["until_next_visit"] is True
    other = CareTeamMemberFactory(client=care_client).practitioner
    assert "12.5" not in repr(holds(other, ["goals"]))
    assert "12.5" in repr(holds(other, ["guidance-others"]))
