"""A trainer's own pages of webhooks."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.events import What
from outbox.models import Message
from tests.access.world import step_up
from tests.factories.webhooks import DeliveryFactory, WebhookFactory
from tests.pages import as_read
from tests.webhooks.verifying import verify
from webhooks.delivery import deliver_due
from webhooks.models import Delivery, Webhook
from webhooks.registration import EARLIER_SIGNS_FOR, MOST, end_webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven(trainer_browser):
    step_up(trainer_browser)
    return trainer_browser


def new(url: str) -> dict[str, object]:
    return {"name": "my sheet", "url": url, "event_types": ["consent.given", "report.opened"]}


def test_made_with_a_secret_that_is_shown_once(proven, trainer, receiver):
    page = proven.post(reverse("webhooks:make_webhook"), new(receiver.url))
    webhook = Webhook.objects.get()
    secret = page.context["secret"]
    assert secret.startswith("whsec_")
    assert secret in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert secret not in webhook.sealed_secret
    address = reverse("webhooks:webhook", args=[webhook.pk])
    later = proven.get(address).content.decode()
    assert secret not in later
    assert "a consent was given, a report was opened" in as_read(later)
    [event] = trainer.account_events.all()
    assert (event.what, event.after) == (What.WEBHOOK_MADE, "my sheet")
    assert Message.objects.filter(to=trainer.email, subject_id=event.pk).exists()


def test_making_one_asks_who_it_is(trainer_browser, receiver):
    assert trainer_browser.post(reverse("webhooks:make_webhook"), new(receiver.url)).status_code == 302
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/",
        "https://127.0.0.1/",
        "https://127.0.0.1:8443/x",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://nowhere.invalid/",
        "https://user:secret@8.8.8.8/",
        "https://8.8.8.8/#part",
        "https://8.8.8.8:99999/",
        "https://exämple.ca/",
        "ftp://8.8.8.8/",
        "javascript:alert(1)",
        "https://",
        "nothing",
        "",
    ],
)
def test_an_address_that_is_none_or_leads_into_a_network_is_refused(proven, url):
    page = proven.post(reverse("webhooks:make_webhook"), new(url))
    assert page.status_code == 422
    assert page.context["form"].errors["url"]
    assert "my sheet" in page.content.decode()
    assert not Webhook.objects.exists()


def test_more_than_ten_are_refused(proven, trainer, receiver):
    WebhookFactory.create_batch(MOST, trainer=trainer)
    assert proven.post(reverse("webhooks:make_webhook"), new(receiver.url)).status_code == 422


def test_a_test_event_comes_signed_and_is_listed(trainer_browser, webhook, receiver):
    trainer_browser.post(reverse("webhooks:send_test", args=[webhook.pk]))
    assert deliver_due() == 1
    [received] = receiver.received
    verify("whsec_c2VjcmV0IG9mIGEgd2ViaG9vayBpbiB0ZXN0cyEhISE=", received.headers, received.body)
    page = as_read(trainer_browser.get(reverse("webhooks:webhook", args=[webhook.pk])).content.decode())
    for words in (received.headers["webhook-id"], "a test", "delivered", "204"):
        assert words in page


def test_both_secrets_sign_for_three_days_and_then_the_new_one_alone(proven, webhook, receiver):
    earlier = "whsec_c2VjcmV0IG9mIGEgd2ViaG9vayBpbiB0ZXN0cyEhISE="
    secret = proven.post(reverse("webhooks:new_secret", args=[webhook.pk])).context["secret"]
    DeliveryFactory(webhook=webhook)
    deliver_due()
    for each in (earlier, secret):
        verify(each, receiver.received[0].headers, receiver.received[0].body)
    Webhook.objects.update(earlier_until=timezone.now())
    DeliveryFactory(webhook=webhook)
    deliver_due()
    verify(secret, receiver.received[1].headers, receiver.received[1].body)
    with pytest.raises(ValueError, match="not signed"):
        verify(earlier, receiver.received[1].headers, receiver.received[1].body)
    webhook.refresh_from_db()
    assert webhook.sealed_earlier_secret == ""
    assert EARLIER_SIGNS_FOR.days == 3


def test_sent_again_by_a_press(trainer_browser, webhook, receiver):
    delivery = DeliveryFactory(webhook=webhook)
    deliver_due()
    page = trainer_browser.get(reverse("webhooks:webhook", args=[webhook.pk])).content.decode()
    address = reverse("webhooks:replay", args=[delivery.pk])
    assert address in page
    trainer_browser.post(address)
    assert deliver_due() == 1
    assert [received.headers["webhook-id"] for received in receiver.received] == [str(delivery.pk)] * 2


def test_off_says_why_and_is_turned_on_with_a_proof(trainer_browser, trainer):
    webhook = WebhookFactory(trainer=trainer, off_since=timezone.now(), why_off="gone")
    address = reverse("webhooks:webhook", args=[webhook.pk])
    assert "it answered that it is gone (410)" in as_read(trainer_browser.get(address).content.decode())
    trainer_browser.post(reverse("webhooks:send_test", args=[webhook.pk]))
    assert not Delivery.objects.exists()
    trainer_browser.post(reverse("webhooks:turn_on", args=[webhook.pk]))
    webhook.refresh_from_db()
    assert webhook.off_since
    step_up(trainer_browser)
    trainer_browser.post(reverse("webhooks:turn_on", args=[webhook.pk]))
    webhook.refresh_from_db()
    assert webhook.off_since is None


def test_ended_by_a_press(trainer_browser, webhook, trainer):
    for _twice in range(2):
        trainer_browser.post(reverse("webhooks:end_webhook", args=[webhook.pk]))
    webhook.refresh_from_db()
    assert webhook.ended_at
    assert [event.what for event in trainer.account_events.all()] == [What.WEBHOOK_ENDED]
    assert "ended on" in trainer_browser.get(reverse("webhooks:webhooks")).content.decode()
    for name in ("send_test", "end_webhook"):
        assert trainer_browser.post(reverse(f"webhooks:{name}", args=[webhook.pk])).status_code == 302
    assert not Delivery.objects.exists()


def test_a_secret_of_one_that_has_ended_is_not_made(proven, webhook):
    end_webhook(webhook, by=None)
    assert proven.post(reverse("webhooks:new_secret", args=[webhook.pk])).status_code == 302
    webhook.refresh_from_db()
    assert webhook.sealed_secret == ""
