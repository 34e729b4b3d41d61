"""What programs read and write, how a write is done once, and how refusals are told."""

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from api.models import StoredAnswer
from api.retention import ANSWERS_KEPT
from api.views.description import description_text
from measures.models import Reading
from sessions_log.models import TrainingSession
from tests.api.calls import program_of, token_of
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from web.keys import uuid7
from web.retention import delete_over_age

pytestmark = pytest.mark.django_db
READING = {"measure": "nprs", "value": 3, "taken_on": "2026-01-05"}
PROBLEM = "application/problem+json"


@pytest.fixture
def program(care_client):
    return program_of(care_client.lead_trainer)


@pytest.fixture
def at(care_client):
    return f"/clients/{care_client.pk}"


def test_a_reading_is_kept_and_read(program, at):
    made = program.post(f"{at}/readings", READING)
    assert made.status_code == 201, made.content
    assert [one["id"] for one in program.get(f"{at}/readings").json()["items"]] == [made.json()["id"]]


@pytest.mark.parametrize("wrong", [{"value": 11}, {"value": "x"}, {"taken_on": "2199-01-01"}, {"measure": "\0"}])
def test_a_wrong_reading_is_refused_by_its_field(program, at, wrong):
    answer = program.post(f"{at}/readings", READING | wrong)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == PROBLEM
    [name] = wrong
    assert answer.json()["errors"][0]["at"].endswith(name)
    assert not Reading.objects.exists()


def test_a_session_is_logged_by_the_operations_of_a_phone(program, at, care_client):
    session, entry, exercise, now = str(uuid7()), str(uuid7()), ExerciseFactory(), int(time.time() * 1000)
    done = {"entry": entry, "set": str(uuid7()), "place": 0, "amount": 10, "kind": "working"}
    common = {"session": session, "client": str(care_client.pk), "at": now}
    sent = [
        {"type": "start", "key": str(uuid7()), "rows": [{"id": entry, "exercise": str(exercise.pk)}], **common},
        {"type": "log_set", "key": str(uuid7()), **done, **common},
        {"type": "end", "key": str(uuid7()), "minutes": 45, **common},
    ]
    answer = program.post(f"{at}/operations", {"now": now, "operations": sent}).json()
    assert [one["status"] for one in answer["answers"]] == [200, 200, 200], answer
    assert TrainingSession.objects.get().state == "completed"
    whole = program.get(f"{at}/sessions/{session}").json()
    [logged] = whole["entries"]
    assert (logged["exercise"], [each["amount"] for each in logged["sets"]]) == (exercise.name, [10])


def test_operations_about_another_client_are_gone(program, at, care_client):
    other = ClientFactory(lead_trainer=care_client.lead_trainer)
    sent = {"type": "start", "key": str(uuid7()), "session": str(uuid7()), "client": str(other.pk), "at": 1}
    answer = program.post(f"{at}/operations", {"now": 1, "operations": [sent]}).json()
    assert [one["status"] for one in answer["answers"]] == [404]
    assert not TrainingSession.objects.exists()


def test_guidance_in_force(program, at, care_client):
    guidance = GuidanceFactory(client=care_client)
    assert [one["id"] for one in program.get(f"{at}/guidance").json()["items"]] == [str(guidance.pk)]


# --- once ---------------------------------------------------------------------------------


def test_the_same_key_and_body_get_the_same_answer(program, at):
    first, again = (program.post(f"{at}/readings", READING, Idempotency_Key="monday") for _twice in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Reading.objects.count() == 1


def test_the_same_key_with_something_else_is_409(program, at):
    program.post(f"{at}/readings", READING, Idempotency_Key="monday")
    answer = program.post(f"{at}/readings", READING | {"value": 4}, Idempotency_Key="monday")
    assert answer.status_code == 409
    assert Reading.objects.count() == 1


def test_what_is_refused_may_be_mended_under_its_key(program, at):
    assert program.post(f"{at}/readings", READING | {"value": 99}, Idempotency_Key="k").status_code == 422
    assert program.post(f"{at}/readings", READING, Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["k" * 10_000, "k" * 256, "two words"])
def test_a_key_that_is_none(program, at, key):
    assert program.post(f"{at}/readings", READING, Idempotency_Key=key).status_code == 400


def test_another_tokens_key_is_another(care_client, at):
    for _program in range(2):
        program_of(care_client.lead_trainer).post(f"{at}/readings", READING, Idempotency_Key="monday")
    assert Reading.objects.count() == 2


def test_answers_go_after_two_days_and_with_the_client(program, at, care_client):
    program.post(f"{at}/readings", READING, Idempotency_Key="monday")
    delete_over_age(now=timezone.now() + ANSWERS_KEPT - timedelta(minutes=1))
    assert StoredAnswer.objects.exists()
    delete_over_age(now=timezone.now() + ANSWERS_KEPT + timedelta(minutes=1))
    assert not StoredAnswer.objects.exists()


# --- pages and refusals -------------------------------------------------------------------


def test_pages_by_key(care_client, program):
    for number in range(4):
        ClientFactory(lead_trainer=care_client.lead_trainer, name=f"Client {number}")
    names, after = [], ""
    while after is not None:
        page = program.get(f"/clients?size=2{after and f'&after={after}'}").json()
        names += [one["name"] for one in page["items"]]
        after = page["next"]
    assert len(names) == len(set(names)) == 5
    assert program.get("/clients?size=101").status_code == 422
    assert program.get(f"/clients?after={uuid7()}").status_code == 400


@pytest.mark.parametrize("query", ["token={}", "access_token={}", "x={}"])
def test_a_token_in_the_address_is_refused_with_words(program, query):
    answer = program.get("/clients?" + query.format(program.secret))
    assert answer.status_code == 401
    assert "must not stand in an address" in answer.json()["detail"]


def test_too_many_calls_say_when_to_come_back(care_client):
    _token, secret = token_of(care_client.lead_trainer)
    from api.auth import API_CALLS
    from tests.api.calls import Program
    from web.ratelimit import count_try

    for _call in range(API_CALLS.amount):
        count_try(API_CALLS, str(_token.pk))
    answer = Program(secret).get("/clients")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert answer.headers["Content-Type"] == PROBLEM


def test_other_refusals_are_problems_too(program, at):
    address, headers = f"/api/v1{at}/readings", {"Authorization": f"Bearer {program.secret}"}
    send = program.browser.post
    answers = {
        415: send(address, "a=1", content_type="text/plain", headers=headers),
        400: send(address, "{", content_type="application/json", headers=headers),
        413: send(address, " " * 200_001, content_type="application/json", headers=headers),
        405: program.browser.delete(address, headers=headers),
        404: program.get("/no/such/call"),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM), answer.content
        assert answer.json()["status"] == status


def test_the_committed_description_is_the_api_as_it_is():
    copy = Path(settings.BASE_DIR) / "docs" / "openapi.json"
    assert copy.read_text() == description_text(), "python -m script.openapi --write"
    assert json.loads(copy.read_text())["openapi"].startswith("3.1")


@pytest.mark.parametrize("value", ["1e999999999", "1e-999999999", "1234567890123", "NaN"])
def test_a_number_without_end_is_refused_before_anything_reads_it(care_client, value):
    answer = program_of(care_client.lead_trainer).post(
        f"/clients/{care_client.pk}/readings", READING | {"value": value}
    )
    assert answer.status_code == 422
