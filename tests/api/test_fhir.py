"""FHIR by a token: who may read what, how a search is asked and answered, and how it refuses."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django.utils import timezone

from api.auth import API_CALLS
from api.fhir import SEARCHES
from api.models import ApiTokenClient
from clients.access import give_cover
from clients.models import AccessEvent
from consent.log_words import lines
from fhir.kinds import SEARCHED
from tests.api.calls import Program, token_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ReadingFactory
from tests.fhir.record import a_whole_record, errors_in
from web.keys import uuid7
from web.ratelimit import count_try

pytestmark = pytest.mark.django_db
MEDIA = "application/fhir+json"
KINDS = {kind: f"api:{name}" for name, (kind, _words) in SEARCHES.items()} | {"Patient": "api:fhir_patient"}


class Reader:
    """A program with a token; `status` of an answer and its JSON, which has to be R4."""

    def __init__(self, secret: str, **headers: str) -> None:
        self.headers = {"Authorization": f"Bearer {secret}"} | headers

    def get(self, path: str):
        answer = Browser(enforce_csrf_checks=True).get(f"/api/fhir/{path}", headers=self.headers)
        assert answer.headers["Content-Type"] == MEDIA
        assert not errors_in(answer.json())
        return answer

    def of(self, kind: str, key, **query):
        if kind == "Patient":
            return self.get(f"Patient/{key}" + (f"?{urlencode(query)}" if query else ""))
        return self.get(f"{kind}?{urlencode({'patient': key} | query)}")


def reader_of(trainer, **values):
    return Reader(token_of(trainer, scope="fhir:read", **values)[1])


@pytest.fixture
def whole():
    return a_whole_record()


@pytest.fixture
def reader(whole):
    return reader_of(whole.lead_trainer)


def test_every_kind_is_served():
    assert set(KINDS) == {"Patient", *SEARCHED}


@pytest.mark.parametrize("kind", KINDS)
def test_a_trainer_reads_their_client_and_the_log_says_so(whole, kind):
    token, secret = token_of(whole.lead_trainer, scope="fhir:read")
    answer = Reader(secret).of(kind, whole.pk)
    assert answer.status_code == 200, answer.content
    content = answer.json()
    if kind == "Patient":
        assert (content["resourceType"], content["id"]) == ("Patient", str(whole.pk))
    else:
        assert (content["resourceType"], content["type"]) == ("Bundle", "searchset")
        assert {entry["resource"]["resourceType"] for entry in content["entry"]} == {kind}
        assert content["total"] == len(content["entry"]), content["total"]
    event = AccessEvent.objects.filter(client_id=whole.pk).latest("sequence")
    assert (event.action, event.through_kind, event.through_id) == (KINDS[kind], "token", str(token.pk))
    [line] = lines(whole, [event])
    assert line.through == "by a program: API token “my sheet”"
    assert str(line.did).endswith("(FHIR)")


@pytest.mark.parametrize("kind", KINDS)
def test_anothers_client_a_missing_one_and_no_id_at_all_are_the_same_404(whole, kind):
    limited, secret = token_of(whole.lead_trainer, scope="fhir:read", is_limited=True)
    ApiTokenClient.objects.create(token=limited, client=ClientFactory(lead_trainer=whole.lead_trainer))
    before = AccessEvent.objects.count()
    stranger = reader_of(TrainerFactory())
    answers = [
        stranger.of(kind, whole.pk),
        Reader(secret).of(kind, whole.pk),
        stranger.of(kind, uuid7()),
        stranger.of(kind, "nobody"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["issue"] == [{"severity": "error", "code": "not-found"}]
    assert AccessEvent.objects.count() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scope", ["read", "write"])
def test_other_tokens_read_no_fhir(whole, kind, scope):
    before = AccessEvent.objects.count()
    answer = Reader(token_of(whole.lead_trainer, scope=scope)[1]).of(kind, whole.pk)
    assert answer.status_code == 403
    assert "not for FHIR" in answer.json()["issue"][0]["details"]["text"]
    assert AccessEvent.objects.count() == before


def test_a_token_for_fhir_opens_nothing_else(whole):
    program = Program(token_of(whole.lead_trainer, scope="fhir:read")[1])
    for path in ("/clients", f"/clients/{whole.pk}", f"/clients/{whole.pk}/readings"):
        answer = program.get(path)
        assert answer.status_code == 403
        assert "FHIR alone" in answer.json()["detail"]
    assert program.post(f"/clients/{whole.pk}/readings", {}).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_a_dead_token_and_none_read_nothing(whole, kind):
    past = timezone.now() - timedelta(seconds=1)
    trainer = whole.lead_trainer
    dead = [
        reader_of(trainer, made_at=past - timedelta(days=1), expires_at=past),
        reader_of(trainer, revoked_at=past),
        reader_of(TrainerFactory(is_active=False)),
        Reader(""),
    ]
    for reader in dead:
        answer = reader.of(kind, whole.pk)
        assert answer.status_code == 401
        assert answer.json()["issue"][0]["code"] == "login"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_browsers_session_counts_for_nothing(trainer_browser, care_client):
    assert trainer_browser.get(f"/api/fhir/Patient/{care_client.pk}").status_code == 401


def test_cover_ends_and_with_it_the_reading(care_client):
    now, cover = timezone.now(), TrainerFactory()
    give_cover(care_client, cover, starts_at=now - timedelta(hours=2), ends_at=now + timedelta(hours=1))
    reader = reader_of(cover)
    assert reader.of("Goal", care_client.pk).status_code == 200
    care_client.permissions.filter(user=cover).update(ends_at=now - timedelta(hours=1))
    assert reader.of("Goal", care_client.pk).status_code == 404


def test_a_token_in_the_address_is_refused(whole):
    secret = token_of(whole.lead_trainer, scope="fhir:read")[1]
    answer = Reader(secret).of("Goal", whole.pk, access_token=secret)
    assert answer.status_code == 401
    assert "must not stand in an address" in answer.json()["issue"][0]["details"]["text"]


# --- searching ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Observation", "AuditEvent"])
def test_pages_are_linked_and_together_are_all(whole, reader, kind):
    every = ids(reader.of(kind, whole.pk))
    whole_log = kind == "AuditEvent"
    read, path = [], f"{kind}?patient=Patient/{whole.pk}&_count=2"
    for _page in range(len(every) * 3):
        page = reader.get(path).json()
        assert len(page["entry"]) <= 2
        read += [entry["resource"]["id"] for entry in page["entry"]]
        links = {link["relation"]: link["url"] for link in page["link"]}
        assert links["self"].partition("/api/fhir/")[2].startswith(f"{kind}?patient={whole.pk}")
        if "next" not in links:
            break
        path = links["next"].partition("/api/fhir/")[2]
    assert len(read) == len(set(read))
    assert set(every) <= set(read) if whole_log else read == every


def ids(answer):
    return [entry["resource"]["id"] for entry in answer.json()["entry"]]


def test_a_search_that_finds_nothing_is_an_empty_bundle(care_client):
    answer = reader_of(care_client.lead_trainer).of("Task", care_client.pk)
    assert answer.json()["total"] == 0
    assert "entry" not in answer.json()


def test_a_count_of_more_than_a_hundred_is_a_hundred(care_client):
    ReadingFactory.create_batch(101, client=care_client)
    bundle = reader_of(care_client.lead_trainer).of("Observation", care_client.pk, _count=1000).json()
    assert (bundle["total"], len(bundle["entry"])) == (101, 100)


WRONG = {
    "nobody named": ("Goal", "required"),
    "nobody named by a blank": ("Goal?patient=", "required"),
    "named twice": ("Goal?patient={}&patient={}", "invalid"),
    "no number": ("Goal?patient={}&_count=x", "value"),
    "zero": ("Goal?patient={}&_count=0", "value"),
    "too long": ("Goal?patient={}&_count=" + "9" * 5000, "value"),
    "a page that is none": ("Goal?patient={}&_after=x", "value"),
    "a page of another's": ("AuditEvent?patient={}&_after=0190aaaa-0000-7000-8000-000000000000", "value"),
    "unknown": ("Goal?patient={}&lifecycle-status=active", "not-supported"),
    "unknown of a read": ("Patient/{}?_elements=name", "not-supported"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_search_is_refused_with_words(care_client, case):
    path, code = WRONG[case]
    answer = reader_of(care_client.lead_trainer).get(path.replace("{}", str(care_client.pk)))
    assert answer.status_code == 400, answer.content
    [issue] = answer.json()["issue"]
    assert issue["code"] == code
    assert issue["details"]["text"]


@pytest.mark.parametrize("prefer", ["handling=lenient", "return=minimal; handling = lenient"])
def test_unknown_parameters_are_ignored_for_who_prefers_it(care_client, prefer):
    secret = token_of(care_client.lead_trainer, scope="fhir:read")[1]
    assert Reader(secret, Prefer=prefer).of("Goal", care_client.pk, _sort="date").status_code == 200
    assert Reader(secret, Prefer="handling=strict").of("Goal", care_client.pk, _sort="date").status_code == 400


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("", "application/fhir+json", 200),
        ("", "application/json", 200),
        ("", "*/*", 200),
        ("?_format=json", "text/html", 200),
        ("?_format=application/fhir%2Bjson", "*/*", 200),
        ("?_format=xml", "*/*", 406),
        ("", "application/fhir+xml", 406),
    ],
)
def test_json_alone_is_served(care_client, query, accept, status):
    secret = token_of(care_client.lead_trainer, scope="fhir:read")[1]
    answer = Reader(secret, Accept=accept).get(f"Patient/{care_client.pk}{query}")
    assert answer.status_code == status


def test_too_many_calls_say_when_to_come_back(care_client):
    token, secret = token_of(care_client.lead_trainer, scope="fhir:read")
    for _call in range(API_CALLS.amount):
        count_try(API_CALLS, str(token.pk))
    answer = Reader(secret).of("Patient", care_client.pk)
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (429, "throttled")
    assert 0 < int(answer.headers["Retry-After"]) <= 61


def test_what_is_no_address_and_no_way_to_ask_is_an_outcome_too(care_client):
    reader = reader_of(care_client.lead_trainer)
    assert reader.get("Practitioner/1").status_code == 404
    assert reader.get("Goal/1").status_code == 404
    for path in (f"Patient/{care_client.pk}", f"Goal?patient={care_client.pk}", "metadata"):
        answer = Browser(enforce_csrf_checks=True).post(f"/api/fhir/{path}", headers=reader.headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (405, MEDIA)
        assert not errors_in(answer.json())


def test_what_is_served_is_what_the_capability_statement_says():
    statement = Browser().get("/api/fhir/metadata")
    assert statement.status_code == 200
    [rest] = statement.json()["rest"]
    served = {each["type"]: [interaction["code"] for interaction in each["interaction"]] for each in rest["resource"]}
    assert served == {"Patient": ["read"]} | {kind: ["search-type"] for kind in SEARCHED}
    assert statement.json()["fhirVersion"] == "4.0.1"
    assert not errors_in(statement.json())
