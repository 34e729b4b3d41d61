"""A discipline is told what it may ask for where it writes, and the trainer as soon as somebody is named."""

import pytest
from django.urls import reverse

from careplan.guidance import change, record_guidance
from careplan.lanes import OutOfLaneError
from careplan.models import Guidance
from tests.careplan.test_lanes import dietitian, typed
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.practitioner_portal.test_shared_page import a_dont, at, browser_of

DONT = 'value="dont"'


@pytest.fixture
def adding(care_client):
    return reverse("careplan:add_guidance", args=[care_client.pk])


def on_the_team(care_client, practitioner):
    return CareTeamMemberFactory(client=care_client, practitioner=practitioner).practitioner


def test_the_kinds_follow_whoever_is_named(trainer_browser, care_client, adding):
    physio = CareTeamMemberFactory(client=care_client).practitioner
    masseur = on_the_team(care_client, MassageTherapistFactory())
    assert DONT in trainer_browser.get(adding, {"practitioner": physio.pk}).content.decode()
    page = trainer_browser.get(adding, {"practitioner": masseur.pk}).content.decode()
    assert DONT not in page
    assert 'value="caution"' in page
    assert "can give a caution or a do, not a don&#x27;t" in page
    assert 'hx-select="#lane"' in page


def test_without_scripts_the_lane_is_said_after_posting(trainer_browser, care_client, adding):
    masseur = on_the_team(care_client, MassageTherapistFactory())
    answer = trainer_browser.post(adding, typed(masseur))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "can give a caution or a do" in page
    assert "No jumps until seen" in page
    assert DONT not in page
    assert not Guidance.objects.exists()


def test_who_may_not_restrict_is_asked_a_question_instead(trainer_browser, care_client, adding):
    nobody = on_the_team(care_client, dietitian())
    page = trainer_browser.get(adding).content.decode()
    assert "Setting restrictions on training is not in the lane" in page
    assert f"{reverse('workspace:ask_question', args=[care_client.pk])}?practitioner={nobody.pk}" in page
    for kind in Guidance.Kind.values:
        assert trainer_browser.post(adding, typed(nobody, kind=kind)).status_code == 422
    assert not Guidance.objects.exists()


def test_a_trainer_has_no_guidance_of_their_own_and_is_led_to_the_notes(trainer_browser, care_client, adding):
    empty = trainer_browser.get(adding).content.decode()
    assert "Nobody is on the care team yet" in empty
    assert '<form method="post" action="/clients' not in empty
    on_the_team(care_client, MassageTherapistFactory())
    page = trainer_browser.get(adding).content.decode()
    assert "never guidance of your own" in page
    assert reverse("sessions_log:history", args=[care_client.pk]) in page


def test_a_trainer_without_a_named_practitioner_keeps_nothing(trainer_browser, care_client, adding):
    on_the_team(care_client, MassageTherapistFactory())
    form = typed(MassageTherapistFactory(), kind="caution")
    for practitioner in ("", "nobody", form["practitioner"]):
        assert trainer_browser.post(adding, form | {"practitioner": practitioner}).status_code == 422
    assert not Guidance.objects.exists()


def test_a_massage_therapist_is_offered_a_caution_and_self_care(care_client):
    grant = ConsentGrantFactory(client=care_client, practitioner=MassageTherapistFactory())
    browser = browser_of(grant.practitioner)
    page = browser.get(at("guidance", grant)).content.decode()
    assert "not a don&#x27;t" in page
    assert "Write a caution or a do" in page
    assert at("prescription", grant) in page
    assert DONT not in page
    assert browser.post(at("guidance", grant), a_dont()).status_code == 422
    assert browser.post(at("guidance", grant), a_dont(kind="caution")).status_code == 302
    assert "self-care" in browser.get(at("prescription", grant)).content.decode()


def test_a_dietitian_is_led_to_questions_and_replies(care_client):
    grant = ConsentGrantFactory(client=care_client, practitioner=dietitian())
    browser = browser_of(grant.practitioner)
    ExerciseFactory()
    for route in ("guidance", "prescription"):
        page = browser.get(at(route, grant)).content.decode()
        assert "not in your discipline&#x27;s lane" in page
        assert f"{at('record', grant)}#questions" in page
        assert f"{at('record', grant)}#reply" in page
        assert 'method="post" action="/shared' not in page


@pytest.mark.parametrize("verification", ["pending", "verified"])
def test_a_dont_is_for_the_verified(care_client, verification):
    physio = PractitionerFactory(verification=verification)
    grant = ConsentGrantFactory(client=care_client, practitioner=physio)
    browser, is_verified = browser_of(physio), verification == "verified"
    page = browser.get(at("guidance", grant)).content.decode()
    assert (DONT in page) == is_verified
    assert ("Your licence has not been looked up yet" in page) == (not is_verified)
    assert ("Write a do, don&#x27;t or caution" in page) == is_verified
    assert ("do, don't or caution" in browser.get(at("record", grant)).content.decode()) == is_verified
    assert browser.post(at("guidance", grant), a_dont()).status_code == (302 if is_verified else 422)
    assert Guidance.objects.filter(kind="dont").exists() == is_verified
    assert browser.post(at("guidance", grant), a_dont(kind="caution")).status_code == 302


def test_the_rule_refuses_it_too_and_a_trainer_may_write_down_what_they_heard(care_client, trainer):
    physio = PractitionerFactory(verification="pending")
    for how, refused in (("link", True), ("letter", False), ("call", False)):
        fields = {"kind": "dont", "text": "No jumps"}
        if refused:
            with pytest.raises(OutOfLaneError, match="looked up"):
                record_guidance(care_client, practitioner=physio, how_it_came=how, **fields)
        else:
            record_guidance(care_client, practitioner=physio, how_it_came=how, entered_by=trainer, **fields)
    caution = record_guidance(
        care_client, practitioner=physio, how_it_came="link", kind="caution", text="Easy on jumps"
    )
    with pytest.raises(OutOfLaneError, match="looked up"):
        change(caution, by=physio, how_it_came="link", kind="dont", text="No jumps at all")
