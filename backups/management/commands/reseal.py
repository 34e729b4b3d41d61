"""`manage.py reseal`: what older keys have sealed is sealed with the newest ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backups.resealing import UnreadableError, reseal_all


class Command(BaseCommand):
    help = (
        "Seals second steps, waiting mails and restores anew with the newest keys, so that older ones may be removed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = reseal_all()
        except UnreadableError as error:
            raise CommandError(
                f"None of CARELANE_SEAL_KEYS opens this: {error}. Put the key of then back at the end of the list."
            ) from error
        for what, number in done.items():
            self.stdout.write(f"{number} {what} sealed anew")
        self.stdout.write("Nothing is left that an older key has sealed.")
