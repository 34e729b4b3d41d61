"""Passwords that were stolen somewhere, or that somebody guesses who knows where they are typed, are no passwords."""

import gzip
import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from web.practice import practice

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


# docs/security.md has them, too. The practice's own name is added.
CONTEXT_WORDS = (
    "carelane", "trainer", "training", "fitness", "physio", "physiotherapy", "clinic", "client", "patient", "massage",
    "health", "care", "password", "welcome", "entraineur", "clinique", "sante", "motdepasse", "bienvenue",
)  # fmt: skip
FEWEST_LEFT = 6  # letters and digits that no such word explains


class ContextWordsValidator:
    """Refuses what is made of words of this place, with a year or a few marks about them."""

    def validate(self, password: str, user: object = None) -> None:
        rest = password.casefold()
        for word in sorted(context_words(), key=len, reverse=True):
            rest = rest.replace(word, "")
        if (
            len(set(re.sub(r"[\W_]|(?:19|20)\d\d", "", rest))) < min(FEWEST_LEFT, len(password))
            and rest != password.casefold()
        ):
            raise ValidationError(
                _("This password is easy to guess: it is made of words of this place. Add others."), code="context"
            )

    def get_help_text(self) -> str:
        return _("Words such as Carelane, clinic or your practice's name do not count.")


def context_words() -> set[str]:
    """In small letters."""
    own = {word.casefold() for word in practice().name.split() if len(word) > 3}
    return own | set(CONTEXT_WORDS)
