"""Senders that are killed, that are many, that are asked to end."""

import signal
import time
from collections import Counter
from random import Random

from django.utils import timezone

from outbox.models import Message
from script.benchmarks.table import Row
from script.drills.sender import POINTS
from script.drills.stack import (
    Stack,
    clients_with_homework,
    half_and_half,
    in_state,
    is_drained,
    secret_mail,
    wait_for,
)

KILLS = 4  # at each point
MAILS = 200  # for each point
AFTER_250 = "after 250, before commit"
SENDERS = 8
SWEEPS = 3
SEND_AGAIN_WITHIN = 120.0  # seconds


def kill_nine() -> list[Row]:
    """M1, M5: kill -9 at five points among mails with and without a secret."""
    rows = []
    next_mail = last_mail = 0.0
    for point in POINTS:
        with Stack() as stack:
            seconds = _kill_at(stack, point)
            next_mail, last_mail = max(next_mail, seconds[0]), max(last_mail, seconds[1])
            rows += mails_that_came(stack, f"kill -9 {point}", in_hand=KILLS if point == AFTER_250 else 0)
            rows.append(Row(name=f"kill -9 {point}: kills", value=KILLS))
    return [
        *rows,
        Row(name="last kill to the next mail, at most", value=next_mail, limit=SEND_AGAIN_WITHIN, unit="s"),
        Row(name="last kill to the last mail, at most", value=last_mail, limit=SEND_AGAIN_WITHIN, unit="s"),
    ]


