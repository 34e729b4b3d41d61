"""One-time codes that go out by mail: how they are made, shown, read back, and how tries are counted.

Clients sign in with one, and practitioners open what is shared with them: both keep their codes as rows of a
model that extends `MailedCode`.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from web.keys import hash_token
from web.models import EmailField, KeyedModel, LineField
from web.retention import RetentionRule

# No two of these look alike in print: without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 8
GROUP = 4
LIFE = timedelta(minutes=10)
TRIES = 5


def new_code() -> str:
    """A code as it is kept and compared: eight characters, without the group mark."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def grouped(code: str) -> str:
    """The code as people read it: ABCD-EFGH."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalised(typed: str) -> str:
    """What was typed or pasted, as a code is kept: capitals, without spaces, dashes and the rest of a sentence's dots."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(character for character in plain if character.isalnum())


class CodeField(forms.CharField):
    """Eight characters, in either case, with or without the group mark, pasted whole."""

    def __init__(self, **options: Any) -> None:
        self.wrong_shape = gettext_lazy("Enter the eight letters and digits of the code.")
        options.setdefault("label", gettext_lazy("One-time code"))
        options.setdefault(
            "help_text", gettext_lazy("Eight letters and digits, such as ACDE-4679. Capitals or not is the same.")
        )
        options["max_length"] = 60
        options["error_messages"] = {"required": self.wrong_shape, "max_length": self.wrong_shape}
        options["widget"] = forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        )
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        code = normalised(super().clean(value))
        if len(code) != LENGTH or not code.isascii():
            raise ValidationError(self.wrong_shape)
        return code


def tries_left_words(number: int) -> str:
    """What is said of a wrong code, with the tries that are left."""
    if not number:
        return _("This code can't be used any more. Ask for a new one below.")
    return ngettext(
        "That is not the code. You have %(number)s try left.",
        "That is not the code. You have %(number)s tries left.",
        number,
    ) % {"number": number}


KEPT_AFTER_THEIR_END = timedelta(days=1)


class MailedCode(KeyedModel):
    """One code that was mailed, good for ten minutes and five tries in the browser that asked for it.

    `browser_hash` is of a secret that this browser alone has, and `code_hash` is of both together, so that the
    row alone tells nothing. `asked_for` is the pseudonym of the address that was typed. Where nobody has that
    address there is a row all the same, which no code opens: every address is answered alike.
    """

    sent_to = EmailField(blank=True)
    asked_for = LineField(max_length=16, blank=True)
    code_hash = LineField(max_length=64)
    browser_hash = LineField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


MailedCodeType = TypeVar("MailedCodeType", bound=MailedCode)


def promised(codes: models.QuerySet[MailedCodeType], browser: str, *, now: datetime) -> models.QuerySet[MailedCodeType]:
    """The unused ones that may still be entered in the browser with this secret."""
    return codes.filter(browser_hash=hash_token(browser), used_at=None, expires_at__gt=now)


class CodeMail(StrEnum):
    """What is known of the mail that a code page waits for."""

    NONE = "none"  # no code of this browser may still be entered
    AWAITED = "awaited"
    NEVER_CAME = "never-came"  # it failed, or nobody can tell whether it left


def code_hash(code: str, browser: str) -> str:
    """Of code and browser together: a code alone is too short to be kept as its hash."""
    return hash_token(f"{browser}:{code}")


def rule_of_codes(name: str, codes: models.Manager[MailedCodeType]) -> RetentionRule:
    """They go a day after their end: strangers may ask for many."""
    return RetentionRule(
        name, KEPT_AFTER_THEIR_END, lambda now: codes.filter(expires_at__lt=now - KEPT_AFTER_THEIR_END)
    )


@dataclass(frozen=True)
class Guess(Generic[MailedCodeType]):
    """What came of a code that was typed: its row where it was right, else how many tries are left."""

    row: MailedCodeType | None
    tries_left: int


@transaction.atomic
def take_guess(
    codes: models.QuerySet[MailedCodeType], code: str, *, browser: str, now: datetime
) -> Guess[MailedCodeType]:
    """Takes one try of the codes that `browser` was promised. The right one is used up.

    A try is taken before the code is looked at, in one statement: however many guesses arrive at once,
    five are heard.
    """
    open_codes = promised(codes, browser, now=now)
    list(open_codes.select_for_update(of=("self",)).order_by("pk"))
    if not open_codes.filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1):
        return Guess(None, 0)
    wanted = code_hash(normalised(code), browser)
    rows = list(open_codes)
    right = next((row for row in rows if secrets.compare_digest(row.code_hash, wanted)), None)
    if right is None:
        return Guess(None, max((row.tries_left for row in rows), default=0))
    open_codes.update(used_at=now)
    return Guess(right, 0)
