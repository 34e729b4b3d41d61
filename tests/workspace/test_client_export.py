"""The list of clients as a file: after a fresh proof, logged for each, harmless in a spreadsheet, and back unchanged."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from clients.access_proof import broken_chains
from clients.file_columns import COLUMNS
from clients.import_check import check
from clients.imports import match, open_import
from clients.models import AccessEvent, Client
from tests.accounts.signing_in import PASSWORD
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.clients import ClientFactory
from web.columns_in import guessed
from web.tables_in import read_table

pytestmark = pytest.mark.django_db
EXPORT = "/clients/export/"


@pytest.fixture
def proven(trainer) -> Browser:
    """A browser in which the trainer has just shown who they are."""
    browser = Browser()
    browser.force_login(trainer, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def rows(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_it_asks_for_a_fresh_proof(trainer, trainer_browser):
    ClientFactory(lead_trainer=trainer)
    answer = trainer_browser.get(EXPORT)
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert not AccessEvent.objects.exists()


def test_all_whom_one_leads_or_those_whom_the_filter_leaves(trainer, proven):
    own = ClientFactory(lead_trainer=trainer, name="Own")
    member = CareTeamMemberFactory(client=ClientFactory(lead_trainer=trainer, name="Lacks Consent"))
    covered, _stranger = ClientFactory(name="Covered"), ClientFactory(name="Stranger")
    now = timezone.now()
    give_cover(covered, trainer, starts_at=now - timedelta(1), ends_at=now + timedelta(1))
    answer = proven.get(EXPORT)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="clients.csv"'
    assert [row["Name"] for row in rows(answer)] == ["Lacks Consent", "Own"]
    assert set(AccessEvent.objects.values_list("client_id", flat=True)) == {own.pk, member.client_id}
    assert [row["Name"] for row in rows(proven.get(EXPORT, {"consent": "on"}))] == ["Lacks Consent"]
    assert AccessEvent.objects.filter(client_id=own.pk).count() == 1
    assert AccessEvent.objects.filter(client_id=member.client_id).count() == 2


def test_the_client_reads_it_in_plain_words(trainer, proven):
    client = ClientFactory(lead_trainer=trainer)
    proven.get(EXPORT)
    proven.get(reverse("workspace:overview", args=[client.pk]))
    page = proven.get(reverse("workspace:access_log", args=[client.pk])).content.decode()
    assert "saved name and address in a file of clients" in page
    assert "as lead trainer" in page
    assert list(broken_chains()) == []


def test_out_and_in_again_changes_nothing(trainer, proven):
    people = [
        {"name": "=1+1", "phone": "+1 613 555 0100", "emergency_name": "-5", "guardian_name": "@x"},
        {"name": "'t Hart, Jan", "emergency_name": "'=1+1", "language": "fr"},
        {"name": "Zoë; “Ångström”", "email": "", "birth_date": date(1990, 3, 4)},
        {"name": "Same Address", "email": "two@home.example"},
        {"name": "Another There", "email": "two@home.example", "time_zone": "America/Vancouver"},
        {"name": "Namesake", "email": ""},
        {"name": "Namesake", "email": "", "phone": "416 555 0100"},
    ]
    for values in people:
        ClientFactory(lead_trainer=trainer, **values)
    before = list(Client.objects.order_by("pk").values())
    content = proven.get(EXPORT).content
    assert not [
        cell
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))
        for cell in row
        if cell[:1] in "=+-@" and cell
    ]
    table = read_table(content)
    imported = open_import(table, trainer=trainer)
    match(imported, matched=guessed(table.columns, known=COLUMNS, remembered={}), known="update")
    plan = check(imported, trainer=trainer)
    assert plan.problems == []
    assert plan.figures == {"new": 0, "changed": 0, "unchanged": len(people), "skipped": 0}
    assert list(Client.objects.order_by("pk").values()) == before


def test_a_cell_taken_back_is_as_it_was(trainer, proven):
    client = ClientFactory(lead_trainer=trainer, name="=1+1", email="formula@home.example")
    content = proven.get(EXPORT).content.decode("utf-8-sig")
    assert "'=1+1" in content
    client.delete()
    table = read_table(content.encode())
    imported = open_import(table, trainer=trainer)
    match(imported, matched=guessed(table.columns, known=COLUMNS, remembered={}), known="update")
    assert [new.name for _number, new in check(imported, trainer=trainer).new] == ["=1+1"]
