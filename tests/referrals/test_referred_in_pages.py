"""The trainer's pages of referrals that came in: before there is a client, and on the client's own pages."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from clients.models import AccessEvent, Client
from referrals.models import IncomingReferral
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory, RequestedFactory
from tests.pages import as_read

pytestmark = pytest.mark.django_db
LIST = reverse("referrals:incoming_list")


def page(browser: Browser, route: str, *args: object) -> str:
    return as_read(browser.get(reverse(f"referrals:{route}", args=args)).content.decode())


def act(browser: Browser, incoming: IncomingReferral, name: str, **typed: str):
    return browser.post(reverse("referrals:act_on_referred", args=[incoming.client_id, incoming.pk, name]), typed)


@pytest.fixture
def requested(trainer) -> IncomingReferral:
    return RequestedFactory(trainer=trainer, first_name="Nora", email="nora@home.example")


@pytest.fixture
def accepted(care_client) -> IncomingReferral:
    return AcceptedFactory(client=care_client)


def test_an_empty_list_says_what_to_do(trainer_browser):
    text = as_read(trainer_browser.get(LIST).content.decode())
    assert "Nobody has been referred to you yet" in text
    assert reverse("practitioners:own_profile") in text


def test_the_list_names_those_who_have_agreed_and_no_others(trainer, trainer_browser, requested):
    IncomingReferralFactory(trainer=trainer, first_name="Silent")
    RequestedFactory(first_name="Elsewhere")
    text = trainer_browser.get(LIST).content.decode()
    assert ("Nora" in text, "Silent" in text, "Elsewhere" in text) == (True, False, False)


def test_before_the_yes_the_trainer_finds_a_404(trainer, trainer_browser):
    incoming = IncomingReferralFactory(trainer=trainer)
    for route in ("incoming", "accept_incoming", "decline_incoming"):
        method = trainer_browser.get if route == "incoming" else trainer_browser.post
        assert method(reverse(f"referrals:{route}", args=[incoming.pk])).status_code == 404


def test_the_address_is_not_shown_before_the_trainer_has_accepted(trainer_browser, requested):
    assert "nora@home.example" not in page(trainer_browser, "incoming", requested.pk)


def test_accepting_leads_to_the_clients_pages_and_again_does_too(trainer_browser, requested):
    accept = reverse("referrals:accept_incoming", args=[requested.pk])
    answer = trainer_browser.post(accept, {"way": "we-call"})
    client = Client.objects.get()
    here = reverse("referrals:referred", args=[client.pk, requested.pk])
    assert answer.headers["Location"] == here
    assert trainer_browser.post(accept, {"way": "we-call"}).headers["Location"] == here
    assert trainer_browser.get(reverse("referrals:incoming", args=[requested.pk])).headers["Location"] == here


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"way": "booked"}, "Enter the day and the time"),
        ({"way": "booked", "day": "2020-01-01", "at": "10:00"}, "over already"),
        ({"way": "booked", "day": "2099-01-01", "at": "10:00"}, "two years ahead"),
        ({"way": "booked", "day": "9999-01-01", "at": "10:00"}, "between the years"),
        ({"way": "never"}, "Select a valid choice"),
    ],
)
def test_a_visit_that_can_not_be_is_refused_and_what_was_typed_stays(trainer_browser, requested, typed, words):
    answer = trainer_browser.post(
        reverse("referrals:accept_incoming", args=[requested.pk]), typed | {"place": "Gym on Queen"}
    )
    text = as_read(answer.content.decode())
    assert answer.status_code == 422
    assert words in text
    assert "Gym on Queen" in text
    assert not Client.objects.exists()


def test_a_client_at_the_same_address_is_offered_and_anothers_is_not(trainer, trainer_browser, requested):
    own = ClientFactory(lead_trainer=trainer, email="nora@home.example", name="Nora Own")
    other = ClientFactory(email="nora@home.example", name="Nora Elsewhere")
    text = page(trainer_browser, "incoming", requested.pk)
    assert ("Nora Own" in text, "Nora Elsewhere" in text) == (True, False)
    accept = reverse("referrals:accept_incoming", args=[requested.pk])
    assert trainer_browser.post(accept, {"way": "we-call", "who": str(other.pk)}).status_code == 422
    trainer_browser.post(accept, {"way": "we-call", "who": str(own.pk)})
    requested.refresh_from_db()
    assert requested.client == own


def test_declining_asks_for_a_reason_of_the_list(trainer_browser, requested):
    decline = reverse("referrals:decline_incoming", args=[requested.pk])
    assert trainer_browser.post(decline, {"why": "She has a bad back"}).status_code == 422
    trainer_browser.post(decline, {"why": "full"})
    requested.refresh_from_db()
    assert (requested.status, requested.events.get().why) == ("rejected", "full")


def test_each_answer_on_the_clients_pages_to_the_end(trainer_browser, accepted):
    for name, typed, status in (
        ("start", {}, "in-progress"),
        ("report", {"progress": "as-planned"}, "in-progress"),
        ("pause", {"why": "break"}, "on-hold"),
        ("start", {}, "in-progress"),
        ("complete", {"result": "goes-on"}, "completed"),
    ):
        assert act(trainer_browser, accepted, name, **typed).status_code == 302
        accepted.refresh_from_db()
        assert accepted.status == status
    text = page(trainer_browser, "referred", accepted.client_id, accepted.pk)
    assert "has still to note it" in text
    assert "Trains on with me" in text


def test_what_is_not_possible_now_says_who_moved_it_and_changes_nothing(trainer_browser, accepted):
    act(trainer_browser, accepted, "fail", why="not-reached")
    late = trainer_browser.post(
        reverse("referrals:act_on_referred", args=[accepted.client_id, accepted.pk, "start"]), follow=True
    )
    assert "Nothing was changed" in late.content.decode()
    accepted.refresh_from_db()
    assert accepted.status == "failed"
    assert act(trainer_browser, accepted, "no-such-act").status_code == 404


def test_a_cover_trainer_reads_and_answers_nothing(accepted):
    cover, now = TrainerFactory(), timezone.now()
    give_cover(accepted.client, cover, starts_at=now, ends_at=now + timedelta(days=1))
    browser = Browser()
    browser.force_login(cover, backend=BACKEND)
    text = page(browser, "referred", accepted.client_id, accepted.pk)
    assert "Referred by" in text
    assert "Training has begun" not in text
    assert act(browser, accepted, "start").status_code == 403


def test_health_is_shared_by_the_clients_consent_alone_which_can_be_asked_for(trainer_browser, accepted):
    ask = reverse("consent:ask_consent", args=[accepted.client_id])
    here = ("referred", accepted.client_id, accepted.pk)
    assert f"{ask}?practitioner={accepted.practitioner_id}" in page(trainer_browser, *here)
    ConsentGrantFactory(client=accepted.client, practitioner=accepted.practitioner)
    assert ask not in page(trainer_browser, *here)


def test_each_look_on_the_clients_pages_is_in_their_log(trainer_browser, accepted):
    page(trainer_browser, "referred", accepted.client_id, accepted.pk)
    act(trainer_browser, accepted, "start")
    actions = AccessEvent.objects.filter(client_id=accepted.client_id).values_list("action", flat=True)
    assert list(actions.order_by("sequence")) == ["referrals:referred", "referrals:act_on_referred"]


def test_what_the_practitioner_suggested_is_hidden_from_the_trainer_until_the_client_agrees(
    trainer_browser, care_client, trainer
):
    incoming = IncomingReferralFactory(client=care_client, trainer=trainer)
    answer = trainer_browser.get(reverse("referrals:referred", args=[care_client.pk, incoming.pk]))
    assert answer.status_code == 404
