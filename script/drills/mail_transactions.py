"""Clients who are taken in by a web server, while it fails at random: who is in has their mail, and nobody else."""

import http.client
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from clients.models import Client
from demo.people import ADDRESS
from script.benchmarks.table import Row
from script.drills.stack import Process, Stack, is_drained, wait_for
from script.drills.web import ABORTED, KILLED_LATE
from web.keys import uuid7

AT_ONCE = 8  # requests
KILLS = 10  # of the web process, of each kind
CSRF = "drill" * 6 + "ab"  # Django's own form: 32 letters and digits
HOME = "drill-home.example"


def transactions(count: int = 600) -> list[Row]:
    """M3: a web server takes clients in, of which half are aborted before the commit, and it is killed time and again."""
    requests = {f"person{number}@{HOME}": ending for number, ending in enumerate(_endings(count))}
    with Stack() as stack:
        port = free_port()
        web = serve(stack, port)
        stack.worker()
        cookie = _signed_in()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda email: take_in(port, cookie, email, requests[email]), requests))
        web.terminate()
        web.wait(timeout=60)
        wait_for(is_drained, 300)
        mails = stack.recipients()
    return [*_what_was_asked(requests, answers), *_what_came(requests, answers, mails)]


def _endings(count: int) -> list[str]:
    """Half of them aborted: most by an error or a lost line, some by a kill; of the others, some are killed late."""
    aborted = ["error", "line-lost"] * (count // 4 - KILLS // 2) + ["killed"] * KILLS
    endings = aborted + ["killed-late"] * KILLS + [""] * (count - len(aborted) - KILLS)
    Random(11).shuffle(endings)  # noqa: S311 -- the same at each run
    return endings


def _what_was_asked(requests: dict[str, str], answers: list[int]) -> list[Row]:
    endings = Counter(requests.values())
    return [
        Row(name="web transactions: asked for", value=len(requests)),
        Row(name="web transactions: that end with an error", value=endings["error"]),
        Row(name="web transactions: that lose their database", value=endings["line-lost"]),
        Row(name="web transactions: kill -9 of the web before the commit", value=endings["killed"]),
        Row(name="web transactions: never answered", value=answers.count(0)),
    ]


def _what_came(requests: dict[str, str], answers: list[int], mails: Counter[str]) -> list[Row]:
    """What is committed is told by the clients who are there, not by the mails that are owed."""
    there = set(Client.objects.filter(email__endswith=f"@{HOME}").values_list("email", flat=True))
    answered = {email for email, status in zip(requests, answers, strict=True) if status == http.client.FOUND}
    aborted = {email for email, ending in requests.items() if ending in ABORTED}
    killed_late = {email for email, ending in requests.items() if ending == KILLED_LATE}
    return [
        Row(name="web transactions: committed", value=len(there)),
        Row(name="web transactions: of these, kill -9 of the web after the commit", value=len(there & killed_late)),
        Row(name="web transactions: aborted and there all the same", value=len(there & aborted), limit=0),
        Row(name="web transactions: answered as done and not there", value=len(answered - there), limit=0),
        Row(name="web transactions: there without a mail", value=len(there - set(mails)), limit=0),
        Row(name="web transactions: mails without their client", value=len(set(mails) - there), limit=0),
        Row(name="web transactions: mails repeated", value=sum(mails.values()) - len(mails), limit=0),
    ]


# --- the web server, and who asks it ---------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def serve(stack: Stack, port: int) -> Process:
    """As in production: processes that a master replaces when one dies."""
    workers = ["--worker-class", "gthread", "--workers", "1", "--threads", str(AT_ONCE), "--preload"]
    more = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "critical"]
    web = stack.start("gunicorn", "script.drills.web:application()", *workers, *more)
    wait_for(lambda: _status(port, "GET", "/healthz") == http.client.OK, 60)
    return web


def _signed_in() -> str:
    """The cookies of a trainer of the demo."""
    trainer = User.objects.filter(is_trainer=True, is_active=True, email__endswith=ADDRESS).earliest("pk")
    browser = Browser(SERVER_NAME="127.0.0.1")
    browser.post(reverse("dev_sign_in", args=[trainer.pk]))
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def take_in(port: int, cookie: str, email: str, ending: str) -> int:
    """Sends the form that takes a client in; returns the answer's status, 0 where none came."""
    answers = {
        "csrfmiddlewaretoken": CSRF,
        "key": str(uuid7()),
        "name": "Robin Drill",
        "email": email,
        "language": "en",
        "time_zone": settings.DEFAULT_TIME_ZONE,
        "goal": "Climb stairs",
        "sees_practitioner": "not-asked",
    }
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Drill-Ending": ending}
    return _status(port, "POST", reverse("careplan:add_client"), urlencode(answers), headers)


def _status(port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> int:
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        web.request(method, path, body, headers or {})
        return web.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        web.close()
