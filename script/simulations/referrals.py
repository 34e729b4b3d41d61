"""500 referrals in 120 days, by the code that the pages call: how many close with an outcome, lever by lever.

People are those of script/simulations/people.py; each run has a database of its own in memory. Exits 1 where the full
set of levers closes less than it has to, or a referral stands without an owner or a date, or somebody gets too many mails.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from script.simulations.levers import LEVERS, Levers

REFERRALS, DAYS = 500, 120
IN_TIME = timedelta(days=45)
RUN_ON = 75  # days after the last referral, for the late ones to come to an end
AT_LEAST_CLOSED, AT_LEAST_KNOWN = 0.60, 0.98
NUDGES_A_STEP, MAILS_A_DAY = 3, 2


@dataclass
class Figures:
    """What a run came to."""

    lever: str
    referrals: int = 0
    closed_in_time: int = 0
    closed: int = 0
    told: int = 0
    without_owner: int = 0  # referral-days
    most_nudges: int = 0  # of one step
    most_mails: int = 0  # to one person on one day
    most_reminders: int = 0  # mails to one person on one day
    median_days: float = 0

    @property
    def known(self) -> float:
        return (self.closed + self.told) / self.referrals

    @property
    def in_time(self) -> float:
        return self.closed_in_time / self.referrals


def simulate(levers: Levers, *, referrals: int, days: int, seed: int, run_on: int = RUN_ON) -> Figures:
    """Runs it day by day, in the database that Django has; the days are those from the next Monday on."""
    from django.core import mail

    from outbox.delivery import deliver_due
    from outbox.models import Nudge
    from outbox.nudge_sweep import send_due_nudges
    from script.simulations.people import Chance
    from script.simulations.practice import Practice

    _set_cadence(levers)
    practice = Practice(levers, Chance(seed))
    figures = Figures(levers.name, referrals=referrals)
    first = date.today() + timedelta(days=7 - date.today().weekday())  # noqa: DTZ011  (any Monday does)
    begin = {n: first + timedelta(days=n * days // referrals) for n in range(referrals)}
    for n, day in begin.items():
        at = datetime.combine(day, time(14, n % 60), tzinfo=UTC)
        practice.later(at, 0.01, lambda now, n=n: practice.refer(n, now))  # type: ignore[misc]
    for offset in range(days + run_on):
        morning = datetime.combine(first + timedelta(days=offset), time(15), tzinfo=UTC)
        mail.outbox = []
        practice.act_until(morning)
        _owe_by_this_clock(morning)
        if levers.nudges:
            sent = dict(Nudge.objects.open().values_list("pk", "sent"))
            send_due_nudges(now=morning)
            deliver_due(now=morning)
            figures.most_reminders = max(figures.most_reminders, _most_reminders(mail.outbox))
            for nudge in Nudge.objects.filter(sent__gt=0):
                figures.most_nudges = max(figures.most_nudges, nudge.sent)
                if nudge.sent > sent.get(nudge.pk, nudge.sent):
                    practice.nudged(nudge, morning)
            practice.look_at_today(morning)
        evening = morning + timedelta(hours=9)
        practice.act_until(evening)
        _owe_by_this_clock(evening)
        deliver_due(now=evening)
        figures.most_mails = max(figures.most_mails, _most_mails(mail.outbox))
        figures.without_owner += _without_owner(evening.date())
    _count(figures, practice.begun, practice.closed, set(practice.told) - set(practice.closed))
    return figures


def _set_cadence(levers: Levers) -> None:
    """The kinds' own cadence, or another to compare with."""
    from outbox.nudges import kind_named, register

    if not levers.after or levers.after == (2, 5, 10):
        return
    for name in ("consent.asked", "referrals.answer", "referrals.book", "referrals.outcome", "referrals.acknowledge"):
        kind = kind_named(name)
        if kind:
            register(replace(kind, after=levers.after, today_after=levers.after[-1] + 2))


def _owe_by_this_clock(now: datetime) -> None:
    """The rules owe a mail by the computer's clock, which is days behind that of the simulation."""
    from django.utils import timezone

    from outbox.models import Message

    owed = Message.objects.outstanding().filter(due_at__lte=timezone.now())
    owed.update(created_at=now, due_at=now, next_try_at=now)


