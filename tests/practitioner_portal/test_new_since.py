"""What has come since a practitioner's last look is marked, and only that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.access_log import Actor, record_access
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, ReadingFactory, TrainingSessionFactory
from tests.pages import as_read
from tests.practitioner_portal.test_shared_page import browser_of

MARK = "tag-new"


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client)


def looked(grant, *, days: float, practitioner=None):
    reader = practitioner or grant.practitioner
    record_access(
        grant.client_id,
        actor=Actor.practitioner(reader.pk, reader.name),
        action="practitioner_portal:record",
        through=("grant", grant.pk),
        now=timezone.now() - timedelta(days=days),
    )


def page_of(grant):
    page = browser_of(grant.practitioner).get(reverse("practitioner_portal:record", args=[grant.pk]))
    return as_read(page.content.decode())


def a_session(grant, *, days: float):
    ended = timezone.now() - timedelta(days=days)
    TrainingSessionFactory(client=grant.client, started_at=ended - timedelta(hours=1), ended_at=ended)


def test_on_the_first_look_nothing_is_marked(grant):
    a_session(grant, days=1)
    page = page_of(grant)
    assert MARK not in page
    assert "New since" not in page


def test_what_came_after_the_last_look_is_counted_and_marked(grant):
    a_session(grant, days=8)
    a_session(grant, days=2)
    ReadingFactory(client=grant.client)
    GuidanceFactory(client=grant.client)
    GuidanceFactory(client=grant.client, practitioner=grant.practitioner)
    exercise = PrescriptionFactory(client=grant.client, practitioner=grant.practitioner)
    HomeworkCheckInFactory(prescription=exercise)
    looked(grant, days=5)
    page = page_of(grant)
    assert "1 session, 1 answer about homework, 1 measure, 1 do, don&#x27;t or caution of others" in page
    assert page.count(MARK) == 3, "the session, the measure and the other's don't"


def test_a_reload_leaves_the_marks(grant):
    a_session(grant, days=2)
    looked(grant, days=5)
    assert page_of(grant).count(MARK) == page_of(grant).count(MARK) == 1


def test_nothing_new_is_said_so(grant):
    a_session(grant, days=9)
    looked(grant, days=5)
    page = page_of(grant)
    assert "New since" in page
    assert "nothing" in page
    assert MARK not in page


def test_somebody_elses_look_is_not_theirs(grant):
    a_session(grant, days=2)
    looked(ConsentGrantFactory(client=grant.client), days=1)
    looked(grant, days=1, practitioner=ConsentGrantFactory().practitioner)
    assert "New since" not in page_of(ConsentGrantFactory(client=grant.client))


def test_what_is_not_shared_is_not_counted(care_client):
    grant = ConsentGrantFactory(client=care_client, scopes=["goals"])
    a_session(grant, days=2)
    ReadingFactory(client=care_client)
    GuidanceFactory(client=care_client)
    looked(grant, days=5)
    page = page_of(grant)
    assert MARK not in page
    assert "1 session" not in page
    assert "measure" not in page.split("What changed")[0]
