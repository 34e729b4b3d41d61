"""Programs: a browser's cookies open nothing of the API. What tokens open is looked at in tests/api/test_access.py."""

from tests.access.actors import TRAINERS
from tests.access.table import everybody, trainers
from tests.factories.api import ApiTokenFactory


def token_of(record):
    return ApiTokenFactory(trainer=record.trainer).pk


OTHERS = {actor: {"POST": 404} for actor in TRAINERS if actor != "lead"}
PAGES = [
    trainers("api:tokens", GET=200),
    trainers("api:make_token", POST=302),  # to prove who one is
    trainers("api:revoke_token", POST=302, kwargs={"token_id": token_of}, who=OTHERS),
    everybody("api:openapi", GET=200),
]
CALLS = [
    everybody("api:clients", GET=401),
    everybody("api:client", GET=401),
    everybody("api:exercises", GET=401),
    everybody("api:sessions", GET=401),
    everybody("api:session", GET=401),
    everybody("api:operations", POST=401),
    everybody("api:measures", GET=401),
    everybody("api:readings", GET=401, POST=401),
    everybody("api:guidance", GET=401),
    everybody("api:homework", GET=401),
    everybody("api:check_ins", GET=401, POST=401),
    everybody("api:recipients", GET=401),
    everybody("api:referrals", GET=401, POST=401),
    everybody("api:referral", GET=401),
    everybody("api:move_referral", POST=401),
    everybody("api:close_referral", POST=401),
    everybody("api:incoming_referrals", GET=401),
    everybody("api:incoming_referral", GET=401),
]
# Read alone, and with a token for it: tests/api/test_fhir.py.
FHIR = [
    everybody("api:fhir_metadata", GET=200),
    everybody("api:fhir_patient", GET=401),
    everybody("api:fhir_care_team", GET=401),
    everybody("api:fhir_goals", GET=401),
    everybody("api:fhir_care_plans", GET=401),
    everybody("api:fhir_service_requests", GET=401),
    everybody("api:fhir_tasks", GET=401),
    everybody("api:fhir_consents", GET=401),
    everybody("api:fhir_observations", GET=401),
    everybody("api:fhir_provenance", GET=401),
    everybody("api:fhir_audit_events", GET=401),
]
API = [*PAGES, *CALLS, *FHIR]
