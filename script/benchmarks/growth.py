"""Every page of the resolver, as each kind of person, in a small and in a huge installation: queries, bytes, CPU.

The pages are those of the access table (tests/access/rows.py), which holds each route of the resolver, and the lists of
the admin site. Both installations have the same record that is opened; around it are 1,000 or 100,000 clients, with a
trainer for 40 of them and a practitioner for 20. A page has to make the same queries in both, have at most 1.2 times
the bytes, and take at most 1.3 times the CPU time (the least of several rounds).
"""

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from script.benchmarks.databases import Database, analyse, postgresql_urls, serve
from script.benchmarks.sampling import forget_undone
from script.benchmarks.table import Row, report

SMALL, HUGE = 1_000, 100_000
MOST_BYTES, MOST_CPU = 1.2, 1.3
ALWAYS_DUE = {"practitioners.reckon_overview"}  # each night, of the whole network
MOST_MORE = 5.0  # ms of a sweep that has nothing to do
ROUNDS, ROUNDS_AGAIN = 3, 15  # the second: of pages that took too long, before that is believed
MOST_WRITTEN = 200_000  # clients; more of them are copied by PostgreSQL
PEOPLE = ["lead", "client", "admin", "glass_admin", "viewer", "account_viewer", "successor", "anonymous"]
MODULE = "script.benchmarks.growth"


# --- the process of one database ------------------------------------------------------------


def _installation(clients: int) -> Mapping[str, Callable[[], Any]]:
    """The pages by name, each with what it takes; "pages" gives their names, "left out" the routes without one."""
    from django.test import override_settings

    folder = Path(tempfile.mkdtemp(prefix="carelane-growth-"))
    override_settings(
        MEDIA_ROOT=folder / "media",
        ACCESS_HEADS_FILE=folder / "access-heads.log",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MFA_RATE_LIMITS=False,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ).enable()
    from django.db import connection, transaction

    from clients.models import Client
    from script.benchmarks.growth_crowd import make_installation
    from script.benchmarks.growth_multiples import make_multiplied
    from tests.access.world import World

    if not Client.objects.exists():
        make = make_multiplied if clients > MOST_WRITTEN else make_installation
        make(clients)
        forget_undone(*connection.introspection.table_names())
    transaction.atomic().__enter__()  # the record that is opened goes with the process: the crowd may be kept
    world = World()
    analyse()
    gc.collect()
    gc.freeze()  # what is loaded stays: a collection between two looks need not walk it
    gc.disable()
    pages = _pages(world)
    names = sorted(pages)
    opened = {name.split(" as ")[0] for name in names}
    again = {f"{name} again": partial(figures, ROUNDS_AGAIN) for name, figures in pages.items()}
    first = {name: partial(figures, ROUNDS) for name, figures in pages.items()}
    sweeps = _sweeps()
    names_of = {"pages": lambda: names, "left out": lambda: _left_out(opened), "sweeps": lambda: sorted(sweeps)}
    return {**names_of, **first, **again, **sweeps}


def _pages(world: Any) -> dict[str, Callable[[int], Any]]:
    """Each page that answers 200, by its route and who opens it."""
    from tests.access.rows import ROWS
    from tests.access.test_routes import admin_routes, is_let_in, status_for

    pages: dict[str, Callable[[int], Any]] = {}
    for row in ROWS:
        for actor in PEOPLE:
            if "GET" in row.answers and is_let_in(row, "GET", actor) and status_for(row, "GET", actor) == 200:
                pages[f"{row.route} as {actor}"] = partial(_figures, partial(_ask, world, actor, row))
    for route in admin_routes():
        if route.name.endswith(("_changelist", ":index")) and not route.parameters:
            pages[f"{route.name} as admin"] = partial(_figures, partial(_ask_admin, world, route.name))
    return pages


def _ask(world: Any, actor: str, row: Any) -> tuple[Any, list[str]]:
    from tests.access.asking import ask

    answer: tuple[Any, list[str]] = ask(world, actor, row, "GET", of=world.ours)
    return answer


