"""Break-glass: one client, to read, for an hour, with a reason; and everybody is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import BREAK_GLASS, COACH, AccessEvent, Client, EmergencyAccess
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD
from tests.factories.accounts import AdminFactory
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory

REASON = "Her daughter called: she fell and reaches nobody"


@pytest.fixture
def admins_browser(admin_user) -> Browser:
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    return browser


def break_it(browser: Browser, client: Client, *, proven: bool = True, reason: str = REASON):
    if proven:
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser.post(reverse("network_admin:emergency"), {"email": client.email.upper(), "reason": reason})


def test_for_an_hour_an_admin_reads_one_client(admin_user, admins_browser, care_client):
    guidance, other = GuidanceFactory(client=care_client), ClientFactory()
    record = reverse("network_admin:emergency_record", args=[care_client.pk])
    assert admins_browser.get(record).status_code == 404
    response = break_it(admins_browser, care_client)
    assert response.url == record
    page = admins_browser.get(record).content.decode()
    assert guidance.text in page
    assert REASON in page
    assert admins_browser.post(record).status_code == 405, "to read only"
    assert admins_browser.get(reverse("workspace:overview", args=[care_client.pk])).status_code == 404
    assert admins_browser.get(reverse("network_admin:emergency_record", args=[other.pk])).status_code == 404

    def reads_at(moment):
        return Client.objects.visible_to(admin_user, permission=BREAK_GLASS, now=moment).exists()

    ends_at = EmergencyAccess.objects.get().ends_at
    assert ends_at - EmergencyAccess.objects.get().at == timedelta(hours=1)
    assert reads_at(ends_at - timedelta(seconds=1))
    assert not reads_at(ends_at)
    assert not Client.objects.visible_to(admin_user, permission=COACH).exists()


def test_the_client_and_the_lead_are_told_by_mail_without_the_reason(admin_user, admins_browser, care_client):
    break_it(admins_browser, care_client)
    deliver_due()
    told = {letter.to[0]: letter for letter in mail.outbox}
    assert set(told) == {care_client.email, care_client.lead_trainer.email}
    for letter in told.values():
        assert admin_user.name in letter.body
        assert "daughter" not in letter.body
    assert care_client.name not in told[care_client.lead_trainer.email].body


def test_it_is_in_the_log_with_the_reason_for_both_to_read(admin_user, admins_browser, care_client, trainer_browser):
    break_it(admins_browser, care_client)
    events = AccessEvent.objects.filter(client_id=care_client.pk, action="clients:break_glass")
    assert [event.actor_id for event in events] == [admin_user.pk]
    page = trainer_browser.get(reverse("workspace:access_log", args=[care_client.pk])).content.decode()
    assert "opened the record in an emergency" in page
    assert "daughter" in page


@pytest.mark.parametrize("reason", ["", " ", "x" * 301])
def test_without_a_reason_nothing_opens(admins_browser, care_client, reason):
    assert break_it(admins_browser, care_client, reason=reason).status_code == 422
    assert not EmergencyAccess.objects.exists()


def test_without_a_fresh_proof_nothing_opens(admins_browser, care_client):
    assert break_it(admins_browser, care_client, proven=False).url.startswith(reverse("account_reauthenticate"))
    assert not EmergencyAccess.objects.exists()


def test_an_unknown_address_is_told_and_what_was_typed_stays(admins_browser, care_client):
    care_client.email = "nobody@home.example"
    response = break_it(admins_browser, care_client)
    assert response.status_code == 422
    assert "daughter" in response.content.decode()
    assert not EmergencyAccess.objects.exists()


def test_an_admin_can_not_try_addresses_at_will(admins_browser, care_client):
    admins_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for number in range(10):
        admins_browser.post(
            reverse("network_admin:emergency"), {"email": f"guess{number}@home.example", "reason": REASON}
        )
    response = break_it(admins_browser, care_client, proven=False)
    assert "Too many tries" in response.content.decode()
    assert not EmergencyAccess.objects.exists()


def test_two_admins_each_read_their_own_reason(admins_browser, care_client):
    other = Browser()
    other.force_login(AdminFactory(), backend=BACKEND)
    break_it(admins_browser, care_client, reason="The first admin's words")
    break_it(other, care_client, reason="The second admin's words")
    page = admins_browser.get(reverse("network_admin:emergency_record", args=[care_client.pk])).content.decode()
    assert "The first admin" in page
    assert "The second admin" not in page


def test_a_trainer_breaks_no_glass(trainer_browser):
    other = ClientFactory()
    assert break_it(trainer_browser, other).status_code == 404
    assert not EmergencyAccess.objects.filter(at__lte=timezone.now()).exists()
