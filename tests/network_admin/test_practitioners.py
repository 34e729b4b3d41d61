"""Admins keep the practitioners: their facts, and a standing that rests on what was looked up."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.models import ConsentGrant
from practitioners.models import Practitioner
from practitioners.verification import VERIFIED_FOR
from tests.accounts.admins import browser_of
from tests.accounts.mails import mails_to
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.pages import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser(admin_user):
    return browser_of(admin_user)


def at(practitioner: Practitioner) -> str:
    return reverse("network_admin:practitioner", args=[practitioner.pk])


def facts(browser, practitioner: Practitioner) -> dict[str, object]:
    """What the entry's form has now, as a browser sends it."""
    form = browser.get(at(practitioner)).context["entry_form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in {None, False}}


FOUND = {
    "verification": "verified", "register": "College of Physiotherapists", "licence_number": "12345",
    "looked_up_on": "2026-01-02", "note": "Active, no terms.",
}  # fmt: skip


def test_a_verified_one_keeps_who_looked_where_and_when(admin_browser, admin_user):
    entry = PractitionerFactory(verification="pending", verified_on=None, register="", licence_number="")
    assert admin_browser.post(f"{at(entry)}standing/", FOUND).status_code == 302
    entry.refresh_from_db()
    assert (entry.verification, entry.register, entry.licence_number) == ("verified", FOUND["register"], "12345")
    assert (entry.verified_by, entry.verified_on) == (admin_user, datetime.date(2026, 1, 2))
    event = entry.events.get()
    assert (event.what, event.by, event.note) == ("standing", admin_user, "Active, no terms.")
    assert "12345, College of Physiotherapists, looked up on 2 January 2026" in as_read(
        admin_browser.get(at(entry)).content.decode()
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"register": ""}, "Name the register"),
        ({"licence_number": ""}, "Enter the number under which"),
        ({"looked_up_on": ""}, "Enter the day on which you looked"),
        ({"looked_up_on": str(timezone.localdate() + datetime.timedelta(days=2))}, "Enter today or a day before"),
        ({"verification": "suspended", "note": ""}, "Write why"),
        ({"verification": "retired", "note": " "}, "Write why"),
        ({"verification": "famous"}, "Select a valid choice"),
    ],
)
def test_a_standing_without_evidence_is_told_in_words_and_nothing_is_saved(admin_browser, changes, words):
    entry = PractitionerFactory(verification="pending", verified_on=None)
    response = admin_browser.post(f"{at(entry)}standing/", FOUND | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "practitioner_verified_has_evidence" not in page
    entry.refresh_from_db()
    assert entry.verification == "pending"
    assert not entry.events.exists()


@pytest.mark.parametrize(("standing", "words"), [("suspended", "suspended"), ("retired", "has retired")])
def test_whom_it_concerns_is_told_and_nothing_opens(admin_browser, standing, words):
    grant = ConsentGrantFactory()
    entry = grant.practitioner
    admin_browser.post(f"{at(entry)}standing/", {"verification": standing, "note": "The register says so."})
    entry.refresh_from_db()
    assert entry.is_suspended
    assert standing in entry.suspended_in_words
    assert not Practitioner.objects.in_network().filter(pk=entry.pk).exists()
    assert not ConsentGrant.objects.live().filter(pk=grant.pk).exists()
    for address in (grant.client.lead_trainer.email, grant.client.email):
        mails = [mail for mail in mails_to(address) if words in mail.body]
        assert mails, address
        assert "register says so" not in mails[0].body


def test_a_changed_fact_is_kept_with_who_changed_it(admin_browser, admin_user):
    entry = PractitionerFactory(name="Dana Whit")
    typed = facts(admin_browser, entry) | {"name": "Dana Whitfield", "clinic_name": "New Clinic"}
    assert admin_browser.post(at(entry), typed).status_code == 302
    event = entry.events.get()
    assert (event.what, event.by) == ("changed", admin_user)
    assert ["name", "Dana Whit", "Dana Whitfield"] in event.changes
    assert "New Clinic" in str(event.changes)


OFFER = {
    "area": "Leslieville", "treats_virtually": "on", "treats_at_home": "on", "first_visit_fee": "$120.50",
    "direct_billing": "Maple Mutual, Northern Life",
}  # fmt: skip


def test_what_somebody_offers_is_kept_and_trainers_read_it(admin_browser, trainer):
    entry = PractitionerFactory()
    assert admin_browser.post(at(entry), facts(admin_browser, entry) | OFFER).status_code == 302
    entry.refresh_from_db()
    assert (entry.first_visit_fee, entry.places) == (Decimal("120.50"), ["virtually", "home visits"])
    assert ["first_visit_fee", "", "120.50"] in entry.events.get().changes
    page = browser_of(trainer).get(reverse("practitioners:detail", args=[entry.pk])).content.decode()
    for words in ("Leslieville", "Virtually, home visits", "$120.50", "Maple Mutual, Northern Life"):
        assert words in page


@pytest.mark.parametrize("typed", ["0", "-5", "1,2,3", "free", "10000.01", "12.345"])
def test_a_fee_that_is_none_is_told_with_what_was_typed(admin_browser, typed):
    entry = PractitionerFactory()
    response = admin_browser.post(at(entry), facts(admin_browser, entry) | {"first_visit_fee": typed})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode()
    entry.refresh_from_db()
    assert entry.first_visit_fee is None


def test_saving_without_a_change_is_no_event(admin_browser):
    entry = PractitionerFactory()
    admin_browser.post(at(entry), facts(admin_browser, entry))
    assert not entry.events.exists()


def test_the_same_name_and_mailbox_in_other_capitals_is_told(admin_browser):
    PractitionerFactory(name="Dana Whitfield", email="dana@clinic.example")
    entry = PractitionerFactory(name="Dana Whit", email="other@clinic.example")
    typed = facts(admin_browser, entry) | {"name": "DANA WHITFIELD", "email": "Dana@Clinic.example"}
    response = admin_browser.post(at(entry), typed)
    assert response.status_code == 422
    assert "with this address already" in response.content.decode()
    entry.refresh_from_db()
    assert entry.name == "Dana Whit"


def test_who_shares_a_mailbox_is_shown(admin_browser):
    PractitionerFactory(name="Front Desk Twin", email="desk@clinic.example")
    entry = PractitionerFactory(email="Desk@clinic.example")
    assert "Front Desk Twin" in admin_browser.get(at(entry)).content.decode()


def test_the_list_is_by_words_discipline_and_standing(admin_browser):
    today = timezone.localdate()
    PractitionerFactory(name="Long Verified", verified_on=today - VERIFIED_FOR)
    PractitionerFactory(name="Just Verified", verified_on=today)
    PractitionerFactory(name="Gone Away", verification="suspended")
    PractitionerFactory(name="New Here", verification="pending")

    def names(**query: str) -> set[str]:
        page = admin_browser.get(reverse("network_admin:practitioners"), query).context["page"]
        return {row.name for row in page.rows}

    assert names() == {"Long Verified", "Just Verified", "Gone Away", "New Here"}
    assert names(standing="due") == {"Long Verified"}
    assert names(standing="pending") == {"New Here"}
    assert names(standing="suspended", q="away") == {"Gone Away"}
    assert names(q="verified") == {"Long Verified", "Just Verified"}


def test_an_added_one_waits_for_the_register(admin_browser, admin_user):
    discipline = PractitionerFactory().discipline
    typed = {"name": "Zoé Roy", "email": "zoe@clinic.example", "discipline": discipline.pk, "clinic_name": "North"}
    response = admin_browser.post(reverse("network_admin:add_practitioner"), typed)
    entry = Practitioner.objects.get(name="Zoé Roy")
    assert response.url == at(entry)
    assert (entry.verification, entry.added_by, entry.clinic.name) == ("pending", admin_user, "North")
    assert entry.events.get().what == "added"
