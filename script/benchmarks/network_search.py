"""Searching the network, part of `network`: a page of results among 500 and among 50,000, on SQLite and PostgreSQL."""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from script.benchmarks.databases import Database, analyse, browser_of, page_cpu_ms, postgresql_urls, serve
from script.benchmarks.table import Row

FEW, MANY = 500, 50_000
MOST_QUERIES, MOST_RATIO = 10, 3
ROUNDS = 15
ASKED = {
    "a name": {"q": "tremblay 00042"},
    "part of a name": {"q": "trem"},
    "a town": {"q": "montreal zoe"},
    "a slip": {"q": "trembloy"},
    "an area and a wait": {"area": "montreal", "most_wait": "10"},
    "an area of few and a wait": {"area": "gaspe", "most_wait": "10"},
    "an insurer and words": {"insurer": "sun life", "q": "tremblay"},
}
MODULE = "script.benchmarks.network_search"
BATCH = 2_000
GIVEN, FAMILY, TOWNS = ("Zoé", "Ana", "Jan", "Lou"), ("Tremblay", "Berg", "Roy", "Okafor"), ("Montréal", "Halifax")


def search_rows(few: int = FEW, many: int = MANY) -> list[Row]:
    kinds = [f"search-{few}", f"search-{many}"]
    folder = tempfile.mkdtemp(prefix="carelane-search-")
    rows = _measured("SQLite", {kind: f"sqlite:///{folder}/{kind}.sqlite3" for kind in kinds}, few, many)
    if "CARELANE_BENCH_POSTGRES" not in os.environ:
        return rows
    try:
        return rows + _measured("PostgreSQL", postgresql_urls(kinds, make=True), few, many)
    finally:
        postgresql_urls(kinds, make=False)


def _measured(vendor: str, urls: dict[str, str], few: int, many: int) -> list[Row]:
    databases = [Database.start(MODULE, str(size), urls[f"search-{size}"]) for size in (few, many)]
    for database in databases:
        database.wait()
    rows = []
    for name in ASKED:
        times: list[list[float]] = [[], []]
        for _round in range(ROUNDS):
            for database, taken in zip(databases, times, strict=True):
                taken.append(float(database.ask(name)))
        small, large = (statistics.median(taken) for taken in times)
        queries = databases[1].ask(f"{name}: queries")
        rows += [
            Row(name=f"{vendor}, {name}, among {many:,}: CPU time", value=large, unit="ms"),
            Row(name=f"{vendor}, {name}, {many:,} over {few:,}", value=large / small, limit=MOST_RATIO, unit="×"),
            Row(name=f"{vendor}, {name}: queries", value=queries, limit=MOST_QUERIES),
        ]
    for database in databases:
        database.stop()
    return rows


# --- the process of one database ------------------------------------------------------------


def _network(number: int) -> Mapping[str, Callable[[], Any]]:
    """A trainer's page of results in a network of that size, by what is asked for."""
    from urllib.parse import urlencode

    from django.test import override_settings
    from django.urls import reverse

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(STORAGES=plain).enable()
    from accounts.models import User

    _fill(number)
    analyse()
    browser = browser_of(User.objects.create(email="seeker@bench.example", name="Seeker", is_trainer=True))
    asks: dict[str, Callable[[], Any]] = {}
    for name, query in ASKED.items():
        address = f"{reverse('practitioners:list')}?{urlencode(query)}"
        browser.get(address)
        asks[name] = partial(page_cpu_ms, browser, address)
        asks[f"{name}: queries"] = partial(_queries, browser, address)
    return asks


def _queries(browser: Any, address: str) -> int:
    """Of the whole page, besides who asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return sum("practitioners_" in query["sql"] for query in captured)


def _fill(number: int) -> None:
    from practitioners.models import Clinic, Discipline, Practitioner

    discipline = Discipline.objects.get(code="physiotherapist")
    clinics = Clinic.objects.bulk_create(Clinic(name=f"Clinic {place}", city=TOWNS[place % 2]) for place in range(40))
    for start in range(0, number, BATCH):
        entries = [
            Practitioner(
                name=f"{GIVEN[place % 4]} {FAMILY[place // 4 % 4]} {place:05d}",
                email=f"p{place}@bench.example",
                discipline=discipline,
                clinic=clinics[place % 40],
                area="Gaspé" if place % 500 == 0 else "",
                direct_billing="Sun Life, Manulife" if place % 7 == 0 else "",
                usual_wait_days=place % 60,
            )
            for place in range(start, min(start + BATCH, number))
        ]
        for entry in entries:
            entry.derive()
        Practitioner.objects.bulk_create(entries)


if sys.argv[1:2] == ["--serve"]:  # started by `_measured` with the size of its network
    serve(partial(_network, int(sys.argv[2])))
