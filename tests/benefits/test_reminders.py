"""Before coverage lapses the client is told: at the right step, once, while something is left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from benefits.mail import write_reminder
from benefits.reminders import remind_of_lapsing
from clients.models import ClientLink
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.practitioners import MassageTherapistFactory

NOON_IN_TORONTO = 17  # hours UTC


def at(day, hour=NOON_IN_TORONTO):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def line(care_client):
    masseur = MassageTherapistFactory(name="Kenji Mori")
    CareTeamMemberFactory(client=care_client, practitioner=masseur)
    plan = CoveragePlanFactory(client=care_client, insurer="Northern Life")  # ends on 31 December
    return BenefitLineFactory(plan=plan, annual_maximum=500, visit_maximum=80, disciplines=[masseur.discipline])


def kinds():
    return sorted(key.rsplit(":", 1)[1] for key in Message.objects.values_list("dedupe_key", flat=True))


def test_each_step_once_however_often_the_sweep_runs(line):
    end = date(2026, 12, 31)
    for days_before in (70, 61, 60, 59, 45, 30, 29, 14, 10, 3, 2, 0):
        for _ in range(3):
            remind_of_lapsing(at(end - timedelta(days=days_before)))
    assert kinds() == ["14d", "30d", "3d", "60d"]


def test_after_an_outage_only_the_step_that_applies(line):
    assert remind_of_lapsing(at(date(2026, 12, 20))) == 1
    assert kinds() == ["14d"]


def test_not_before_the_hour_where_the_client_lives(line, settings):
    settings.REMINDER_HOUR = 9
    assert remind_of_lapsing(at(date(2026, 12, 1), hour=13)) == 0  # eight in Toronto
    assert remind_of_lapsing(at(date(2026, 12, 1), hour=14)) == 1


@pytest.mark.parametrize("why", ["used up", "not confirmed", "archived", "ended"])
def test_silence_where_there_is_nothing_to_say(line, why):
    client = line.plan.client
    if why == "used up":
        ClaimFactory(line=line, amount=480, date_of_service=date(2026, 6, 1))
    if why == "not confirmed":
        client.confirmed_at = None
    if why == "archived":
        client.status = "archived"
    if why == "ended":
        line.plan.ended_on = date(2026, 11, 1)
        line.plan.save()
    client.save()
    assert remind_of_lapsing(at(date(2026, 12, 20))) == 0


@pytest.fixture
def mail(line):
    """A reminder that is owed now, and its secrets. (The writer looks at the clock, so the plan year ends soon.)"""
    ends = timezone.now().date() + timedelta(days=20)
    starts = ends + timedelta(days=1)
    line.plan.year_starts_month, line.plan.year_starts_day = starts.month, starts.day
    line.plan.save()
    assert remind_of_lapsing(timezone.now().replace(hour=NOON_IN_TORONTO)) == 1
    message = Message.objects.get()
    return message, unseal_secrets(message.sealed_secrets)


def test_the_mail_says_what_is_left_with_whom_and_how_to_stop(mail):
    letter = write_reminder(*mail)
    words = " ".join(letter.paragraphs)
    assert "500.00 CAD" in words
    assert "up to 7 visits" in words
    assert "Kenji Mori" in words
    assert len(letter.subject) <= 50
    assert "massage" not in letter.subject.lower()
    assert mail[1]["stop_token"] in letter.stop_address
    assert ClientLink.objects.get(purpose="stop").purpose == "stop"


def test_used_up_or_gone_meanwhile_is_silence(mail, line):
    ClaimFactory(line=line, amount=490, date_of_service=timezone.now().date() - timedelta(days=2))
    assert write_reminder(*mail) is None
