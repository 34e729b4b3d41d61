"""Importing clients: CPU time of 2,000 rows over 200, and how long pages take that are asked while it writes."""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import DEMO
from clients.file_columns import COLUMNS
from clients.import_check import check
from clients.imports import match, open_import, ready_to_write, write
from clients.models import Client, ClientImport
from script.benchmarks.table import Row, report
from web.columns_in import guessed
from web.tables_in import read_table

FEW, MANY = 200, 2_000
RUNS = 5
LIMIT = 11
IDLE_SECONDS = 5
HEADING = "Prénom;Nom;Courriel;Téléphone;Date de naissance;Langue;Contact d'urgence\r\n"


def a_file(rows: int, batch: str) -> bytes:
    lines = (
        f"Zoé{number};Bélanger {batch};{batch}-{number}@bench.example;416 555-{number % 10_000:04};23/11/1990;français;Luc\r\n"
        for number in range(rows)
    )
    return (HEADING + "".join(lines)).encode("cp1252")


def imported(trainer: User, rows: int, batch: str) -> tuple[float, float]:
    """CPU seconds of a whole import from the file to the last row, and the seconds that its one transaction lasts."""
    gc.collect()
    start = time.process_time()
    table = read_table(a_file(rows, batch))
    opened = open_import(table, trainer=trainer)
    match(opened, matched=guessed(table.columns, known=COLUMNS, remembered={}), known=ClientImport.Known.UPDATE)
    plan = check(opened, trainer=trainer)
    assert plan.figures["new"] == rows, plan.problems[:3]
    ready = ready_to_write(plan, trainer=trainer)
    begun = time.perf_counter()
    assert write(opened, ready, now=timezone.now())
    return time.process_time() - start, time.perf_counter() - begun


def newcomer(number: int) -> User:
    """A trainer of their own for each run, so that none has the clients of the run before."""
    return User.objects.create(email=f"importer{number}@bench.example", name=f"Importer {number}", is_trainer=True)


# --- pages meanwhile, asked by a process of its own --------------------------------------------


def ask_pages(until: Path) -> None:
    """Asks a list and a page that writes in the access log, in turn, until a file is there; prints each time in ms."""
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Browser()
    browser.force_login(User.objects.get(name="Ana Costa"), backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    session[DEMO] = True
    session.save()
    grace = Client.objects.get(name="Grace Bennett")
    pages = [reverse("workspace:clients"), reverse("clients:contacts", args=[grace.pk])]
    for page in pages:
        assert browser.get(page).status_code == 200
    print("ready", flush=True)
    while not until.exists():
        for page in pages:
            start = time.perf_counter()
            assert browser.get(page).status_code == 200
            print((time.perf_counter() - start) * 1000, flush=True)


def pages_while(work: Callable[[], object]) -> list[float]:
    """How long each page took that was asked while `work` ran, in ms."""
    until = Path(os.environ["CARELANE_VAR"]) / "asked-enough"
    until.unlink(missing_ok=True)
    asking = subprocess.Popen(
        [sys.executable, "-m", "script.benchmarks.import", "--ask", str(until)], stdout=subprocess.PIPE, text=True
    )
    assert asking.stdout
    assert asking.stdout.readline().strip() == "ready"
    work()
    until.touch()
    times = [float(line) for line in asking.stdout]
    assert asking.wait() == 0
    return times


def measure() -> list[Row]:
    numbers = iter(range(1_000))
    few, many, writing = [], [], []
    imported(newcomer(next(numbers)), FEW, "warm")
    for _ in range(RUNS):  # in turns, so that a slow moment of the machine falls on both
        number = next(numbers)
        few.append(imported(newcomer(number), FEW, f"few{number}")[0])
        whole, transaction = imported(newcomer(next(numbers)), MANY, f"many{number}")
        many.append(whole)
        writing.append(transaction)
    idle = pages_while(lambda: time.sleep(IDLE_SECONDS))
    meanwhile = pages_while(lambda: imported(newcomer(next(numbers)), MANY, "meanwhile"))
    ratio = statistics.median(whole / part for whole, part in zip(many, few, strict=True))
    return [
        Row(name=f"{FEW} rows: median CPU time", value=statistics.median(few) * 1000, unit="ms"),
        Row(name=f"{MANY:,} rows: median CPU time", value=statistics.median(many) * 1000, unit="ms"),
        Row(name=f"{MANY:,} rows over {FEW}", value=ratio, limit=LIMIT, unit="×"),
        Row(name=f"{MANY:,} rows: the one transaction, median", value=statistics.median(writing) * 1000, unit="ms"),
        Row(name="pages while nothing is imported: median", value=statistics.median(idle), unit="ms"),
        Row(name="pages while nothing is imported: longest", value=max(idle), unit="ms"),
        Row(name="pages answered during the import", value=len(meanwhile)),
        Row(name="pages during the import: median", value=statistics.median(meanwhile), unit="ms"),
        Row(name="pages during the import: longest", value=max(meanwhile), unit="ms"),
        Row(
            name="longest during the import over idle median", value=max(meanwhile) / statistics.median(idle), unit="×"
        ),
    ]


if __name__ == "__main__":
    if "--ask" in sys.argv:
        ask_pages(Path(sys.argv[-1]))
        sys.exit()
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", "--noinput", verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json="--json" in sys.argv))