def _kill_at(stack: Stack, point: str) -> tuple[float, float]:
    """Kills `KILLS` senders and lets one finish; returns the seconds from the last kill to the next mail and the last.

    The last ones are those that the killed had in hand.
    """
    half_and_half(MAILS)
    (stack.folder / "go").touch()
    random = Random(7)  # noqa: S311 -- the same kills at each run
    doomed = [stack.sender(point, str(random.randint(5, MAILS // (KILLS + 2)))) for _ in range(KILLS)]
    if {sender.wait(timeout=120) for sender in doomed} != {-signal.SIGKILL}:
        raise AssertionError(f"a sender ended otherwise than by its kill {point}")
    before = sum(stack.accepted().values())
    stack.sender()
    next_mail = wait_for(lambda: sum(stack.accepted().values()) > before, SEND_AGAIN_WITHIN)
    return next_mail, next_mail + wait_for(is_drained, 300)


def mails_that_came(stack: Stack, what: str, *, in_hand: int) -> list[Row]:
    """All that were owed, where so many had been handed over, and not marked, when their senders were killed."""
    accepted = stack.accepted()
    mails = list(Message.objects.all())
    never = [mail for mail in mails if mail.message_id not in accepted]
    lost = [mail for mail in never if mail.state != Message.State.UNKNOWN]
    twice = [mail for mail in mails if accepted[mail.message_id] > 1]
    secrets_twice = [mail for mail in twice if mail.carries_secret]
    given_up = [mail for mail in mails if mail.state == Message.State.UNKNOWN]
    never_left = [mail for mail in given_up if mail.message_id not in accepted]
    return [
        Row(name=f"{what}: mails", value=len(mails)),
        Row(name=f"{what}: lost", value=len(lost), limit=0),
        Row(name=f"{what}: repeated", value=len(twice), limit=in_hand),
        Row(name=f"{what}: secrets repeated", value=len(secrets_twice), limit=0),
        Row(name=f"{what}: given up", value=len(given_up), limit=in_hand),
        Row(name=f"{what}: given up and never left", value=len(never_left), limit=0),
    ]


def many_senders(count: int = 1000) -> list[Row]:
    """M2: eight senders at once."""
    with Stack() as stack:
        half_and_half(count)
        for _ in range(SENDERS):
            stack.sender()
        stack.begin(SENDERS)
        seconds = wait_for(is_drained, 600)
        accepted = stack.accepted()
        return [
            Row(name=f"{SENDERS} senders: mails", value=count),
            Row(name=f"{SENDERS} senders: missing", value=count - len(accepted), limit=0),
            Row(name=f"{SENDERS} senders: repeated", value=sum(accepted.values()) - len(accepted), limit=0),
            Row(name=f"{SENDERS} senders: time", value=seconds, unit="s"),
        ]


def sweeps_at_once(count: int = 150) -> list[Row]:
    """M2: the sweep that asks for homework runs three times at once."""
    with Stack() as stack:
        due = clients_with_homework(count)
        sweeps = [
            stack.start(
                "script.drills.asker",
                str(stack.folder),
                CARELANE_HOMEWORK_ASK_HOUR="0",
                CARELANE_HOMEWORK_QUIET_FROM="24",
            )
            for _ in range(SWEEPS)
        ]
        stack.begin(SWEEPS)
        failed = sum(sweep.wait(timeout=120) != 0 for sweep in sweeps)
        owed = Counter(Message.objects.values_list("to", flat=True))
        stack.sender()
        wait_for(is_drained, 120)
        came = stack.recipients()
        return [
            Row(name=f"{SWEEPS} sweeps at once: clients to ask", value=len(due)),
            Row(name=f"{SWEEPS} sweeps at once: that failed", value=failed, limit=0),
            Row(name=f"{SWEEPS} sweeps at once: owed twice", value=sum(owed.values()) - len(owed), limit=0),
            Row(name=f"{SWEEPS} sweeps at once: not asked", value=len(due - set(came)), limit=0),
            Row(name=f"{SWEEPS} sweeps at once: asked twice", value=sum(came.values()) - len(came), limit=0),
        ]


def asked_to_end(waiting: int = 400) -> list[Row]:
    """A worker of Celery's is stopped (SIGTERM) while a slow server takes 3 s over each of many secrets."""
    with Stack() as stack:
        stack.behave("slow 3")
        Message.objects.bulk_create(secret_mail(number) for number in range(waiting))
        worker = stack.worker()
        wait_for(lambda: sum(stack.accepted().values()) >= 2, 120)
        begun = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=150)
        seconds = time.monotonic() - begun
        states = Counter(Message.objects.values_list("state", flat=True))
        accepted = sum(stack.accepted().values())
        return [
            Row(name="SIGTERM: secrets that waited", value=waiting),
            Row(name="SIGTERM: sent", value=states["sent"]),
            Row(name="SIGTERM: sent and not marked", value=abs(accepted - states["sent"]), limit=0),
            Row(name="SIGTERM: still waiting", value=states["waiting"]),
            Row(name="SIGTERM: given up", value=waiting - states["sent"] - states["waiting"], limit=0),
            Row(name="SIGTERM: until it had ended", value=seconds, limit=150, unit="s"),
        ]


def slow_server(mails: int = 14) -> list[Row]:
    """A server that takes 3 s over each mail, and two senders."""
    with Stack() as stack:
        stack.behave("slow 3")
        Message.objects.bulk_create(secret_mail(number) for number in range(mails))
        (stack.folder / "go").touch()
        stack.sender()
        stack.sender()
        wait_for(is_drained, 300)
        accepted = stack.accepted()
        return [
            Row(name="slow server: secrets", value=mails),
            Row(name="slow server: given up", value=in_state("unknown", "failed"), limit=0),
            Row(name="slow server: repeated", value=sum(accepted.values()) - len(accepted), limit=0),
        ]


def slow_answer() -> list[Row]:
    """A server that answers a whole mail only after 50 s, nearly as long as anybody waits, while another looks on."""
    with Stack() as stack:
        stack.behave("slow 50")
        Message.objects.bulk_create([secret_mail(0)])
        (stack.folder / "go").touch()
        stack.sender()
        stack.sender()
        wait_for(lambda: in_state("in-flight") == 1, 60)
        in_flight_at = timezone.now()
        wait_for(is_drained, 90)
        taken = (timezone.now() - in_flight_at).total_seconds()
        return [
            Row(name="an answer after 50 s: not sent", value=1 - in_state("sent"), limit=0),
            Row(name="an answer after 50 s: repeated", value=sum(stack.accepted().values()) - 1, limit=0),
            Row(name="an answer after 50 s: it took", value=taken, unit="s"),
        ]
