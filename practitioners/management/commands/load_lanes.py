from typing import Any

from django.core.management.base import BaseCommand

from practitioners.reference import load_lanes


class Command(BaseCommand):
    help = "Loads disciplines with their lanes, and the red flags. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        disciplines, lanes, flags = load_lanes()
        self.stdout.write(f"{disciplines} disciplines, {lanes} lane items, {flags} red flags.")
