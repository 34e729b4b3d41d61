from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backups.archive import BackupError, identity_in
from backups.restore import check_backup, restore_backup, warnings_of


class Command(BaseCommand):
    help = "Restores a backup into an empty database, on SQLite or PostgreSQL, and its files."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="the file that manage.py backup_key printed")
        parser.add_argument("--check", action="store_true", help="read the whole file and change nothing")
        parser.add_argument(
            "--send-waiting", action="store_true", help="send the mail that waited then, though it may have been sent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            identity = identity_in(options["identity"])
            contents = check_backup(path, identity)
            for warning in warnings_of(contents):
                self.stderr.write(warning)
            rows = sum(int(rows) for rows, _hash in contents.tables.values())
            whole = f"{rows} rows, {contents.files} files, made {contents.made_at:%Y-%m-%d %H:%M} UTC"
            if options["check"]:
                self.stdout.write(f"{path} is whole: {whole}.")
                return
            restore = restore_backup(path, identity, sends_waiting=options["send_waiting"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {whole}. Looks that are no longer in the access log: {restore.lost_events}.")
