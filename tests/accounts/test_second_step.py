"""The second step: needed before one works, never got round, and given back to its owner alone."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection, connections
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import AccountEvent
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD, code_of_the_app, give_code, give_password, prove, sign_in
from tests.factories.accounts import TOTP_SECRET, AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory
from web.ratelimit import too_many

NEW_PASSWORD = "staple-battery-horse-9"
WRONG = "000000"


@pytest.fixture
def newcomer(db):
    """Joined, and without a second step so far."""
    return TrainerFactory(second_factor=False)


@pytest.fixture
def newcomers_browser(newcomer) -> Browser:
    browser = Browser()
    sign_in(browser, newcomer.email)
    return browser


@pytest.mark.parametrize("route", ["today", "workspace:clients", "practitioners:list", "accounts:me", "clients:leave"])
def test_nobody_works_before_it_is_set_up(newcomers_browser, route):
    assert newcomers_browser.get(reverse(route)).url == reverse("mfa_index")
    assert newcomers_browser.get(reverse("mfa_index")).status_code == 200


def test_an_admin_neither(db):
    admin = AdminFactory(second_factor=False)
    browser = Browser()
    sign_in(browser, admin.email)
    for address in (reverse("network_admin:people"), reverse("admin:index")):
        assert browser.get(address).url == reverse("mfa_index")


def test_an_app_is_set_up_and_told_by_mail(newcomer, newcomers_browser, django_capture_on_commit_callbacks):
    address = reverse("mfa_activate_totp")
    assert newcomers_browser.get(address).url.startswith(reverse("account_reauthenticate"))
    prove(newcomers_browser)
    page = newcomers_browser.get(address)
    assert "<svg" in page.content.decode()
    secret = page.context["form"].secret
    assert newcomers_browser.post(address, {"code": WRONG}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        response = newcomers_browser.post(address, {"code": code_of_the_app(secret)})
    codes = newcomers_browser.get(response.url).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert "<code>" not in newcomers_browser.get(response.url).content.decode(), "recovery codes are shown once"
    assert newcomers_browser.get(reverse("today")).status_code == 200
    deliver_due()
    assert "How you sign in was changed" in [letter.subject for letter in mail.outbox]
    authenticator = Authenticator.objects.get(user=newcomer, type=Authenticator.Type.TOTP)
    assert secret not in str(authenticator.data), "the app's secret is sealed"


def test_a_password_alone_opens_nothing(trainer, client):
    assert give_password(client, trainer.email).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("today")).status_code == 302
    assert give_code(client, code_of_the_app()).url == "/"
    assert client.get(reverse("today")).status_code == 200


def test_a_code_works_once(trainer, client):
    code = code_of_the_app()
    give_password(client, trainer.email)
    assert give_code(client, code).status_code == 302
    again = Browser()
    give_password(again, trainer.email)
    response = give_code(again, code)
    assert (response.status_code, "_auth_user_id" in again.session) == (422, False)


def test_after_five_wrong_codes_the_right_one_has_to_wait(trainer, client):
    give_password(client, trainer.email)
    for _ in range(5):
        assert "Incorrect code" in give_code(client, WRONG).content.decode()
    response = give_code(client, code_of_the_app())
    assert "Too many failed" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_of_fifty_guesses_at_once_five_are_tried():
    if connection.vendor == "sqlite":
        pytest.skip("threads share SQLite's one test connection")
    trainer = TrainerFactory()
    browsers = []
    for _ in range(50):
        browsers.append(Browser())
        browsers[-1].cookies = _with_password(trainer.email).cookies if len(browsers) == 1 else browsers[0].cookies

    def guess(browser: Browser) -> str:
        try:
            return give_code(browser, WRONG).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(guess, browsers))
    assert sum("Incorrect code" in answer for answer in answers) == 5


def _with_password(email: str) -> Browser:
    browser = Browser()
    give_password(browser, email)
    return browser


def test_of_fifty_tries_at_once_exactly_the_limit_is_let_through(db):
    with ThreadPoolExecutor(10) as pool:
        refused = list(pool.map(lambda _: too_many("test", "somebody", limit=5, seconds=3600), range(50)))
    assert refused.count(False) == 5


def test_a_recovery_code_lets_in_once(trainer, trainer_browser):
    trainer_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    trainer_browser.post(reverse("mfa_generate_recovery_codes"))
    page = trainer_browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]
    first, second = _with_password(trainer.email), _with_password(trainer.email)
    assert give_code(first, code).status_code == 302
    assert give_code(second, code).status_code == 422


def test_a_reset_password_does_not_get_round_it(trainer, client):
    client.post(reverse("account_reset_password"), {"email": trainer.email})
    deliver_due()
    link = re.search(r"http://[^/\s]+(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert "_auth_user_id" not in client.session
    assert give_password(client, trainer.email, NEW_PASSWORD).url == reverse("mfa_authenticate")
    assert client.get(reverse("today")).status_code == 302


def test_the_last_one_stays(trainer, trainer_browser):
    prove(trainer_browser)
    page = trainer_browser.get(reverse("mfa_deactivate_totp"))
    assert "your only second step" in page.content.decode()
    trainer_browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=trainer, type=Authenticator.Type.TOTP).exists()


def passkey_of(user) -> Authenticator:
    data = {"name": "Secret passkey name", "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


@pytest.mark.parametrize("route", ["mfa_remove_webauthn", "mfa_edit_webauthn"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_passkey_is_not_found(trainer_browser, route, method):
    key = passkey_of(TrainerFactory())
    prove(trainer_browser)
    response = getattr(trainer_browser, method)(reverse(route, args=[key.pk]), {"name": "Taken"})
    assert response.status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Secret passkey name"


@pytest.mark.parametrize(
    "route", ["mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_changing_it_asks_for_a_fresh_proof(trainer_browser, route):
    assert trainer_browser.get(reverse(route)).url.startswith(reverse("account_reauthenticate"))
    trainer_browser.post(reverse(route), {"code": WRONG})
    assert Authenticator.objects.count() == 1


def test_changing_the_address_asks_for_a_fresh_proof_and_keeps_what_was_typed(trainer, trainer_browser):
    response = trainer_browser.post(reverse("account_email"), {"email": "new@people.example", "action_add": "1"})
    assert response.url.startswith(reverse("account_reauthenticate"))
    trainer_browser.post(response.url, {"password": PASSWORD, "next": reverse("account_email")})
    trainer.refresh_from_db()
    assert trainer.email != "new@people.example", "the old address stays until the new one is confirmed"
    deliver_due()
    [letter] = [letter for letter in mail.outbox if letter.to == ["new@people.example"]]
    link = re.search(r"http://[^/\s]+(/account/confirm-email/\S+)", letter.body)[1]
    trainer_browser.post(link)
    trainer.refresh_from_db()
    assert trainer.email == "new@people.example"
    deliver_due()
    assert any("address that you sign in with was changed" in letter.body for letter in mail.outbox)


def test_an_admin_lets_somebody_in_again_who_lost_it(admin_user, trainer, trainer_browser):
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    prove(browser)
    address = reverse("network_admin:let_person_in_again", args=[trainer.pk])
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert Authenticator.objects.filter(user=trainer).exists()

    sign_in(other := Browser(), trainer.email)
    assert browser.post(address, {"reason": "Lost her phone, called me, I know her voice"}).status_code == 302
    assert other.get(reverse("accounts:me")).status_code == 302, "every session has ended"
    event = AccountEvent.objects.get()
    assert (event.user, event.by, event.what) == (trainer, admin_user, "let-in-again")
    deliver_due()
    assert "Your second step was taken off" in [letter.subject for letter in mail.outbox]
    sign_in(other, trainer.email)
    assert other.get(reverse("today")).url == reverse("mfa_index"), "a new one has to be set up"


def test_an_admin_does_not_let_themselves_in(admin_user):
    browser = Browser()
    browser.force_login(admin_user, backend=BACKEND)
    prove(browser)
    browser.post(reverse("network_admin:let_person_in_again", args=[admin_user.pk]), {"reason": "Me"})
    assert Authenticator.objects.filter(user=admin_user).exists()


def test_the_codes_of_another_do_not_work(trainer, client):
    other = TrainerFactory(second_factor=False)
    Authenticator.objects.create(
        user=other,
        type=Authenticator.Type.TOTP,
        data={"secret": Authenticator.objects.get(user=trainer).data["secret"]},
    )
    Authenticator.objects.filter(user=trainer).update(data={"secret": _sealed("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")})
    give_password(client, trainer.email)
    assert give_code(client, code_of_the_app(TOTP_SECRET)).status_code == 422


def _sealed(secret: str) -> str:
    from outbox.sealing import seal

    return seal(secret)


def test_a_client_needs_none(care_client):
    from clients.access import join_own_account

    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    assert browser.get(reverse("client_portal:record", args=[care_client.pk])).status_code == 200
    assert ClientFactory().account is None
