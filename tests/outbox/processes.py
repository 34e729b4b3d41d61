"""Senders as processes of their own, on the tests' own database: forked, since a fresh Python takes seconds."""

import os
import sqlite3
import traceback
import warnings
from collections.abc import Callable

import pytest
from django.db import connection, connections


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """A database that other processes can open; on SQLite a copy of the tests' own in a file."""
    if connection.vendor != "sqlite":
        yield
        return
    memory = connections["default"]
    memory.ensure_connection()
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        memory.connection.backup(copy)
    copy.close()
    connections["default"] = type(memory)(memory.settings_dict | {"NAME": str(tmp_path / "copy.sqlite3")}, "default")
    yield
    connections["default"].close()
    connections["default"] = memory


def fork(act: Callable[[], object]) -> int:
    """Runs `act` in a process of its own; returns its id. It ends with 0, or 1 where `act` raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the tests' mail server is a thread of the parent's
        process = os.fork()
    if process:
        return process
    code = 1
    try:
        parents = connections["default"]
        connections["default"] = type(parents)(parents.settings_dict, "default")
        act()
        code = 0
    except BaseException:  # noqa: BLE001  (pytest must not go on in the child)
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(process: int) -> int:
    """Waits; the exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
