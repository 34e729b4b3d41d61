"""The real thing for a browser test: web, worker and beat as script/server starts them, in a folder of their own."""

import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
TODAY_OF_THE_PRACTICE = (
    "import django.conf, django.utils.timezone as zone; zone.activate(django.conf.settings.DEFAULT_TIME_ZONE)\n"
)
PATIENCE = 60.0  # seconds that a mail may take with a busy machine


@dataclass(frozen=True)
class Stack:
    address: str
    mail_dir: Path
    env: dict[str, str] = field(default_factory=dict, repr=False)
    used: set[str] = field(default_factory=set)  # Message-IDs of mails whose one-time code was entered

    def runs(self, code: str) -> str:
        """What Python code prints that runs beside the server, on its database."""
        command = f"{TODAY_OF_THE_PRACTICE}{code}"
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0", "--command", command]
        done = subprocess.run(shell, cwd=ROOT, env=self.env, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        return done.stdout.strip()

    def mail_to(self, address: str, *, about: str = "", wait: float = PATIENCE) -> EmailMessage:
        """The newest mail to `address` whose subject or text has `about`; waits for it to arrive."""
        return until(lambda: next(iter(self.mails(address, about=about)), None), f"mail to {address}: {about}", wait)

    def newer_mail(self, address: str, *, about: str, than: int) -> EmailMessage:
        """The newest such mail once there are more than `than` of them: an older one may hold a link that has ended."""
        until(lambda: len(self.mails(address, about=about)) > than, f"a new mail to {address}: {about}")
        return self.mails(address, about=about)[0]

    def unused_code(self, address: str) -> EmailMessage:
        """The newest mail with a one-time code that nobody has entered yet; waits for it to arrive."""

        def look() -> EmailMessage | None:
            mails = self.mails(address, about="Your one-time code")
            return next((mail for mail in mails if mail["Message-ID"] not in self.used), None)

        found = until(look, f"a code for {address}")
        self.used.add(found["Message-ID"])
        return found

    def mails(self, address: str, *, about: str = "") -> list[EmailMessage]:
        """All that went to `address`, newest first."""
        found = []
        for path in sorted(self.mail_dir.glob("*.eml"), reverse=True):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if mail["To"] == address and about in f"{mail['Subject']}\n{text_of(mail)}":
                found.append(mail)
        return found


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def link_in(mail: EmailMessage, part: str) -> str:
    """The first address in the mail's text that has `part` in it."""
    for address in re.findall(r"https?://\S+", text_of(mail)):
        if part in address:
            return str(address)
    raise AssertionError(f"no link with {part} in:\n{text_of(mail)}")


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"\b\d{6}\b", text_of(mail))
    assert found, text_of(mail)
    return found.group()


def until(look: Callable[[], T | None], what: str, wait: float = PATIENCE) -> T:
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {wait:.0f} s in vain for: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_stack(var: Path, database: str, redis: str) -> tuple[Stack, subprocess.Popen[bytes]]:
    """Sets up the demo practice in the folder `var` and the `database` of that address, and starts all processes.

    Sweeps run every two seconds, and homework and reminders are due at any hour.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "CARELANE_VAR": str(var),
        "CARELANE_BASE_URL": address,
        "CARELANE_DEMO": "1",
        "CARELANE_SWEEP_SECONDS": "2",
        "CARELANE_HOMEWORK_ASK_HOUR": "0",
        "CARELANE_REMINDER_HOUR": "0",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
    }
    stack = Stack(address=address, mail_dir=var / "mail", env=env)
    (var / "log").mkdir(parents=True)
    for command in (["migrate"], ["load_reference"], ["collectstatic", "--noinput"], ["demo"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"manage.py {command[0]}:\n{done.stdout}{done.stderr}"
    return stack, launch(stack)


def launch(stack: Stack) -> subprocess.Popen[bytes]:
    """Starts the processes of a stack that is set up; returns the launcher once the server answers."""
    port = urlsplit(stack.address).port
    assert port
    launcher = subprocess.Popen([sys.executable, "-m", "script.launch", str(port)], cwd=ROOT, env=stack.env)
    until(lambda: answers(port), "the server")
    return launcher


def kill(launcher: "subprocess.Popen[bytes]") -> None:
    """Ends all its processes at once, as a power cut does (Linux)."""
    children = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text().split()
    launcher.kill()
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(int(child), signal.SIGKILL)
    launcher.wait(timeout=30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop_stack(launcher: "subprocess.Popen[bytes]") -> None:
    launcher.send_signal(signal.SIGINT)
    assert launcher.wait(timeout=30) == 0


def local(address: str) -> str:
    """An address of a mail without its host: a path for the test's browser."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
