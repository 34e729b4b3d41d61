"""What may happen to a sweep, with real processes: two at once, a worker that was down, a database that restarts, a clock
set back, and what changes between the sweep and the sending. Each who is due gets one mail, and nobody else any."""

import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from benefits.answers import stop_reminders
from benefits.models import CoveragePlan
from benefits.reminders import remind_of_lapsing
from careplan.after_visits import ask_after_visits
from consent.renewals import send_renewal_requests
from homework.asking import ask_for_homework
from measures.asking import ask_for_measures
from outbox.claims import claim_next
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.nudge_sweep import send_due_nudges
from outbox.nudges import start_nudging
from outbox.suppression import suppress
from tests.factories.benefits import BenefitLineFactory, ClaimFactory
from tests.factories.careplan import PrescriptionFactory, VisitFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.factories.sessions_log import ReadingScheduleFactory
from tests.outbox.processes import ended, fork, shared_database  # noqa: F401
from web.keys import uuid7
from web.sweeps import leased

pytestmark = pytest.mark.usefixtures("shared_database")
NOON = datetime(2026, 12, 1, 17, tzinfo=UTC)  # a Tuesday in Toronto, thirty days before the year ends
PEOPLE = 12


@dataclass(frozen=True)
class Sweep:
    """One sweep, how somebody comes to be due for it, and at which moment they are."""

    name: str
    owe: Callable[[], object]
    run: Callable[[datetime], int]
    at: datetime = NOON


def lapsing_benefits() -> None:
    masseur = MassageTherapistFactory()
    for _ in range(PEOPLE):
        BenefitLineFactory(plan__client=ClientFactory(), disciplines=[masseur.discipline])


def homework() -> None:
    for _ in range(PEOPLE):
        PrescriptionFactory(client=ClientFactory(), starts_on=date(2026, 11, 1))


def measures() -> None:
    for _ in range(PEOPLE):
        ReadingScheduleFactory(client=ClientFactory(), starts_on=date(2026, 11, 1))


def visits() -> None:
    for _ in range(PEOPLE):
        VisitFactory(member__client=ClientFactory(), on=date(2026, 11, 30), question_due_at=NOON - timedelta(hours=2))


def lapsing_consents() -> None:
    for _ in range(PEOPLE):
        ConsentGrantFactory(client=ClientFactory(), scopes=["goals"], ends_at=NOON + timedelta(days=13))


def open_questions() -> None:
    for _ in range(PEOPLE):
        grant = ConsentGrantFactory(client=ClientFactory(), given_at=None, ends_at=NOON + timedelta(days=60))
        start_nudging("consent.asked", grant.pk, now=NOON - timedelta(days=7))


BENEFITS = Sweep("benefits.remind_of_lapsing", lapsing_benefits, remind_of_lapsing)
SWEEPS = [
    BENEFITS,
    Sweep("homework.ask_for_homework", homework, ask_for_homework, at=NOON + timedelta(hours=6)),
    Sweep("measures.ask_for_measures", measures, ask_for_measures, at=NOON + timedelta(hours=6)),
    Sweep("careplan.ask_after_visits", visits, ask_after_visits),
    Sweep("consent.send_renewal_requests", lapsing_consents, send_renewal_requests),
    Sweep("outbox.send_nudges", open_questions, lambda now: send_due_nudges(now=now)),
]
each_sweep = pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)


def mails_by_client() -> Counter:
    return Counter(Message.objects.values_list("client_id", flat=True))


def all_were_told_once() -> bool:
    return sorted(mails_by_client().values()) == [1] * PEOPLE


@each_sweep
@pytest.mark.parametrize("has_lease", [True, False])
def test_two_beats_at_once_tell_each_once(sweep, has_lease):
    """Also where the lease of the first was lost."""
    sweep.owe()

    def beat() -> None:
        if not has_lease:
            sweep.run(sweep.at)
            return
        with leased(sweep.name) as is_ours:
            if is_ours:
                sweep.run(sweep.at)

    beats = [fork(beat) for _ in range(2)]
    codes = [ended(process) for process in beats]
    assert all_were_told_once()
    assert 0 in codes
    assert sweep.run(sweep.at) == 0


@each_sweep
def test_a_clock_set_back_an_hour_tells_nobody_twice(sweep):
    sweep.owe()
    assert sweep.run(sweep.at) == PEOPLE
    assert sweep.run(sweep.at - timedelta(hours=1)) == 0
    assert sweep.run(sweep.at + timedelta(minutes=30)) == 0
    assert all_were_told_once()


@each_sweep
def test_a_worker_that_was_killed_in_a_sweep_is_made_up_for(sweep):
    """Killed inside the transaction of a batch: what it had written goes with it, and the lease is over in time."""
    sweep.owe()

    def die() -> None:
        with leased(sweep.name), connection.execute_wrapper(_killed_by('INSERT INTO "outbox_message"')):
            sweep.run(sweep.at)

    assert ended(fork(die)) == -signal.SIGKILL
    assert not Message.objects.exists()
    assert sweep.run(sweep.at) == PEOPLE
    assert all_were_told_once()


