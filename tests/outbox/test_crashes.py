"""Senders in processes of their own are killed at five points, and are many: nothing is lost, no secret goes twice.

`script/drill mail` does the same at length.
"""

import signal
import time
from collections import Counter

import pytest
from django.utils import timezone

from outbox.claims import LEASE
from outbox.delivery import deliver_due
from outbox.enqueue import enqueue
from outbox.models import Message
from script.drills.sender import POINTS, arrange_death
from tests.outbox.processes import ended, fork, shared_database  # noqa: F401
from tests.outbox.test_delivery import owe

pytestmark = pytest.mark.usefixtures("shared_database")
AFTER_250 = "after 250, before commit"


@pytest.mark.parametrize("victim", ["a secret", "a reminder"])
@pytest.mark.parametrize("point", POINTS)
def test_kill_nine(postmaster, point, victim):
    for number in range(8):
        is_secret = (number % 2 == 0) == (victim == "a secret")
        owe("tests.plain" if is_secret else "tests.reminder", secrets={"token": "token-1234"} if is_secret else {})

    def send_and_die():
        arrange_death(point, 5)
        deliver_due()

    assert ended(fork(send_and_die)) == -signal.SIGKILL
    deliver_due()
    deliver_due(now=timezone.now() + LEASE)
    mails = list(Message.objects.order_by("created_at", "id"))
    accepted = Counter(mail["Message-ID"] for mail in postmaster.mails)
    died = mails[4]
    others = [mail for mail in mails if mail != died]
    assert {(mail.state, accepted[mail.message_id]) for mail in others} == {("sent", 1)}
    after_250 = ("unknown", 1) if victim == "a secret" else ("sent", 2)
    assert (died.state, accepted[died.message_id]) == (after_250 if point == AFTER_250 else ("sent", 1))
    assert died.sealed_secrets == ""


def test_eight_senders_send_each_mail_once(postmaster, tmp_path):
    postmaster.seconds_a_mail = 0.002
    for number in range(160):
        enqueue(
            "tests.plain", to=f"person{number}@home.example", dedupe_key=f"k{number}", secrets={"token": "token-1234"}
        )

    def wait_and_send():
        while not (tmp_path / "go").exists():
            time.sleep(0.005)
        deliver_due()

    senders = [fork(wait_and_send) for _ in range(8)]
    (tmp_path / "go").touch()
    assert [ended(sender) for sender in senders] == [0] * 8
    assert Counter(Message.objects.values_list("state", flat=True)) == {"sent": 160}
    assert len({mail["Message-ID"] for mail in postmaster.mails}) == len(postmaster.mails) == 160
