"""What several machines share: a PostgreSQL, a Redis and an S3 on the address that all of them reach."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from script.drills.network import HERE, MASK, SUBNET
from script.drills.recovery import Cluster, free_port
from script.drills.site import STARTS_WITHIN, kill
from tests.s3 import KEYS, make_files_bucket, make_log_bucket

FILES, LOG = "drill-files", "drill-log"


class SharedCluster(Cluster):
    @property
    def url(self) -> str:
        return f"postgres://postgres@{HERE}:{self.port}/carelane"

    def make(self) -> None:
        super().make()
        self._append("postgresql.auto.conf", [f"listen_addresses = '{HERE}'"])
        self._append("pg_hba.conf", [f"host all all {SUBNET}0/{MASK} trust"])


@contextmanager
def redis_and_s3(folder: Path) -> Iterator[dict[str, str]]:
    """Gives what is set for them; the buckets are to be made."""
    redis, s3 = free_port(HERE), free_port(HERE)
    keeps_nothing = ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    commands = {
        redis: ["redis-server", "--bind", HERE, "--port", str(redis), "--protected-mode", "no", *keeps_nothing],
        s3: [sys.executable, "-m", "moto.server", "--host", HERE, "--port", str(s3)],
    }
    with (folder / "shared.log").open("ab") as log:
        started = [subprocess.Popen(each, stdout=log, stderr=log, start_new_session=True) for each in commands.values()]
    try:
        for port in commands:
            _until_it_listens(port)
        yield KEYS | {
            "REDIS_URL": f"redis://{HERE}:{redis}/0",
            "CARELANE_SESSIONS": "redis",
            "CARELANE_S3_ENDPOINT": f"http://{HERE}:{s3}",
            "CARELANE_S3_REGION": KEYS["AWS_DEFAULT_REGION"],
            "CARELANE_FILES_BUCKET": FILES,
            "CARELANE_ACCESS_BUCKET": LOG,
        }
    finally:
        for process in started:
            kill(process)


def make_buckets() -> None:
    """As docs/scaling.md says."""
    from web.s3 import s3_client

    make_files_bucket(s3_client(), FILES)
    make_log_bucket(s3_client(), LOG)


def _until_it_listens(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((HERE, port), timeout=1):
            return
        time.sleep(0.1)
    sys.exit(f"Nothing listens on port {port}.")
