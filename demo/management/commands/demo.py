from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from demo.practice import RealPeopleError, build_demo, has_demo


class Command(BaseCommand):
    help = "Makes a demo practice: two trainers, an admin, 16 clients, 9 practitioners, three months of work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="The same seed makes the same practice.")
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where the demo stands already.")

    def handle(self, *args: Any, **options: Any) -> None:
        if has_demo():
            if options["if_empty"]:
                return
            raise CommandError("The demo practice is there already.")
        try:
            with timezone.override(settings.DEFAULT_TIME_ZONE):  # its people's day, not the server's
                clients = build_demo(seed=options["seed"])
        except RealPeopleError as error:
            raise CommandError("This database has real users: the demo does not go there.") from error
        self.stdout.write(f"A demo practice with {clients} clients.")
