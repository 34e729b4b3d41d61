"""Each resource is R4's by its schema, and says of the record what it says."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careplan.goals import add_goal
from clients.models import Client
from fhir.bundles import collection
from fhir.capability import capability_statement
from fhir.kinds import SEARCHED, WHOLE, record_of
from fhir.referrals import request_status
from referrals.models import TaskStatus
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AttemptFactory, IncomingReferralFactory
from tests.factories.sessions_log import ReadingFactory
from tests.fhir.record import ON, a_whole_record, errors_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return a_whole_record()


def by_kind(client):
    resources = {kind: [] for kind in ("Patient", *SEARCHED)}
    for resource in record_of(client):
        resources[resource["resourceType"]].append(resource)
    return resources


def test_all_of_a_record_is_r4_by_its_schema(client):
    resources = by_kind(client)
    assert all(resources.values()), "something of every kind"
    bundle = json.loads(json.dumps(collection(client, now=timezone.now())))
    wrong = {
        f"{entry['resource']['resourceType']}: {error}"
        for entry in bundle["entry"]
        for error in errors_in(entry["resource"])
    }
    assert not wrong
    assert not errors_in({name: value for name, value in bundle.items() if name != "entry"})
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(addresses) == len(set(addresses))


def test_of_a_client_of_whom_nothing_is_known_too():
    client = ClientFactory()
    assert not [error for resource in record_of(client) for error in errors_in(resource)]
    assert not errors_in(capability_statement())


def test_a_wrong_resource_is_not_r4():
    [patient] = WHOLE["Patient"](ClientFactory())
    assert errors_in(patient | {"birthdate": "2026-01-05"})
    assert errors_in(patient | {"name": "Bo"})


def test_every_reference_leads_to_something_of_the_record(client):
    resources = list(record_of(client))
    there = {f"{each['resourceType']}/{each['id']}" for each in resources}
    named = set(_references(resources))
    assert named <= there
    assert {name.partition("/")[0] for name in named} >= {"Patient", "Goal", "CareTeam", "ServiceRequest", "Task"}


@pytest.mark.parametrize("kind", WHOLE)
def test_more_rows_take_no_more_queries(client, kind, django_assert_num_queries):
    with CaptureQueriesContext(connection) as before:
        rows = len(WHOLE[kind](Client.objects.get(pk=client.pk)))
    for _more in range(3):
        practitioner = CareTeamMemberFactory(client=client).practitioner
        attempt = AttemptFactory(referral__client=client, practitioner=practitioner)
        attempt.events.create(by="Trainer", role="requester", from_status="draft", to_status="requested")
        GuidanceFactory(client=client, practitioner=practitioner)
        PrescriptionFactory(client=client, practitioner=practitioner)
        ReadingFactory(client=client, told_by="practitioner", practitioner=practitioner)
        add_goal(client, {"text": "Swim"}, trainer=client.lead_trainer)
    with django_assert_num_queries(len(before)):
        more = len(WHOLE[kind](Client.objects.get(pk=client.pk)))
    assert more > rows or kind in {"Patient", "CareTeam"}


def _references(value):
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for each in value.values():
            yield from _references(each)


def test_nothing_of_anybody_else_and_nothing_that_has_ended_is_there(client):
    other = a_whole_record()
    ReadingFactory(client=client, value=8, ended_at=timezone.now())
    text = json.dumps(by_kind(client))
    assert other.name not in text
    assert str(other.pk) not in text
    values = {row["valueQuantity"]["value"] for row in by_kind(client)["Observation"]}
    assert values.isdisjoint({8, 9}), "taken out, and corrected"


def test_the_exercise_vital_sign_as_the_physical_activity_guide_has_it(client):
    rows = {row["code"]["coding"][0]["code"]: row for row in by_kind(client)["Observation"]}
    units = {code: (rows[code]["valueQuantity"]["value"], rows[code]["valueQuantity"]["code"])
             for code in ("89555-7", "68516-4", "82290-8")}  # fmt: skip
    assert units == {"89555-7": (3, "d/wk"), "68516-4": (20, "min/d"), "82290-8": (60, "min/wk")}
    for code in units:
        row = rows[code]
        assert (row["status"], row["effectiveDateTime"]) == ("final", ON.isoformat())
        assert [each["coding"][0]["code"] for each in row["category"]] == ["activity", "PhysicalActivity"]
        assert row["performer"][0]["reference"] == f"Patient/{client.pk}"
    of_both = [row["reference"].partition("/")[2] for row in rows["82290-8"]["derivedFrom"]]
    assert of_both == [rows["89555-7"]["id"], rows["68516-4"]["id"]]


def test_measures_have_loinc_where_there_is_a_code(client):
    rows = by_kind(client)["Observation"]
    codes = {each["code"] for row in rows for each in row["code"]["coding"] if each["system"] == "http://loinc.org"}
    assert codes == {"72514-3", "83173-5", "66247-8", "29463-7", "89555-7", "68516-4", "82290-8"}
    named = {row["code"]["text"]: row["valueQuantity"].get("unit") for row in rows}
    assert named["Own scale"] == "points"
    assert "Patient-Specific Functional Scale. Run 5 km" in named


def test_a_corrected_reading_says_so(client):
    assert [
        row["valueQuantity"]["value"] for row in by_kind(client)["Observation"] if row["status"] == "corrected"
    ] == [5]


def test_a_dont_is_not_to_be_performed(client):
    [plan] = by_kind(client)["CarePlan"]
    dont, exercise = (activity["detail"] for activity in plan["activity"])
    assert dont["doNotPerform"] is True
    assert "doNotPerform" not in exercise
    assert exercise["scheduledTiming"]["repeat"]["frequency"] == 7
    assert dont["goal"] == plan["goal"]


def test_what_ended_is_no_plan(client):
    later = timezone.now() + timedelta(days=30)
    client.guidance.update(state="lifted", lifted_by=client.guidance.get().practitioner, lifted_on=ON)
    client.prescriptions.update(stopped_at=later)
    assert by_kind(client)["CarePlan"] == []


@pytest.mark.parametrize("status", [status for status in TaskStatus if status != "completed"])
def test_referrals_have_the_words_of_fhirs_task(care_client, status):
    AttemptFactory(referral__client=care_client, status=status)
    [task] = by_kind(care_client)["Task"]
    assert task["status"] == status
    assert not errors_in(task)
    assert task["lastModified"] >= task["authoredOn"]


def test_a_suggestion_that_the_client_has_not_agreed_to_is_nowhere(care_client):
    IncomingReferralFactory(client=care_client, trainer=care_client.lead_trainer)
    resources = by_kind(care_client)
    assert resources["Task"] == resources["ServiceRequest"] == []


def test_a_need_stands_as_the_best_of_its_attempts():
    assert request_status({"rejected", "accepted"}) == "active"
    assert request_status({"rejected", "completed"}) == "completed"
    assert request_status({"rejected"}) == "revoked"
    assert request_status(set()) == "draft"
    assert {request_status({status}) for status in TaskStatus} <= {
        "active", "on-hold", "draft", "completed", "revoked", "entered-in-error"
    }  # fmt: skip


WAYS = {
    "active": {},
    "proposed": {"given_at": None},
    "rejected": {"given_at": None, "declined_at": timezone.now()},
    "inactive": {"withdrawn_at": timezone.now() + timedelta(seconds=1)},
}


@pytest.mark.parametrize("status", WAYS)
def test_a_consent_is_active_only_while_it_may_be_used(care_client, status):
    grant = ConsentGrantFactory(client=care_client)
    type(grant).objects.filter(pk=grant.pk).update(**WAYS[status])
    [consent] = by_kind(care_client)["Consent"]
    assert consent["status"] == status


def test_a_consent_for_another_address_than_todays_is_inactive(care_client):
    grant = ConsentGrantFactory(client=care_client)
    grant.practitioner.email = "new@clinic.example"
    grant.practitioner.save()
    [consent] = by_kind(care_client)["Consent"]
    assert consent["status"] == "inactive"


def test_the_log_says_who_looked(client):
    mine, practitioners = by_kind(client)["AuditEvent"]
    assert mine["agent"][0]["who"]["reference"] == f"Patient/{client.pk}"
    assert practitioners["agent"][0]["who"]["display"]
    assert [each["what"]["reference"].partition("/")[0] for each in practitioners["entity"]] == ["Patient", "Consent"]
