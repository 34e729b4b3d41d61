"""Which tests PostgreSQL need not run again: those whose statements other tests run there.

A whole run on SQLite notes the shape of each statement that each test runs: its text without numbers and lengths of
lists, with the kinds of its values. On PostgreSQL, tests are chosen, the quickest first, until TIMES of them run each
shape. Always run there: tests that commit, meet a database error, or stand in a file that starts processes. The list
holds for the very state of the code that it was made with; without one, everything runs.
"""

import heapq
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, wraps
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

ROOT = Path(__file__).resolve().parents[1]
KEY = "carelane/repeated"
CODE = {".py", ".html", ".txt", ".json", ".csv", ".css", ".js", ".svg", ".mo"}
TIMES = 2  # that each shape is run there
SMALL_INTEGER, INTEGER, LINE = 2**15, 2**31, 200
LISTS = re.compile(r"(\(?%s\)?)(, *\(?%s\)?)+")
NUMBERS = re.compile(r"\d+")
COMMITS = {"transactional_db", "stack", "practice"}  # fixtures
Notes = dict[str, tuple[float, list[str] | None]]  # by test: seconds of CPU, shapes of statements, or None: always run


class StatementRecorder:
    """Notes what each test asks of the database, and at the end which tests repeat others (a plugin of pytest)."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.notes: Notes = {}
        self.files_with_processes: set[str] = set()
        self._file = ""
        call_before_processes(lambda: self.files_with_processes.add(self._file))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._file = file_of(item.nodeid)
        statements = Statements()
        began = time.process_time()
        with connection.execute_wrapper(statements.execute):
            result = yield
        always = commits(item) or statements.failed
        self.notes[item.nodeid] = (time.process_time() - began, None if always else sorted(statements.shapes))
        return result

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist tells what it noted."""
        notes, files = getattr(node, "workeroutput", {}).get(KEY, ({}, []))
        self.notes |= notes
        self.files_with_processes |= set(files)

    def pytest_sessionfinish(self) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput[KEY] = self.notes, sorted(self.files_with_processes)
        elif is_whole(self.config):
            notes = {test: note for test, note in self.notes.items() if file_of(test) not in self.files_with_processes}
            self.config.cache.set(KEY, {"code": state_of_code(), "tests": repeated(notes)})


def call_before_processes(note: Callable[[], None]) -> None:
    """Before each process that Python starts, from now on. (An audit hook would be called at each `id()` too.)"""
    start = subprocess.Popen.__init__

    @wraps(start)
    def noted(process: subprocess.Popen[Any], *args: Any, **options: Any) -> None:
        note()
        start(process, *args, **options)

    subprocess.Popen.__init__ = noted


class Statements:
    """The shapes of the statements of one test."""

    def __init__(self) -> None:
        self.shapes: set[str] = set()
        self.failed = False

    def execute(self, run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """An execute wrapper of Django's."""
        self.shapes.add(shape_of(sql, params))
        try:
            return run(sql, params, many, context)
        except DatabaseError:
            self.failed = True
            raise


def file_of(test: str) -> str:
    return test.partition("::")[0]


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or not COMMITS.isdisjoint(getattr(item, "fixturenames", ()))


def is_whole(config: pytest.Config) -> bool:
    """Whether all tests were asked for; a worker of pytest-xdist was told (`tests/conftest.py: pytest_configure_node`)."""
    if hasattr(config, "workerinput"):
        return bool(config.workerinput[KEY])
    options = config.option
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
        options.lf or options.keyword or options.markexpr
    )


def shape_of(sql: str, params: Any) -> str:
    kinds = sorted({kind_of(value) for value in params or ()})
    return blake2b(f"{shape_of_text(sql)} {kinds}".encode(), digest_size=6).hexdigest()


@cache
def shape_of_text(sql: str) -> str:
    return NUMBERS.sub("0", LISTS.sub(r"\1…", sql))


def kind_of(value: Any) -> str:
    """The type of a value, and what of its size PostgreSQL looks at and SQLite does not."""
    kind = type(value).__name__
    if isinstance(value, int):
        return f"{kind} {(abs(value) >= SMALL_INTEGER) + (abs(value) >= INTEGER)}"
    if isinstance(value, str):
        return f"{kind} {len(value) > LINE} {chr(0) in value} {value.isascii()}"
    return kind


def repeated(notes: Notes) -> list[str]:
    """The tests all of whose shapes are run TIMES, or as often as there are tests, by tests that are not in the list."""
    wanted = Counter(shape for _seconds, shapes in notes.values() for shape in shapes or ())
    wanted = Counter({shape: min(number, TIMES) for shape, number in wanted.items()})
    queue = [(-worth(note, wanted), test) for test, note in notes.items() if note[1] is not None]
    heapq.heapify(queue)
    left_out = []
    while queue:
        _, test = heapq.heappop(queue)
        now = worth(notes[test], wanted)
        if not now:
            left_out.append(test)
        elif queue and now < -queue[0][0]:
            heapq.heappush(queue, (-now, test))
        else:
            wanted -= Counter(notes[test][1])
    return sorted(left_out)


def worth(note: tuple[float, list[str] | None], wanted: Counter[str]) -> float:
    """How many wanted shapes a test would run, by its seconds."""
    return sum(wanted[shape] > 0 for shape in note[1] or ()) / max(note[0], 0.001)


def state_of_code() -> str:
    """A short name for all files that tests read."""
    state = sha256()
    folders = [path for path in sorted(ROOT.iterdir()) if path.is_dir() and not path.name.startswith((".", "var"))]
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in CODE):
        state.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return state.hexdigest()[:12]


def repeated_on_sqlite(config: pytest.Config) -> set[str]:
    """The list that a whole run on SQLite made of this very code; empty without one."""
    known = config.cache.get(KEY, None) or {}
    return set(known["tests"]) if known.get("code") == state_of_code() else set()
