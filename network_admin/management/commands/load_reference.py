from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Loads all reference data: disciplines, lanes, red flags and exercises."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_lanes", stdout=self.stdout)
        call_command("load_exercises", stdout=self.stdout)
