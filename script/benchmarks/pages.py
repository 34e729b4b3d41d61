"""Each page's queries and CPU time, against a bare view, with ten times the data, and (--against REF) another commit.

script/bench pages [PAGE ...] [--against REF] [--json] times the pages that are named (script/demo_pages.py), or all.
REF is checked out in a folder that is gone afterwards; both commits are asked in turns, each in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

from script.benchmarks.sampling import cpu_ms, medians
from script.benchmarks.table import Row, report

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = Path("script", "benchmarks")
FLOOR = "floor"
RUNS = 15
QUERIES_BESIDES_THE_DOOR = 10
MOST_OVER_BEFORE = 1.2
# The door: who asks (session, user, viewer), may they (client by permission, grant), and the log of it.
DOOR = (
    "django_session",
    '"accounts_user"."id" =',
    "clients_accesschain",
    "clients_accessevent",
    "clients_clientuserobjectpermission",
    "consent_viewersession",
    "consent_grantscope",
    "BEGIN",
    "COMMIT",
    "SAVEPOINT",
)


# --- the process of one commit ----------------------------------------------------------------


def serve() -> None:
    """Makes the demo practice, names its pages, and then answers what each line of standard input asks of one."""
    os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    for command in (["migrate"], ["load_reference"], ["demo"], ["collectstatic", "--noinput"]):
        call_command(*command, verbosity=0, stdout=sys.stderr)
    gets = _gets()
    print(json.dumps(list(gets)), flush=True)
    for line in sys.stdin:
        question, page = json.loads(line)
        print(json.dumps(_answer(question, gets[page])), flush=True)


def _gets() -> Mapping[str, Callable[[], object]]:
    """By name, what asks for a page: those of the demo, and a bare view."""
    from functools import partial

    from django.test import Client as Browser
    from django.urls import path

    from config.urls import urlpatterns
    from script.demo_browsers import cookies
    from script.demo_pages import demo_pages
    from web.public import public

    urlpatterns.append(path(f"{FLOOR}/", public("the floor of this benchmark; served here alone")(floor)))
    pages = demo_pages()
    browsers = {who: Browser() for who in {page.who for page in pages}}
    for who, browser in browsers.items():
        browser.cookies.load(cookies(who))
    gets = {page.name: partial(browsers[page.who].get, page.path) for page in pages}
    return {FLOOR: partial(Browser().get, f"/{FLOOR}/")} | gets


def floor(_request: Any) -> Any:
    from django.http import HttpResponse

    from accounts.models import User

    return HttpResponse(f"{User.objects.filter(is_active=True).count()} people")


def _answer(question: str, get: Callable[[], object]) -> float | None:
    if question == "cpu":
        return cpu_ms(get)
    if question == "queries":
        return queries_besides_the_door(get)
    from script.benchmarks.more_data import ten_times_the_data

    ten_times_the_data()
    return None


def queries_besides_the_door(get: Callable[[], object]) -> int:
    """How many queries the page makes besides the door."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        get()
    return sum(not any(part in query["sql"] for part in DOOR) for query in captured)


# --- asking it --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Commit:
    """The pages of one checkout."""

    process: subprocess.Popen[str]
    pages: list[str]

    def ask(self, question: str, page: str = FLOOR) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([question, page]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def sampler(self, page: str) -> Callable[[], float]:
        return lambda: float(self.ask("cpu", page))


@contextmanager
def serving(checkout: Path) -> Iterator[Commit]:
    with tempfile.TemporaryDirectory(dir=os.environ["CARELANE_VAR"]) as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "script.benchmarks.pages", "--serve"],
            cwd=checkout,
            env=os.environ | {"CARELANE_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/carelane.sqlite3"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        names = process.stdout.readline()
        if not names:
            sys.exit(f"The pages of {checkout} could not be made; see above.")
        with process:
            yield Commit(process, json.loads(names))


@contextmanager
def checked_out(ref: str) -> Iterator[Path]:
    """A worktree of `ref`, with the benchmarks of today."""
    with tempfile.TemporaryDirectory(dir=os.environ["CARELANE_VAR"]) as folder:
        checkout = Path(folder, "checkout")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(checkout), ref], check=True)
        try:
            copytree(ROOT / BENCHMARKS, checkout / BENCHMARKS, dirs_exist_ok=True)
            yield checkout
        finally:
            subprocess.run([*git, "remove", "--force", str(checkout)], check=True)


def measure(names: list[str], against: str | None) -> list[Row]:
    with ExitStack() as stack:
        now = stack.enter_context(serving(ROOT))
        before = stack.enter_context(serving(stack.enter_context(checked_out(against)))) if against else None
        pages = [page for page in now.pages if page != FLOOR and (not names or page in names)]
        rows = {page: _page_rows(page, now, before) for page in pages}
        now.ask("ten times the data")
        for page, (queries, *_) in rows.items():
            many = now.ask("queries", page)
            rows[page].append(Row(name=f"{page}: queries with ten times the data", value=many, limit=queries.value))
        return [row for of_page in rows.values() for row in of_page]


def _page_rows(page: str, now: Commit, before: Commit | None) -> list[Row]:
    samplers = [now.sampler(FLOOR), now.sampler(page)]
    if before and page in before.pages:
        samplers.append(before.sampler(page))
    floor_ms, now_ms, *before_ms = medians(*samplers, rounds=RUNS)
    return [
        Row(name=f"{page}: queries", value=now.ask("queries", page), limit=QUERIES_BESIDES_THE_DOOR),
        Row(name=f"{page}: CPU", value=now_ms, unit="ms"),
        Row(name=f"{page}: over the floor", value=now_ms / floor_ms, unit="×"),
        *(
            row
            for ms in before_ms
            for row in (
                Row(name=f"{page}: CPU before", value=ms, unit="ms"),
                Row(name=f"{page}: over before", value=now_ms / ms, limit=MOST_OVER_BEFORE, unit="×"),
            )
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    parser.add_argument("--against", metavar="REF")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
    else:
        sys.exit(report(measure(options.pages, options.against), as_json=options.json))
