"""A client takes their whole record along: JSON and CSV, with who looked, and nobody else's."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from accounts.models import User
from client_portal.download import TABLES
from client_portal.download_words import COLUMNS
from client_portal.readable import ROWS_SHOWN, _labels, file_name
from clients.access import join_own_account
from clients.export import Table, person
from clients.models import Client
from fhir.kinds import SEARCHED
from outbox.delivery import deliver_due
from reports.sending import send_report
from tests.access.world import BACKEND
from tests.factories.careplan import CareTeamMemberFactory, GoalFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import ReadingFactory
from tests.fhir.record import errors_in
from tests.mailed_codes import code_in
from tests.sharing.test_shared_view import a_full_record

KEPT = ["Sign of the goal", "Sign of the log", "Sign of homework", "Sign of another's don't", "Sign of the team note",
        "Sign of the referral", "4.4", "401.00"]  # fmt: skip

SAME_IN_BOTH = {"PAR-Q+", "PDF", "Abdomen", "Saskatchewan (Regina)"}


@pytest.fixture
def grant(care_client):
    join_own_account(care_client)
    grant = ConsentGrantFactory(client=care_client, wording="The words agreed to")
    a_full_record(grant)
    return grant


@pytest.fixture
def own_browser(grant) -> Browser:
    """In which the client has just entered the code from their mail."""
    browser = Browser()
    browser.post(reverse("account_request_login_code"), {"email": grant.client.email})
    deliver_due()
    [letter] = [letter for letter in mail.outbox if letter.to == [grant.client.email]]
    browser.post(reverse("account_confirm_login_code"), {"code": code_in(letter.body)})
    return browser


def download(browser, client):
    return browser.post(reverse("client_portal:download", args=[client.pk]))


def files(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_all_of_the_record_and_nothing_of_anybody_else(own_browser, grant):
    view_day = timezone.localdate()
    send_report(grant, start=view_day, end=view_day, message="", trainer=grant.client.lead_trainer)
    response = download(own_browser, grant.client)
    contents = files(response)
    record = contents["record.json"].decode()
    tables = b"".join(content for name, content in contents.items() if name.endswith(".csv")).decode()
    for sign in KEPT:
        assert sign in record, sign
        assert sign in tables, sign
    for sign in ("Sign of another client", "Sign of the private note", "Sign of an open session"):
        assert sign not in record + tables
    assert "The words agreed to" in record
    assert any(name.startswith("reports/") and content.startswith(b"%PDF") for name, content in contents.items())
    assert grant.client.name not in response.headers["Content-Disposition"]
    assert {"README.txt", "record.json", "Sessions.csv", "Who looked.csv"} <= contents.keys()
    assert list(contents)[:2] == ["Your record.html", "Your record.pdf"]
    page, pdf = contents["Your record.html"].decode(), _text_of(contents["Your record.pdf"])
    for sign in ("Sign of the goal", "Sign of another's don't", "Sign of the team note"):
        assert sign in page.replace("&#x27;", "'")
        assert sign in pdf
    for sign in ("Sign of another client", "Sign of the private note", "Sign of an open session"):
        assert sign not in page + pdf
    assert "src=" not in page
    assert "href=" not in page, "it needs nothing but itself"


def test_it_has_the_record_as_fhir_too(own_browser, grant):
    contents = files(download(own_browser, grant.client))
    assert "fhir.json" in contents["README.txt"].decode()
    bundle = json.loads(contents["fhir.json"])
    resources = [entry["resource"] for entry in bundle["entry"]]
    assert {resource["resourceType"] for resource in resources} == {"Patient", *SEARCHED}
    wrong = {error for resource in resources for error in errors_in(resource)}
    assert not wrong
    text = contents["fhir.json"].decode()
    for sign in ("Sign of the goal", "Sign of another's don't", "Sign of the referral", "4.4"):
        assert sign in text, sign
    for sign in ("Sign of another client", "Sign of the private note", "Sign of an open session"):
        assert sign not in text, sign


def test_its_fhir_and_what_is_told_of_it_are_in_the_clients_language(own_browser, grant):
    grant.client.language = "fr"
    grant.client.save()
    contents = files(download(own_browser, grant.client))
    assert "le système d’une clinique" in contents["README.txt"].decode()
    assert "Douleur, échelle numérique" in contents["fhir.json"].decode()


def _text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_files_columns_and_page_are_in_the_clients_language(own_browser, grant):
    grant.client.language = "fr"
    grant.client.save()
    contents = files(download(own_browser, grant.client))
    assert list(contents)[:2] == ["Votre dossier.html", "Votre dossier.pdf"]
    assert {"Objectifs.csv", "Séances.csv", "Qui a consulté.csv"} <= contents.keys()
    assert contents["Objectifs.csv"].decode("utf-8-sig").startswith("Clé,Écrit,Texte,Mesure,Unité,Au départ,Cible")
    page = contents["Votre dossier.html"].decode()
    assert '<html lang="fr">' in page
    for words in ("En bref", "Ce qu’il faut faire, et ne pas faire", "Qui s’occupe de vous"):
        assert words in page


def test_no_word_of_the_page_is_a_key_or_of_another_language(own_browser, grant):
    """Choices, disciplines, movements and measures stand in the client's words, as the rest does."""
    client = grant.client
    client.language = "fr"
    client.save()
    guidance = GuidanceFactory(client=client, patterns=["spinal-flexion"], regions=["lower-back"], how_it_came="letter")
    for number in range(ROWS_SHOWN + 1):
        ReadingFactory(client=client, taken_on=timezone.localdate() - timedelta(days=number))
    CareTeamMemberFactory(client=client, practitioner=guidance.practitioner)
    page = files(download(own_browser, client))["Votre dossier.html"].decode()
    for words in ("Flexion du dos vers l’avant", "Bas du dos", "par lettre ou courriel", "Douleur, échelle numérique"):
        assert words in page
    assert f"Discipline\xa0: {guidance.practitioner.discipline.name_fr}" in page
    assert re.search(r"… et \d+ de plus, dans", page)
    for key in ("spinal-flexion", "lower-back", "nprs", guidance.practitioner.discipline.name_en):
        assert key not in page
    assert _all_labels("en") & _all_labels("fr") <= SAME_IN_BOTH