def _killed_by(start: str) -> Callable[..., object]:
    import os

    def wrapper(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith(start):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapper


@each_sweep
def test_a_database_that_restarts_in_a_sweep_loses_nothing(sweep):
    """The connection ends in the middle; the next beat has a new one, and the lease was given back."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could restart")
    sweep.owe()

    def lose_the_database() -> None:
        def wrapper(execute, sql, params, many, context):
            if sql.startswith('INSERT INTO "outbox_message"'):
                sql, params = "SELECT pg_terminate_backend(pg_backend_pid())", ()
            return execute(sql, params, many, context)

        with leased(sweep.name), connection.execute_wrapper(wrapper):
            sweep.run(sweep.at)

    assert ended(fork(lose_the_database)) == 1
    assert not Message.objects.exists()
    with leased(sweep.name) as is_ours:
        assert is_ours
        assert sweep.run(sweep.at) == PEOPLE
    assert all_were_told_once()


# --- over the end of a plan year ------------------------------------------------------------


def in_vancouver(day: date, hour: int) -> datetime:
    """A moment in Vancouver, which keeps its summer clock (UTC-7)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour + 7)


LAST_DAY = date(2026, 12, 31)


def test_a_worker_that_was_down_over_the_end_of_a_plan_year_tells_what_still_applies():
    """Down from 23:00 to 09:00 where the clients live: of the year that ended only what may still be claimed."""
    masseur = MassageTherapistFactory()
    over, claimable = (ClientFactory(time_zone="America/Vancouver") for _ in range(2))
    for client, days in ((over, None), (claimable, 15)):  # fourteen days before 15 January is the first of the year
        BenefitLineFactory(
            plan__client=client,
            plan__claim_days_after_year=days,
            plan__created_at=datetime(2026, 3, 1, tzinfo=UTC),
            disciplines=[masseur.discipline],
        )
    for day in range(28, 32):
        remind_of_lapsing(in_vancouver(date(2026, 12, day), 12))
    assert mails_by_client() == {over.pk: 1, claimable.pk: 1}, "three days before"
    remind_of_lapsing(in_vancouver(LAST_DAY, 22))
    back = fork(lambda: remind_of_lapsing(in_vancouver(date(2027, 1, 1), 9)))
    assert ended(back) == 0
    assert mails_by_client() == {over.pk: 1, claimable.pk: 2}
    assert set(CoveragePlan.objects.values_list("next_reminder_at", flat=True)) == {in_vancouver(date(2027, 11, 1), 9)}


def test_a_step_that_fell_into_the_outage_is_told_in_the_morning_after():
    """The third day before the end: its morning is missed, and nobody is written to in the night."""
    BenefitLineFactory(
        plan__client=ClientFactory(time_zone="America/Vancouver"), disciplines=[MassageTherapistFactory().discipline]
    )
    remind_of_lapsing(in_vancouver(date(2026, 10, 1), 12))
    for hour in (0, 5, 8):
        assert remind_of_lapsing(in_vancouver(date(2026, 12, 29), hour)) == 0
    assert remind_of_lapsing(in_vancouver(date(2026, 12, 29), 9)) == 1


# --- between the sweep and the sending ------------------------------------------------------


@pytest.fixture
def owed(db):
    """A reminder that a process of its own has scheduled: its line."""
    ends = timezone.now().date() + timedelta(days=20)
    starts = ends + timedelta(days=1)
    line = BenefitLineFactory(
        plan__client=ClientFactory(),
        plan__year_starts_month=starts.month,
        plan__year_starts_day=starts.day,
        disciplines=[MassageTherapistFactory().discipline],
    )
    assert ended(fork(lambda: remind_of_lapsing(timezone.now().replace(hour=17)))) == 0
    Message.objects.update(next_try_at=timezone.now() - timedelta(minutes=1))
    return line


def claimed(line) -> None:
    ClaimFactory(line=line, paid=490, date_of_service=timezone.now().date() - timedelta(days=2))


def ended_plan(line) -> None:
    CoveragePlan.objects.update(ended_on=timezone.now().date())


def archived(line) -> None:
    line.plan.client.status = "archived"
    line.plan.client.save()


def stopped(line) -> None:
    stop_reminders(line.plan.client)


def suppressed(line) -> None:
    suppress(line.plan.client.email, scope="reminders", cause="stopped", why="stopped")


@pytest.mark.parametrize("change", [claimed, ended_plan, archived, stopped, suppressed])
def test_what_changes_between_sweep_and_send_keeps_the_mail_back(owed, change, mailoutbox):
    change(owed)
    assert deliver_due() == 0
    assert mailoutbox == []
    message = Message.objects.get()
    assert (message.state, message.sealed_secrets) == ("not-wanted", "")


def test_the_mail_goes_where_nothing_changes(owed, mailoutbox):
    assert deliver_due() == 1
    assert mailoutbox[0].to == [owed.plan.client.email]


@pytest.mark.parametrize("change", [claimed, ended_plan, archived, stopped, suppressed])
def test_what_changes_after_the_mail_was_claimed_keeps_it_back(owed, change, mailoutbox):
    """The sender that had claimed it was killed; the one that takes it over looks anew."""

    def claim_and_die() -> None:
        assert claim_next(uuid7(), now=timezone.now())

    assert ended(fork(claim_and_die)) == 0
    assert Message.objects.get().state == "claimed"
    change(owed)
    assert deliver_due(now=timezone.now() + timedelta(minutes=5)) == 0
    assert mailoutbox == []
    assert Message.objects.get().state == "not-wanted"
