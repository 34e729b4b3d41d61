"""The first admin of a new installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.invitations import invite
from accounts.models import User


class Command(BaseCommand):
    help = "Makes the first network admin and mails them a link to set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="Network admin")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is no e-mail address.") from error
        if User.objects.filter(is_network_admin=True).exists():
            raise CommandError("There is an admin already; they can add others on the admin site.")
        if User.objects.filter(email__iexact=options["email"]).exists():
            raise CommandError(f"{options['email']} is somebody's address already.")
        invite(User(email=options["email"].lower(), name=options["name"], is_network_admin=True), by=None)
        self.stdout.write(f"A mail to {options['email']} has the link that sets the password.")