def _all_labels(language):
    with override(language):
        return {
            str(words) for table in TABLES.values() for labels in _labels(table).values() for words in labels.values()
        }


def test_each_table_and_column_has_a_name_of_its_own_in_both_languages():
    every = {**TABLES, "client": Table(Client.objects.all(), dict.fromkeys(person(Client(lead_trainer=User())), ""))}
    for language in ("en", "fr"):
        with override(language):
            names = [file_name(table) for table in [*every, "who_looked"]]
            assert len(names) == len(set(names))
            for name, table in every.items():
                words = [str(COLUMNS[column]) for column in table.columns]
                assert len(words) == len(set(words)), name


def test_the_disclosures_are_in_it_the_download_itself_included(own_browser, grant):
    own_browser.get(reverse("client_portal:record", args=[grant.client_id]))
    looked = json.loads(files(download(own_browser, grant.client))["record.json"])["who_looked"]
    assert [line["did"] for line in looked][-2:] == ["opened their own record", "downloaded their own record"]


def test_no_cell_is_a_formula(own_browser, grant):
    for text in ("=1+1", "+1 613 555 0100", "-5", "@x", "\tx", "plain"):
        GoalFactory(client=grant.client, text=text)
    content = files(download(own_browser, grant.client))["Goals.csv"].decode("utf-8-sig")
    texts = [row["Words"] for row in csv.DictReader(io.StringIO(content))]
    assert texts[-6:] == ["'=1+1", "'+1 613 555 0100", "'-5", "'@x", "'\tx", "plain"]
    assert json.loads(files(download(own_browser, grant.client))["record.json"])["goals"][-6]["text"] == "=1+1"


def test_it_wants_a_fresh_sign_in(grant):
    browser = Browser()
    browser.force_login(grant.client.account or open_account(grant.client), backend=BACKEND)
    answer = browser.post(reverse("client_portal:download", args=[grant.client_id]), follow=True)
    assert "come in again with a new code" in answer.content.decode()


def test_half_an_hour_later_it_wants_one_again(own_browser, grant, settings):
    assert download(own_browser, grant.client).status_code == 200
    session = own_browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= timedelta(minutes=31).total_seconds()
    session.save()
    assert download(own_browser, grant.client).status_code == 302


def open_account(client):
    client.refresh_from_db()
    return client.account
