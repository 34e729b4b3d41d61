from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backups.endings import apply_endings
from web.endings import endings_since, mark, path_of_endings


class Command(BaseCommand):
    help = "Ends again what endings.log tells of and the database does not know, as after a point-in-time recovery."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ACCESS_BUCKET and not path_of_endings().exists():
            raise CommandError(f"{path_of_endings()} is not there: nothing can be known from it.")
        endings = endings_since(mark().beginning()) or []
        again = apply_endings(endings, now=timezone.now())
        self.stdout.write(
            f"Ended again: {again.consents} consents; erased again: {again.clients} records;"
            f" shut out again: {again.shut_out}."
        )
