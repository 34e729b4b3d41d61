"""A PostgreSQL and web servers of a drill's own, as in production; all of it ends with its block."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from script.drills.recovery import ROOT, Cluster

Process = subprocess.Popen[bytes]
GRACE = 60  # seconds that a web server gets to end
STARTS_WITHIN = 300  # seconds, on a machine that has much else to do


@contextmanager
def a_database(folder: Path, kind: type[Cluster] = Cluster) -> Iterator[Cluster]:
    """A cluster with an empty database."""
    folder.chmod(0o755)
    cluster = kind(folder)
    cluster.make()
    cluster.control("start")
    try:
        with psycopg.connect(cluster.url.replace("/carelane", "/postgres"), autocommit=True) as server:
            server.execute("CREATE DATABASE carelane")
        yield cluster
    finally:
        if (cluster.folder / "postmaster.pid").exists():
            cluster.run("pg_ctl", "-D", str(cluster.folder), "stop", "-m", "immediate")


def begin(cluster: Cluster, var: Path, **variables: str) -> None:
    """Django in this process, with the environment that those have that it starts."""
    os.environ |= {
        "DATABASE_URL": cluster.url,
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "CARELANE_VAR": str(var),
        "CARELANE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    } | variables
    import django

    django.setup()


def listen(host: str = "127.0.0.1") -> socket.socket:
    """Where web servers are reached. It stays open when one of them ends: the next takes up what waits."""
    return socket.create_server((host, 0), backlog=512)


def start_web(listener: socket.socket, log: Path, *, tree: Path = ROOT, **variables: str) -> Process:
    """gunicorn as in production; `tree` is the release that it serves."""
    words = [
        "gunicorn",
        "--config",
        str(ROOT / "config/gunicorn.py"),
        "--bind",
        f"fd://{listener.fileno()}",
        "config.wsgi",
    ]
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=tree,
            env=os.environ | variables,
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )


@contextmanager
def a_web_server(listener: socket.socket, log: Path, *, tree: Path = ROOT, **variables: str) -> Iterator[Process]:
    web = start_web(listener, log, tree=tree, **variables)
    try:
        until_it_answers(listener.getsockname())
        yield web
    finally:
        kill(web)


def end(web: Process) -> None:
    """It finishes what is in hand."""
    web.terminate()
    web.wait(GRACE)


def kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until_it_answers(address: tuple[str, int]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        web = http.client.HTTPConnection(*address, timeout=30)
        try:
            web.request("GET", "/healthz")
            if web.getresponse().status == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            web.close()
    sys.exit("The web server does not answer.")


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def python(tree: Path, *words: str, **variables: str) -> str:
    """What it prints in the tree of a release."""
    done = subprocess.run(
        [sys.executable, *words], cwd=tree, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{words[:3]} failed:\n{done.stderr[-3000:]}")
    return done.stdout


def told_by(tree: Path, script: str, *arguments: str) -> Any:
    """What the script's last line of JSON says."""
    return json.loads(python(tree, "-c", script, *arguments).splitlines()[-1])
