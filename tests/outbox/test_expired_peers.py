"""Where the certificate of PostgreSQL, Redis, the mail server or S3 has run out, /readyz is 503 and the log says that it is this."""

import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone

from config.stores import storages as stored_in
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.tasks import deliver_due
from tests.tls import tls_server
from web.breaker import CERTIFICATE
from web.s3 import s3_client

DAY = timedelta(days=1)
RUN_OUT = "certificate has expired"
ASKED = """
import django
django.setup()
from django.test import Client
print(Client(headers={"host": "localhost"}).get("/readyz").status_code)
"""
# Where a reader who has written nothing is sent.
READ = """
import django
django.setup()
from django.test import RequestFactory
from clients.models import Client
from web.replica import from_replica
with from_replica(RequestFactory().get("/")):
    print(Client.objects.all().db)
"""


@pytest.fixture
def expired(tmp_path):
    with tls_server(tmp_path, since=91 * DAY, lasts=-DAY) as server:
        yield server


def run(script, tmp_path, **variables):
    """Its last line and the log, from a process of its own with these variables."""
    own = {"REDIS_URL": "", "CARELANE_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project.BASE_DIR,
        env=os.environ | own | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "secret" not in done.stderr
    return done.stdout.splitlines()[-1], done.stderr


@pytest.fixture
def database_url(tmp_path):
    """Of a PostgreSQL whose certificate has run out."""
    with tls_server(tmp_path, since=91 * DAY, lasts=-DAY, is_postgresql=True) as server:
        url = f"postgres://carelane:secret@127.0.0.1:{server.port}/carelane"
        yield f"{url}?sslmode=verify-full&sslrootcert={server.authority}"


@pytest.mark.either_stack
def test_the_databases(tmp_path, database_url):
    status, log = run(ASKED, tmp_path, DATABASE_URL=database_url)
    assert status == "503"
    assert f"Not ready: database ({CERTIFICATE})" in log


@pytest.mark.either_stack
def test_the_copys(tmp_path, database_url):
    """Nobody waits for it: the database is read instead."""
    variables = {"DATABASE_URL": database_url, "CARELANE_REPLICA_URL": database_url}
    where, log = run(READ, tmp_path, **variables)
    assert where == "default"
    assert f"Doing without the copy of the database for now: {CERTIFICATE}" in log


@pytest.mark.either_stack
def test_the_one_of_redis(tmp_path, expired):
    redis_url = f"rediss://:secret@127.0.0.1:{expired.port}/0?ssl_ca_certs={expired.authority}"
    status, log = run(ASKED, tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}", REDIS_URL=redis_url)
    assert status == "503"
    assert f"Doing without Redis for now: {CERTIFICATE}" in log
    assert "redis" in log.rpartition("Not ready: ")[2]


def test_the_mail_servers(db, expired, settings, monkeypatch, caplog, client):
    monkeypatch.setenv("SSL_CERT_FILE", str(expired.authority))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", expired.port, True
    enqueue("tests.late", to="a@home.example", dedupe_key="late", due_at=timezone.now() - timedelta(minutes=6))
    deliver_due()
    assert client.get(reverse("readyz")).status_code == 503
    assert Message.objects.outstanding().count() == 1, "it waits until the certificate is a new one"
    assert RUN_OUT in caplog.text
    assert "Not ready: mail" in caplog.text


@pytest.mark.parametrize(("word", "bucket"), [("endings", "the access log"), ("files", "files")])
def test_s3s(db, expired, settings, monkeypatch, caplog, client, word, bucket):
    monkeypatch.setenv("AWS_CA_BUNDLE", str(expired.authority))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "tests")
    settings.S3_ENDPOINT, settings.S3_REGION = f"https://127.0.0.1:{expired.port}", "ca-central-1"
    places = stored_in("files", endpoint=settings.S3_ENDPOINT, region=settings.S3_REGION)
    s3_client.cache_clear()
    if word == "files":
        settings.STORAGES = settings.STORAGES | {"default": places["default"]}
    else:
        settings.ACCESS_BUCKET = "log"
    with caplog.at_level(logging.ERROR):
        assert client.get(reverse("readyz")).status_code == 503
    s3_client.cache_clear()
    assert f"The bucket of {bucket} can't be asked" in caplog.text
    assert RUN_OUT in caplog.text
    assert f"Not ready: {word}" in caplog.text
