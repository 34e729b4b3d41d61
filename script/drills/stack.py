"""What a drill of the mail starts: an SMTP server, senders, a Celery worker; and the mails that it owes."""

import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.mail import PASSWORD_RESET
from accounts.models import User
from careplan.models import Prescription
from clients.models import Client
from consent.mail import CODES_USED_UP, SHARED
from consent.models import ConsentGrant
from outbox.enqueue import unsaved_mail
from outbox.models import Message
from practitioners.models import Discipline, Practitioner
from script.drills.certificates import certificate
from web.keys import new_token, uuid7

Process = subprocess.Popen[bytes]


@dataclass
class Stack:
    """A mail server with a folder of its own, and whatever sends to it. All of it ends with the block."""

    is_secure: bool = False  # TLS and a password are asked for
    host: str = "127.0.0.1"  # where the mail server listens
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(dir=settings.VAR_DIR)))
    processes: list[Process] = field(default_factory=list)

    def __enter__(self) -> Self:
        Message.objects.all().delete()
        if self.is_secure:
            make_certificates(self.folder)
        self.behave("ok")
        self.start("script.drills.smtp_server", str(self.folder), self.host)
        wait_for((self.folder / "port").exists, 20)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a worker's beat and a web server's children with it
            process.wait()

    def behave(self, behaviour: str) -> None:
        part = self.folder / "behaviour.part"
        part.write_text(behaviour)
        part.rename(self.folder / "behaviour")

    def start(self, module: str, *arguments: str, **variables: str) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | variables,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    @property
    def email_url(self) -> str:
        port = (self.folder / "port").read_text()
        return f"smtp+tls://drill:secret@{self.host}:{port}" if self.is_secure else f"smtp://{self.host}:{port}"

    def sender(self, *point: str) -> Process:
        """Begins at once where FOLDER/go is there."""
        return self.start("script.drills.sender", str(self.folder), *point, EMAIL_URL=self.email_url)

    def worker(self) -> Process:
        """The worker of the mail with a beat, as in production; it hears of due mail every two seconds."""
        options = ["worker", "--beat", "--schedule", str(self.folder / "schedule"), "--queues", "mail"]
        more = ["--pool", "threads", "--concurrency", "1", "--loglevel", "error", "--without-gossip"]
        variables = {"EMAIL_URL": self.email_url, "CARELANE_SWEEP_SECONDS": "2"}
        if self.is_secure:
            variables["SSL_CERT_FILE"] = str(self.folder / "good.crt")
        return self.start("celery", "-A", "config", *options, *more, **variables)

    def begin(self, senders: int) -> None:
        """Lets all senders begin at the same moment."""
        wait_for(lambda: len(list(self.folder.glob("ready-*"))) == senders, 60)
        (self.folder / "go").touch()

    def accepted(self) -> Counter[str]:
        """How often the server took in each Message-ID."""
        return Counter(line[0] for line in self._lines())

    def recipients(self) -> Counter[str]:
        """How many mails the server took in for each address."""
        return Counter(line[1] for line in self._lines())

    def _lines(self) -> list[list[str]]:
        path = self.folder / "accepted"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def wait_for(look: Callable[[], object], seconds: float) -> float:
    """Returns after how many seconds it was so; raises TimeoutError where it never was."""
    begun = time.monotonic()
    while not look():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"waited {seconds:.0f} s in vain")
        time.sleep(0.1)
    return time.monotonic() - begun


def in_state(*states: str) -> int:
    return Message.objects.filter(state__in=states).count()


def is_drained() -> bool:
    return not Message.objects.outstanding().exists()


def drill_user() -> User:
    user, _is_new = User.objects.get_or_create(email="drill@people.example", defaults={"name": "Dana Roy"})
    return user


def drill_practitioner() -> Practitioner:
    discipline = Discipline.objects.get(pk=Discipline.objects.order_by("pk").values("pk")[:1])
    email = "practitioner@clinic.example"
    return Practitioner.objects.get_or_create(email=email, defaults={"name": "Kai Ono", "discipline": discipline})[0]


def secret_mail(number: int, *, due_at: dt.datetime | None = None) -> Message:
    """A mail with a link that works once."""
    return unsaved_mail(
        PASSWORD_RESET,
        to=f"person{number}@home.example",
        dedupe_key=f"drill:{uuid7()}",
        subject_id=drill_user().pk,
        due_at=due_at,
        secrets={"link": f"https://carelane.example/reset/{number}/"},
    )


def plain_mail(number: int, *, due_at: dt.datetime | None = None) -> Message:
    """A mail without a secret."""
    return unsaved_mail(
        CODES_USED_UP,
        to=f"trainer{number}@people.example",
        dedupe_key=f"drill:{uuid7()}",
        subject_id=drill_practitioner().pk,
        due_at=due_at,
    )


def clients_with_homework(count: int) -> set[str]:
    """Makes clients with something to do at home on every day; returns their addresses."""
    sample = Prescription.objects.earliest("pk")
    addresses = {f"{uuid7()}@home.example" for _ in range(count)}
    clients = [
        Client(
            name="Sam Drill",
            email=email,
            confirmed_address=email,
            confirmed_at=timezone.now(),
            lead_trainer=sample.client.lead_trainer,
        )
        for email in addresses
    ]
    Client.objects.bulk_create(clients)
    Prescription.objects.bulk_create(
        Prescription(
            client=client,
            practitioner=sample.practitioner,
            exercise=sample.exercise,
            amount=10,
            starts_on=timezone.localdate() - dt.timedelta(days=1),
            how_it_came=sample.how_it_came,
        )
        for client in clients
    )
    return addresses


def live_grants() -> QuerySet[ConsentGrant]:
    """What clients of the demo share, each for another client."""
    first = ConsentGrant.objects.live().filter(client=OuterRef("client")).order_by("pk").values("pk")[:1]
    return ConsentGrant.objects.live().filter(pk=Subquery(first)).select_related("practitioner").order_by("pk")


def share_link(grant: ConsentGrant, *, to: str = "") -> Message:
    """The link that a practitioner gets, about one consent."""
    return unsaved_mail(
        SHARED,
        to=to or grant.practitioner.email,
        dedupe_key=f"drill:{uuid7()}",
        subject_id=grant.pk,
        client_id=grant.client_id,
        secrets={"token": new_token()},
    )


def half_and_half(count: int) -> list[Message]:
    """Saved without a hint to any worker: secrets and mails without, by turns."""
    mails = [secret_mail(number) if number % 2 else plain_mail(number) for number in range(count)]
    return Message.objects.bulk_create(mails)


def make_certificates(folder: Path) -> None:
    """good.pem, which who trusts good.crt trusts, and bad.pem, which nobody does."""
    for name in ("good", "bad"):
        key, text = certificate()
        (folder / f"{name}.crt").write_bytes(text)
        (folder / f"{name}.pem").write_bytes(key + text)
