"""All files of a storage, on a disk or in S3."""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage, storages

from web.s3 import as_os_errors, s3_client

logger = logging.getLogger(__name__)


def are_files_there() -> bool:
    """Whether uploads can be read: a folder always is there, a bucket is asked. What is wrong stands in the log."""
    bucket = getattr(storages["default"], "bucket_name", "")
    if not bucket:
        return True
    try:
        with as_os_errors():
            s3_client().head_bucket(Bucket=bucket)
    except OSError as error:
        logger.error("The bucket of files can't be asked: %s", error)  # noqa: TRY400 -- boto's words, no row's
        return False
    return True


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Each file's name, folder by folder, in their order; a link on a disk, which may lead anywhere, is left out."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        path = f"{folder}{name}"
        if name and not _is_link(storage, path):
            yield path
    for name in sorted(folders):
        if not _is_link(storage, f"{folder}{name}"):
            yield from stored_names(storage, f"{folder}{name}/")


def _is_link(storage: Storage, name: str) -> bool:
    return isinstance(storage, FileSystemStorage) and Path(storage.path(name)).is_symlink()
