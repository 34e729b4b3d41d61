"""A copy of PostgreSQL that follows five seconds behind: what a browser has written it reads, others read the copy.

Two clusters of its own, streaming, in the steps of docs/scaling.md; the copy is cut off at the end.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from script.benchmarks.table import Row, report
from script.drills.recovery import ROOT, Cluster, manage

LAG = 5  # seconds
READS = """
import django, json, sys, time
django.setup()
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import RequestFactory
from clients.models import Client
from tests.factories.clients import ClientFactory
from web.replica import ReadYourWritesMiddleware, from_replica

def request(written=""):
    made = RequestFactory().get("/")
    made.COOKIES = {settings.WRITTEN_COOKIE_NAME: written} if written else {}
    return made

def read(written=""):
    began = time.perf_counter()
    with from_replica(request(written)):
        rows = Client.objects.filter(name="Written just now")
        return rows.db, rows.count(), time.perf_counter() - began

def write(_request):
    ClientFactory(name="Written just now")
    return HttpResponse()

read()  # the connections are made
began = time.monotonic()
written = ReadYourWritesMiddleware(write)(RequestFactory().post("/")).cookies[settings.WRITTEN_COOKIE_NAME].value
result = {"own": read(written), "others": read()}
misses = 0
while True:
    where, rows, _took = read(written)
    misses += rows != 1
    if where == "replica" or time.monotonic() - began > 60:
        break
    time.sleep(0.05)
result |= {"followed_after": time.monotonic() - began, "where": where, "misses": misses}
took = sorted(read(written)[2] for _try in range(200))
plain = []
for _try in range(200):
    began = time.perf_counter()
    Client.objects.filter(name="Written just now").count()
    plain.append(time.perf_counter() - began)
result |= {"copy_ms": took[100] * 1000, "database_ms": sorted(plain)[100] * 1000}
print(json.dumps(result), flush=True)
input()
began = time.monotonic()
where, rows, _took = read(written)
print(json.dumps({"where": where, "rows": rows, "took": time.monotonic() - began}), flush=True)
"""


class Copy(Cluster):
    """A standby in a folder beside the cluster that it follows."""

    def follow(self, cluster: Cluster) -> None:
        from_there = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres"]
        self.run("pg_basebackup", *from_there, "-D", str(self.folder), "-R", "-X", "stream", "--checkpoint=fast")
        self._append("postgresql.auto.conf", [f"port = {self.port}", f"recovery_min_apply_delay = '{LAG}s'"])
        self.control("start")


def main() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="carelane-replica-") as name:
        places = [Path(name) / "database", Path(name) / "copy"]
        for place in (Path(name), *places):
            place.mkdir(exist_ok=True)
            place.chmod(0o755)
        cluster, copy = Cluster(places[0]), Copy(places[1])
        cluster.make()
        cluster.control("start")
        try:
            with psycopg.connect(cluster.url.replace("/carelane", "/postgres"), autocommit=True) as server:
                server.execute("CREATE DATABASE carelane")
            manage(cluster, "migrate", "--noinput", "--verbosity=0")
            manage(cluster, "load_reference", "--verbosity=0")
            copy.follow(cluster)
            return reading(cluster, copy)
        finally:
            for each in (copy, cluster):
                if (each.folder / "postmaster.pid").exists():
                    each.run("pg_ctl", "-D", str(each.folder), "stop", "-m", "immediate")


def reading(cluster: Cluster, copy: Copy) -> list[Row]:
    until_it_follows(copy)
    env = os.environ | {
        "DATABASE_URL": cluster.url,
        "CARELANE_REPLICA_URL": copy.url,
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    reader = subprocess.Popen(
        [sys.executable, "-c", READS], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    figures = json.loads(reader.stdout.readline())
    copy.control("stop", "-m", "immediate")
    reader.stdin.write("\n")
    reader.stdin.flush()
    without = json.loads(reader.stdout.readline())
    reader.wait()
    (own, own_rows, _), (others, others_rows, _) = figures["own"], figures["others"]
    return [
        Row(name=f"rows just written that their browser misses (it reads {own})", value=1 - own_rows, limit=0),
        Row(name=f"rows just written that others see at once (they read {others})", value=others_rows, limit=0),
        Row(name="reads without one's own row until the copy had it", value=figures["misses"], limit=0),
        Row(
            name=f"seconds until that browser reads the {figures['where']}",
            value=figures["followed_after"],
            limit=LAG + 5,
        ),
        Row(name="ms for a small question to the copy, with asking how far it is", value=figures["copy_ms"], unit="ms"),
        Row(name="ms for it to the database", value=figures["database_ms"], unit="ms"),
        Row(
            name=f"rows missed once the copy is down (it reads {without['where']})", value=1 - without["rows"], limit=0
        ),
        Row(name="seconds for that", value=without["took"], limit=3, unit="s"),
    ]


def until_it_follows(copy: Copy) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with psycopg.connect(copy.url, autocommit=True) as server:
            if server.execute("SELECT pg_last_xact_replay_timestamp() IS NOT NULL").fetchone() == (True,):
                return
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
