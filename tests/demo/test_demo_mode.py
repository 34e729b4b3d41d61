"""What demo mode opens, and for whom: the people of the demo alone."""

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client as Browser
from django.urls import reverse

from demo.people import ADDRESS
from outbox.backends import EmlFileBackend
from tests.access.world import BACKEND
from tests.accounts.signing_in import sign_in
from tests.demo import demo_addresses
from tests.factories.accounts import AdminFactory, TrainerFactory, UserFactory
from tests.factories.practitioners import PractitionerFactory
from web.keys import uuid7

OWN_PAGES = ["dev_mail"]


@pytest.fixture(autouse=True)
def _demo(settings, db):
    settings.DEMO_MODE = True
    settings.ROOT_URLCONF = demo_addresses.__name__


@pytest.fixture
def demo_trainer():
    return TrainerFactory(email=f"ana.costa{ADDRESS}", name="Ana Costa")


def send(backend: BaseEmailBackend, subject: str, body: str = "Hello") -> None:
    backend.send_messages([EmailMessage(subject, body, "Carelane <care@carelane.example>", ["ana@demo.example"])])


def test_the_sign_in_page_offers_the_demo_people_by_name_and_says_so(client, demo_trainer):
    AdminFactory(email=f"bo{ADDRESS}", name="Bo Lind")
    TrainerFactory(name="Rae Real")
    page = client.get(reverse("account_login")).content.decode()
    assert "This is a demo" in page
    assert "Ana Costa" in page
    assert "Bo Lind" in page
    assert "Network admin" in page
    assert "Rae Real" not in page


def test_signing_in_by_password_still_works(client, demo_trainer):
    assert sign_in(client, demo_trainer.email).url == "/"


def test_one_click_signs_in(client, demo_trainer):
    address = reverse("dev_sign_in", args=[demo_trainer.pk])
    assert client.get(address).status_code == 405
    assert "_auth_user_id" not in client.session
    assert client.post(address).url == "/"
    assert client.session["_auth_user_id"] == str(demo_trainer.pk)


def test_one_click_is_let_in_without_a_second_step_in_demo_mode_only(client, settings):
    trainer = TrainerFactory(email=f"ana.costa{ADDRESS}", second_factor=False)
    client.post(reverse("dev_sign_in", args=[trainer.pk]))
    page = client.get("/")
    assert page.status_code == 200
    assert "You are in without a second step." in page.content.decode()
    settings.DEMO_MODE = False
    assert client.get("/").url == reverse("mfa_index")


def test_a_practitioner_of_the_demo_is_let_in_without_a_second_step_in_demo_mode_only(client, settings):
    account = UserFactory(email=f"dana.whitfield{ADDRESS}", is_practitioner=True, second_factor=False)
    PractitionerFactory(account=account, email=account.email)
    client.post(reverse("dev_sign_in", args=[account.pk]))
    assert client.get(reverse("practitioner_portal:list")).status_code == 200
    settings.DEMO_MODE = False
    assert client.get(reverse("practitioner_portal:list")).url == reverse("mfa_index")


def test_one_click_changes_the_person(demo_trainer):
    admin = AdminFactory(email=f"bo{ADDRESS}")
    browser = Browser()
    browser.force_login(demo_trainer, backend=BACKEND)
    assert browser.post(reverse("dev_sign_in", args=[admin.pk])).url == reverse("network_admin:desk")
    assert browser.session["_auth_user_id"] == str(admin.pk)


@pytest.mark.parametrize("email", ["rae@people.example", f"rae{ADDRESS}.evil.example"])
def test_nobody_real_is_signed_in_by_a_click(client, email):
    person = TrainerFactory(email=email)
    assert client.post(reverse("dev_sign_in", args=[person.pk])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_click_wants_the_forms_token(demo_trainer):
    browser = Browser(enforce_csrf_checks=True)
    assert browser.post(reverse("dev_sign_in", args=[demo_trainer.pk])).status_code == 403


def test_a_closed_demo_account_stays_closed(client, demo_trainer):
    demo_trainer.is_active = False
    demo_trainer.save()
    assert client.post(reverse("dev_sign_in", args=[demo_trainer.pk])).status_code == 404


def test_the_mails_are_listed_newest_first(client):
    for number in range(3):
        send(EmlFileBackend(), f"Mail number {number}")
    page = client.get(reverse("dev_mail")).content.decode()
    assert page.index("Mail number 2") < page.index("Mail number 1") < page.index("Mail number 0")


def test_no_mail_yet_is_said(client):
    assert "No mail yet" in client.get(reverse("dev_mail")).content.decode()


def test_one_mail_has_links_to_follow_and_no_markup_of_its_own(client, settings):
    send(
        EmlFileBackend(),
        "Ça va <b>?</b>",
        "Answer:\nhttp://127.0.0.1:8000/l/confirm/tok-en_1/\n\n<script>alert(1)</script>",
    )
    [path] = settings.MAIL_DIR.glob("*.eml")
    page = client.get(reverse("dev_mail_detail", args=[path.stem])).content.decode()
    assert '<a href="http://127.0.0.1:8000/l/confirm/tok-en_1/"' in page
    assert "Ça va &lt;b&gt;?&lt;/b&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["..", "..%2f..%2fsecret.key", "....", "secret", "%00", "a" * 300, "01a2.eml"])
def test_no_name_leads_out_of_the_folder(client, settings, name):
    settings.MAIL_DIR.mkdir(parents=True)
    (settings.MAIL_DIR / "secret.eml").write_text("Subject: x\n\nsecret")
    (settings.MAIL_DIR.parent / "secret.eml").write_text("Subject: x\n\nsecret")
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_a_mail_that_is_gone_is_not_found(client):
    assert client.get(reverse("dev_mail_detail", args=[str(uuid7())])).status_code == 404


@pytest.mark.parametrize("name", OWN_PAGES)
def test_its_pages_carry_the_headers_of_all_others(client, name):
    headers = client.get(reverse(name)).headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
