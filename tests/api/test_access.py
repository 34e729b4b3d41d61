"""Which token opens what: every call of the API, by tokens of those who may and may not see the client."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from api.models import ApiTokenClient
from clients.access import give_cover
from clients.models import AccessEvent, Client
from consent.log_words import lines
from tests.access import api_rows
from tests.access.asking import parameters
from tests.access.table import Row
from tests.api.calls import Program, token_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.referrals import AcceptedFactory, AttemptFactory, IncomingReferralFactory, RequestedFactory
from tests.factories.sessions_log import TrainingSessionFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

CALLS = [(row.route, method) for row in api_rows.CALLS for method in row.answers]
OF_NO_ONE_CLIENT = {"api:clients", "api:exercises", "api:incoming_referrals"}
OF_A_CLIENT = [call for call in CALLS if call[0] not in OF_NO_ONE_CLIENT]
WRITES = [(route, method) for route, method in OF_A_CLIENT if method == "POST"]
BODIES = {
    "api:operations": {"now": 1, "operations": []},
    "api:readings": {"measure": "nprs", "value": 3, "taken_on": "2026-01-05"},
    "api:check_ins": {"ticks": [{"prescription_id": str(uuid7()), "answer": "done", "days": ["2026-01-05"]}]},
    "api:referrals": {"practitioner_id": str(uuid7()), "reason": "Pain"},
    "api:move_referral": {"to": "cancelled", "why": "Not needed"},
}
# Its own client, and all the same 404: nothing that the body names is there.
NAMED = {("api:check_ins", "POST"), ("api:referrals", "POST")}
ALLOWED = {("api:readings", "POST"): 201, ("api:close_referral", "POST"): 409}


@pytest.fixture
def attempt(care_client):
    return AttemptFactory(referral__client=care_client, referral__requester=care_client.lead_trainer)


def call(secret: str, route: str, method: str, client: Client, attempt):
    made = {
        "client_id": client.pk,
        "attempt_id": attempt.pk,
        "session_id": TrainingSessionFactory(client=attempt.referral.client).pk,
        "incoming_id": AcceptedFactory(client=client).pk if client == attempt.referral.client else uuid7(),
    }
    names = parameters(Row(route, "everybody", {}))
    address = reverse(route, kwargs={name: made[name] for name in names}).removeprefix("/api/v1")
    program = Program(secret)
    return program.post(address, BODIES.get(route, {})) if method == "POST" else program.get(address)


@pytest.mark.parametrize(("route", "method"), OF_A_CLIENT)
def test_a_token_opens_what_its_trainer_may_see(attempt, care_client, route, method):
    token, secret = token_of(care_client.lead_trainer)
    answer = call(secret, route, method, care_client, attempt)
    expected = 404 if (route, method) in NAMED else ALLOWED.get((route, method), 200)
    assert answer.status_code == expected, answer.content
    event = AccessEvent.objects.filter(client_id=care_client.pk).latest("sequence")
    assert (event.action, event.through_kind, event.through_id) == (route, "token", str(token.pk))
    assert lines(care_client, [event])[0].through == "by a program: API token “my sheet”"


@pytest.mark.parametrize(("route", "method"), OF_A_CLIENT)
def test_anothers_client_and_a_missing_one_are_the_same_404(attempt, care_client, route, method):
    """As on the pages: a stranger's token, one for other clients alone, and nothing that there is."""
    mine = ClientFactory(lead_trainer=care_client.lead_trainer)
    limited, limited_secret = token_of(care_client.lead_trainer, is_limited=True)
    ApiTokenClient.objects.create(token=limited, client=mine)
    _token, strange_secret = token_of(TrainerFactory())
    before = AccessEvent.objects.count()
    missing = Client(pk=uuid7())
    answers = [
        call(limited_secret, route, method, care_client, attempt),
        call(strange_secret, route, method, care_client, attempt),
        call(strange_secret, route, method, missing, attempt),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert AccessEvent.objects.count() == before


@pytest.mark.parametrize(("route", "method"), WRITES)
def test_a_token_that_reads_writes_nothing(attempt, care_client, route, method):
    _token, secret = token_of(care_client.lead_trainer, scope="read")
    answer = call(secret, route, method, care_client, attempt)
    assert answer.status_code == 403
    assert "read alone" in answer.json()["detail"]


@pytest.mark.parametrize(("route", "method"), CALLS)
def test_a_dead_token_opens_nothing(attempt, care_client, route, method):
    past = timezone.now() - timedelta(seconds=1)
    trainer = care_client.lead_trainer
    dead = [
        token_of(trainer, made_at=past - timedelta(days=1), expires_at=past),
        token_of(trainer, revoked_at=past),
        token_of(TrainerFactory(is_active=False)),
        token_of(TrainerFactory(is_trainer=False)),
        token_of(TrainerFactory(stopped_until=timezone.now() + timedelta(days=1))),
    ]
    for _token, secret in dead:
        answer = call(secret, route, method, care_client, attempt)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_limited_token_lists_its_clients_alone(care_client):
    other = ClientFactory(lead_trainer=care_client.lead_trainer)
    token, secret = token_of(care_client.lead_trainer, is_limited=True)
    ApiTokenClient.objects.create(token=token, client=other)
    assert [one["id"] for one in Program(secret).get("/clients").json()["items"]] == [str(other.pk)]
    other.delete()
    assert Program(secret).get("/clients").json()["items"] == []


def test_who_was_referred_to_the_trainer_and_agreed_is_listed_by_first_name(care_client):
    trainer = care_client.lead_trainer
    _token, secret = token_of(trainer)
    IncomingReferralFactory(trainer=trainer)  # who has not said yes
    RequestedFactory()  # another trainer's
    waiting, taken = RequestedFactory(trainer=trainer), AcceptedFactory(client=care_client)
    shown = {row["id"]: row for row in Program(secret).get("/incoming-referrals").json()["items"]}
    assert {key: row["client_id"] for key, row in shown.items()} == {
        str(waiting.pk): None,
        str(taken.pk): str(care_client.pk),
    }
    assert shown[str(waiting.pk)]["first_name"] == waiting.first_name
    assert waiting.email not in str(shown)
    assert AccessEvent.objects.filter(client_id=care_client.pk).latest("sequence").action == "api:incoming_referrals"
    assert Program(secret).get(f"/incoming-referrals/{waiting.pk}").json()["status"] == "requested"
    limited, its_secret = token_of(trainer, is_limited=True)
    ApiTokenClient.objects.create(token=limited, client=care_client)
    assert [row["id"] for row in Program(its_secret).get("/incoming-referrals").json()["items"]] == [str(taken.pk)]
    assert Program(its_secret).get(f"/incoming-referrals/{waiting.pk}").status_code == 404


def test_a_cover_trainers_token_does_what_is_not_the_leads(care_client, attempt):
    now = timezone.now()
    cover = TrainerFactory()
    give_cover(care_client, cover, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    _token, secret = token_of(cover)
    assert call(secret, "api:client", "GET", care_client, attempt).status_code == 200
    refused = call(secret, "api:move_referral", "POST", care_client, attempt)
    assert refused.status_code == 403
    assert "lead trainer" in refused.json()["detail"]


def test_what_a_browser_has_counts_for_nothing(trainer_browser, care_client):
    assert trainer_browser.get(f"/api/v1/clients/{care_client.pk}").status_code == 401
