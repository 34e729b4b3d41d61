from typing import Any

import pyrage
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Makes a pair of keys for backups: keep the secret line away from this server."

    def handle(self, *args: Any, **options: Any) -> None:
        identity = pyrage.x25519.Identity.generate()
        self.stdout.write(f"# CARELANE_BACKUP_KEYS={identity.to_public()}")
        self.stdout.write(str(identity))
