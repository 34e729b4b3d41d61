"""Two workers, in processes of their own, on one database: each mail goes out once."""

import os
import sqlite3
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from outbox.models import Message
from outbox.post import enqueue

MAILS = 120  # more than two batches, so that the workers meet


@pytest.fixture
def database_url(tmp_path):
    """The tests' own database for other processes; on SQLite a copy of it in a file."""

    def share() -> str:
        if connection.vendor == "sqlite":
            copy = sqlite3.connect(tmp_path / "copy.sqlite3")
            connection.connection.backup(copy)
            copy.close()
            return f"sqlite:///{tmp_path / 'copy.sqlite3'}"
        one = connection.settings_dict
        return f"postgres://{one['USER']}:{one['PASSWORD']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"

    return share


def states(tmp_path) -> list[str]:
    if connection.vendor != "sqlite":
        return list(Message.objects.values_list("state", flat=True))
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    rows = copy.execute("SELECT state FROM outbox_message").fetchall()
    copy.close()
    return [state for (state,) in rows]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(postmaster, database_url, tmp_path):
    postmaster.seconds_a_mail = 0.005
    for number in range(MAILS):
        enqueue("tests.plain", to=f"person{number}@home.example", dedupe_key=f"k{number}", due_at=timezone.now())
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CARELANE_VAR": str(tmp_path / "var"),
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
    }
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.outbox.deliverer", tmp_path / "go", tmp_path / f"ready{number}"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    deadline = time.monotonic() + 30
    while not all((tmp_path / f"ready{number}").exists() for number in range(2)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (tmp_path / "go").touch()
    sent = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sum(sent) == MAILS
    assert len({mail["Message-ID"] for mail in postmaster.mails}) == len(postmaster.mails) == MAILS
    assert states(tmp_path) == ["sent"] * MAILS
    assert min(sent) > 0
