"""Today of a trainer with 40 clients and 300 things that wait: queries, CPU over a bare view, small and huge databases.

The bare view makes one query and has the same base template. What is urgent on Today shows words, so the look at those
clients goes into the access log: that is in its CPU time, and its queries are the door's.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from script.benchmarks.databases import (
    ROOT,
    Database,
    analyse,
    browser_of,
    make_crowd,
    page_cpu_ms,
    postgresql_urls,
    serve,
)
from script.benchmarks.sampling import medians
from script.benchmarks.table import Row, report

SMALL, HUGE = 1_000, 100_000
KINDS = (f"today-{SMALL}", f"today-{HUGE}")
THINGS = 300
ROUNDS = 60
MOST_QUERIES = 10  # besides the door
OVER_BARE, OVER_SMALL = 4.0, 1.3
# The door: who asks, may they, and the log of it. Today's own statement asks for the clients too, and is none of it.
DOOR = ("django_session", '"accounts_user"."id" =', "clients_accesschain", "clients_accessevent", "SAVEPOINT", "BEGIN")
OPENS_CLIENTS = 'FROM "clients_client" INNER JOIN "clients_clientuserobjectpermission"'


# --- the process of one database ------------------------------------------------------------


def _practice(clients: int) -> dict[str, Callable[[], Any]]:
    """A database of so many clients, all of whom something waits for; what can be asked of it, by name."""
    from django.urls import path

    from config.urls import urlpatterns

    trainer, made = make_crowd(clients)
    _things(trainer, made)
    analyse()
    urlpatterns.append(path("bare/", _bare))
    browser = browser_of(trainer)
    for address in ("/", "/bare/"):
        browser.get(address)
    return {
        "today": lambda: page_cpu_ms(browser, "/"),
        "bare": lambda: page_cpu_ms(browser, "/bare/"),
        "queries": lambda: sum(1 for _sql in _queries_besides_the_door(browser)),
        "things": lambda: _waiting(trainer),
    }


def _bare(request: Any) -> Any:
    """One query and the base template."""
    from django.shortcuts import render

    from accounts.models import User

    return render(request, "layouts/app.html", {"people": User.objects.filter(is_active=True).count(), "nav": "today"})


def _queries_besides_the_door(browser: Any) -> Iterator[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        browser.get("/")
    for query in captured:
        sql = query["sql"]
        is_door = any(part in sql for part in DOOR) or (OPENS_CLIENTS in sql and "WITH care" not in sql)
        if not is_door or "WITH care" in sql:
            yield sql


def _waiting(trainer: Any) -> int:
    from django.utils import timezone

    from workspace.today import today_counts

    return sum(today_counts(trainer, now=timezone.now()).values())


# --- what waits -------------------------------------------------------------------------------


def _things(trainer: Any, clients: list[Any]) -> None:
    """Of everybody a reply, a correction, a consent that was asked and a session a week ago; of the trainer's own more."""
    from django.utils import timezone

    from careplan.models import Reply
    from clients.models import Client, Correction
    from consent.models import ConsentGrant
    from practitioners.models import Discipline, Practitioner
    from sessions_log.models import TrainingSession

    now = timezone.now()
    Client.objects.update(confirmed_at=now)
    discipline = Discipline.objects.first()
    practitioners = Practitioner.objects.bulk_create(
        Practitioner(name=f"Practitioner {number}", email=f"p{number}@bench.example", discipline=discipline)
        for number in range(50)
    )

    def bulk(model: Any, rows: Iterator[Any]) -> None:
        model.objects.bulk_create(rows, batch_size=2000)

    bulk(Reply, (Reply(client=one, practitioner=practitioners[0], kind="noted", sent_at=now) for one in clients))
    bulk(Correction, (Correction(client=one, about="other", text="Wrong", written_at=now) for one in clients))
    week = timedelta(days=7)
    bulk(
        TrainingSession,
        (
            TrainingSession(
                client=client,
                trainer_id=client.lead_trainer_id,
                started_at=now - week,
                ended_at=now - week,
                state="completed",
            )
            for client in clients
        ),
    )
    bulk(ConsentGrant, (_asked(client, practitioners[1], now) for client in clients))
    analyse()
    _more(trainer, [client for client in clients if client.lead_trainer_id == trainer.pk], practitioners, now)


def _asked(client: Any, practitioner: Any, now: Any) -> Any:
    from consent.models import ConsentGrant

    return ConsentGrant(
        client=client,
        practitioner=practitioner,
        for_address=practitioner.email,
        ends_at=now + timedelta(days=90),
        wording_version="bench",
        requested_at=now - timedelta(days=3),
    )


def _more(trainer: Any, own: list[Any], practitioners: list[Any], now: Any) -> None:
    """What makes them 300, with a dozen that are urgent and a day's sessions."""
    from careplan.models import Guidance, Question, Reply
    from practitioners.models import RedFlag
    from sessions_log.models import PlannedSession, RedFlagReport

    red_flag = RedFlag.objects.first()
    RedFlagReport.objects.bulk_create(
        RedFlagReport(client=client, red_flag=red_flag, done="Stopped") for client in own[:6]
    )
    Reply.objects.bulk_create(
        Reply(client=client, practitioner=practitioners[2], kind="stop", text="No running for a week", sent_at=now)
        for client in own[6:12]
    )
    PlannedSession.objects.bulk_create(
        PlannedSession(client=client, trainer=trainer, starts_at=now) for client in own[:8]
    )
    about = {"answer": "From June on", "answered_at": now, "text": "May they run?"}
    Question.objects.bulk_create(
        Question(client=client, practitioner=practitioners[3], asked_by=trainer, **about) for client in own
    )
    Guidance.objects.bulk_create(
        Guidance(client=client, practitioner=practitioners[5], kind="dont", text="No jumping", how_it_came="link")
        for client in own
    )
    missing = THINGS - _waiting(trainer)
    assert 0 <= missing <= len(own), f"{missing} things are missing to {THINGS}"
    Guidance.objects.bulk_create(
        Guidance(client=client, practitioner=practitioners[6], kind="dont", text="No lifting", how_it_came="link")
        for client in own[:missing]
    )


# --- asking them ------------------------------------------------------------------------------


def measure(urls: dict[str, str]) -> list[Row]:
    databases = [Database.start("script.benchmarks.today", kind, url) for kind, url in urls.items()]
    try:
        for database in databases:
            database.wait()
        small, huge = databases
        bare, few, many = medians(huge.sampler("bare"), small.sampler("today"), huge.sampler("today"), rounds=ROUNDS)
        things, queries = huge.ask("things"), max(small.ask("queries"), huge.ask("queries"))
    finally:
        for database in databases:
            database.stop()
    return [
        Row(name="things that wait", value=things),
        Row(name="queries besides the door", value=queries, limit=MOST_QUERIES),
        Row(name="bare view", value=bare, unit="ms"),
        Row(name=f"Today, {SMALL:,} clients", value=few, unit="ms"),
        Row(name=f"Today, {HUGE:,} clients", value=many, unit="ms"),
        Row(name="over the bare view", value=many / bare, limit=OVER_BARE, unit="×"),
        Row(name="huge over small", value=many / few, limit=OVER_SMALL, unit="×"),
    ]


def main() -> int:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    try:
        rows = measure(postgresql_urls(KINDS, make=True))  # of CARELANE_BENCH_POSTGRES
    finally:
        postgresql_urls(KINDS, make=False)
    return report(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve(partial(_practice, int(sys.argv[-1].rpartition("-")[2])))
    else:
        sys.exit(main())
