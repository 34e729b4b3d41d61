"""The admin site: the network's reference data, and nothing of any client."""

import pytest
from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse

from benefits.models import Insurer
from tests.access.world import BACKEND
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory

HAS_CLIENTS = {"clients", "careplan", "sessions_log", "benefits", "consent", "referrals", "reports", "outbox"}


@pytest.fixture
def admin_browser(admin_user) -> Browser:
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    return browser


def test_no_model_of_a_client_is_on_it():
    shown = set(admin.site._registry) - {Insurer}  # the list of insurers' names
    assert {model._meta.app_label for model in shown} == {"practitioners", "exercises"}
    assert not {model._meta.app_label for model in shown} & HAS_CLIENTS


def test_only_a_network_admin_gets_in(trainer_browser, admin_browser):
    assert trainer_browser.get(reverse("admin:index")).status_code == 404
    page = admin_browser.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Practitioner" in page.content.decode()


def test_signed_in_already_the_admins_sign_in_page_leads_on(admin_browser, trainer_browser):
    assert admin_browser.get(reverse("admin:login")).url == reverse("admin:index")
    assert trainer_browser.get(reverse("admin:login")).status_code == 404


def test_deleting_a_clinic_tells_nothing_of_its_practitioners_clients(admin_browser):
    grant = ConsentGrantFactory()
    guidance = GuidanceFactory(practitioner=grant.practitioner)
    page = admin_browser.get(reverse("admin:practitioners_clinic_delete", args=[grant.practitioner.clinic.pk]))
    answer = page.content.decode()
    for secret in (grant.client.name, str(grant.client.pk), guidance.text, str(grant.pk), str(guidance.pk)):
        assert secret not in answer


def test_the_history_of_the_admin_site_names_no_client(admin_browser):
    assert admin_browser.get(reverse("admin:app_list", args=["practitioners"])).status_code == 200
    assert admin_browser.get("/admin/clients/").status_code == 404
