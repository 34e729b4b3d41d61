"""A practitioner's account costs no more than a code did: a passkey, or the password and a code by mail."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import AccountEvent, User
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.accounts.signing_in import PASSWORD, give_password
from tests.factories.accounts import AdminFactory, UserFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory

CODE_PAGE = "account_confirm_login_code"
SHARED = "practitioner_portal:list"


@pytest.fixture
def physio(db) -> User:
    practitioner = PractitionerFactory()
    account = UserFactory(email=practitioner.email, is_practitioner=True, second_factor=False)
    practitioner.account = account
    practitioner.save()
    return account


def mailed_code(user: User) -> str:
    mails = Message.objects.filter(kind="accounts.sign_in_code", to=user.email)
    return unseal_secrets(mails.latest("created_at", "id").sealed_secrets)["code"]


def give_mailed_code(browser: Browser, code: str, **more: str):
    return browser.post(reverse(CODE_PAGE), {"code": code} | more)


def signed_in(user: User, **more: str) -> Browser:
    browser = Browser()
    give_password(browser, user.email)
    give_mailed_code(browser, mailed_code(user), **more)
    return browser


def sign_out(browser: Browser) -> None:
    browser.post(reverse("account_logout"))


def is_in(browser: Browser) -> bool:
    return browser.get(reverse(SHARED)).status_code == 200


def test_password_and_code_open_what_is_shared(physio, client):
    grant = ConsentGrantFactory(practitioner=physio.practitioner)
    assert give_password(client, physio.email).url == reverse(CODE_PAGE)
    page = client.get(reverse(CODE_PAGE)).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert "Others use this computer too" in page
    assert give_mailed_code(client, mailed_code(physio)).url == reverse(SHARED)
    assert client.get(reverse("practitioner_portal:record", args=[grant.pk])).status_code == 200


def test_the_password_alone_opens_nothing(physio, client):
    give_password(client, physio.email)
    assert "_auth_user_id" not in client.session
    assert client.get(reverse(SHARED)).url == reverse("practitioner_portal:enter")


def test_the_code_works_in_the_browser_that_gave_the_password(physio, client):
    give_password(client, physio.email)
    code = mailed_code(physio)
    assert give_mailed_code(Browser(), code).url == reverse("account_request_login_code")
    assert give_mailed_code(client, code).url == reverse(SHARED)


def test_after_five_wrong_codes_a_new_one_is_asked_for_on_the_same_page(physio, client):
    give_password(client, physio.email)
    first = mailed_code(physio)
    for _ in range(5):
        give_mailed_code(client, "AAAA-AAAA")
    assert give_mailed_code(client, first).status_code == 422
    client.post(reverse(CODE_PAGE), {"action": "resend"})
    assert mailed_code(physio) != first
    assert give_mailed_code(client, mailed_code(physio)).url == reverse(SHARED)


def test_the_password_once_more_within_a_codes_life_mails_no_other(physio, client):
    for _ in range(3):
        give_password(client, physio.email)
        client.post(reverse("account_logout"))
    give_password(client, physio.email)
    assert Message.objects.filter(kind="accounts.sign_in_code").count() == 1
    assert give_mailed_code(client, mailed_code(physio)).url == reverse(SHARED)


def test_their_own_browser_is_remembered(physio):
    browser = signed_in(physio)
    sign_out(browser)
    assert give_password(browser, physio.email).url == reverse(SHARED)
    assert is_in(browser)
    assert give_password(Browser(), physio.email).url == reverse(CODE_PAGE), "no other browser is"


def test_a_shared_computer_is_not_remembered(physio):
    browser = signed_in(physio, is_shared_computer="on")
    assert is_in(browser)
    sign_out(browser)
    assert give_password(browser, physio.email).url == reverse(CODE_PAGE)


def test_a_new_password_ends_what_is_remembered(physio):
    browser = signed_in(physio)
    sign_out(browser)
    physio.set_password("staple-battery-horse-9")
    physio.save()
    assert give_password(browser, physio.email, "staple-battery-horse-9").url == reverse(CODE_PAGE)


@pytest.mark.parametrize("role", ["is_trainer", "is_network_admin"])
def test_with_a_hat_of_power_besides_it_is_not_enough(physio, role):
    browser = signed_in(physio)
    sign_out(browser)
    User.objects.filter(pk=physio.pk).update(**{role: True})
    give_password(browser, physio.email)
    assert browser.get(reverse("accounts:me")).url == reverse("mfa_index")
    browser.post(reverse("accounts:switch_role"), {"role": "practitioner"})
    assert not is_in(browser)


def test_who_becomes_a_trainer_meanwhile_has_to_set_up_more(physio):
    browser = signed_in(physio)
    assert browser.get(reverse("accounts:me")).status_code == 200
    User.objects.filter(pk=physio.pk).update(is_trainer=True)
    assert browser.get(reverse("accounts:me")).url == reverse("mfa_index")


def test_both_ways_stand_on_the_page_of_the_second_step(physio):
    page = signed_in(physio).get(reverse("mfa_index")).content.decode()
    assert "A code by mail" in page
    assert "Add a passkey" in page


def test_a_trainer_has_no_code_by_mail(trainer_browser):
    assert "A code by mail" not in trainer_browser.get(reverse("mfa_index")).content.decode()


def test_a_change_of_how_they_sign_in_asks_for_the_password_again(physio):
    browser = signed_in(physio)
    add = reverse("mfa_add_webauthn")
    assert browser.get(add).url.startswith(reverse("account_reauthenticate"))
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert browser.get(add).status_code == 200


def test_the_last_app_may_go_since_the_code_stays(physio):
    browser = signed_in(physio)
    Authenticator.objects.create(user=physio, type=Authenticator.Type.TOTP, data={"secret": "x"})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=physio).exists()
    sign_out(browser)
    assert give_password(Browser(), physio.email).url == reverse(CODE_PAGE)


def test_without_the_passkey_at_hand_a_code_comes_instead(physio, client):
    Authenticator.objects.create(user=physio, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    assert give_password(client, physio.email).url == reverse("mfa_authenticate")
    assert client.post(reverse("account_mail_code_instead")).url == reverse(CODE_PAGE)
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("account_login")).url == reverse(CODE_PAGE), "the code is not got round"
    assert give_mailed_code(client, mailed_code(physio)).url == reverse(SHARED)
    assert is_in(client)


def test_a_trainer_gets_no_code_instead(trainer, client):
    assert give_password(client, trainer.email).url == reverse("mfa_authenticate")
    assert client.post(reverse("account_mail_code_instead")).status_code == 404
    assert not Message.objects.exists()


def test_a_mailbox_that_an_admin_has_just_set_proves_nothing(physio, client):
    give_password(client, physio.email)
    AccountEvent.objects.create(
        user=physio, by=AdminFactory(), what=AccountEvent.What.ADDRESS, reason="Moved", before="old@clinic.example"
    )
    client.post(reverse("account_logout"))
    give_password(client, physio.email)
    assert not is_in(client)
    assert client.get(reverse("accounts:me")).status_code == 403
