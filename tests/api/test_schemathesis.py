"""Schemathesis calls every operation with what the description allows; in this very process."""

import warnings

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from api.site import description
from tests.api.calls import token_of

schema = schemathesis.openapi.from_dict(description())
with warnings.catch_warnings(action="ignore"):  # of static files that nobody has collected
    from config.wsgi import application

    schema.app = application
OPERATIONS = {result.ok().label: result.ok() for result in schema.get_all_operations()}
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
QUICK = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.either_stack
@pytest.mark.django_db
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_call_breaks(care_client, label):
    _token, secret = token_of(care_client.lead_trainer)

    @QUICK
    @given(case=OPERATIONS[label].as_strategy())
    def call(case):
        if "client_id" in case.path_parameters:
            case.path_parameters["client_id"] = str(care_client.pk)
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)

    call()
