"""Removes each access check in turn and runs the tests that ought to notice.

pytest collects the tests once, makes its database and the world of the access tests, and is then forked for every
check: the child takes the check out of its own memory (script/mutants.py) and runs, one after another, the tests that
enter the function in which the check stands, until one fails. Which those are is recorded first, in a run with every
check in place: a test that is red there ends it all. The record stays in `var/` for as long as no file of the project
changes.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from script.access_checks import Check, find_checks

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = os.cpu_count() or 2
LONGEST = 900  # seconds for one check
# Not run: a browser and its server read the code anew, and these two look at the checks or the settings themselves.
LEFT_OUT = ["tests/browser", "tests/config", "tests/access/test_access_checks.py"]
ROUTES_TESTS = "tests/access/test_routes.py"
# One page of each kind, for what guards them all and is entered before any function of a view.
SAMPLE = [
    "clients:edit",
    "workspace:overview",
    "practitioner_portal:record",
    "client_portal:record",
    "network_admin:emergency_record",
    "network_admin:people",
    "clients:handover_question",
    "clients:answer_handover",
    "homework:homework",
    "today",
]


@dataclass(frozen=True)
class Recorded:
    """A test of the run with every check in place."""

    seconds: float
    passed: bool
    entered: frozenset[str]  # the functions in which checks stand, as "path:qualified name"


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if word != "--list"]
    checks = [check for check in find_checks(ROOT) if all(word in f"{check.path}:{check.line}" for word in words)]
    if "--list" in arguments:
        for check in checks:
            print(f"{check.path}:{check.line}  {check.what}")
        print(f"{len(checks)} checks")
        return 0
    runner = Runner(checks)
    ignored = [f"--ignore={name}" for name in LEFT_OUT]
    code = pytest.main(["-n0", "-p", "no:cacheprovider", "-p", "no:randomly", "tests", *ignored], plugins=[runner])
    return runner.code if runner.code is not None else int(code) or 1


class Runner:
    """The pytest plugin that takes the place of running all tests."""

    def __init__(self, checks: list[Check]) -> None:
        self.checks = checks
        self.items: list[pytest.Item] = []
        self.code: int | None = None

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # The access table first: its world is made before the forks.
        self.items = sorted(session.items, key=lambda item: not item.nodeid.startswith(ROUTES_TESTS))
        runtestprotocol(self.items[0], nextitem=self.items[1], log=False)
        recorded = self.recorded()
        red = [nodeid for nodeid, test in recorded.items() if not test.passed]
        if red:
            say(f"Red with every check in place: {', '.join(red[:10])}")
            self.code = 1
            return True
        caught = 0
        for check, verdict in forked([(check, self.mutant(check, recorded)) for check in self.checks]):
            say(f"{verdict:<8}  {check.path}:{check.line}  {check.what}")
            caught += str(verdict).startswith("caught")
        say(f"{caught} of {len(self.checks)} caught")
        self.code = 0 if caught == len(self.checks) else 1
        return True

    def recorded(self) -> dict[str, Recorded]:
        """The record of this very state of the project, made anew where there is none."""
        file = ROOT / "var" / f"mutate-access-{digest_of_project()}.json"
        rows = json.loads(file.read_text()) if file.exists() else {}
        if rows.keys() == {item.nodeid for item in self.items}:  # some tests are named after the day
            return {name: Recorded(row[0], row[1], frozenset(row[2])) for name, row in rows.items()}
        recorded = self.record()
        file.parent.mkdir(exist_ok=True)
        rows = {name: [test.seconds, test.passed, sorted(test.entered)] for name, test in recorded.items()}
        file.write_text(json.dumps(rows))
        return recorded

    def record(self) -> dict[str, Recorded]:
        """Runs all tests with every check in place, a share of them in each of as many processes as there are cores."""
        shares = [list(range(start, len(self.items), AT_ONCE)) for start in range(AT_ONCE)]
        recorded: dict[str, Recorded] = {}
        for _, share in forked([(number, self.recorder(share)) for number, share in enumerate(shares)], longest=3600):
            for nodeid, seconds, passed, entered in share:
                recorded[nodeid] = Recorded(seconds, passed, frozenset(entered))
        say(f"{len(recorded)} tests recorded with every check in place.")
        return recorded

    def recorder(self, share: list[int]) -> Callable[[], Any]:
        def run() -> list[tuple[str, float, bool, list[str]]]:
            entered: set[str] = set()
            probe(self.checks, entered)
            results = []
            for position, number in enumerate(share):
                following = self.items[share[position + 1]] if position + 1 < len(share) else None
                entered.clear()
                started = time.monotonic()
                passed = self.passes(self.items[number], following)
                results.append((self.items[number].nodeid, time.monotonic() - started, passed, sorted(entered)))
            return results

        return run

    def mutant(self, check: Check, recorded: dict[str, Recorded]) -> Callable[[], str]:
        def run() -> str:
            from script.mutants import NotAppliedError, apply

            tests = self.candidates(check, recorded)
            try:
                apply(check, ROOT)
            except NotAppliedError:
                return "BROKEN"
            for position, item in enumerate(tests):
                following = tests[position + 1] if position + 1 < len(tests) else None
                if not self.passes(item, following):
                    return "caught"
            return "SURVIVED"

        return run

    def candidates(self, check: Check, recorded: dict[str, Recorded]) -> list[pytest.Item]:
        """The tests that the check could matter to, those of its routes first, then the files that are done soonest.

        A file's tests stay together: what they share, such as the world of the access tests, is made once.
        """
        routes = routes_of(check) or ([] if check.function else SAMPLE)
        of_routes = tuple(f"[{route}-" for route in routes)
        place = f"{check.path}:{check.function}"

        def matters(item: pytest.Item) -> bool:
            return not check.function or place in recorded[item.nodeid].entered or is_of_routes(item)

        def is_of_routes(item: pytest.Item) -> bool:
            return item.nodeid.startswith(ROUTES_TESTS) and any(name in item.nodeid for name in of_routes)

        tests = [item for item in self.items if matters(item)]
        seconds: defaultdict[Path, float] = defaultdict(float)
        for item in tests:
            seconds[item.path] += recorded[item.nodeid].seconds

        def turn(item: pytest.Item) -> tuple[bool, float, Path, float]:
            return not is_of_routes(item), seconds[item.path], item.path, recorded[item.nodeid].seconds

        return sorted(tests, key=turn)

    def passes(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        reports = runtestprotocol(item, nextitem=following, log=False)
        return not any(report.failed for report in reports)


def digest_of_project() -> str:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    digest = hashlib.sha256()
    for path in (ROOT / name for name in names if name):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


def probe(checks: Iterable[Check], entered: set[str]) -> None:
    """From now on each function with a check adds its name to `entered` when it is called."""
    import builtins

    from script.mutants import live_functions, replacements

    live = live_functions()
    builtins.entered_check = entered.add  # type: ignore[attr-defined]
    for place, check in {f"{check.path}:{check.function}": check for check in checks if check.function}.items():
        for function, code in list(replacements(with_probe(check, place), check, ROOT, live)):
            function.__code__ = code


def with_probe(check: Check, place: str) -> str:
    """The file as it is, with a call at the beginning of the function that the check stands in.

    The functions made inside of it count as well: of a decorator, they are what runs for a request.
    """
    import ast

    tree = ast.parse((ROOT / check.path).read_text())
    *owner, name = check.function.split(".")
    body = tree.body
    if owner:
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == owner[0])
    function = next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == name)
    for made in [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef)]:
        made.body.insert(0, ast.parse(f"entered_check({place!r})").body[0])
    return ast.unparse(ast.fix_missing_locations(tree))


def routes_of(check: Check) -> list[str]:
    """The names of the routes that a check in views stands in; all of its module's for a helper there."""
    from django.urls import get_resolver

    module = check.path.removesuffix(".py").replace("/", ".")
    by_view: dict[str, list[str]] = {}
    for name, callback in _routes(get_resolver().url_patterns, ""):
        if callback.__module__ == module:
            by_view.setdefault(callback.__name__, []).append(name)
    return by_view.get(check.function) or [name for names in by_view.values() for name in names]


