"""The client's answer by the link in their mail: opening it changes nothing, and each answer does one thing."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import AccessEvent
from referrals import incoming_moves as moves
from referrals.booking import Booking
from referrals.incoming_links import token_of
from referrals.models import BusinessStatus, IncomingReferral
from tests.factories.clients import ClientFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory
from tests.pages import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def incoming() -> IncomingReferral:
    return IncomingReferralFactory(first_name="Nora", practitioner__name="Dana Whitfield")


def address(incoming: IncomingReferral, answer: str = "") -> str:
    return reverse(f"referrals:suggested{answer}", args=[token_of(incoming)])


def read(response) -> str:
    return as_read(response.content.decode())


def test_opening_it_changes_nothing_however_often(incoming):
    for _look in range(3):
        assert "Dana Whitfield suggests that you train" in read(Browser().get(address(incoming)))
    incoming.refresh_from_db()
    assert (incoming.status, incoming.confirmed_at, incoming.events.count()) == ("draft", None, 0)


def test_a_yes_needs_to_be_of_age_and_is_thanked(incoming):
    refused = Browser().post(address(incoming, "_agree"))
    assert refused.status_code == 422
    assert "Tick that you are 18 or older" in read(refused)
    page = Browser().post(address(incoming, "_agree"), {"of_age": "on"}, follow=True)
    assert "has been told, and answers you by mail" in read(page)
    incoming.refresh_from_db()
    assert incoming.status == "requested"


def test_pressing_yes_after_a_no_says_that_it_was_answered(incoming):
    Browser().post(address(incoming, "_refuse"))
    late = Browser().post(address(incoming, "_agree"), {"of_age": "on"})
    assert late.status_code == 409
    assert "Nothing was changed" in read(late)
    incoming.refresh_from_db()
    assert incoming.status == "cancelled"


def test_not_me_ends_the_link_at_once(incoming):
    link = address(incoming)
    assert "No more mail about this" in read(Browser().post(address(incoming, "_not_me")))
    assert Browser().get(link).status_code == 404


def test_somebody_under_18_names_their_guardian_who_gives_the_birthday(incoming):
    minors = address(incoming)
    wrong = Browser().post(address(incoming, "_guardian"), {"guardian_name": "Ida", "email": incoming.email})
    assert "This is your own e-mail" in read(wrong)
    Browser().post(address(incoming, "_guardian"), {"guardian_name": "Ida Lind", "email": "ida@home.example"})
    assert Browser().get(minors).status_code == 404
    incoming.refresh_from_db()
    assert "You are asked as their parent or guardian" in read(Browser().get(address(incoming)))
    today = timezone.localdate()
    for born_on, words in (
        ("", "This field is required"),
        (today.replace(year=today.year - 40, day=1), "answer for themselves"),
        (f"{today.year + 1}-01-01", "a day that has been"),
    ):
        answer = Browser().post(address(incoming, "_agree"), {"born_on": str(born_on)})
        assert answer.status_code == 422
        assert words in read(answer)
    Browser().post(address(incoming, "_agree"), {"born_on": f"{today.year - 12}-01-01"})
    incoming.refresh_from_db()
    assert (incoming.status, incoming.birth_date.year) == ("requested", today.year - 12)


def test_another_trainers_client_learns_that_nobody_is_told_and_no_page_names_the_other_trainer(incoming):
    other = ClientFactory(email=incoming.email, name="Nora Lind")
    page = read(Browser().get(address(incoming)))
    assert "If somebody else here trains you already, they are not told" in page
    assert other.lead_trainer.name not in page
    assert not AccessEvent.objects.filter(client_id=other.pk).exists()


def test_the_link_stays_good_to_see_how_it_stands_and_to_end_it(incoming):
    Browser().post(address(incoming, "_agree"), {"of_age": "on"})
    incoming.refresh_from_db()
    moves.accept(incoming, by=incoming.trainer, booking=Booking(BusinessStatus.WE_CALL))
    assert "You train with" in read(Browser().get(address(incoming)))
    page = Browser().post(address(incoming, "_refuse"), follow=True)
    assert "This has ended" in read(page)


def test_a_look_at_somebody_who_is_a_client_is_in_their_log():
    incoming = AcceptedFactory()
    Browser().get(address(incoming))
    assert AccessEvent.objects.filter(client_id=incoming.client_id, action="referrals:suggested").count() == 1


def test_a_forged_or_foreign_token_is_the_404(incoming):
    token = token_of(incoming)
    IncomingReferral.objects.update(mailbox="another")
    for wrong in (token, token[:-1] + "x", "nothing"):
        assert Browser().get(reverse("referrals:suggested", args=[wrong])).status_code == 404
