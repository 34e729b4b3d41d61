"""Removes each access check in turn, in a copy of the project, and runs the tests that ought to notice."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from django.urls import URLPattern, get_resolver

from script.access_checks import Check, find_checks

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = os.cpu_count() or 2
ROUTES_TESTS = "tests/access/test_routes.py"
# One page of each kind, for what guards them all.
SAMPLE = [
    "clients:edit",
    "coordination:overview",
    "coordination:shared",
    "coordination:own_record",
    "coordination:emergency_record",
    "coordination:people",
    "clients:handover_question",
    "clients:answer_handover",
    "sessions_log:homework",
    "today",
]
# The rest of the tests, the likeliest and quickest to notice first.
STAGES = [
    ["tests/accounts", "tests/clients", "tests/consent", "tests/coordination", "tests/access/test_time_line.py"],
    [
        "tests",
        "--ignore=tests/browser",
        "--ignore=tests/access/test_access_checks.py",  # it looks at the checks themselves
        *(f"--ignore=tests/{one}" for one in ["accounts", "clients", "consent", "coordination"]),
    ],
]


class BrokenError(Exception):
    """The tests did not run: a change that breaks the code is no check that was missed or caught."""


def routes_of(check: Check) -> list[str]:
    """The names of the routes that a check in views stands in; all of its module's for a helper there."""
    module = check.path.removesuffix(".py").replace("/", ".")
    by_view: dict[str, list[str]] = {}
    for name, callback in _routes(get_resolver().url_patterns, ""):
        if callback.__module__ == module:
            by_view.setdefault(callback.__name__, []).append(name)
    return by_view.get(check.function) or [name for names in by_view.values() for name in names]


def _routes(patterns, namespace):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)


def is_caught(check: Check, copy: Path) -> bool:
    """Whether some test fails without the check. The copy is as it was afterwards."""
    file = copy / check.path
    before = file.read_text()
    file.write_text(check.without)
    try:
        return any(not passes(arguments, copy) for arguments in stages(check))
    finally:
        file.write_text(before)


def stages(check: Check) -> list[list[str]]:
    return [route_tests(routes_of(check) or SAMPLE), *STAGES]


def route_tests(routes: list[str]) -> list[str]:
    """The access table's rows of these routes; they need no trigger of a migration, and start sooner without."""
    return [ROUTES_TESTS, "--nomigrations", "-k", " or ".join(f"[{route}-" for route in routes)]


def passes(arguments: list[str], copy: Path) -> bool:
    """Runs tests in the copy; they pass too where there are none. Raises BrokenError where they could not run."""
    var = tempfile.mkdtemp(prefix="carelane-mutant-")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-n0", "-p", "no:cacheprovider", *arguments],
            cwd=copy,
            env=os.environ | {"CARELANE_VAR": var, "DATABASE_URL": f"sqlite:///{var}/carelane.sqlite3"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    finally:
        shutil.rmtree(var, ignore_errors=True)
    if done.returncode not in {0, 1, 5}:
        raise BrokenError(f"pytest {' '.join(arguments)} ended with {done.returncode}")
    return done.returncode != 1


def copies(folder: Path) -> "Queue[Path]":
    """As many copies of the project as are worked on at once."""
    free: Queue[Path] = Queue()
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    for number in range(AT_ONCE):
        copy = folder / str(number)
        for name in filter(None, tracked):
            if (ROOT / name).exists():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name)
        free.put(copy)
    return free


def main(arguments: list[str]) -> int:
    words = [one for one in arguments if one != "--list"]
    checks = [check for check in find_checks(ROOT) if all(word in f"{check.path}:{check.line}" for word in words)]
    if "--list" in arguments:
        for check in checks:
            print(f"{check.path}:{check.line}  {check.what}")
        print(f"{len(checks)} checks")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="carelane-mutants-"))
    free = copies(folder)

    def holds(arguments: list[str]) -> bool:
        copy = free.get()
        try:
            return passes(arguments, copy)
        finally:
            free.put(copy)

    def run(check: Check) -> bool:
        copy = free.get()
        try:
            verdict = "caught" if is_caught(check, copy) else "SURVIVED"
        except BrokenError as error:
            verdict = f"BROKEN ({error})"
        finally:
            free.put(copy)
        print(f"{verdict:<8}  {check.path}:{check.line}  {check.what}", flush=True)
        return verdict == "caught"

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            if not all(pool.map(holds, [[ROUTES_TESTS, "--nomigrations"], *STAGES])):
                print("The tests are red with every check in place.")
                return 1
            caught = sum(pool.map(run, checks))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{caught} of {len(checks)} caught")
    return 0 if caught == len(checks) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