def _most_reminders(letters: list) -> int:
    reminders = Counter(letter.to[0] for letter in letters if "This is a reminder." in letter.body)
    return max(reminders.values(), default=0)


def _most_mails(letters: list) -> int:
    """To one person."""
    return max(Counter(letter.to[0] for letter in letters).values(), default=0)


def _without_owner(on: date) -> int:
    """How many open referrals have nobody whose turn it is, or no day until which."""
    from referrals.models import Attempt
    from referrals.next_step import next_step

    still_open = Attempt.objects.open().select_related(
        "referral__client__lead_trainer", "practitioner__clinic", "outcome"
    )
    steps = [next_step(attempt, on) for attempt in still_open]
    return sum(step is None or not step.owner or not step.due for step in steps)


def _count(figures: Figures, begun: dict, closed: dict, told: set) -> None:
    took = sorted((closed[key] - begun[key]) for key in closed)
    figures.closed, figures.told = len(closed), len(told)
    figures.closed_in_time = sum(span <= IN_TIME for span in took)
    figures.median_days = round(took[len(took) // 2].total_seconds() / 86_400, 1) if took else 0


# --- the command ------------------------------------------------------------------------------


def run(number: int, seed: int, referrals: int) -> int:
    """One lever in this process; prints its figures as JSON."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CELERY_TASK_ALWAYS_EAGER = False
    for command in ("migrate", "load_lanes"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    print(json.dumps(asdict(simulate(LEVERS[number], referrals=referrals, days=DAYS, seed=seed))))
    return 0


def table(rows: list[Figures]) -> str:
    """For people, and for docs/referrals.md."""
    lines = [
        "| levers | closed with an outcome in 45 days | median days | closed at all | told what came of it | unknown |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        unknown = row.referrals - row.closed - row.told
        lines.append(
            f"| {row.lever} | {row.in_time:.0%} | {row.median_days:.0f} | {row.closed / row.referrals:.0%} "
            f"| {row.told / row.referrals:.0%} | {unknown / row.referrals:.1%} |"
        )
    return "\n".join(lines)


def faults(full: Figures) -> list[str]:
    """What the practice with every lever does not hold."""
    limits = [
        (full.in_time >= AT_LEAST_CLOSED, f"{full.in_time:.1%} closed in 45 days"),
        (full.known >= AT_LEAST_KNOWN, f"{full.known:.1%} closed or told what came of it"),
        (full.without_owner == 0, f"{full.without_owner} days of a referral without an owner or a date"),
        (full.most_nudges <= NUDGES_A_STEP, f"{full.most_nudges} nudges a step"),
        (full.most_reminders <= 1, f"{full.most_reminders} mails of reminders to somebody on a day"),
        (full.most_mails <= MAILS_A_DAY, f"{full.most_mails} mails to somebody on a day"),
    ]
    return [words for holds, words in limits if not holds]


def main(referrals: int, seed: int = 15) -> int:
    """All levers at once, each in a process and a database of its own."""
    runs = [_start(number, seed, referrals) for number in range(len(LEVERS))]
    rows = [Figures(**json.loads(process.communicate()[0].splitlines()[-1])) for process in runs]
    full = rows[-1]
    print(
        f"{table(rows)}\n\nWith all levers, of {referrals} referrals {full.known:.1%} closed or told what came of it; at "
        f"most {full.most_nudges} nudges a step, {full.most_reminders} mail of reminders and {full.most_mails} mails in "
        f"all a person and day; {full.without_owner} days without an owner or a date."
    )
    broken = faults(full)
    print("\n".join(f"DOES NOT HOLD: {words}" for words in broken))
    return 1 if broken else 0


def _start(number: int, seed: int, referrals: int) -> "subprocess.Popen[str]":
    folder = tempfile.mkdtemp(prefix="carelane-simulation-")
    settings = os.environ | {
        "CARELANE_VAR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/simulation.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", "script.simulations.referrals", str(referrals), str(number), str(seed)]
    return subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    how_many, *lever = (int(argument) for argument in sys.argv[1:] or [str(REFERRALS)])
    sys.exit(run(lever[0], lever[1], how_many) if lever else main(how_many))
