"""All files of a storage, on a disk or in S3."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage


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
