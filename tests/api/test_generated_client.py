"""A client that is made of docs/openapi.json alone drives a whole referral, as far as a trainer may."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client as Browser
from jsonschema import Draft202012Validator

from consent.models import ConsentGrant
from referrals import answers
from referrals.attempts import SCOPES_OF_A_REFERRAL
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus
from tests.api.calls import token_of
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory

DESCRIPTION = json.loads((Path(settings.BASE_DIR) / "docs" / "openapi.json").read_text())


class Generated:
    """Each operation of the description by its id; bodies and answers are held against its schemas."""

    def __init__(self, token: str) -> None:
        self.headers = {"Authorization": f"Bearer {token}"}
        self.calls = {
            operation["operationId"]: (path, method, operation)
            for path, methods in DESCRIPTION["paths"].items()
            for method, operation in methods.items()
        }

    def call(self, name: str, body: Any = None, **values: Any) -> Any:
        path, method, operation = self.calls[name]
        places = {one["name"]: one["in"] for one in operation["parameters"]}
        inside = {key: value for key, value in values.items() if places[key] == "path"}
        query = {key: value for key, value in values.items() if places[key] == "query"}
        address = path.format(**inside) + (f"?{urlencode(query)}" if query else "")
        if body is not None:
            self._check(operation["requestBody"]["content"]["application/json"]["schema"], body)
        send = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = Browser().generic(method.upper(), address, headers=self.headers, **send)
        media = answer.headers["Content-Type"].partition(";")[0]
        content = answer.json()
        self._check(operation["responses"][str(answer.status_code)]["content"][media]["schema"], content)
        return answer.status_code, content

    def _check(self, schema: dict[str, Any], value: Any) -> None:
        whole = schema | {"components": DESCRIPTION["components"]}
        Draft202012Validator(whole).validate(value)


@pytest.mark.django_db
def test_a_whole_referral(care_client):
    """The client agrees and the practitioner answers in their own ways: no token does that for them."""
    practitioner = MassageTherapistFactory()
    ConsentGrantFactory(
        client=care_client, practitioner=practitioner, purpose="referral", scopes=list(SCOPES_OF_A_REFERRAL)
    )
    api = Generated(token_of(care_client.lead_trainer)[1])
    client = api.call("listClients")[1]["items"][0]["id"]
    offered = {one["id"] for one in api.call("listRecipients", client_id=client)[1]}
    assert str(practitioner.pk) in offered
    need = {"practitioner_id": str(practitioner.pk), "reason": "Tight calves after runs"}
    status, made = api.call("refer", need, client_id=client)
    assert (status, made["status"], made["may_move_to"]) == (201, "requested", ["cancelled"]), made
    referral = {"client_id": client, "attempt_id": made["id"]}
    assert api.call("closeReferral", **referral)[0] == 409
    answers.accept(
        Attempt.objects.get(pk=made["id"]), by=practitioner.name, booking=Booking(BusinessStatus.CLIENT_BOOKS)
    )
    status, whole = api.call("getReferral", **referral)
    assert whole["status"] == "accepted"
    status, whole = api.call("moveReferral", {"to": "cancelled", "why": "They moved away"}, **referral)
    assert (status, whole["status"], whole["may_move_to"]) == (200, "cancelled", [])
    assert [move["to_status"] for move in whole["history"]] == ["draft", "requested", "accepted", "cancelled"]
    assert api.call("listReferrals", client_id=client)[1]["items"][0]["status"] == "cancelled"
    assert ConsentGrant.objects.get(client=care_client, practitioner=practitioner).is_live is False
