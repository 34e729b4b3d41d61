"""The register of incidents: kept, amended with what it said before, and without a client's name."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from network_admin.incidents import what_is_owed
from network_admin.models import Incident
from tests.access.world import BACKEND
from tests.factories.accounts import AdminFactory
from tests.factories.network_admin import IncidentFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser() -> Browser:
    browser = Browser()
    browser.force_login(AdminFactory(), backend=BACKEND)
    return browser


def answers(**changed):
    today = timezone.localdate()
    return {
        "key": str(uuid7()),
        "happened_on": (today - timedelta(days=2)).isoformat(),
        "known_on": today.isoformat(),
        "what": "A list was mailed to a wrong address",
        "kinds_of_data": "names",
        "people": "12",
        "harm": "unknown",
    } | changed


def test_an_incident_is_entered_once_however_often_it_is_sent(admin_browser):
    given = answers()
    for _press in range(2):
        assert admin_browser.post(reverse("network_admin:incidents"), given).status_code == 302
    row = Incident.objects.get()
    assert (row.people, row.harm) == (12, "unknown")
    page = admin_browser.get(reverse("network_admin:incidents")).content.decode()
    assert "A list was mailed" in page
    assert "Judge the risk" in page


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"what": ""}, "what", "This field is required"),
        ({"known_on": "2020-01-01"}, "known_on", "before it happened"),
        ({"known_on": "2999-01-01"}, "known_on", "year"),
        ({"harm": "real"}, "harm_reason", "Write why"),
        ({"people": "-3"}, "people", "number of people"),
        ({"authority_told_on": timezone.localdate().isoformat()}, "authority", "which authority"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(admin_browser, changed, field, words):
    page = admin_browser.post(reverse("network_admin:incidents"), answers(**changed))
    assert page.status_code == 422
    [error] = page.context["form"].errors[field]
    assert words in error
    assert error in unescape(page.content.decode())
    assert 'value="12"' in page.content.decode() or "people" in changed
    assert not Incident.objects.exists()


def test_what_it_said_before_stays(admin_browser):
    row = IncidentFactory(what="A phone was lost", harm="unknown")
    given = answers(what="A phone was lost and came back", version="1", harm="none", harm_reason="It was locked.")
    admin_browser.post(reverse("network_admin:incident", args=[row.pk]), given)
    row.refresh_from_db()
    assert (row.what, row.version) == ("A phone was lost and came back", 2)
    assert row.changes.get().before["what"] == "A phone was lost"
    shown = admin_browser.get(reverse("network_admin:incident", args=[row.pk])).content.decode()
    assert "<q>A phone was lost</q>" in shown
    assert f"<q>{Incident.Harm.UNKNOWN.label}</q>" in shown
    assert "<q>unknown</q>" not in shown


def test_a_stale_edit_is_refused(admin_browser):
    row = IncidentFactory(version=3)
    page = admin_browser.post(reverse("network_admin:incident", args=[row.pk]), answers(version="2"))
    assert page.status_code == 422
    assert "Somebody else has changed" in page.content.decode()
    row.refresh_from_db()
    assert row.what != answers()["what"]


@pytest.mark.parametrize(
    ("fields", "owed"),
    [
        ({}, ["judge", "close"]),
        ({"harm": "none", "harm_reason": "encrypted"}, ["close"]),
        ({"harm": "real", "harm_reason": "read"}, ["authority", "people", "close"]),
        (
            {"harm": "real", "harm_reason": "read", "authority": "OPC", "authority_told_on": "today", "people_told_on": "today", "closed_on": "today"},
            [],
        ),
    ],
)  # fmt: skip
def test_what_is_still_to_be_done_stands_beside_it(admin_browser, fields, owed):
    values = {name: timezone.localdate() if value == "today" else value for name, value in fields.items()}
    row = IncidentFactory(**values)
    assert what_is_owed(row) == owed
    page = admin_browser.get(reverse("network_admin:incidents")).content.decode()
    words = {
        "judge": "Judge the risk",
        "authority": "Tell the authority",
        "people": "Tell the people",
        "close": "Not over",
    }
    assert {code for code, text in words.items() if text in page} == set(owed)
