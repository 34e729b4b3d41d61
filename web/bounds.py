"""What a line of text, a text, a day and a time may be: the one place, for forms, models and mail alike."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Nobody's birth, visit or plan lies outside. A day either way of these is still a date, in every time zone.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2099, 12, 31)

# Control characters, half characters, and what turns the direction of the text after it.
_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_UNFIT = rf"{_CONTROLS}\ud800-\udfff\u202a-\u202e\u2066-\u2069"
_BREAKS = r"\n\r\x0b\x0c\x85\u2028\u2029"
UNFIT = re.compile(f"[{_UNFIT}]")
LINE_BREAK = re.compile(f"[{_BREAKS}]")
_UNFIT_IN_A_LINE = re.compile(rf"[{_UNFIT}{_BREAKS}\t]+")


def validate_lines(text: str) -> None:
    """Text of several lines. Raises ValidationError where it holds what no keyboard types."""
    if UNFIT.search(text):
        raise ValidationError(
            _("There is a character in the text that can't be kept. Type the text anew."), code="unfit_character"
        )


def validate_line(text: str) -> None:
    """Text of one line. Raises ValidationError, for a line break too."""
    if LINE_BREAK.search(text):
        raise ValidationError(_("Write this in one line."), code="line_break")
    validate_lines(text)


def validate_day(day: date) -> None:
    """Raises ValidationError for a day outside FIRST_DAY to LAST_DAY."""
    if not is_day(day):
        raise ValidationError(
            _("Choose a date between the years %(first)s and %(last)s."),
            code="day_out_of_bounds",
            params={"first": str(FIRST_DAY.year), "last": str(LAST_DAY.year)},
        )


def validate_moment(moment: datetime) -> None:
    """Raises ValidationError for a time on a day outside FIRST_DAY to LAST_DAY."""
    validate_day(moment.date())


def is_day(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def as_one_line(text: str) -> str:
    """The text without what `validate_line` refuses, for places that can't ask again, such as a mail's header."""
    return " ".join(_UNFIT_IN_A_LINE.sub(" ", text).split())
