"""No sweep makes links or mails for a client who stopped reminders, is archived, or has no proven mailbox."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from benefits.reminders import remind_of_lapsing
from careplan import visits
from careplan.after_visits import ask_after_visits
from clients.models import Client, ClientLink
from clients.reminders import stop_reminders
from homework.asking import ask_for_homework
from homework.follow_up import follow_up
from homework.models import FollowUp
from measures.asking import ask_for_measures
from outbox.models import Message
from tests.factories.benefits import BenefitLineFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ReadingScheduleFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)
Sweep = Callable[[], object]


def at(hour: int, *, day: date = MONDAY) -> datetime:
    """The moment in Toronto's winter (UTC-5)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour + 5)


def coverage(client: Client) -> Sweep:
    BenefitLineFactory(plan=CoveragePlanFactory(client=client), annual_maximum=500)
    return lambda: remind_of_lapsing(at(12, day=date(2026, 12, 1)))


def visit(client: Client) -> Sweep:
    today = timezone.now().astimezone(client.zone).date()
    member = CareTeamMemberFactory(client=client)
    visits.record_visit(member, on=today - timedelta(days=1), trainer=client.lead_trainer, asks_client=True)
    return lambda: ask_after_visits(datetime(today.year, today.month, today.day, 10, 5, tzinfo=client.zone))


def homework(client: Client) -> Sweep:
    PrescriptionFactory(client=client, starts_on=date(2026, 11, 1))
    return lambda: ask_for_homework(at(18))


def quiet(client: Client) -> Sweep:
    """Two days without an answer; the question itself is asked while reminders are welcome."""
    PrescriptionFactory(client=client, starts_on=date(2026, 10, 1), created_at=at(9, day=date(2026, 10, 1)))
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        assert ask_for_homework(at(18, day=day)) == 1
    Message.objects.update(state="sent", sent_at=at(19), sealed_secrets="")
    FollowUp.objects.update(look_at=at(9, day=MONDAY + timedelta(days=2)))
    return lambda: follow_up(at(10, day=MONDAY + timedelta(days=2)))


def measures(client: Client) -> Sweep:
    ReadingScheduleFactory(client=client, starts_on=MONDAY, every_weeks=4)
    return lambda: ask_for_measures(at(11))


def archive(client: Client) -> None:
    Client.objects.filter(pk=client.pk).update(status=Client.Status.ARCHIVED)


def move(client: Client) -> None:
    Client.objects.filter(pk=client.pk).update(email="elsewhere@home.example")


@pytest.fixture(autouse=True)
def _asks_at_five(settings):
    settings.HOMEWORK_ASK_HOUR, settings.HOMEWORK_QUIET_FROM = 17, 22


@pytest.fixture
def client_at_home(trainer):
    return ClientFactory(lead_trainer=trainer, time_zone="America/Toronto")


SWEEPS = [coverage, visit, homework, quiet, measures]


@pytest.mark.parametrize("prepare", SWEEPS)
def test_it_would_write_to_them(client_at_home, prepare):
    sweep = prepare(client_at_home)
    assert sweep() == 1


@pytest.mark.parametrize("prepare", SWEEPS)
@pytest.mark.parametrize("leave", [stop_reminders, archive, move])
def test_it_leaves_them_alone(client_at_home, prepare, leave):
    sweep = prepare(client_at_home)
    before = (Message.objects.count(), ClientLink.objects.count())
    leave(client_at_home)
    assert sweep() == 0
    assert (Message.objects.count(), ClientLink.objects.count()) == before
    assert sweep() == 0, "nobody is looked at for ever"
