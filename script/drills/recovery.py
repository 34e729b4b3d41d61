"""PostgreSQL put back to a moment: a base backup and an archive of WAL, rows lost, recovery to just before.

A cluster of its own, in the steps of docs/operating.md.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from script.benchmarks.table import Row, report

ROOT = Path(__file__).resolve().parents[2]
DIGESTS = """
import django, json
django.setup()
from django.apps import apps
from backups.tables import copied_models, digest_of
print(json.dumps({model._meta.label_lower: digest_of(model, "default") for model in copied_models(apps)}))
"""
SETTINGS = {
    "archive_mode": "on",
    "archive_command": "test ! -f {archive}/%f && cp %p {archive}/%f",
    "archive_timeout": "60",
    "wal_level": "replica",
    "listen_addresses": "127.0.0.1",
}


def free_port(host: str = "127.0.0.1") -> int:
    with socket.create_server((host, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


class Cluster:
    """A PostgreSQL in a folder, as the system's user postgres where one is root."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.archive, self.base = folder / "data", folder / "archive", folder / "base"
        self.port = free_port()
        self.archive.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            shutil.chown(self.archive, "postgres", "postgres")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/carelane"

    @property
    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def run(self, tool: str, *arguments: str) -> None:
        tools = max(
            map(str, Path("/usr/lib/postgresql").glob("*/bin")), default=str(Path(shutil.which("initdb") or "").parent)
        )
        first = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*first, f"{tools}/{tool}", *arguments], capture_output=True, text=True, cwd="/", check=False
        )
        if done.returncode:
            sys.exit(f"{tool} failed: {done.stderr}{done.stdout}")

    def make(self) -> None:
        self.run("initdb", "-D", str(self.folder), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        lines = [f"{name} = '{value.format(archive=self.archive)}'" for name, value in SETTINGS.items()]
        self._append(
            "postgresql.auto.conf", [*lines, f"port = {self.port}", f"unix_socket_directories = '{self.folder.parent}'"]
        )

    def _append(self, name: str, lines: list[str]) -> None:
        with (self.folder / name).open("a") as file:
            file.write("\n".join([*lines, ""]))

    def control(self, *words: str) -> None:
        # Its own output goes to a file, or the command would never be seen to end.
        self.run(
            "pg_ctl", "-D", str(self.folder), "-w", "-t", "120", "-l", str(self.folder.parent / "server.log"), *words
        )

    def restart(self, how: str) -> float:
        """Fast, which ends what is running in order, or immediate; seconds until it was there again."""
        began = time.monotonic()
        self.control("restart", "-m", how)
        return time.monotonic() - began

    def recover_to(self, moment: str) -> None:
        """The steps of docs/operating.md."""
        self.control("stop", "-m", "immediate")
        self.folder.rename(self.folder.with_name("lost"))
        subprocess.run(["cp", "-a", str(self.base), str(self.folder)], check=True)
        self._append(
            "postgresql.auto.conf",
            [
                f"restore_command = 'cp {self.archive}/%f %p'",
                f"recovery_target_time = '{moment}'",
                "recovery_target_action = 'promote'",
            ],
        )
        (self.folder / "recovery.signal").touch()
        if os.geteuid() == 0:
            shutil.chown(self.folder / "recovery.signal", "postgres", "postgres")
        self.control("start")
        with psycopg.connect(self.url, autocommit=True) as server:
            while server.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                time.sleep(0.2)


def main() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="carelane-recovery-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder)
        cluster.make()
        cluster.control("start")
        try:
            return recovery(cluster)
        finally:
            cluster.run("pg_ctl", "-D", str(cluster.folder), "stop", "-m", "immediate")


def recovery(cluster: Cluster) -> list[Row]:
    with psycopg.connect(cluster.url.replace("/carelane", "/postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE carelane")
    manage(cluster, "migrate", "--noinput", "--verbosity=0")
    cluster.run(
        "pg_basebackup",
        "-h",
        "127.0.0.1",
        "-p",
        str(cluster.port),
        "-U",
        "postgres",
        "-D",
        str(cluster.base),
        "-X",
        "none",
        "--checkpoint=fast",
    )
    # All of this is after the base backup: it is in the archive of WAL alone.
    manage(cluster, "load_reference", "--verbosity=0")
    manage(cluster, "demo")
    before = digests(cluster)
    with psycopg.connect(cluster.url, autocommit=True) as server:
        time.sleep(1.1)
        moment = str(server.execute("SELECT clock_timestamp()").fetchone()[0])  # type: ignore[index]
        time.sleep(1.1)
        lost = server.execute("DELETE FROM consent_grantscope").rowcount
        server.execute("DROP TABLE outbox_message CASCADE")
        server.execute("SELECT pg_switch_wal()")
        wait_for_archive(server)
    began = time.monotonic()
    cluster.recover_to(moment)
    took = time.monotonic() - began
    after = digests(cluster)
    differing = sorted(label for label in before if before[label] != after.get(label))
    proven = manage(cluster, "verify_access_log")
    rows = sum(int(number) for number, _hash in before.values())
    return [
        Row(name="rows before, all of them after the base backup or with it", value=rows),
        Row(name="rows deleted by mistake, and a table dropped", value=lost),
        Row(name="seconds from the stop to a recovered server", value=took, limit=120, unit="s"),
        Row(name=f"tables that are not as they were: {', '.join(differing) or 'none'}", value=len(differing), limit=0),
        Row(name="chains of the access log that do not hold", value=int("Every chain holds." not in proven), limit=0),
    ]


def wait_for_archive(server: "psycopg.Connection[tuple[object, ...]]") -> None:
    until = time.monotonic() + 60
    wanted = server.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]  # type: ignore[index]
    while time.monotonic() < until:
        if server.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", [wanted]).fetchone() == (True,):
            return
        time.sleep(0.2)
    sys.exit(f"The WAL was not archived: {wanted}")


def manage(cluster: Cluster, *words: str) -> str:
    return python(cluster, ["manage.py", *words])


def digests(cluster: Cluster) -> dict[str, list[int | str]]:

    result: dict[str, list[int | str]] = json.loads(python(cluster, ["-c", DIGESTS]))
    return result


def python(cluster: Cluster, words: list[str]) -> str:
    env = os.environ | {
        "DATABASE_URL": cluster.url,
        "REDIS_URL": "",
        "CARELANE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{words} failed:\n{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
