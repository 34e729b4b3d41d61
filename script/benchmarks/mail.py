"""500 mails to an SMTP server on the loopback: CPU time a mail, against a plain smtplib loop of the same bytes.

The CPU time is that of both ends, from the claim to the server's 250, since that is what a mail costs; a machine that is
busy with other things does not change it. A mail of Carelane's is claimed, looked at for the last time (here without
a question of its kind), written from two templates, marked in flight and marked sent: four statements, each committed
by itself. Both loops keep one connection open.
"""

import gc
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.composing import compose
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.delivery import deliver_due
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message
from outbox.smtp import Envelope
from script.benchmarks.table import Row, report

MAILS = 500
RUNS = 5


def write(message: Message, secrets: Secrets) -> EmailContent:
    """Like the mail that asks for consent, and without its own query."""
    return EmailContent(
        subject="May Dana Roy see how your training goes?",
        paragraphs=["Hello Grace,", "Ana Costa would like to share how your training goes with Dana Roy. " * 3],
        actions=[("See what would be shared", f"https://carelane.example/l/consent/{secrets['token']}/")],
        after=["Nothing is shared before you have said yes."],
        asides=[("See or end what you share", f"https://carelane.example/l/sharing/{secrets['token']}/")],
        sender_name="Ana Costa, Costa Strength",
        sender_address="1 Gym Street, Toronto",
        reply_to="ana@people.example",
    )


def owe(count: int) -> list[Message]:
    mails = [
        unsaved_mail(
            "bench.mail",
            to=f"person{number}@home.example",
            dedupe_key=f"bench:{os.urandom(8).hex()}",
            secrets={"token": "t" * 43},
        )
        for number in range(count)
    ]
    enqueue_all(mails)
    return mails


def plain_loop(contents: list[bytes]) -> None:
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        for content in contents:
            server.sendmail("care@carelane.example", "person@home.example", content)


def deliver_all() -> None:
    sent = deliver_due()
    if sent != MAILS:
        raise AssertionError(f"{sent} of {MAILS} mails went out")


def servers_cpu() -> float:
    """Seconds of CPU that the SMTP server has taken so far."""
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        return float(server.noop()[1])


def cpu_ms(act: Callable[[], object]) -> tuple[float, float]:
    """CPU time a mail: of this process, and of both ends."""
    gc.collect()
    server, here = servers_cpu(), time.process_time()
    act()
    ours = time.process_time() - here
    both = ours + servers_cpu() - server
    return ours * 1000 / MAILS, both * 1000 / MAILS


def measure() -> list[Row]:
    owe(1)
    with CaptureQueriesContext(connection) as captured:
        deliver_due()
    contents = [Envelope.of(compose(write(mail, {"token": "t" * 43}), mail)).content for mail in owe(1) * MAILS]
    deliver_due()
    plain, ours = [], []
    for _ in range(RUNS):
        plain.append(cpu_ms(lambda: plain_loop(contents)))
        owe(MAILS)
        ours.append(cpu_ms(deliver_all))
    (plain_here, plain_both), (ours_here, ours_both) = (
        tuple(map(statistics.median, zip(*runs, strict=True))) for runs in (plain, ours)
    )
    return [
        Row(name="bytes of a mail", value=len(contents[0])),
        Row(name="statements of a run with one mail", value=len(captured)),
        Row(name="plain smtplib, this end alone", value=plain_here, unit="ms"),
        Row(name="plain smtplib, both ends", value=plain_both, unit="ms"),
        Row(name="Carelane, this end alone", value=ours_here, unit="ms"),
        Row(name="Carelane, both ends", value=ours_both, unit="ms"),
        Row(name="Carelane over plain smtplib, both ends", value=ours_both / plain_both, limit=5, unit="×"),
    ]


def main() -> int:
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    register(MailKind("bench.mail", write))
    folder = Path(settings.VAR_DIR)
    server = subprocess.Popen([sys.executable, "-m", "script.drills.smtp_server", str(folder)])
    try:
        while not (folder / "port").exists() and server.poll() is None:
            time.sleep(0.05)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int((folder / "port").read_text())
        return report(measure(), as_json="--json" in sys.argv)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
