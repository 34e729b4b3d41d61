"""The care team: of the network or by name, who has left, and one press from a name to the question of consent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import CareTeamMember, Visit
from clients.access import give_cover
from practitioners.models import Practitioner
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import CareTeamMemberFactory, NamedMemberFactory, VisitFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapyFactory, PractitionerFactory
from web.keys import uuid7

LAST_WEEK = timezone.localdate() - timedelta(days=7)


def address(name, *args):
    return reverse(name, args=[getattr(one, "pk", one) for one in args])


def add(browser, client, **typed):
    return browser.post(address("careplan:add_member", client), {"key": str(uuid7())} | typed)


@pytest.fixture
def named(care_client):
    return NamedMemberFactory(
        client=care_client,
        name="Ida Berg",
        discipline=MassageTherapyFactory(),
        clinic_name="Kings Massage",
        for_what="Neck",
        since=LAST_WEEK,
    )


def test_a_name_that_is_not_in_the_network_is_added_with_when_they_were_last_seen(trainer_browser, care_client):
    typed = {
        "name": "Ida Berg", "discipline": str(MassageTherapyFactory().pk), "for_what": "Neck",
        "since": "2025-03-01", "seen_on": LAST_WEEK.isoformat(),
    }  # fmt: skip
    assert add(trainer_browser, care_client, **typed).status_code == 302
    member = CareTeamMember.objects.get()
    assert (member.known_as, member.works_as.mark, member.for_what) == ("Ida Berg", "RMT", "Neck")
    visit = Visit.objects.get()
    assert (visit.member, visit.on, visit.state) == (member, LAST_WEEK, "attended")
    page = trainer_browser.get(address("workspace:care_team", care_client)).content.decode()
    assert "Not in the network" in page
    assert f"{LAST_WEEK.day} {LAST_WEEK:%B %Y}" in page


def test_the_same_form_twice_is_one_of_each(trainer_browser, care_client):
    form = {"key": str(uuid7()), "name": "Ida Berg", "seen_on": LAST_WEEK.isoformat()}
    for _ in range(2):
        assert trainer_browser.post(address("careplan:add_member", care_client), form).status_code == 302
    assert CareTeamMember.objects.count() == Visit.objects.count() == 1


TOMORROW = (timezone.localdate() + timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose a practitioner, or write the name"),
        ({"name": "Ida", "since": TOMORROW}, "or earlier"),
        ({"name": "Ida", "seen_on": TOMORROW}, "or earlier"),
        ({"name": "Ida", "discipline": "nothing"}, "not a valid"),
        ({"practitioner": "nobody", "for_what": "Neck"}, "not a valid"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_in(trainer_browser, care_client, typed, words):
    answer = add(trainer_browser, care_client, **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CareTeamMember.objects.exists()


def test_both_a_practitioner_and_a_name_is_one_too_many(trainer_browser, care_client):
    answer = add(trainer_browser, care_client, practitioner=str(PractitionerFactory().pk), name="Ida")
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


@pytest.mark.parametrize("detail", [{"for_what": "Neck"}, {"seen_on": LAST_WEEK.isoformat()}])
def test_before_the_client_has_confirmed_a_name_is_kept_and_no_health_detail(trainer_browser, trainer, detail):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    answer = add(trainer_browser, client, name="Ida", **detail)
    assert answer.status_code == 422
    assert "has not confirmed" in answer.content.decode()
    assert not CareTeamMember.objects.exists()
    assert add(trainer_browser, client, name="Ida").status_code == 302


def test_who_has_left_stands_apart_and_can_come_back(trainer_browser, care_client):
    member = CareTeamMemberFactory(client=care_client)
    page = address("workspace:care_team", care_client)
    for _ in range(2):
        trainer_browser.post(address("careplan:member_left", care_client, member))
    assert "No longer seen" in trainer_browser.get(page).content.decode()
    assert not CareTeamMember.objects.current().exists()
    trainer_browser.post(address("careplan:member_back", care_client, member))
    assert "No longer seen" not in trainer_browser.get(page).content.decode()
    trainer_browser.post(address("careplan:member_left", care_client, member))
    add(trainer_browser, care_client, practitioner=str(member.practitioner_id))  # added again: back too
    assert CareTeamMember.objects.current().get() == member


def test_for_what_and_since_change_and_a_practitioners_name_does_not(trainer_browser, care_client):
    member = CareTeamMemberFactory(client=care_client)
    typed = {"for_what": "Knee", "since": "2026-01-05", "name": "Somebody else"}
    trainer_browser.post(address("careplan:change_member", care_client, member), typed)
    member.refresh_from_db()
    assert (member.for_what, member.since.isoformat(), member.name) == ("Knee", "2026-01-05", "")


# --- one press from a name to the question ---------------------------------------------------


def to_network(browser, member, **changes):
    typed = {"name": "Ida Berg", "email": "ida@kings.example", "discipline": str(MassageTherapyFactory().pk)}
    return browser.post(address("careplan:member_to_network", member.client, member), typed | changes)


def test_the_form_knows_what_is_known_and_leads_on_to_the_question(trainer_browser, named):
    visit = VisitFactory(member=named)
    team = trainer_browser.get(address("workspace:care_team", named.client)).content.decode()
    page = address("careplan:member_to_network", named.client, named)
    assert page in team
    shown = trainer_browser.get(page).content.decode()
    assert "Kings Massage" in shown
    assert f'value="{named.discipline_id}" selected' in shown
    answer = to_network(trainer_browser, named, clinic_name="Kings Massage")
    practitioner = Practitioner.objects.get()
    address_of_question = address("consent:ask_consent", named.client) + f"?practitioner={practitioner.pk}"
    assert answer.headers["Location"] == address_of_question
    named.refresh_from_db()
    assert (named.practitioner, named.name, named.for_what, named.since) == (practitioner, "", "Neck", LAST_WEEK)
    assert (practitioner.verification, practitioner.clinic.name) == ("pending", "Kings Massage")
    visit.refresh_from_db()
    assert visit.member == named
    again = to_network(trainer_browser, named, email="other@kings.example")
    assert again.headers["Location"] == address_of_question
    assert Practitioner.objects.count() == 1


def test_the_same_person_is_taken_and_it_is_said(trainer_browser, named):
    known = PractitionerFactory(name="Ida Berg", email="Ida@kings.example")
    answer = trainer_browser.get(to_network(trainer_browser, named).headers["Location"])
    assert "was in the network already" in answer.content.decode()
    named.refresh_from_db()
    assert named.practitioner == known
    assert Practitioner.objects.count() == 1


def test_another_name_at_the_same_address_is_asked_about_first(trainer_browser, named):
    known = PractitionerFactory(name="Kings Massage", email="ida@kings.example")
    response = to_network(trainer_browser, named)
    assert response.status_code == 422
    assert "It is Kings Massage" in response.content.decode()
    named.refresh_from_db()
    assert named.practitioner is None
    to_network(trainer_browser, named, same=str(known.pk))
    named.refresh_from_db()
    assert named.practitioner == known


def test_somebody_else_at_the_same_address_is_somebody_else(trainer_browser, named):
    PractitionerFactory(name="Kings Massage", email="ida@kings.example")
    to_network(trainer_browser, named, somebody_else="1")
    named.refresh_from_db()
    assert named.practitioner.name == "Ida Berg"


def test_a_practitioner_of_another_address_can_not_be_named_by_key(trainer_browser, named):
    PractitionerFactory(name="Kings Massage", email="ida@kings.example")
    stranger = PractitionerFactory()
    assert to_network(trainer_browser, named, same=str(stranger.pk)).status_code == 422
    named.refresh_from_db()
    assert named.practitioner is None


def test_who_is_suspended_is_not_taken(trainer_browser, named):
    PractitionerFactory(name="Ida Berg", email="ida@kings.example", verification="suspended")
    answer = to_network(trainer_browser, named)
    assert answer.status_code == 422
    assert "suspended" in answer.content.decode()


def test_a_name_that_is_on_the_team_already_becomes_one_with_it(trainer_browser, named):
    known = PractitionerFactory(name="Ida Berg", email="ida@kings.example")
    there = CareTeamMemberFactory(client=named.client, practitioner=known, for_what="", since=None)
    visit = VisitFactory(member=named)
    to_network(trainer_browser, named)
    member = CareTeamMember.objects.get()
    assert (member, member.for_what, member.since) == (there, "Neck", LAST_WEEK)
    visit.refresh_from_db()
    assert visit.member == there


def test_only_the_lead_trainer_is_offered_the_question(client, care_client, named, trainer_browser):
    cover, now = TrainerFactory(), timezone.now()
    give_cover(care_client, cover, starts_at=now, ends_at=now + timedelta(days=1))
    client.force_login(cover, backend=BACKEND)
    page = address("workspace:care_team", care_client)
    assert "Ask for consent" in trainer_browser.get(page).content.decode()
    assert "Ask for consent" not in client.get(page).content.decode()
    assert to_network(client, named).status_code == 403


def test_pages_ask_the_same_with_5_and_with_200(trainer_browser, care_client, django_assert_max_num_queries):
    member = CareTeamMemberFactory(client=care_client)
    ConsentGrantFactory(client=care_client, practitioner=member.practitioner)
    NamedMemberFactory.create_batch(5, client=care_client)
    VisitFactory.create_batch(5, member=member)
    pages = [address("workspace:care_team", care_client), address("careplan:member", care_client, member)]
    few = []
    for page in pages:
        trainer_browser.get(page)
        with django_assert_max_num_queries(13) as captured:
            trainer_browser.get(page)
        few.append(len(captured))
    NamedMemberFactory.create_batch(100, client=care_client)
    NamedMemberFactory.create_batch(100, client=care_client, left_on=LAST_WEEK)
    for days in range(200):
        VisitFactory(member=member, on=LAST_WEEK - timedelta(days=days), state="attended")
    for page, number in zip(pages, few, strict=True):
        with django_assert_max_num_queries(number):
            assert "after=" in trainer_browser.get(page).content.decode()
