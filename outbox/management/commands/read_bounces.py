"""Takes in what comes back by mail: one report on standard input, or all in a maildir."""

import sys
from argparse import ArgumentParser
from mailbox import Maildir
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outbox.bounce_reports import MOST_BYTES, take_report


class Command(BaseCommand):
    help = (
        "Reads delivery reports (RFC 3464) and complaints (RFC 5965). One mail on standard input, as a mail server "
        "pipes it: manage.py read_bounces < report.eml; or with --maildir all that lies in a mailbox, which is "
        "emptied. What is no report about a mail of ours is passed over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", default="", help="a Maildir whose mails are read and then removed")

    def handle(self, *args: Any, maildir: str, **options: Any) -> None:
        taken = self._read_maildir(maildir) if maildir else take_report(sys.stdin.buffer.read(MOST_BYTES))
        self.stdout.write(f"{taken} reports about mails of ours.")

    def _read_maildir(self, path: str) -> int:
        try:
            mails = Maildir(path, create=False)
            keys = list(mails.keys())
        except OSError as error:
            raise CommandError(f"There is no maildir at {path}.") from error
        taken = 0
        for key in keys:
            taken += take_report(mails.get_bytes(key))
            mails.remove(key)
        return taken
