"""What a practitioner has measured, through a consent that shares measures with them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.catalogue import MEASURES
from measures.models import Reading
from measures.readings import ToldBy, Value, correct_reading, take_out
from sharing.view import SharedView
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.sessions_log import ReadingFactory
from tests.practitioner_portal.test_shared_page import browser_of
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client, scopes=["pain-measures"])


@pytest.fixture
def browser(grant):
    return browser_of(grant.practitioner)


def at(grant, measure="nprs"):
    return f"{reverse('practitioner_portal:reading', args=[grant.pk])}?measure={measure}"


def today(grant):
    return SharedView(grant).today


def test_it_is_kept_in_the_practitioners_name_once(browser, grant, trainer_browser):
    motion = {"joint": "knee", "movement": "flexion", "side": "left"}
    form = {"key": uuid7(), "value": "115", "taken_on": f"{today(grant):%Y-%m-%d}"} | motion
    for _press in range(2):
        assert browser.post(at(grant, "rom"), form).status_code == 302
    (row,) = Reading.objects.all()
    assert (row.measure, row.value, row.told_by, row.practitioner) == ("rom", 115, "practitioner", grant.practitioner)
    page = trainer_browser.get(reverse("measures:add_reading", args=[grant.client_id]) + "?measure=rom")
    assert grant.practitioner.name in page.content.decode()


@pytest.mark.parametrize("wrong", [{"value": "11"}, {"value": "-1"}, {"value": ""}, {"taken_on": "2999-01-01"}])
def test_bad_input_is_told_and_keeps_nothing(browser, grant, wrong):
    form = {"key": uuid7(), "value": "4", "taken_on": f"{today(grant):%Y-%m-%d}"} | wrong
    assert browser.post(at(grant), form).status_code == 422
    assert not Reading.objects.exists()


@pytest.mark.parametrize("scopes", [["homework"], []])
def test_who_reads_no_measures_tells_none(care_client, scopes):
    grant = ConsentGrantFactory(client=care_client, scopes=scopes)
    form = {"key": uuid7(), "value": "4", "taken_on": f"{today(grant):%Y-%m-%d}"}
    assert browser_of(grant.practitioner).post(at(grant), form).status_code == 404
    request = RecordRequestFactory(client=care_client)
    assert browser_of(request.practitioner).get(at(request)).status_code == 404
    assert not Reading.objects.exists()


def test_what_was_corrected_or_taken_out_is_read_no_more(grant):
    on = timezone.localdate() - timedelta(days=2)
    wrong, gone = (ReadingFactory(client=grant.client, measure="nprs", value=value, taken_on=on) for value in (9, 8))
    correct_reading(wrong, Value(MEASURES["nprs"], 3, on), told_by=ToldBy(), key=uuid7())
    take_out(gone)
    read = SharedView(grant).readings(on, on + timedelta(days=1))
    assert [reading.value for reading in read] == [3]
