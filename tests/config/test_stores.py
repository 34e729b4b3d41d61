"""Where things are kept, by what the environment says."""

from pathlib import Path

import environ
import pytest
from django.conf import settings
from django.db import connection

from config.stores import databases, storages

URL = "postgres://carelane:secret@db:5432/carelane"


def made(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict:
    for name in ("DATABASE_URL", "CARELANE_DATABASE_POOL", "CARELANE_REPLICA_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return databases(environ.Env(), Path("/nowhere"))


def test_without_anything_it_is_one_file(monkeypatch):
    assert list(made(monkeypatch)) == ["default"]
    assert made(monkeypatch)["default"]["NAME"] == "/nowhere/carelane.sqlite3"


def test_threads_keep_connections_of_their_own_unless_there_is_a_pool(monkeypatch):
    own = made(monkeypatch, DATABASE_URL=URL)["default"]
    assert (own["CONN_MAX_AGE"], own["CONN_HEALTH_CHECKS"], "pool" in own["OPTIONS"]) == (600, True, False)
    pooled = made(monkeypatch, DATABASE_URL=URL, CARELANE_DATABASE_POOL="4")["default"]
    assert pooled["OPTIONS"]["pool"]["max_size"] == 4
    assert pooled["CONN_MAX_AGE"] == 0, "Django refuses a pool with connections that last"
    assert pooled["OPTIONS"]["options"] == own["OPTIONS"]["options"]


def test_a_copy_is_one_that_tests_do_not_make(monkeypatch):
    both = made(monkeypatch, DATABASE_URL=URL, CARELANE_REPLICA_URL=URL.replace("@db", "@copy"))
    assert (both["default"]["HOST"], both["replica"]["HOST"]) == ("db", "copy")
    assert both["replica"]["TEST"] == {"MIRROR": "default"}
    assert both["replica"]["OPTIONS"]["connect_timeout"] == 2


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite is on no other machine")
def test_the_locks_of_a_machine_that_is_cut_off_go_within_half_a_minute(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting::int FROM pg_settings WHERE name LIKE 'tcp_keepalives%%'")
        theirs = {name.removeprefix("tcp_"): seconds for name, seconds in cursor.fetchall()}
    ours = {
        name: int(value) for name, value in connection.connection.info.get_parameters().items() if "keepalives" in name
    }
    for side in (theirs, ours):
        assert 0 < side["keepalives_idle"] + side["keepalives_count"] * side["keepalives_interval"] <= 30


def test_files_are_in_the_folder_unless_there_is_a_bucket():
    assert storages("", endpoint="", region="")["default"]["BACKEND"].endswith("FileSystemStorage")
    s3 = storages("files", endpoint="", region="ca-central-1")["default"]
    patience = s3["OPTIONS"].pop("client_config")
    assert patience.connect_timeout < 10, "no page waits a minute"
    assert s3["OPTIONS"] == {
        "bucket_name": "files",
        "endpoint_url": None,
        "region_name": "ca-central-1",
        "file_overwrite": False,
    }
