"""A practitioner changes what they offer from their own pages, and never who they are or what was looked up of them."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from practitioners.models import Practitioner
from tests.accounts.admins import browser_of
from tests.factories.consent import ViewerSessionFactory
from tests.factories.practitioners import PractitionerFactory

pytestmark = pytest.mark.django_db
OWN = reverse("practitioner_portal:own_entry")
TYPED = {
    "phone": "416 555 0123", "booking_page": "https://book.example/dana", "languages": "English, French",
    "takes_new_clients": "on", "usual_wait_days": "12", "area": "Leslieville", "treats_at_home": "on",
    "first_visit_fee": "95", "direct_billing": "Maple Mutual",
}  # fmt: skip
NEVER = {
    "name": "Somebody Else", "email": "else@clinic.example", "licence_number": "X-1", "register": "None",
    "verification": "verified", "verified_on": "2026-11-01", "mailbox_is_shared": "on", "discipline": "1",
    "clinic_name": "Elsewhere", "disowned_address": "x@clinic.example", "language": "fr",
}  # fmt: skip


@pytest.fixture
def dana() -> Practitioner:
    return PractitionerFactory(name="Dana Whitfield", verification="pending", verified_on=None)


@pytest.fixture
def browser(dana) -> Browser:
    ViewerSessionFactory(practitioner=dana, token="their-browser")
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "their-browser"
    return browser


def test_what_they_offer_is_saved_and_the_history_says_that_they_did_it(browser, dana, admin_user):
    assert browser.post(OWN, TYPED).status_code == 302
    dana.refresh_from_db()
    assert (dana.phone, dana.usual_wait_days, dana.first_visit_fee) == ("416 555 0123", 12, Decimal(95))
    assert (dana.area, dana.places, dana.languages) == ("Leslieville", ["home visits"], "English, French")
    event = dana.events.get()
    assert (event.what, event.by, event.by_themselves) == ("changed", None, True)
    assert ["phone", "", "416 555 0123"] in event.changes
    page = browser_of(admin_user).get(reverse("network_admin:practitioner", args=[dana.pk])).content.decode()
    assert "by the practitioner" in page
    assert 'value="Leslieville"' in browser.get(OWN).content.decode()


def test_who_they_are_and_what_was_looked_up_stays_whatever_is_sent(browser, dana):
    kept_as = {"name", "email", "licence_number", "register", "verification", "verified_on", "mailbox_is_shared"}
    kept_as |= {"discipline_id", "clinic_id", "disowned_address", "language"}
    before = Practitioner.objects.filter(pk=dana.pk).values(*kept_as).get()
    assert browser.post(OWN, TYPED | NEVER).status_code == 302
    assert Practitioner.objects.filter(pk=dana.pk).values(*kept_as).get() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"booking_page": "http://book.example"},
        {"booking_page": "javascript:alert(1)"},
        {"usual_wait_days": "soon"},
        {"usual_wait_days": "731"},
        {"first_visit_fee": "-1"},
        {"first_visit_fee": "free"},
        {"area": "x" * 121},
    ],
)
def test_what_is_wrong_is_told_with_what_was_typed_and_nothing_is_saved(browser, dana, wrong):
    answer = browser.post(OWN, TYPED | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong.values())) in answer.content.decode()
    dana.refresh_from_db()
    assert (dana.area, dana.phone) == ("", "")
    assert not dana.events.exists()


def test_saving_without_a_change_is_no_event(browser, dana):
    browser.post(OWN, {"takes_new_clients": "on"})
    assert not dana.events.exists()


def test_it_is_their_own_alone(browser, dana):
    other = PractitionerFactory()
    browser.post(OWN, TYPED | {"id": str(other.pk), "practitioner": str(other.pk)})
    other.refresh_from_db()
    assert other.area == ""
    assert Browser().post(OWN, TYPED).status_code == 302
    assert not other.events.exists()


def test_an_entry_that_was_made_part_of_another_is_not_changed(browser, dana):
    Practitioner.objects.filter(pk=dana.pk).update(merged_into=PractitionerFactory())
    assert browser.get(OWN).status_code == 404
    assert browser.post(OWN, TYPED).status_code == 404
    dana.refresh_from_db()
    assert dana.phone == ""
