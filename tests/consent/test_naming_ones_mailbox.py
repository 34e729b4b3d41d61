"""The client names their changed mailbox on the trainer's device: handed over, named, and only while the trainer leads."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from clients.addresses import change_client
from clients.models import AccessEvent, Client
from consent.kiosk import HANDED_OVER
from tests.access.world import BACKEND
from tests.clients.test_handover import PASSWORD
from tests.consent.test_in_person import another_leads

NEW = "nora@elsewhere.example"
MAILBOX = "consent:in_person_mailbox"
VOUCH = "consent:in_person_vouch"


@pytest.fixture
def shut(care_client: Client) -> Client:
    care_client.email = NEW
    change_client(care_client)
    care_client.refresh_from_db()
    assert care_client.is_shut
    return care_client


def hands_over(browser: Browser, client: Client):
    return browser.post(reverse("consent:hand_over_for_address", args=[client.pk]))


def names(browser: Browser):
    return browser.post(reverse(VOUCH), {"mailbox": NEW, "signed_name": "Nora L."})


@pytest.fixture
def handed_over(shut: Client, trainer: User, trainer_browser: Browser) -> Browser:
    trainer.set_password(PASSWORD)
    trainer.save()
    trainer_browser.force_login(trainer, backend=BACKEND)
    trainer_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert hands_over(trainer_browser, shut).url == reverse(MAILBOX)
    return trainer_browser


def test_handing_over_asks_who_one_is(shut, trainer_browser):
    assert hands_over(trainer_browser, shut).url.startswith(reverse("account_reauthenticate"))
    assert HANDED_OVER not in trainer_browser.session


def test_the_client_reads_the_address_and_names_it_theirs(handed_over, shut, trainer):
    assert NEW in handed_over.get(reverse(MAILBOX)).content.decode()
    assert names(handed_over).url == reverse(MAILBOX)
    shut.refresh_from_db()
    assert shut.vouched_address == NEW
    assert shut.mailbox_changes.get().witness == trainer
    looks = AccessEvent.objects.filter(client_id=shut.pk, action__in=[MAILBOX, VOUCH]).order_by("sequence")
    assert [look.action for look in looks] == [MAILBOX, VOUCH]


@pytest.mark.parametrize(("covers", "status"), [(True, 403), (False, 404)])
def test_who_leads_no_more_gets_no_name_for_it(handed_over, shut, covers, status):
    another_leads(shut, earlier_covers=covers)
    shown = handed_over.get(reverse(MAILBOX))
    assert shown.status_code == status
    assert NEW not in shown.content.decode()
    assert names(handed_over).status_code == status
    shut.refresh_from_db()
    assert shut.is_shut
    assert shut.mailbox_changes.get().witness is None
