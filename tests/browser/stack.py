"""The real thing for a browser test: web, worker and beat as script/server starts them, in a folder of their own."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.browser.shell import ROOT, Shell
from tests.migrated import copy_migrated_file, migrated_database, without_waiting_for_disks
from tests.once import made_once

T = TypeVar("T")
SET_UP = """
from django.core.management import call_command
call_command("load_reference", verbosity=0)
call_command("demo", verbosity=0)
"""
PATIENCE = 60.0  # seconds that a mail may take with a busy machine


@dataclass(frozen=True)
class Stack:
    address: str
    mail_dir: Path
    judged: Path  # of accessibility.py, shared by all workers and by both stacks
    env: dict[str, str] = field(default_factory=dict, repr=False)
    used: set[str] = field(default_factory=set)  # Message-IDs of mails whose one-time code was entered

    @cached_property
    def shell(self) -> Shell:
        return Shell(self.env)

    def runs(self, code: str) -> str:
        """What Python code prints that runs beside the server, on its database."""
        return self.shell.run(code)

    def mail_to(self, address: str, *, about: str = "", part: str = "", wait: float = PATIENCE) -> EmailMessage:
        """The newest mail to `address` whose subject or text has `about` and `part`; waits for it to arrive."""

        def look() -> EmailMessage | None:
            return next((mail for mail in self.mails(address, about=about) if part in text_of(mail)), None)

        return until(look, f"mail to {address}: {about} {part}".rstrip(), wait)

    def newer_mail(self, address: str, *, about: str, than: int) -> EmailMessage:
        """The newest such mail once there are more than `than` of them: an older one may hold a link that has ended."""
        until(lambda: len(self.mails(address, about=about)) > than, f"a new mail to {address}: {about}")
        return self.mails(address, about=about)[0]

    def unused_code(self, address: str) -> EmailMessage:
        """The newest mail with a one-time code that nobody has entered yet; waits for it to arrive."""

        def look() -> EmailMessage | None:
            mails = self.mails(address, about="Your one-time code")
            return next((mail for mail in mails if mail["Message-ID"] not in self.used), None)

        newest = until(look, f"a code for {address}")
        self.used.add(newest["Message-ID"])
        return newest

    def mails(self, address: str, *, about: str = "") -> list[EmailMessage]:
        """All that went to `address`, newest first."""
        matching = []
        for path in sorted(self.mail_dir.glob("*.eml"), reverse=True):
            mail = parsed(path)
            if mail["To"] == address and about in f"{mail['Subject']}\n{text_of(mail)}":
                matching.append(mail)
        return matching


@cache
def parsed(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


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
    match = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text_of(mail))
    assert match, text_of(mail)
    return match.group()


def until(look: Callable[[], T | None], what: str, wait: float = PATIENCE) -> T:
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline:
        result = look()
        if result:
            return result
        time.sleep(0.1)
    raise AssertionError(f"waited {wait:.0f} s in vain for: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Practice:
    """The demo practice in a folder and a database, set up once; every stack is a copy of it."""

    folder: Path
    database: str
    static: Path
    judged: Path


def demo_practice(shared: Path, static: Path, database: str, judged: Path) -> Practice:
    """The practice of all workers, who share the folder; it is in `database` on PostgreSQL, else in a file."""
    folder = shared / "practice"
    database = database or f"sqlite:///{folder}/carelane.sqlite3"

    def set_up(folder: Path) -> None:
        if database.startswith("postgres"):
            with migrated_database() as template:
                make_database(database, template=template)
        else:
            folder.mkdir()
            copy_migrated_file(folder / "carelane.sqlite3")
        shell = Shell(environment(folder, database) | {"CARELANE_DEMO": "1"})
        shell.run(SET_UP)
        shell.stop()

    return Practice(made_once(folder, set_up), database, static, judged)


def environment(var: Path, database: str) -> dict[str, str]:
    return os.environ | {"CARELANE_VAR": str(var), "DATABASE_URL": database}


def make_database(address: str, *, template: str = "template0") -> None:
    """Makes the database of this address anew, on PostgreSQL; on SQLite it is a file in the stack's folder."""
    parts = urlsplit(address)
    if not parts.scheme.startswith("postgres"):
        return
    name = parts.path.removeprefix("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection.execute(without_waiting_for_disks(name))


def start_stack(practice: Practice, var: Path, database: str, redis: str) -> tuple[Stack, subprocess.Popen[bytes]]:
    """Copies the practice into the folder `var` and the `database` of that address, and starts all processes.

    Sweeps run every two seconds, and homework and reminders are due at any hour.
    """
    shutil.copytree(practice.folder, var, dirs_exist_ok=True)
    make_database(database, template=urlsplit(practice.database).path.removeprefix("/"))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = environment(var, database) | {
        "CARELANE_STATIC_ROOT": str(practice.static),
        "CARELANE_BASE_URL": address,
        "CARELANE_DEMO": "1",
        "CARELANE_SWEEP_SECONDS": "2",
        "CARELANE_HOMEWORK_ASK_HOUR": "0",
        "CARELANE_HOMEWORK_QUIET_FROM": "24",
        "CARELANE_REMINDER_HOUR": "0",
        "CARELANE_REMINDER_LATEST_HOUR": "24",
        "REDIS_URL": redis,
    }
    stack = Stack(address=address, mail_dir=var / "mail", judged=practice.judged, env=env)
    (var / "log").mkdir(parents=True)
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


def stop_stack(stack: Stack, launcher: "subprocess.Popen[bytes]") -> None:
    stack.shell.stop()
    launcher.send_signal(signal.SIGINT)
    assert launcher.wait(timeout=30) == 0


def local(address: str) -> str:
    """An address of a mail without its host: a path for the test's browser."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
