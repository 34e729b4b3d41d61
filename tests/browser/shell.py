"""A Python beside the server of a browser test, on its database. One serves all tests: its start takes the longest."""

import json
import subprocess
import sys
import traceback
from contextlib import redirect_stdout
from functools import cached_property
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs code in a process with the environment `env`, which starts with the first of it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    @cached_property
    def _process(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.browser.shell"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stdin=pipe, stdout=pipe, text=True)

    def run(self, code: str) -> str:
        """What the code prints; fails as the code does. After a process that has ended, the next code gets another."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(code) + "\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError) as ended:
            self.stop()
            raise AssertionError("The process that runs code beside the server has ended.") from ended
        assert not answer["error"], answer["error"]
        return str(answer["printed"]).strip()

    def stop(self) -> None:
        if process := vars(self).pop("_process", None):
            process.communicate()


def serve() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


def _run(code: str) -> dict[str, str]:
    """As in the practice's own time zone; the connection is closed, so that nothing of it holds the server up."""
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    printed, error = StringIO(), ""
    try:
        with timezone.override(settings.DEFAULT_TIME_ZONE), redirect_stdout(printed):
            exec(code, {})
    except Exception:  # noqa: BLE001 -- told to the test
        error = traceback.format_exc()
    finally:
        connection.close()
    return {"printed": printed.getvalue(), "error": error}


if __name__ == "__main__":
    serve()
