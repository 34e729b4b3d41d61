import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backups.archive import BackupError
from backups.backup import make_backup


class Command(BaseCommand):
    help = "Writes all rows and files into one encrypted file, while Carelane goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists():
            raise CommandError(f"{path} is there already: a backup overwrites nothing.")
        try:
            with ending_on_sigterm():
                digests = make_backup(path)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(int(rows) for rows, _hash in digests.values())
        self.stdout.write(f"{path}: {rows} rows of {len(digests)} tables, {path.stat().st_size} bytes.")


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """As an error does: what was begun is taken away. By itself Python would be gone at once."""

    def end(number: int, _frame: Any) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
