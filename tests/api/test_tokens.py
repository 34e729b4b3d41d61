"""A trainer's own page of tokens, and how tokens end."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.events import What
from accounts.identity import change_roles
from accounts.sessions import end_all_sessions
from api.models import ApiToken
from api.tokens import MOST_LIVE, find_token
from clients.deactivation import close_account
from outbox.models import Message
from tests.access.world import step_up
from tests.api.calls import Program, token_of
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.api import ApiTokenFactory
from tests.factories.clients import ClientFactory
from tests.pages import as_read
from web.keys import hash_token

pytestmark = pytest.mark.django_db
NEW = {"name": "my sheet", "scope": "read", "days": "90", "only": ""}


@pytest.fixture
def proven(trainer_browser):
    step_up(trainer_browser)
    return trainer_browser


def test_the_page_without_tokens_says_so(trainer_browser):
    page = trainer_browser.get(reverse("api:tokens"))
    assert "No tokens yet" in as_read(page.content.decode())


def test_a_token_is_shown_once_and_its_hash_kept(proven, trainer):
    page = proven.post(reverse("api:make_token"), NEW)
    token = ApiToken.objects.get()
    secret = page.context["secret"]
    assert secret.encode() in page.content
    assert token.token_hash == hash_token(secret)
    assert token.prefix == secret[:15]
    assert secret.encode() not in proven.get(reverse("api:tokens")).content
    assert Program(secret).get("/clients").status_code == 200
    [event] = trainer.account_events.all()
    assert (event.what, event.after) == (What.TOKEN_MADE, "my sheet")
    assert Message.objects.filter(to=trainer.email, subject_id=event.pk).exists()


def test_one_for_fhir_reads_fhir(proven, trainer):
    client = ClientFactory(lead_trainer=trainer)
    secret = proven.post(reverse("api:make_token"), NEW | {"scope": "fhir:read"}).context["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    assert Browser().get(reverse("api:fhir_patient", args=[client.pk]), headers=headers).status_code == 200
    assert "read as FHIR" in as_read(proven.get(reverse("api:tokens")).content.decode())


def test_making_one_asks_who_it_is(trainer_browser):
    answer = trainer_browser.post(reverse("api:make_token"), NEW)
    assert answer.status_code == 302
    assert not ApiToken.objects.exists()


def test_for_chosen_clients_by_name_or_address(proven, trainer):
    ana, bo = ClientFactory(lead_trainer=trainer, name="Ana Roy"), ClientFactory(lead_trainer=trainer)
    proven.post(reverse("api:make_token"), NEW | {"only": f"ana roy\n{bo.email}\n"})
    assert set(ApiToken.objects.get().clients.all()) == {ana, bo}


def test_a_client_of_others_or_of_two_names_is_refused_and_typed_text_stays(proven, trainer):
    ClientFactory(name="Not Mine")
    ClientFactory(lead_trainer=trainer, name="Same Name")
    ClientFactory(lead_trainer=trainer, name="Same Name")
    for line in ("Not Mine", "Same Name"):
        page = proven.post(reverse("api:make_token"), NEW | {"only": line})
        assert page.status_code == 422
        assert line in as_read(page.content.decode())
    assert not ApiToken.objects.exists()


def test_more_than_twenty_are_refused(proven, trainer):
    ApiTokenFactory.create_batch(MOST_LIVE, trainer=trainer)
    assert proven.post(reverse("api:make_token"), NEW).status_code == 422


def test_revoked_by_a_press(trainer_browser, trainer):
    token, secret = token_of(trainer)
    for _twice in range(2):
        trainer_browser.post(reverse("api:revoke_token", args=[token.pk]))
    assert Program(secret).get("/clients").status_code == 401
    assert [event.what for event in trainer.account_events.all()] == [What.TOKEN_ENDED]


WAYS = {
    "closed": lambda trainer: close_account(trainer, by=AdminFactory(), reason="Left", otherwise=None),
    "role": lambda trainer: change_roles(trainer, roles=[], by=AdminFactory()),
    "signed out everywhere": end_all_sessions,
}


@pytest.mark.parametrize("way", WAYS)
def test_ends_with_the_account_and_the_role_for_good(way):
    trainer = TrainerFactory()
    token, secret = token_of(trainer)
    WAYS[way](trainer)
    trainer.refresh_from_db()
    trainer.is_active = trainer.is_trainer = True
    trainer.save()
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert find_token(secret) is None


def test_clients_whom_the_trainer_sees_no_more_are_not_named(trainer_browser, trainer):
    token, _secret = token_of(trainer, is_limited=True)
    token.clients.add(ClientFactory(lead_trainer=trainer, name="Ana Roy"), ClientFactory(name="Xiomara Quill"))
    page = trainer_browser.get(reverse("api:tokens")).content.decode()
    assert "Ana Roy" in page
    assert "Xiomara" not in page