def _ask_admin(world: Any, route: str) -> tuple[Any, list[str]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    with CaptureQueriesContext(connection) as captured:
        response = world.browser("admin").get(reverse(route))
    return response, [query["sql"] for query in captured.captured_queries]


def _figures(ask: Callable[[], tuple[Any, list[str]]], rounds: int) -> dict[str, float]:
    """Queries and bytes of one look, and the least CPU time in ms of several; each look is taken back."""
    from script.benchmarks.sampling import cpu_ms
    from tests.access.asking import undone

    with undone():
        ask()  # what is read once a process
    with undone():
        response, statements = ask()
        body = b"".join(response.streaming_content) if response.streaming else response.content
    times = []
    gc.collect()
    for _round in range(rounds):
        with undone():
            times.append(cpu_ms(ask))
    return {"status": response.status_code, "queries": len(statements), "bytes": len(body), "cpu": min(times)}


def _sweeps() -> dict[str, Callable[[], Any]]:
    """Each sweep of beat, once it has done what was due."""
    from script.benchmarks.growth_multiples import sweeps_of_beat

    return {name: partial(_figures_of_sweep, sweep) for name, sweep in sweeps_of_beat().items()}


def _figures_of_sweep(sweep: Callable[[], None]) -> dict[str, float]:
    """CPU time in ms of a first run, and of the least of several after it, which make as many queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from script.benchmarks.sampling import cpu_ms
    from tests.access.asking import undone

    with undone():
        first = cpu_ms(sweep)
        with CaptureQueriesContext(connection) as captured:
            sweep()
        return {"first": first, "queries": len(captured), "cpu": min(cpu_ms(sweep) for _round in range(ROUNDS))}


def _left_out(opened: set[str]) -> list[str]:
    """Routes of the resolver that no page was opened of: those that only take a POST, send on, or refuse."""
    from tests.access.world import routes

    return sorted({route.name for route in routes()} - opened)


# --- both -----------------------------------------------------------------------------------


def measure(urls: dict[str, str], small: int, huge: int, only: list[str], *, with_sweeps: bool = False) -> list[Row]:
    installations = [Database.start(MODULE, str(size), urls[f"growth-{size}"]) for size in (small, huge)]
    for installation in installations:
        installation.wait()
    pages = [page for page in installations[0].ask("pages") if page.startswith(tuple(only))]
    left_out = installations[0].ask("left out")
    compared = {page: _compare(page, installations) for page in pages}
    swept = list(_compare_sweeps(installations)) if with_sweeps else []
    for installation in installations:
        installation.stop()
    print("Without a page of its own:", *left_out, sep="\n  ", file=sys.stderr)
    worst = {key: max(figures[key] for figures in compared.values()) for key in ("bytes", "cpu")}
    other = {page: figures["queries"] for page, figures in compared.items() if figures["queries"]}
    return [
        Row(name="pages opened", value=len(pages)),
        Row(name="routes without a page", value=len(left_out)),
        Row(name="pages with more queries in the huge one", value=len(other), limit=0),
        Row(name="bytes, huge over small, the worst page", value=worst["bytes"], limit=MOST_BYTES, unit="×"),
        Row(name="CPU time, huge over small, the worst page", value=worst["cpu"], limit=MOST_CPU, unit="×"),
        *(Row(name=f"{page}: queries more", value=number, limit=0) for page, number in other.items()),
        *(
            Row(name=f"{page}: {key}", value=figures[key], limit=most, unit="×")
            for page, figures in compared.items()
            for key, most in (("bytes", MOST_BYTES), ("cpu", MOST_CPU))
            if figures[key] > most
        ),
        *swept,
    ]


def _compare(page: str, installations: list[Database]) -> dict[str, float]:
    """Ratios of bytes and CPU time, and by how many queries the two differ."""
    small, huge = (installation.ask(page) for installation in installations)
    if huge["cpu"] > MOST_CPU * small["cpu"] or huge["queries"] != small["queries"]:
        small, huge = (installation.ask(f"{page} again") for installation in installations)
    return {
        "queries": abs(huge["queries"] - small["queries"]),
        "bytes": huge["bytes"] / max(small["bytes"], 1),
        "cpu": huge["cpu"] / small["cpu"],
    }


def _compare_sweeps(installations: list[Database]) -> Iterator[Row]:
    """Each sweep where nothing is due any more: the queries of both, and by how many ms the huge one takes longer."""
    for name in installations[0].ask("sweeps"):
        small, huge = (installation.ask(name) for installation in installations)
        more = huge["cpu"] - MOST_CPU * small["cpu"]
        print(f"{name}: {small} {huge}", file=sys.stderr, flush=True)
        most = None if name in ALWAYS_DUE else MOST_MORE
        yield Row(name=f"{name}: queries more", value=max(huge["queries"] - small["queries"], 0), limit=0)
        yield Row(name=f"{name}: over {MOST_CPU} × the small one", value=max(more, 0), limit=most, unit="ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--huge", type=int, default=HUGE)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, not on CARELANE_BENCH_POSTGRES")
    parser.add_argument("--only", nargs="+", default=[""], help="pages whose route begins so, such as network_admin:")
    parser.add_argument("--keep", action="store_true", help="use what an earlier run with --keep left in PostgreSQL")
    parser.add_argument("--serve", type=int)
    options = parser.parse_args()
    if options.serve:
        serve(partial(_installation, options.serve))
        return 0
    kinds = [f"growth-{size}" for size in (options.small, options.huge)]
    if options.sqlite or "CARELANE_BENCH_POSTGRES" not in os.environ:
        folder = tempfile.mkdtemp(prefix="carelane-growth-")
        urls = {kind: f"sqlite:///{folder}/{kind}.sqlite3" for kind in kinds}
        return report(measure(urls, options.small, options.huge, options.only), as_json=options.json)
    try:
        urls = postgresql_urls(kinds, make=True, keep=options.keep)
        return report(measure(urls, options.small, options.huge, options.only), as_json=options.json)
    finally:
        if not options.keep:
            postgresql_urls(kinds, make=False)


if __name__ == "__main__":
    sys.exit(main())
