"""Schemathesis calls every operation with what the description allows, about real things of one's own and of others."""

from datetime import date, timedelta

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client as Browser
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from api.site import description
from measures.models import Reading
from tests.api.calls import token_of
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.referrals import AcceptedFactory, AttemptFactory
from tests.factories.sessions_log import TrainingSessionFactory

schema = schemathesis.openapi.from_dict(description())
OPERATIONS = {result.ok().label: result.ok() for result in schema.get_all_operations()}
OF_A_CLIENT = [label for label in OPERATIONS if "{client_id}" in label or "{incoming_id}" in label]
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
QUICK = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def whole_client(trainer):
    """By the names in paths: the keys of a client of whom there is something to read and to write about."""
    client = ClientFactory(lead_trainer=trainer)
    GuidanceFactory(client=client)
    PrescriptionFactory(client=client, where="home")
    Reading.objects.create(client=client, measure="nprs", value=3, taken_on=date(2026, 1, 5))
    return {
        "client_id": str(client.pk),
        "attempt_id": str(AttemptFactory(referral__client=client, referral__requester=trainer).pk),
        "session_id": str(TrainingSessionFactory(client=client).pk),
        "incoming_id": str(AcceptedFactory(client=client).pk),
    }


def send(case, secret):
    """The answer of Django's own test browser: it leaves the test its connection, which a WSGI server closes."""
    sent = case.as_transport_kwargs(base_url="http://testserver", headers={"Authorization": f"Bearer {secret}"})
    prepared = requests.Request(**{key: value for key, value in sent.items() if key != "timeout"}).prepare()
    content_type = prepared.headers.pop("Content-Type", "application/octet-stream")
    address = prepared.url.removeprefix("http://testserver")
    with transaction.atomic():
        answer = Browser().generic(
            prepared.method, address, prepared.body or b"", content_type, headers=dict(prepared.headers)
        )
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, answer.content, prepared, timedelta(0).total_seconds(), verify=False)


def calls_of(label, secret, things):
    """Calls the operation with whatever may be sent; what paths name is one of `things`. Gives the answers."""
    answers = []

    @QUICK
    @given(case=OPERATIONS[label].as_strategy(), named=strategies.sampled_from(things))
    def call(case, named):
        case.path_parameters |= {name: named[name] for name in case.path_parameters if name in named}
        answers.append(send(case, secret))
        case.validate_response(answers[-1], checks=CHECKS)

    call()
    return answers


@pytest.mark.django_db
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_call_breaks(label):
    trainer = TrainerFactory()
    mine = whole_client(trainer)
    answers = calls_of(label, token_of(trainer)[1], [mine])
    assert {answer.status_code for answer in answers}.isdisjoint({401, 403})
    assert label in OF_A_CLIENT or any(answer.status_code == 200 for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize("label", OF_A_CLIENT)
def test_whatever_is_sent_about_anothers_client_is_not_found(label):
    """Refused before anything of it is looked at: as a field, or because nobody is there."""
    trainer = TrainerFactory()
    mine, theirs = whole_client(trainer), whole_client(TrainerFactory())
    answers = calls_of(
        label, token_of(trainer)[1], [theirs, mine | {name: theirs[name] for name in ("client_id", "incoming_id")}]
    )
    assert {answer.status_code for answer in answers} <= {404, 400, 422}
    assert 404 in {answer.status_code for answer in answers}
