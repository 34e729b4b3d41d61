"""An admin's pages on people who sign in: inviting, changing, and nothing of any client."""

import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from clients.access import join_own_account
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD, give_password, sign_in
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory

NEW = {"name": "Nia New", "email": "Nia@People.example", "is_trainer": "on"}


@pytest.fixture
def admins_browser(admin_user) -> Browser:
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def path_in_mail(part: str) -> str:
    deliver_due()
    for letter in reversed(mail.outbox):
        match = re.search(rf"{re.escape(settings.BASE_URL)}(\S*{part}\S*)", letter.body)
        if match:
            return match[1]
    raise AssertionError(f"no mail with {part}")


def test_whoever_is_invited_sets_a_password_and_then_a_second_step(admins_browser):
    assert admins_browser.post(reverse("network_admin:invite_person"), NEW).status_code == 302
    user = User.objects.get(email="nia@people.example")
    assert (user.is_trainer, user.is_network_admin, user.has_usable_password()) == (True, False, False)
    browser = Browser()
    address = browser.get(path_in_mail("/password/reset/"), follow=True).redirect_chain[-1][0]
    browser.post(address, {"password1": "staple-battery-horse", "password2": "staple-battery-horse"})
    sign_in(browser, user.email, "staple-battery-horse")
    assert browser.get("/").url == reverse("mfa_index")


def test_an_invitation_is_sent_again_as_long_as_it_was_not_taken(admins_browser, trainer):
    admins_browser.post(reverse("network_admin:invite_person"), NEW)
    invited = User.objects.get(email="nia@people.example")
    for person, mails in ((invited, 2), (trainer, 0)):
        admins_browser.post(reverse("network_admin:send_invitation", args=[person.pk]))
        deliver_due()
        assert len([letter for letter in mail.outbox if letter.to == [person.email]]) == mails


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "no-address"}, "valid email"),
        ({"is_trainer": ""}, "Tick at least one"),
        ({"name": ""}, "required"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "valid email"),
    ],
)
def test_a_wrong_invitation_is_told_and_what_was_typed_stays(admins_browser, changes, words):
    response = admins_browser.post(reverse("network_admin:invite_person"), NEW | {"name": "Typed Name"} | changes)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "Typed Name" in page or changes == {"name": ""}
    assert not User.objects.filter(is_trainer=True).exists()


def test_an_address_that_somebody_has_is_told(admins_browser, trainer):
    response = admins_browser.post(reverse("network_admin:invite_person"), NEW | {"email": trainer.email.upper()})
    assert "already exists" in response.content.decode()


def test_a_changed_address_has_to_be_confirmed_from_its_mailbox(admins_browser, trainer, client):
    answers = {"name": trainer.name, "email": "moved@people.example", "is_trainer": "on"}
    assert admins_browser.post(reverse("network_admin:person", args=[trainer.pk]), answers).status_code == 302
    response = give_password(client, "moved@people.example")
    assert response.url == reverse("account_email_verification_sent")
    link = path_in_mail("/account/confirm-email/")
    client.get(link)
    assert "_auth_user_id" not in client.session
    client.post(link)
    assert give_password(Browser(), "moved@people.example").url == reverse("mfa_authenticate")


def test_changing_an_address_asks_for_a_fresh_proof(admin_user, trainer):
    browser, before = Browser(), trainer.email
    browser.force_login(admin_user, backend=BACKEND)
    answers = {"name": trainer.name, "email": "moved@people.example", "is_trainer": "on"}
    response = browser.post(reverse("network_admin:person", args=[trainer.pk]), answers)
    assert response.url.startswith(reverse("account_reauthenticate"))
    trainer.refresh_from_db()
    assert trainer.email == before


def test_an_admin_does_not_take_their_own_hat_off(admins_browser, admin_user):
    answers = {"name": "Boss", "email": admin_user.email, "is_trainer": "on", "is_network_admin": ""}
    admins_browser.post(reverse("network_admin:person", args=[admin_user.pk]), answers)
    admin_user.refresh_from_db()
    assert (admin_user.name, admin_user.is_network_admin) == ("Boss", True)


def test_clients_and_their_accounts_are_not_on_them(admins_browser, trainer):
    client = ClientFactory(lead_trainer=trainer, name="Never On This Page")
    join_own_account(client)
    client.refresh_from_db()
    for address in (reverse("network_admin:people"), reverse("network_admin:person", args=[trainer.pk])):
        assert "Never On This Page" not in admins_browser.get(address).content.decode()
    assert admins_browser.get(reverse("network_admin:person", args=[client.account.pk])).status_code == 404


def test_who_has_no_second_step_is_marked(admins_browser):
    TrainerFactory(name="Ana Without", second_factor=False)
    assert "No second step yet" in admins_browser.get(reverse("network_admin:people")).content.decode()


def test_people_are_found_by_name_and_practice_a_page_at_a_time(admins_browser):
    for number in range(60):
        TrainerFactory(name=f"Trainer {number:02}", practice_name="North Gym" if number == 59 else "South Gym")
    TrainerFactory(name="Zed Gone", practice_name="North Gym", is_active=False)
    address = reverse("network_admin:people")

    def names(**query: str) -> list[str]:
        return [person.name for person, _roles in admins_browser.get(address, query).context["rows"]]

    assert names(q="trainer north") == ["Trainer 59"]
    assert names(state="closed") == ["Zed Gone"]
    first = admins_browser.get(address).context["page"]
    assert len(first.rows) == 50
    assert "Trainer 59" in names(after=first.next_key)
    assert names(q="nobody of this name") == []


def test_the_last_sign_in_stands_beside_the_name(admins_browser, trainer):
    assert "never signed in" in admins_browser.get(reverse("network_admin:people")).content.decode()
    trainer.last_login = datetime.datetime(2026, 3, 4, 15, tzinfo=datetime.UTC)
    trainer.save()
    assert "last signed in on 4 March 2026" in admins_browser.get(reverse("network_admin:people")).content.decode()
