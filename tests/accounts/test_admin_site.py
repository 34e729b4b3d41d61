"""The admin site: the network's people and reference data, and nothing of any client."""

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory

HAS_CLIENTS = {"clients", "careplan", "sessions_log", "benefits", "consent", "referrals", "reports", "outbox"}


@pytest.fixture
def admin_browser(admin_user) -> Browser:
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    return browser


def user_answers(**changes) -> dict[str, str]:
    return {"name": "Nia New", "email": "Nia@People.example", "is_trainer": "on", "is_active": "on"} | changes


def test_no_model_of_a_client_is_on_it():
    shown = {model._meta.app_label for model in admin.site._registry}
    assert shown == {"accounts", "practitioners", "exercises"}
    assert not shown & HAS_CLIENTS


def test_only_a_network_admin_gets_in(trainer_browser, admin_browser):
    assert trainer_browser.get(reverse("admin:index")).status_code == 404
    page = admin_browser.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Practitioner" in page.content.decode()


def test_signed_in_already_the_admins_sign_in_page_leads_on(admin_browser, trainer_browser):
    assert admin_browser.get(reverse("admin:login")).url == reverse("admin:index")
    assert trainer_browser.get(reverse("admin:login")).status_code == 404


def test_adding_a_user_mails_an_invitation(admin_browser):
    response = admin_browser.post(reverse("admin:accounts_user_add"), user_answers())
    assert response.status_code == 302
    user = User.objects.get(email="nia@people.example")
    assert not user.has_usable_password()
    deliver_due()
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["nia@people.example"], "Your Carelane account")


def test_the_same_address_twice_is_told_on_the_form(admin_browser, trainer):
    answers = user_answers(email=trainer.email.upper())
    assert "already exists" in admin_browser.post(reverse("admin:accounts_user_add"), answers).content.decode()


def test_a_changed_address_has_to_be_confirmed_from_its_mailbox(admin_browser, trainer, client):
    page = reverse("admin:accounts_user_change", args=[trainer.pk])
    assert admin_browser.post(page, user_answers(email="moved@people.example")).status_code == 302
    answers = {"login": "moved@people.example", "password": "correct-horse-battery"}
    assert client.post(reverse("account_login"), answers).url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    deliver_due()
    [letter] = mail.outbox
    link = next(word for word in letter.body.split() if "/account/confirm-email/" in word)
    assert client.get(link).status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(link)
    assert Browser().post(reverse("account_login"), answers).url == "/"


def test_nobody_is_deleted(admin_browser, trainer):
    assert (
        admin_browser.post(reverse("admin:accounts_user_delete", args=[trainer.pk]), {"post": "yes"}).status_code == 403
    )
    assert User.objects.filter(pk=trainer.pk).exists()


def test_deleting_a_practitioner_tells_nothing_of_their_clients(admin_browser):
    grant = ConsentGrantFactory()
    guidance = GuidanceFactory(practitioner=grant.practitioner)
    page = admin_browser.get(reverse("admin:practitioners_practitioner_delete", args=[grant.practitioner.pk]))
    answer = page.content.decode()
    for secret in (grant.client.name, str(grant.client.pk), guidance.text, str(grant.pk), str(guidance.pk)):
        assert secret not in answer


def test_the_history_of_the_admin_site_names_no_client(admin_browser):
    TrainerFactory()
    assert admin_browser.get(reverse("admin:app_list", args=["accounts"])).status_code == 200
    assert admin_browser.get("/admin/clients/").status_code == 404
