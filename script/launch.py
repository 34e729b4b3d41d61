"""Runs the web server, the worker of the sweeps (with beat) and the worker of the mail as one, and ends them as one: python -m script.launch PORT

The environment is script/server's. Exits 0 when asked to stop, 1 when one of them ended by itself.
"""

import http.client
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from script.port import take_port
from script.processes import Child, end, reach, start, watch

WEB = (
    "gunicorn config.wsgi --worker-class gthread --threads 8 --workers 1 --graceful-timeout 5"
    " --log-level warning --no-control-socket"
)
A_WORKER = "celery -A config worker --pool threads --loglevel warning --without-gossip --without-mingle"
WORKER = f"{A_WORKER} --queues celery --concurrency 2 --beat"
MAIL = f"{A_WORKER} --queues mail --hostname mail@%h --concurrency 1"  # so that no sweep holds mail up
MAIL_IN_HAND = 150.0  # seconds that a slow mail server may take over the mail in hand
START_WITHIN = 60.0  # seconds
DEMO = "Sign in as a demo person with one click."
NO_DEMO = "The first admin is made with: .venv/bin/python manage.py first_admin EMAIL"


def main(port: str, var: Path) -> int:
    signals: list[int] = []
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signum == signal.SIGINT or signal.getsignal(signum) is not signal.SIG_IGN:  # nohup is respected
            signal.signal(signum, lambda number, _frame: signals.append(number))
    python, logs = [sys.executable, "-m"], var / "log"
    with take_port(port) as listener:  # handed over open, so that nobody takes it in between
        bind, keep = f"fd://{listener.fileno()}", (listener.fileno(),)
        web = start([*python, *WEB.split(), "--bind", bind], log=logs / "web.log", keep=keep)
    schedule = str(var / f"celerybeat-schedule-{port}")
    worker = start([*python, *WORKER.split(), "-s", schedule], log=logs / "worker.log")
    mail = start([*python, *MAIL.split()], log=logs / "mail.log")
    watcher, pipe = watch([web, worker, mail])
    trouble = supervise({"web": web, "worker": worker, "mail": mail}, port=port, logs=logs, signals=signals)
    say(trouble or "Stopping.")
    reach(mail, signal.SIGTERM)  # it finishes the mail in hand while the others end
    end([web, worker])
    end([mail], patience=MAIL_IN_HAND)
    os.close(pipe)
    os.waitpid(watcher, 0)
    return 1 if trouble else 0


def supervise(children: dict[str, Child], *, port: str, logs: Path, signals: list[int]) -> str:
    """Says where Carelane is once it answers. Returns what went wrong; nothing when asked to stop."""
    ready, deadline = False, time.monotonic() + START_WITHIN
    while not signals:
        for name, child in children.items():
            if child.poll() is not None:
                log = logs / f"{name}.log"
                say("\n".join(log.read_text(errors="replace").splitlines()[-15:]))
                return f"The {name} process ended by itself ({child.returncode}), so all is stopped (log: {log})."
        if not ready and answers(port):
            ready = True
            then = DEMO if os.environ.get("CARELANE_DEMO") == "1" else NO_DEMO
            say(f"\n  Carelane is at http://127.0.0.1:{port}\n  {then}\n  Ctrl-C stops it.\n", to=sys.stdout)
        if not ready and time.monotonic() > deadline:
            return f"Carelane did not answer within {START_WITHIN:.0f} seconds (log: {logs / 'web.log'})."
        time.sleep(0.1)
    return ""


def answers(port: str) -> bool:
    web = http.client.HTTPConnection("127.0.0.1", int(port), timeout=1)
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        web.close()


def say(text: str, *, to: TextIO = sys.stderr) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(text, file=to, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(os.environ["CARELANE_VAR"])))