def _routes(patterns: Iterable[Any], namespace: str) -> Iterator[tuple[str, Any]]:
    from django.urls import URLPattern

    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)


# --- forks --------------------------------------------------------------------------------


def forked(work: list[tuple[Any, Callable[[], Any]]], *, longest: int = LONGEST) -> Iterator[tuple[Any, Any]]:
    """Runs each piece of work in a fork of this process, as many at once as there are cores; gives what it returned.

    A fork that dies or takes longer than `longest` seconds gives "BROKEN".
    """
    waiting = list(reversed(work))
    running: dict[int, tuple[Any, Path]] = {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            name, run = waiting.pop()
            answer = Path(tempfile.mkstemp(prefix="carelane-mutant-")[1])
            running[_fork(run, answer, longest)] = (name, answer)
        pid, _ = os.wait()
        name, answer = running.pop(pid)
        text = answer.read_text()
        answer.unlink()
        yield name, json.loads(text) if text else "BROKEN"


def _fork(run: Callable[[], Any], answer: Path, longest: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    signal.alarm(longest)
    try:
        answer.write_text(json.dumps(run()))
    except Exception:  # noqa: BLE001 -- a fork ends here, whatever it was
        say(traceback.format_exc())
    finally:
        os._exit(0)


def say(line: str) -> None:
    """Past pytest, which has taken the usual output for itself."""
    sys.__stderr__.write(f"{line}\n")  # type: ignore[union-attr]
    sys.__stderr__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
