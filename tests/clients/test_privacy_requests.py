"""What a client asks for under the privacy acts is answered with a clock, and an erasure leaves its proof."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import join_own_account
from clients.access_log import Actor
from clients.addresses import change_client
from clients.models import Client, PrivacyRequest
from clients.privacy_requests import (
    AnsweredError,
    ErasureRefusedError,
    copy_was_handed_over,
    erase_on_request,
    late_requests,
    note_request,
    refuse,
)
from clients.request_mail import STAYS
from outbox.content import kind_named
from outbox.models import Message
from tests.access.world import BACKEND, step_up
from tests.factories.accounts import AdminFactory
from tests.factories.clients import ClientFactory, PrivacyRequestFactory
from web.retention import delete_over_age
from workspace.archiving import archive
from workspace.client_merging import merge_clients

DAY = timedelta(days=1)


@pytest.fixture
def own_browser(care_client) -> Browser:
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    step_up(browser)
    return browser


def test_the_client_asks_on_their_own_page_and_the_trainer_is_told_without_a_name(own_browser, care_client):
    address = reverse("client_portal:ask_for_erasure", args=[care_client.pk])
    for _press in range(2):
        own_browser.post(address)
    row = PrivacyRequest.objects.get(client_id=care_client.pk)
    assert (row.kind, row.came_by, row.outcome) == ("erasure", "own-page", "")
    mail = Message.objects.get(kind="clients.erasure-asked")
    assert mail.to == care_client.lead_trainer.email
    content = kind_named(mail.kind).write(mail, {})
    assert care_client.name not in " ".join([content.subject, *content.paragraphs])


def test_what_is_asked_can_be_taken_back(own_browser, care_client):
    own_browser.post(reverse("client_portal:ask_for_erasure", args=[care_client.pk]))
    own_browser.post(reverse("client_portal:take_back_erasure", args=[care_client.pk]))
    assert PrivacyRequest.objects.get().outcome == "withdrawn"
    own_browser.post(reverse("client_portal:ask_for_erasure", args=[care_client.pk]))
    assert PrivacyRequest.objects.open().count() == 1, "and asked anew"


def test_a_phone_that_was_left_open_asks_for_nothing(care_client):
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    page = browser.post(reverse("client_portal:ask_for_erasure", args=[care_client.pk]), follow=True)
    assert "sign out and come in again" in page.content.decode()
    assert not PrivacyRequest.objects.exists()


@pytest.mark.parametrize(
    ("days", "late", "red"), [(19, False, False), (20, True, False), (27, True, False), (28, True, True)]
)
@pytest.mark.django_db
def test_it_is_marked_from_day_20_on_and_red_from_day_28(days, late, red):
    now = timezone.now()
    row = PrivacyRequestFactory(asked_at=now - days * DAY)
    assert (row.is_late(now), row.is_red(now)) == (late, red)
    assert late_requests(now).filter(pk=row.pk).exists() == late
    assert row.due_at == row.asked_at + 30 * DAY


@pytest.mark.parametrize(("days", "words"), [(1, "Asks for a copy"), (21, "20 days ago"), (29, "within 2 days")])
def test_today_says_so(trainer_browser, care_client, days, words):
    PrivacyRequestFactory(client_id=care_client.pk, asked_at=timezone.now() - days * DAY)
    assert words in trainer_browser.get(reverse("today")).content.decode()


def test_the_lead_trainer_notes_what_came_by_letter(trainer, trainer_browser, care_client):
    address = reverse("workspace:note_request", args=[care_client.pk])
    came_on = timezone.localdate() - 5 * DAY
    answers = {"asked_for": "copy", "came_by": "letter", "came_on": came_on.isoformat()}
    assert trainer_browser.post(address, answers).status_code == 302
    row = PrivacyRequest.objects.get()
    assert (row.kind, row.recorded_by) == ("copy", trainer)
    assert row.asked_at.astimezone(care_client.zone).date() == came_on
    assert not note_request(care_client, kind="copy", came_by="phone", on=came_on, by=trainer), "one at a time"


def test_a_day_to_come_is_refused_and_what_was_typed_stays(trainer_browser, care_client):
    address = reverse("workspace:note_request", args=[care_client.pk])
    answers = {"asked_for": "copy", "came_by": "phone", "came_on": (timezone.localdate() + 2 * DAY).isoformat()}
    page = trainer_browser.post(address, answers)
    assert page.status_code == 422
    assert "This day is still to come" in page.content.decode()
    assert answers["came_on"] in page.content.decode()
    assert not PrivacyRequest.objects.exists()


def test_a_refusal_says_why_and_the_client_reads_it(trainer, trainer_browser, own_browser, care_client):
    row = PrivacyRequestFactory(client_id=care_client.pk)
    address = reverse("workspace:refuse_request", args=[care_client.pk, row.pk])
    assert trainer_browser.post(address, {"reason": ""}).status_code == 422
    trainer_browser.post(address, {"reason": "The province wants it kept until 2031."})
    page = own_browser.get(reverse("client_portal:erase", args=[care_client.pk])).content.decode()
    assert "until 2031" in page
    assert "complain to the privacy commissioner" in page
    assert Message.objects.filter(kind="clients.request-refused", to=care_client.mailbox).exists()
    with pytest.raises(AnsweredError):
        refuse(row, care_client, reason="Again", by=trainer)


def test_erasing_asks_once_and_for_a_fresh_proof(trainer_browser, care_client):
    row = PrivacyRequestFactory(client_id=care_client.pk)
    address = reverse("workspace:erase_record", args=[care_client.pk, row.pk])
    question = trainer_browser.get(address).content.decode()
    assert all(str(words) in question for words in STAYS)
    assert Client.objects.filter(pk=care_client.pk).exists()
    step_up(trainer_browser)
    page = trainer_browser.post(address, follow=True)
    assert str(row.pk) in page.content.decode(), "the reference"
    assert not Client.objects.filter(pk=care_client.pk).exists()
    assert trainer_browser.post(address).status_code == 404, "nothing is left to be known of"


def test_the_proof_is_mailed_and_kept(trainer, care_client):
    row = PrivacyRequestFactory(client_id=care_client.pk)
    mailbox = care_client.mailbox
    done = erase_on_request(row, care_client, by=trainer)
    assert done.outcome == "done"
    assert done.removed["rows"]["clients.client"] == 1
    assert done.rows_removed == sum(done.removed["rows"].values())
    assert not PrivacyRequest.objects.open().exists()
    mail = Message.objects.get(kind="clients.record-erased")
    assert (mail.to, mail.client_id) == (mailbox, None)
    words = " ".join(kind_named(mail.kind).write(mail, {}).paragraphs)
    assert str(row.pk) in words
    assert all(str(part) in words for part in STAYS)
    with pytest.raises(AnsweredError):
        erase_on_request(row, care_client, by=trainer)


def test_nobody_is_mailed_a_proof_whose_mailbox_is_not_proven(trainer):
    client = ClientFactory(lead_trainer=trainer, confirmed_address="")
    erase_on_request(PrivacyRequestFactory(client_id=client.pk), client, by=trainer)
    assert not Message.objects.filter(kind="clients.record-erased").exists()


def test_a_copy_that_is_owed_comes_before_the_erasure(trainer, trainer_browser, care_client):
    row = PrivacyRequestFactory(client_id=care_client.pk)
    copy = PrivacyRequestFactory(client_id=care_client.pk, kind="copy")
    step_up(trainer_browser)
    address = reverse("workspace:erase_record", args=[care_client.pk, row.pk])
    assert "Hand the copy over first" in trainer_browser.post(address, follow=True).content.decode()
    assert PrivacyRequest.objects.open().count() == 2
    copy_was_handed_over(copy, by=trainer)
    assert erase_on_request(row, care_client, by=trainer).outcome == "done"


def test_the_nightly_rule_leaves_who_asked_for_something(care_client):
    archive(care_client, actor=Actor.system(), now=timezone.now() - 50 * 365 * DAY)
    row = PrivacyRequestFactory(client_id=care_client.pk, kind="copy")
    delete_over_age(now=timezone.now())
    assert Client.objects.filter(pk=care_client.pk).exists()
    PrivacyRequest.objects.filter(pk=row.pk).update(outcome="withdrawn", answered_at=timezone.now())
    delete_over_age(now=timezone.now())
    assert not Client.objects.filter(pk=care_client.pk).exists()


def test_an_entry_that_is_part_of_another_is_not_erased_alone(trainer, trainer_browser, care_client):
    entry = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    merge_clients(entry, into=care_client, by=trainer)
    row = PrivacyRequestFactory(client_id=entry.pk)
    with pytest.raises(ErasureRefusedError, match="part of another"):
        erase_on_request(row, entry, by=trainer)
    assert Client.objects.filter(pk=entry.pk).exists()
    answers = {"asked_for": "copy", "came_by": "letter", "came_on": timezone.localdate().isoformat()}
    page = trainer_browser.post(reverse("workspace:note_request", args=[entry.pk]), answers, follow=True)
    assert "Note the request there" in page.content.decode()
    assert PrivacyRequest.objects.count() == 1


def test_the_proof_goes_to_the_proven_mailbox_while_another_is_new(trainer, care_client):
    proven = care_client.confirmed_address
    care_client.email = "new@home.example"
    change_client(care_client, by=trainer)
    erase_on_request(PrivacyRequestFactory(client_id=care_client.pk), care_client, by=trainer)
    assert Message.objects.get(kind="clients.record-erased").to == proven


def test_nobody_who_has_died_is_mailed_a_proof(trainer, care_client):
    Client.objects.filter(pk=care_client.pk).update(has_died=True, status="archived", archived_at=timezone.now())
    erase_on_request(PrivacyRequestFactory(client_id=care_client.pk), care_client, by=trainer)
    assert not Message.objects.filter(kind="clients.record-erased").exists()


def test_an_archived_client_can_be_erased_too(trainer, trainer_browser, care_client):
    archive(care_client, actor=Actor.system())
    row = PrivacyRequestFactory(client_id=care_client.pk)
    step_up(trainer_browser)
    trainer_browser.post(reverse("workspace:erase_record", args=[care_client.pk, row.pk]))
    assert not Client.objects.filter(pk=care_client.pk).exists()


@pytest.fixture
def admin_browser(db) -> Browser:
    browser = Browser()
    browser.force_login(AdminFactory(), backend=BACKEND)
    step_up(browser)
    return browser


def test_an_admin_reads_when_and_who_leads_and_never_whose(admin_browser, care_client):
    PrivacyRequestFactory(client_id=care_client.pk, asked_at=timezone.now() - 21 * DAY)
    for route in ("network_admin:privacy_requests", "network_admin:desk"):
        page = admin_browser.get(reverse(route)).content.decode()
        assert care_client.lead_trainer.name in page
        assert "Answer until" in page
        assert care_client.name not in page
        assert str(care_client.pk) not in page


@pytest.mark.parametrize(("days", "status"), [(27, 404), (28, 302)])
def test_an_admin_may_erase_in_the_last_days_alone(admin_browser, care_client, days, status):
    row = PrivacyRequestFactory(client_id=care_client.pk, asked_at=timezone.now() - days * DAY)
    answer = admin_browser.post(reverse("network_admin:erase_for_trainer", args=[row.pk]))
    assert answer.status_code == status
    assert Client.objects.filter(pk=care_client.pk).exists() == (status == 404)


def test_the_trainer_takes_a_copy_out_with_a_fresh_proof(trainer_browser, care_client):
    address = reverse("client_portal:copy_for_client", args=[care_client.pk])
    assert trainer_browser.post(address).status_code == 302
    step_up(trainer_browser)
    answer = trainer_browser.post(address)
    assert answer.headers["Content-Type"] == "application/zip"
    assert ContentFile(b"".join(answer.streaming_content)).size > 1000
