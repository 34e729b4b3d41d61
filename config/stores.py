"""Where everything is kept, from the environment: databases, the cache, files. settings.py takes it from here.

By default all of it lies in one folder. An installation of several machines has PostgreSQL, Redis and S3, and nothing of its
own on any of them (docs/scaling.md).
"""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE = {
    # Writers queue at BEGIN instead of failing half way: see docs/decisions.md, "Data".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
# What is prepared (web/prepared.py) is planned once a connection; PostgreSQL would plan it five times more.
PLANS = "-c plan_cache_mode=force_generic_plan"
# A machine that is cut off says nothing. PostgreSQL gives up what it had begun, with its locks, within half a minute, and it
# gives up waiting for PostgreSQL; by themselves both would wait for hours.
LET_GO = " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000"
GIVE_UP = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
POOL_PATIENCE = 10  # seconds that a thread waits for a connection of the pool


def databases(env: environ.Env, folder: Path) -> dict[str, dict[str, Any]]:
    """The database; its connections are the threads' own, or those of a pool of CARELANE_DATABASE_POOL a process."""
    default = env.db("DATABASE_URL", f"sqlite:///{folder / 'carelane.sqlite3'}")
    if default["ENGINE"].endswith("sqlite3"):
        return {"default": default | {"OPTIONS": dict(SQLITE)}}
    replica = env.str("CARELANE_REPLICA_URL", "")
    copies = {"replica": _copy(env, env.db("CARELANE_REPLICA_URL"))} if replica else {}
    return {"default": _postgresql(env, default)} | copies


def _postgresql(env: environ.Env, database: dict[str, Any]) -> dict[str, Any]:
    options = {"options": PLANS + LET_GO} | GIVE_UP | database.get("OPTIONS", {})
    size = env.int("CARELANE_DATABASE_POOL", 0)
    if size:
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": POOL_PATIENCE}
    # A pool's connections stay open by themselves; a thread that held on to one would take it from the others.
    return database | {"OPTIONS": options, "CONN_MAX_AGE": 0 if size else 600, "CONN_HEALTH_CHECKS": True}


def _copy(env: environ.Env, database: dict[str, Any]) -> dict[str, Any]:
    """The same, given up soon: whoever can't ask it asks the database itself."""
    made = _postgresql(env, database)
    return made | {"OPTIONS": made["OPTIONS"] | {"connect_timeout": 2}, "TEST": {"MIRROR": "default"}}


def caches(redis_url: str, folder: Path) -> dict[str, dict[str, Any]]:
    """The cache counts tries (web/ratelimit.py, allauth); a count that is dropped early is a try too many."""
    lasts = 24 * 60 * 60
    if redis_url:
        options: dict[str, Any] = {"FALLBACK": str(folder / "cache")}
        return {"default": _cache("web.cache.SteadyRedisCache", redis_url, lasts, options)}
    return {"default": _cache("web.cache.LockedFileCache", str(folder / "cache"), lasts, {"MAX_ENTRIES": 10_000})}


def _cache(backend: str, location: str, lasts: int, options: dict[str, Any]) -> dict[str, Any]:
    return {"BACKEND": backend, "LOCATION": location, "TIMEOUT": lasts, "OPTIONS": options}


def storages(bucket: str, *, endpoint: str, region: str) -> dict[str, dict[str, Any]]:
    """Uploads and reports: in the folder of media, or in a bucket of S3, whose keys boto3 finds in the environment."""
    files: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if bucket:
        from botocore.config import Config  # noqa: PLC0415 -- a third of a second, for those alone who have a bucket

        patience = Config(connect_timeout=5, read_timeout=20, signature_version="s3v4", retries={"mode": "standard"})
        options = {"bucket_name": bucket, "endpoint_url": endpoint or None, "region_name": region or None}
        # Nothing of a client is overwritten by another's of the same name, and nobody but Carelane reads it.
        files = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": options | {"file_overwrite": False, "client_config": patience},
        }
    return {"default": files, "staticfiles": {"BACKEND": "web.static.ModuleStaticFilesStorage"}}


def session_engine(kept_in: str, *, redis_url: str) -> str:
    """Sessions are in the database, which all machines share; with "redis" they are read from there first."""
    if kept_in not in {"database", "redis"}:
        raise ImproperlyConfigured("CARELANE_SESSIONS is database or redis.")
    if kept_in == "redis" and not redis_url:
        raise ImproperlyConfigured("CARELANE_SESSIONS=redis needs REDIS_URL.")
    return "accounts.session_store" if kept_in == "redis" else "django.contrib.sessions.backends.db"
