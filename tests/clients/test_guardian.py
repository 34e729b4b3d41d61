"""For a minor the guardian on record answers; at eighteen they answer for themselves."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.addresses import come_of_age
from clients.lifecycle import send_welcome
from clients.links import issue_client_link
from clients.models import Client, ClientLink, born_before_to_be_of_age
from consent.answering import agree
from consent.grants import ConsentRequest, NobodyToAskError, ask_for_consent
from outbox.delivery import deliver_due
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.referrals.test_asking import typed

PARENT = "parent@home.example"
TODAY = timezone.localdate()


def years_ago(years: int, *, days: int = 0) -> date:
    day = TODAY - timedelta(days=days)
    return born_before_to_be_of_age(day).replace(year=day.year - years)


@pytest.fixture
def minor(trainer) -> Client:
    return ClientFactory(
        lead_trainer=trainer,
        birth_date=years_ago(15),
        guardian_name="Pat Parent",
        guardian_email=PARENT,
        confirmed_address=PARENT,
    )


def asked(client):
    return ask_for_consent(
        client,
        ConsentRequest(
            practitioner=PractitionerFactory(), purpose="care", scopes=["goals"], trainer=client.lead_trainer
        ),
    )


def test_the_guardian_is_asked_and_gets_the_receipt(minor, mailoutbox):
    grant = asked(minor)
    agree(grant, scopes=["goals"], link=None)
    deliver_due()
    assert mailoutbox[0].to == [PARENT]
    assert [minor.email] not in [mail.to for mail in mailoutbox]
    grant.refresh_from_db()
    assert (grant.answered_by_guardian, grant.answered_name) == (True, "Pat Parent")
    assert f"I agree for {minor.name}, as their guardian." in grant.wording


def test_somebody_of_age_answers_for_themselves(trainer, mailoutbox):
    client = ClientFactory(lead_trainer=trainer, birth_date=years_ago(40), guardian_name="Pat", guardian_email=PARENT)
    grant = asked(client)
    agree(grant, scopes=["goals"], link=None)
    deliver_due()
    assert mailoutbox[0].to == [client.email]
    grant.refresh_from_db()
    assert not grant.answered_by_guardian
    assert "guardian" not in grant.wording


def test_without_a_guardian_nobody_is_asked(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, birth_date=years_ago(10))
    with pytest.raises(NobodyToAskError):
        asked(client)
    page = trainer_browser.get(reverse("consent:ask_consent", args=[client.pk])).content.decode()
    assert "no guardian is on record" in page


@pytest.mark.parametrize(
    ("born", "on", "is_minor"),
    [
        (date(2008, 11, 24), date(2026, 11, 23), True),
        (date(2008, 11, 24), date(2026, 11, 24), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2010, 3, 1), date(2028, 2, 29), True),
        (date(2010, 2, 28), date(2028, 2, 29), False),
    ],
)
def test_of_age_is_from_the_eighteenth_birthday_on(born, on, is_minor):
    assert Client(birth_date=born).is_minor(on) == is_minor


def test_at_eighteen_the_guardians_way_in_ends_and_they_are_asked_themselves(minor, mailoutbox):
    Client.objects.filter(pk=minor.pk).update(birth_date=years_ago(18))
    assert come_of_age(on=TODAY) == 1
    assert come_of_age(on=TODAY) == 0
    minor.refresh_from_db()
    assert minor.account is None
    assert not minor.has_proven_mailbox
    assert minor.confirmed_at, "what is kept is kept"
    deliver_due()
    assert sorted(mail.to for mail in mailoutbox) == sorted([[minor.email], [PARENT]])


@pytest.mark.parametrize("purpose", [ClientLink.Purpose.CONFIRM, ClientLink.Purpose.INTAKE])
def test_at_eighteen_a_link_in_the_guardians_mail_proves_nothing_of_their_own_mailbox(minor, client, purpose):
    """Also of one who has not confirmed yet."""
    Client.objects.filter(pk=minor.pk).update(confirmed_at=None, confirmed_address="")
    minor.refresh_from_db()
    token = issue_client_link(minor, purpose)
    pages = [reverse("careplan:link_intake", args=[token]), reverse("clients:not_me", args=[token])]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    # The same mailbox in other letters is the same.
    Client.objects.filter(pk=minor.pk).update(guardian_email=PARENT.upper())
    assert [client.get(page).status_code for page in pages] == [200, 200]
    Client.objects.filter(pk=minor.pk).update(birth_date=years_ago(18))
    dead = client.get(reverse("careplan:link_intake", args=["no-such-link"])).content
    for page in [*pages, reverse("clients:confirm", args=[token]), reverse("consent:sharing", args=[token])]:
        answer = client.get(page)
        assert (answer.status_code, answer.content) == (404, dead)
    assert client.post(reverse("clients:confirm", args=[token])).status_code == 404
    assert client.post(reverse("careplan:link_yes", args=[token])).status_code == 404
    assert client.post(reverse("clients:not_me", args=[token])).status_code == 404
    minor.refresh_from_db()
    assert (minor.confirmed_at, minor.account, minor.status) == (None, None, "active")


def test_a_mail_to_the_guardian_that_waits_goes_nowhere_once_they_are_of_age(minor, mailoutbox):
    Client.objects.filter(pk=minor.pk).update(confirmed_at=None, confirmed_address="")
    minor.refresh_from_db()
    send_welcome(minor)
    Client.objects.filter(pk=minor.pk).update(birth_date=years_ago(18))
    deliver_due()
    assert not mailoutbox


def test_the_forms_ask_for_the_guardian_of_a_minor(minor, trainer_browser):
    edit = reverse("clients:edit", args=[minor.pk])
    typed = {"name": minor.name, "email": "", "language": "en", "time_zone": "America/Toronto"}
    response = trainer_browser.post(edit, typed | {"birth_date": f"{years_ago(12)}"})
    assert response.status_code == 422
    assert "Enter the name of the guardian" in response.content.decode()
    assert trainer_browser.post(edit, typed | {"birth_date": f"{TODAY + timedelta(days=1)}"}).status_code == 422
    assert trainer_browser.post(edit, typed | {"birth_date": "1850-01-01"}).status_code == 422


def test_the_database_knows_no_guardians_address_without_a_name(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClientFactory(guardian_email=PARENT)


def test_a_minor_without_a_guardian_is_not_referred_and_the_form_says_why(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, birth_date=years_ago(10))
    write = reverse("referrals:write", args=[client.pk, MassageTherapistFactory().pk])
    response = trainer_browser.post(write, typed(last_day=f"{timezone.localdate()}", send="1"))
    assert response.status_code == 422
    assert "Name the guardian first" in response.content.decode()
