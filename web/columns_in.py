"""What a list of people may say of each, under which heading it goes out, and by which headings it is known."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from web.search_text import searchable


@dataclass(frozen=True)
class Column:
    field: str
    label: str | Promise
    heading: str  # in files of ours: the same in every language, so that they come back in
    also: tuple[str, ...] = ()  # other headings, in English and French, as `plain_heading` has them


def plain_heading(heading: str) -> str:
    """ "Guardian's e-mail" and "guardian s e mail" are the same heading, and "Prénom" is "prenom"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", searchable(heading)).split())


def guessed(columns: Sequence[str], *, known: Iterable[Column], remembered: Mapping[str, str]) -> dict[str, int]:
    """Which column has which field: as it was last time, else by its heading. Each field once, the first that fits.

    `remembered` tells a heading's field, or "" for one that was left out.
    """
    fields = {plain_heading(name): column.field for column in known for name in (column.heading, *column.also)}
    guesses: dict[str, int] = {}
    for number, heading in enumerate(columns):
        plain = plain_heading(heading)
        field = remembered[plain] if plain in remembered else fields.get(plain, "")
        if field and field not in guesses:
            guesses[field] = number
    if "first_name" in guesses and "name" not in guesses:  # all that there is of a name
        guesses["name"] = guesses.pop("first_name")
    return guesses


def remembered_of(columns: Sequence[str], matched: Mapping[str, int]) -> dict[str, str]:
    """What an import made of each of its headings."""
    fields = {number: field for field, number in matched.items()}
    return {plain_heading(heading): fields.get(number, "") for number, heading in enumerate(columns)}
