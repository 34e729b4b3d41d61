"""Guidance is lifted on a practitioner's word: who, how it came, when and why; never on the trainer's own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from careplan.guidance import change, lift
from careplan.models import CareTeamMember
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.practitioner_portal.test_shared_page import at, browser_of
from web.errors import EditConflict
from web.zones import today_in

TODAY = today_in("America/Toronto", timezone.now())


@pytest.fixture
def guidance(care_client):
    physio = CareTeamMemberFactory(client=care_client).practitioner
    return GuidanceFactory(client=care_client, practitioner=physio, starts_on=TODAY - timedelta(days=10))


def lifting(guidance, **changes):
    answers = {
        "practitioner": str(guidance.practitioner_id),
        "how": "call",
        "on": f"{TODAY - timedelta(days=2)}",
        "reason": "Bends freely",
    }
    return reverse("careplan:lift_guidance", args=[guidance.client_id, guidance.pk]), answers | changes


def test_it_is_kept_with_its_source_and_day(trainer_browser, guidance):
    assert trainer_browser.post(*lifting(guidance)).status_code == 302
    guidance.refresh_from_db()
    assert (guidance.state, guidance.lifted_by, guidance.lifted_how) == ("lifted", guidance.practitioner, "call")
    assert (guidance.lifted_on, guidance.state_reason) == (TODAY - timedelta(days=2), "Bends freely")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"practitioner": ""}, "This field is required"),
        ({"how": "link"}, "valid choice"),  # that is for the practitioner themselves
        ({"reason": ""}, "This field is required"),
        ({"on": f"{TODAY + timedelta(days=1)}"}, f"The day must be {date_format(TODAY)} or earlier"),
        ({"on": f"{TODAY - timedelta(days=11)}"}, f"It began on {date_format(TODAY - timedelta(days=10))}"),
        ({"on": "soon"}, "valid date"),
    ],
)
def test_without_who_how_when_or_why_it_stays_in_force(trainer_browser, guidance, wrong, words):
    answer = trainer_browser.post(*lifting(guidance, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    guidance.refresh_from_db()
    assert guidance.state == "active"


def test_only_its_author_or_who_may_clear_can_be_named(trainer_browser, care_client, guidance):
    masseur = CareTeamMemberFactory(client=care_client, practitioner=MassageTherapistFactory()).practitioner
    other_physio = CareTeamMemberFactory(client=care_client).practitioner
    elsewhere = PractitionerFactory()
    for nobody in (masseur, elsewhere):
        assert trainer_browser.post(*lifting(guidance, practitioner=str(nobody.pk))).status_code == 422
    assert trainer_browser.post(*lifting(guidance, practitioner=str(other_physio.pk))).status_code == 302
    guidance.refresh_from_db()
    assert guidance.lifted_by == other_physio


def test_its_author_can_be_named_after_leaving_the_care_team(trainer_browser, guidance):
    guidance.practitioner.care_teams.all().delete()
    assert trainer_browser.post(*lifting(guidance)).status_code == 302


def test_lifting_twice_keeps_the_first(guidance):
    lift(guidance, by=guidance.practitioner, reason="First")
    lift(guidance, by=guidance.practitioner, reason="Second")
    guidance.refresh_from_db()
    assert guidance.state_reason == "First"


def test_what_was_replaced_meanwhile_is_not_lifted(trainer_browser, guidance):
    newer = change(guidance, by=guidance.practitioner, how_it_came="call", kind="dont", text="None at all")
    with pytest.raises(EditConflict):
        lift(guidance, by=guidance.practitioner, reason="Fine")
    answer = trainer_browser.post(*lifting(guidance))
    assert answer.headers["Location"] == lifting(newer)[0]
    newer.refresh_from_db()
    assert newer.state == "active"


def test_a_practitioner_lifts_their_own_with_their_reason(care_client, guidance):
    grant = ConsentGrantFactory(client=care_client, practitioner=guidance.practitioner)
    browser_of(guidance.practitioner).post(at("lift_guidance", grant, guidance.pk), {"reason": "Healed"})
    guidance.refresh_from_db()
    assert (guidance.state, guidance.state_reason, guidance.lifted_how) == ("lifted", "Healed", "link")
    assert guidance.lifted_on == TODAY


def test_who_has_left_the_care_team_can_not_be_named(trainer_browser, care_client, guidance):
    left = CareTeamMemberFactory(client=care_client, left_on=TODAY).practitioner
    CareTeamMemberFactory(practitioner=left)  # is on another client's team
    answer = trainer_browser.post(*lifting(guidance, practitioner=str(left.pk)))
    assert answer.status_code == 422
    for page in ("lift_guidance", "change_guidance"):
        assert left.name not in trainer_browser.get(page_of(page, guidance)).content.decode()
    for page in ("add_guidance", "add_prescription"):
        shown = trainer_browser.get(reverse(f"careplan:{page}", args=[care_client.pk])).content.decode()
        assert left.name not in shown
    CareTeamMember.objects.filter(client=care_client, practitioner=left).update(left_on=None)
    assert left.name in trainer_browser.get(page_of("lift_guidance", guidance)).content.decode()


def test_its_author_who_has_left_the_care_team_can_still_be_named(trainer_browser, guidance):
    guidance.practitioner.care_teams.update(left_on=TODAY)
    assert trainer_browser.post(*lifting(guidance)).status_code == 302


def page_of(name, guidance):
    return reverse(f"careplan:{name}", args=[guidance.client_id, guidance.pk])
