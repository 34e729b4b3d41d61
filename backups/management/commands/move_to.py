from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backups.archive import BackupError
from backups.moving import move_to


class Command(BaseCommand):
    help = "Copies all rows of this database into an empty PostgreSQL, and compares them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database_url", help="postgres://USER:PASSWORD@HOST:5432/NAME, after migrate was run on it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            digests = move_to(options["database_url"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(int(rows) for rows, _hash in digests.values())
        self.stdout.write(f"{rows} rows of {len(digests)} tables are in both, the same. Set DATABASE_URL now.")
