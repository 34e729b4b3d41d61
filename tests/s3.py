"""An S3 server of the tests' own on loopback, which speaks HTTP as the real one does."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import storages

from config.stores import storages as stored_in
from web import access_bucket
from web.keys import uuid7
from web.s3 import s3_client

KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests", "AWS_DEFAULT_REGION": "ca-central-1"}
REGION = {"LocationConstraint": "ca-central-1"}
LOCK = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 35}}}


def make_files_bucket(s3: Any, name: str) -> None:
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=REGION)


def make_log_bucket(s3: Any, name: str) -> None:
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=REGION, ObjectLockEnabledForBucket=True)
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=LOCK)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Its address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of it, which Carelane has too."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    settings.S3_ENDPOINT, settings.S3_REGION = s3_server, "ca-central-1"
    s3_client.cache_clear()
    yield s3_client()
    s3_client.cache_clear()


@pytest.fixture
def files_in_s3(s3: Any, settings: Any) -> Iterator[str]:
    """The bucket in which uploads and reports lie."""
    bucket = f"files-{uuid7()}"
    make_files_bucket(s3, bucket)
    places = stored_in(bucket, endpoint=settings.S3_ENDPOINT, region=settings.S3_REGION)
    settings.STORAGES = settings.STORAGES | {"default": places["default"]}
    assert storages["default"].bucket_name == bucket
    return bucket


@pytest.fixture
def log_in_s3(s3: Any, settings: Any) -> Iterator[str]:
    """The bucket, under lock, in which the access log's hashes and what was ended lie."""
    bucket = f"log-{uuid7()}"
    make_log_bucket(s3, bucket)
    settings.ACCESS_BUCKET = bucket
    access_bucket._beginning.cache_clear()
    yield bucket
    access_bucket._beginning.cache_clear()
