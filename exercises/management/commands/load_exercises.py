from typing import Any

from django.core.management.base import BaseCommand

from exercises.reference import load_exercises


class Command(BaseCommand):
    help = "Loads the shared exercise library. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_exercises()} exercises.")
