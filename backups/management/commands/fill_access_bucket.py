from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from web import access_bucket
from web.endings import path_of_endings
from web.head_lines import read_heads


class Command(BaseCommand):
    help = "Copies the access log's hashes and what was ended from this machine's files into CARELANE_ACCESS_BUCKET."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ACCESS_BUCKET:
            raise CommandError("CARELANE_ACCESS_BUCKET is missing: the bucket to copy them to.")
        if not access_bucket.is_locked():
            raise CommandError("The bucket is not there, or has no object lock with a default retention.")
        endings = [line for line in _lines(path_of_endings()) if not line.startswith("endings ")]
        for line in endings:
            access_bucket.keep_ending(line.rstrip("\n"))
        heads = list(read_heads(line.encode() for line in _lines(settings.ACCESS_HEADS_FILE)))
        access_bucket.begin_anew(heads, now=timezone.now())
        self.stdout.write(f"{len(heads)} hashes and {len(endings)} endings are in the bucket. Next: verify_access_log.")


def _lines(path: Path) -> list[str]:
    return path.read_text(errors="replace").splitlines(keepends=True) if path.exists() else []
