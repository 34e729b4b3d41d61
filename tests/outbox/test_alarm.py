"""Mail that is late raises an alarm, without a mail."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox.alarm import LATE_AFTER, report_late
from outbox.delivery import deliver_due
from outbox.enqueue import enqueue
from outbox.models import Message
from web.keys import uuid7

pytestmark = pytest.mark.django_db
HALF_A_MINUTE = timedelta(seconds=30)


def owe(*, due_at):
    assert enqueue("tests.plain", to="ana@home.example", dedupe_key=f"{uuid7()}", due_at=due_at)


def test_the_health_route_is_red_while_a_mail_is_late(client, postmaster):
    page, now = reverse("mail_health"), timezone.now()
    assert client.get(page).status_code == 200
    owe(due_at=now - LATE_AFTER + HALF_A_MINUTE)
    assert client.get(page).status_code == 200
    owe(due_at=now - LATE_AFTER - HALF_A_MINUTE)
    response = client.get(page)
    assert (response.status_code, response.content) == (503, b"late\n")
    deliver_due()
    assert client.get(page).status_code == 200


def test_the_log_says_how_late_and_names_nobody(caplog):
    now = timezone.now()
    owe(due_at=now - timedelta(minutes=12))
    assert report_late(now=now).count == 1
    assert "1 due, the oldest for 12 minutes" in caplog.text
    assert "ana@home.example" not in caplog.text


def test_a_mail_for_later_is_not_late():
    now = timezone.now()
    owe(due_at=now + timedelta(days=1))
    assert report_late(now=now).count == 0


@pytest.mark.parametrize("state", Message.OPEN_STATES)
def test_a_mail_that_hangs_in_any_open_state_is_late(state):
    now = timezone.now()
    owe(due_at=now - timedelta(minutes=12))
    claim = {} if state == "waiting" else {"claimed_by": uuid7(), "claimed_until": now}
    Message.objects.update(state=state, **claim)
    assert report_late(now=now).count == 1
