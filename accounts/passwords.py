"""Passwords that were stolen somewhere are no passwords."""

import gzip
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# 43,940 passwords of twelve characters and more, in small letters and sorted. Source: docs/decisions.md.
LIST = Path(__file__).parent / "data" / "breached_passwords.txt.gz"


@cache
def breached_passwords() -> frozenset[str]:
    """In small letters; read once a process, when first asked for (some 5 MB)."""
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().split("\n"))


class BreachedPasswordValidator:
    """Refuses what is in lists of stolen passwords, whatever the case of its letters.

    Django's own list has few that are as long as ours have to be.
    """

    def validate(self, password: str, user: object = None) -> None:
        if password.casefold() in breached_passwords():
            raise ValidationError(_("This password is in lists of stolen passwords. Choose another."), code="breached")

    def get_help_text(self) -> str:
        return _("A password that was ever stolen somewhere is refused.")
