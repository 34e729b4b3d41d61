"""S3, or what speaks like it, for what is no upload (those go through Django's storage)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings

MOST_WAITING = 5  # seconds for a connection, and for an answer


@cache
def s3_client() -> Any:
    """A client that all threads share; its keys are those that boto3 finds in the environment."""
    import boto3  # noqa: PLC0415 -- a third of a second, for those alone who have a bucket
    from botocore.config import Config  # noqa: PLC0415

    patience = Config(connect_timeout=MOST_WAITING, read_timeout=MOST_WAITING, retries={"mode": "standard"})
    return boto3.client(
        "s3", endpoint_url=settings.S3_ENDPOINT or None, region_name=settings.S3_REGION or None, config=patience
    )


@contextmanager
def as_os_errors() -> Iterator[None]:
    """What S3 refuses, or does not answer, is an OSError, as of a disk."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"S3: {error}") from error


def names_in(bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Each version ever written of each object, newest first, as (name, version), by names; raises OSError.

    What somebody marked as deleted is among them: as long as the bucket keeps it, it is there.
    """
    pages = s3_client().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    with as_os_errors():
        for page in pages:
            yield from ((version["Key"], version["VersionId"]) for version in page.get("Versions", ()))


def folders_in(bucket: str, prefix: str) -> list[str]:
    """Names of what lies one level below, each with its /; raises OSError."""
    pages = s3_client().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix, Delimiter="/")
    with as_os_errors():
        return [folder["Prefix"] for page in pages for folder in page.get("CommonPrefixes", ())]
