"""Which tests PostgreSQL need not run again (tests/statements.py)."""

import asyncio
import subprocess
import sys
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from tests.statements import Statements, call_before_processes, repeated, shape_of


def test_a_test_is_left_out_whose_statements_quicker_tests_run_twice():
    quick = {f"quick{number}": (0.1, ["a"]) for number in (1, 2)} | {
        f"other{number}": (0.2, ["b"]) for number in (1, 2)
    }
    notes = {"slow": (2.0, ["a", "b"]), "nothing": (0.1, [])} | quick
    assert repeated(notes) == ["nothing", "slow"]


def test_every_shape_is_run_twice_where_it_can_be_by_tests_that_stay():
    notes = {f"wide{number}": (1.0, ["a", "b", "c"]) for number in range(4)}
    notes |= {"narrow": (0.5, ["c"]), "alone": (9.0, ["d"]), "commits": (0.1, None)}
    left_out = set(repeated(notes))
    stay = [shapes for test, (_seconds, shapes) in notes.items() if test not in left_out]
    assert all(sum(shape in (shapes or ()) for shapes in stay) >= 2 for shape in "abc")
    assert len(left_out) == 3
    assert not {"alone", "commits"} & left_out


def test_numbers_and_lengths_of_lists_make_no_shape():
    long_list = shape_of("SELECT 1 FROM t WHERE id IN (%s, %s, %s) LIMIT 21", ["a", "b", "c"])
    assert shape_of("SELECT 1 FROM t WHERE id IN (%s, %s) LIMIT 5", ["a", "b"]) == long_list


def test_what_only_postgresql_refuses_makes_one():
    shapes = {shape_of("SELECT %s", [value]) for value in ("a", "a\0", "é", "a" * 201, 1, 2**15, 2**31, None, 1.5)}
    assert len(shapes) == 9


def test_an_error_of_the_database_is_noted(db):
    statements = Statements()
    with connection.execute_wrapper(statements.execute), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT 1 FROM no_such_table")
    assert statements.failed
    assert statements.shapes


def test_a_process_is_noted_however_it_is_started(monkeypatch):
    monkeypatch.setattr(subprocess.Popen, "__init__", subprocess.Popen.__init__)
    command, notes = [sys.executable, "-c", ""], []
    call_before_processes(lambda: notes.append(1))
    subprocess.run(command, check=True)
    assert len(notes) == 1

    async def run() -> None:
        await (await asyncio.create_subprocess_exec(*command)).wait()

    # On a thread of its own: a browser's tests leave a loop running on this one.
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join()
    assert len(notes) == 2
