"""The web server of a real installation: gunicorn --config config/gunicorn.py config.wsgi"""

import os
import tempfile
from typing import Any

METRICS_PORT = os.environ.get("CARELANE_METRICS_PORT", "0")

bind = ["0.0.0.0:8000", *([f"0.0.0.0:{METRICS_PORT}"] if METRICS_PORT != "0" else [])]
worker_class = "gthread"
workers = int(os.environ.get("CARELANE_WEB_PROCESSES", "2"))
threads = 8
worker_tmp_dir = "/dev/shm"  # noqa: S108  # a heartbeat must not wait for a disk
control_socket_disable = True
keepalive = 75  # seconds that an idle line stays open, longer than the proxy keeps it (docker/Caddyfile)
graceful_timeout = 30  # seconds for requests in hand, once told to stop
loglevel = "warning"
# Read by prometheus_client when it is first imported, which the workers do.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="carelane-metrics-"))


def child_exit(server: Any, worker: Any) -> None:
    """What an ended process counted stays; what it said of the moment goes."""
    from prometheus_client import multiprocess  # noqa: PLC0415  # not before the folder is set

    multiprocess.mark_process_dead(worker.pid)
