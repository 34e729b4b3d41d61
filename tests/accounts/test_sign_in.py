"""Signing in, the forgotten password, and who is out at once."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.accounts.signing_in import PASSWORD, sign_in
from tests.factories.accounts import AdminFactory, TrainerFactory

NEW_PASSWORD = "staple-battery-horse-9"


def link_in_the_only_mail() -> str:
    """The address in the one mail that went out, as its reader would follow it."""
    deliver_due()
    [letter] = mail.outbox
    return re.search(rf"{re.escape(settings.BASE_URL)}(\S+)", letter.body)[1]


def test_a_trainer_lands_on_today(trainer, client):
    response = sign_in(client, trainer.email)
    assert (response.status_code, response.url) == (302, "/")


def test_the_case_of_the_address_does_not_matter(trainer, client):
    assert sign_in(client, trainer.email.upper()).status_code == 302


def test_an_admin_without_the_trainers_hat_lands_on_the_desk(admin_user, client):
    response = sign_in(client, admin_user.email)
    assert response.url == reverse("network_admin:desk")
    assert client.get(response.url).status_code == 200


def test_signing_in_leads_to_the_page_that_was_asked_for(admin_user, client):
    wanted = client.get(reverse("admin:practitioners_clinic_changelist"), follow=True)
    next_page = wanted.context["redirect_field_value"]
    assert sign_in(client, admin_user.email, next=next_page).url == "/admin/practitioners/clinic/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_signing_in_never_leads_elsewhere(trainer, client, elsewhere):
    assert sign_in(client, trainer.email, next=elsewhere).url == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(trainer, client):
    wrong = sign_in(client, trainer.email, "not the password")
    unknown = sign_in(client, "nobody@people.example", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors
    shown = [without_secrets(response.content.decode()) for response in (wrong, unknown)]
    assert shown[0].replace(trainer.email, "") == shown[1].replace("nobody@people.example", "")
    assert trainer.name not in shown[0]


def without_secrets(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_after_five_wrong_passwords_the_right_one_has_to_wait(trainer, client):
    for _ in range(5):
        sign_in(client, trainer.email, "not the password")
    assert sign_in(client, trainer.email).status_code == 429


@pytest.mark.parametrize(
    "login", ["\x00", "a" * 300 + "@people.example", "مدرب@people.example", "a@b\r\nBcc: c@d.example"]
)
def test_bad_input_is_told_on_the_page(db, client, login):
    response = sign_in(client, login)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


def test_a_disabled_user_is_out_on_the_next_request(trainer, trainer_browser):
    assert trainer_browser.get(reverse("accounts:me")).status_code == 200
    User.objects.filter(pk=trainer.pk).update(is_active=False)
    response = trainer_browser.get(reverse("accounts:me"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_disabled_user_can_not_sign_in(trainer, client):
    User.objects.filter(pk=trainer.pk).update(is_active=False)
    sign_in(client, trainer.email)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(db, client):
    answers = {"email": "new@people.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert "by invitation" in client.post(reverse("account_signup"), answers).content.decode()
    assert not User.objects.exists()


def test_signing_out_is_a_post(trainer, trainer_browser):
    trainer_browser.get(reverse("account_logout"))
    assert trainer_browser.get(reverse("accounts:me")).status_code == 200
    trainer_browser.post(reverse("account_logout"))
    assert trainer_browser.get(reverse("accounts:me")).status_code == 302


def test_the_reset_mail_goes_through_the_outbox_and_its_link_works_once(trainer, client):
    response = client.post(reverse("account_reset_password"), {"email": trainer.email})
    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.to, message.carries_secret) == (trainer.email, True)
    link = link_in_the_only_mail()
    message.refresh_from_db()
    assert (message.state, message.sealed_secrets) == ("sent", "")

    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    assert message.to not in address
    assert client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 302
    assert "used or has expired" in Browser().get(link, follow=True).content.decode()
    assert sign_in(Browser(), trainer.email).status_code == 422
    assert sign_in(Browser(), trainer.email, NEW_PASSWORD).status_code == 302


def test_the_link_in_the_mail_does_not_follow_the_host_that_was_asked(trainer, client):
    client.post(reverse("account_reset_password"), {"email": trainer.email}, headers={"host": "localhost"})
    deliver_due()
    assert "localhost" not in mail.outbox[0].body


def test_a_weak_password_is_refused_in_words(trainer, client):
    client.post(reverse("account_reset_password"), {"email": trainer.email})
    address = client.get(link_in_the_only_mail(), follow=True).redirect_chain[-1][0]
    response = client.post(address, {"password1": "password", "password2": "password"})
    assert response.status_code == 422
    assert "too short" in response.content.decode()


def test_asking_for_a_reset_tells_nothing_about_who_has_an_account(trainer, client):
    known = client.post(reverse("account_reset_password"), {"email": trainer.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@people.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in Message.objects.all()] == [trainer.email]


def test_a_reset_for_somebody_disabled_since_is_not_sent(trainer, client):
    client.post(reverse("account_reset_password"), {"email": trainer.email})
    User.objects.filter(pk=trainer.pk).update(is_active=False)
    deliver_due()
    assert mail.outbox == []


def test_a_changed_password_is_told_by_mail_and_ends_other_sessions(trainer, trainer_browser):
    other = Browser()
    sign_in(other, trainer.email)
    answers = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert trainer_browser.post(reverse("account_change_password"), answers).status_code == 302
    assert trainer_browser.get(reverse("accounts:me")).status_code == 200
    assert other.get(reverse("accounts:me")).status_code == 302
    deliver_due()
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed"]


def test_the_first_admin_comes_by_a_command_and_a_mail(db, client):
    call_command("first_admin", "Boss@People.example", "--name", "Bo Oss", verbosity=0)
    admin = User.objects.get()
    assert (admin.email, admin.is_network_admin, admin.is_trainer) == ("boss@people.example", True, False)
    assert sign_in(client, admin.email, "").status_code == 422
    address = client.get(link_in_the_only_mail(), follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    response = sign_in(client, admin.email, NEW_PASSWORD)
    assert response.url == reverse("network_admin:desk")
    assert client.get(response.url).url == reverse("mfa_index")  # a second step first


def test_there_is_one_first_admin(admin_user):
    with pytest.raises(CommandError, match="already"):
        call_command("first_admin", "second@people.example")


@pytest.mark.parametrize("email", ["nonsense", "a@b.example\nBcc: c@d.example", ""])
def test_the_first_admin_needs_an_address(db, email):
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("first_admin", email)


def test_the_first_admin_is_no_double_of_somebody(trainer):
    with pytest.raises(CommandError, match="already"):
        call_command("first_admin", trainer.email)
    assert not User.objects.get().is_network_admin


def test_one_page_tells_a_person_of_themselves(trainer, trainer_browser):
    answers = {"name": "Ana Costa", "practice_name": "Costa", "postal_address": "", "time_zone": "America/Toronto"}
    response = trainer_browser.post(reverse("accounts:me"), answers | {"load_unit": "lb", "rest_seconds": "60"})
    assert response.status_code == 302
    trainer.refresh_from_db()
    assert (trainer.name, trainer.load_unit, trainer.rest_seconds) == ("Ana Costa", "lb", 60)


@pytest.mark.parametrize("field", ["email", "is_network_admin", "is_trainer", "is_active", "password", "is_staff"])
def test_nobody_gives_themselves_a_hat(trainer, trainer_browser, field):
    before = User.objects.values().get()
    answers = {
        "name": trainer.name,
        "time_zone": trainer.time_zone,
        "load_unit": trainer.load_unit,
        "rest_seconds": "90",
    }
    trainer_browser.post(reverse("accounts:me"), answers | {field: "1"})
    after = User.objects.values().get()
    assert after[field] == before[field] if field in before else True


@pytest.mark.parametrize("name", ["", "x" * 300, "a\x00b"])
def test_a_bad_name_is_told_and_what_was_typed_stays(trainer, trainer_browser, name):
    answers = {"name": name, "practice_name": "A very special practice", "time_zone": "America/Toronto"}
    response = trainer_browser.post(reverse("accounts:me"), answers | {"load_unit": "kg"})
    assert response.status_code == 422
    assert "A very special practice" in response.content.decode()


def test_trainer_and_admin_in_one_person_begins_with_today(db, client):
    both = TrainerFactory(is_network_admin=True)
    AdminFactory()
    assert sign_in(client, both.email).url == "/"
