"""Today as a mail each morning: for who wants it, at seven where they are, in counts alone, stopped by one press."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import ReplyFactory
from tests.factories.clients import ClientFactory, CorrectionFactory
from tests.factories.sessions_log import RedFlagReportFactory
from workspace.mail import MORNING, stop_token
from workspace.models import MorningMail
from workspace.morning_mail import next_morning, send_morning_mails, start_morning_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(trainer):
    """The trainer, whose mail is due at this moment."""
    now = timezone.now()
    MorningMail.objects.create(trainer=trainer, next_at=now)
    return trainer


def test_it_is_asked_for_and_stopped_on_today(trainer, trainer_browser, care_client):
    page = trainer_browser.post(reverse("workspace:start_morning_mail"), follow=True).content.decode()
    assert "Stop the morning mail" in page
    trainer_browser.post(reverse("workspace:start_morning_mail"))
    assert MorningMail.objects.get().trainer == trainer
    page = trainer_browser.post(reverse("workspace:stop_morning_mail"), follow=True).content.decode()
    assert "Mail me this each morning" in page
    assert not MorningMail.objects.exists()


def test_it_says_how_much_waits_and_nothing_of_anybody(reader, care_client):
    RedFlagReportFactory(client=care_client, red_flag__sign="Chest pain")
    ReplyFactory(client=care_client, kind="call-me", text="Before Tuesday")
    CorrectionFactory(client=care_client)
    assert send_morning_mails() == 1
    deliver_due()
    (letter,) = mail.outbox
    assert letter.to == [reader.email]
    assert letter.subject == "Today: 4 things wait"
    whole = letter.body + "".join(str(part[0]) for part in letter.alternatives)
    for words in ("Now: 2", "Answers that came: 1", "Waits for you: 1"):
        assert words in letter.body
    for words in (care_client.name, "Chest pain", "Before Tuesday", "flag", "pain"):
        assert words not in whole


def test_a_morning_on_which_nothing_waits_brings_none(reader):
    send_morning_mails()
    deliver_due()
    assert mail.outbox == []


def test_it_comes_once_however_often_the_sweep_runs(reader, care_client):
    assert send_morning_mails() == 1
    assert send_morning_mails() == 0
    assert Message.objects.filter(kind=MORNING).count() == 1
    zone = ZoneInfo(reader.time_zone)
    assert MorningMail.objects.get().next_at.astimezone(zone).hour == 7


def test_after_a_long_outage_the_morning_is_over(reader, care_client):
    MorningMail.objects.update(next_at=timezone.now() - timedelta(hours=6))
    assert send_morning_mails() == 0
    assert MorningMail.objects.get().next_at > timezone.now()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_trainer": False}])
def test_who_is_no_trainer_any_more_gets_none(reader, care_client, change):
    type(reader).objects.filter(pk=reader.pk).update(**change)
    assert send_morning_mails() == 0
    assert not MorningMail.objects.exists()


@pytest.mark.parametrize(
    ("zone", "now", "morning"),
    [
        ("America/Toronto", datetime(2026, 11, 29, 11, 59, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC)),
        ("America/Toronto", datetime(2026, 11, 29, 12, 0, tzinfo=UTC), datetime(2026, 11, 30, 12, tzinfo=UTC)),
        ("America/St_Johns", datetime(2026, 11, 29, 12, 0, tzinfo=UTC), datetime(2026, 11, 30, 10, 30, tzinfo=UTC)),
        # The clocks go back in the night between: seven is seven.
        ("America/Toronto", datetime(2026, 10, 31, 12, 0, tzinfo=UTC), datetime(2026, 11, 1, 12, tzinfo=UTC)),
        ("America/Toronto", datetime(2026, 10, 30, 12, 0, tzinfo=UTC), datetime(2026, 10, 31, 11, tzinfo=UTC)),
    ],
)
def test_seven_is_seven_where_the_trainer_is(zone, now, morning):
    assert next_morning(zone, now) == morning


def test_the_sweep_reads_the_due_ones_alone(reader):
    for _ in range(5):
        start_morning_mail(TrainerFactory(), now=timezone.now())
    send_morning_mails()
    with CaptureQueriesContext(connection) as captured:
        send_morning_mails()
    assert len(captured) == 1


# --- the link in the mail -------------------------------------------------------------------


def test_the_link_stops_it_by_a_press_and_opening_changes_nothing(reader, client):
    address = reverse("workspace:stop_from_mail", args=[stop_token(reader)])
    assert "Stop the morning mail?" in client.get(address).content.decode()
    assert MorningMail.objects.exists()
    assert "has stopped" in client.post(address).content.decode()
    assert not MorningMail.objects.exists()


def test_a_mail_program_stops_it_by_itself(reader):
    ClientFactory(lead_trainer=reader)
    send_morning_mails()
    deliver_due()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").split("//", 1)[1].split("/", 1)[1]
    assert Browser(enforce_csrf_checks=True).post(f"/{address}").status_code == 200
    assert not MorningMail.objects.exists()


def test_a_link_of_an_address_that_is_theirs_no_more_stops_nothing(reader, client):
    address = reverse("workspace:stop_from_mail", args=[stop_token(reader)])
    type(reader).objects.filter(pk=reader.pk).update(email="another@trainer.example")
    assert client.post(address).status_code == 404
    assert MorningMail.objects.exists()
