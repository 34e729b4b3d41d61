from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backups.archive import BackupError, identity_in
from backups.restore import Choices, Contents, Restored, check_backup, check_origin, restore_backup, warnings_of


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
        parser.add_argument(
            "--from-another-installation",
            action="store_true",
            help="take a backup that was made with another secret key",
        )
        parser.add_argument(
            "--nothing-ended-since",
            action="store_true",
            help="let consents hold though endings.log is missing: none was withdrawn after the backup",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        choices = Choices(
            sends_waiting=options["send_waiting"],
            from_another=options["from_another_installation"],
            nothing_ended=options["nothing_ended_since"],
        )
        try:
            identity = identity_in(options["identity"])
            contents = check_backup(path, identity)
            for warning in warnings_of(contents):
                self.stderr.write(warning)
            check_origin(path, contents, choices)
            if options["check"]:
                self.stdout.write(f"{path} is whole: {whole(contents)}.")
                return
            restored = restore_backup(path, identity, choices)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {whole(contents)}.")
        self.tell_of(restored)

    def tell_of(self, restored: Restored) -> None:
        """What whoever restored has to know, a line each."""
        self.stdout.write(f"Looks that are no longer in the access log: {restored.restore.lost_events}.")
        again = restored.again
        self.stdout.write(
            f"Ended since and ended again: {again.consents} consents, {again.clients} erased records."
            f" Shut out since and shut out again: {again.shut_out}."
        )
        if restored.paused:
            self.stdout.write(
                f"endings.log of that installation is not beside CARELANE_ACCESS_HEADS, so {restored.paused} consents"
                " wait: each opens nothing before its lead trainer or its client says that it still stands."
                " Records that were erased since are there again: erase them. Accounts that were closed since are open"
                " again, and practitioners who were suspended are not: look through People and the network."
            )


def whole(contents: Contents) -> str:
    rows = sum(int(rows) for rows, _hash in contents.tables.values())
    return f"{rows} rows, {contents.files} files, made {contents.made_at:%Y-%m-%d %H:%M} UTC"
