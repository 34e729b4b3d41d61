"""Searching the library by name: in any order, while one types, and with small mistakes forgiven.

A search asks the database for (key, words) of what may be chosen, ranks those in Python, and fetches what is
shown: two queries, the same on every database. What is worked out from words is kept by the words
themselves, so a renamed or a new exercise is found at once by every process.

How well one word of the search fits a name, best first: it is one of the name's words ("lunges" and
"lunge", "pullup" and "pull up" are the same), one of them begins with it, one holds it, or one is a letter
off. A name fits as well as its worst word; a letter off counts only where little else is found.
"""

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from exercises.models import Exercise

SAME, BEGINS, HOLDS, NEAR, NOT_AT_ALL = range(5)
ENOUGH = 12  # found as typed: no guessing at what else was meant
GUESS_FROM = 4  # letters; shorter words are a letter off too many others
MOST_WORDS = 8  # of a search

Ranked = tuple[tuple[Any, ...], UUID]


def searchable(text: str) -> str:
    """Lower case without accents, hyphens as spaces: "Développé-couché" is "developpe couche"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.replace("-", " ").split())


def find(words: str, *, among: "QuerySet[Exercise]", at_most: int = 12) -> "list[Exercise]":
    """The exercises of `among` whose names fit every word, the best first (two queries).

    Of those that fit equally well, tagged ones come before untagged ones. No words find nothing.
    """
    keys = rank(words, among=among)[:at_most]
    found = among.in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]


def rank(words: str, *, among: "QuerySet[Exercise]") -> list[UUID]:
    """Keys of all that fit, the best first (one query)."""
    asked = searchable(words)
    typed = asked.split()[:MOST_WORDS]
    if not typed:
        return []
    names = list(among.order_by().annotate(untagged=Q(regions=[])).values_list("pk", "name", "search_text", "untagged"))
    ranked = _ranked(asked, [_as_typed(word) for word in typed], names)
    if len(ranked) < ENOUGH:
        known = {key for _order, key in ranked}
        rest = [name for name in names if name[0] not in known]
        ranked += _ranked(asked, [_or_nearly(word) for word in typed], rest)
    return [key for _order, key in sorted(ranked)]


Fit = Callable[[str], int]  # how well one word of a name fits a word of the search


def _ranked(asked: str, fits: list[Fit], names: list[tuple[UUID, str, str, bool]]) -> list[Ranked]:
    found = []
    for key, name, text, is_untagged in names:
        worst = _worst(fits, words_of(text))
        if worst < NOT_AT_ALL:
            is_scattered = f" {asked}" not in f" {text}"
            found.append(((worst, is_untagged, is_scattered, not text.startswith(asked), len(name), name), key))
    return found


def _worst(fits: list[Fit], own: frozenset[str]) -> int:
    worst = SAME
    for fit in fits:
        worst = max(worst, min(map(fit, own), default=NOT_AT_ALL))
        if worst == NOT_AT_ALL:
            break
    return worst


def _as_typed(word: str) -> Fit:
    one = singular(word)

    @cache
    def fit(other: str) -> int:
        if other in (word, one):
            return SAME
        if other.startswith((word, one)):
            return BEGINS
        return HOLDS if len(word) > 1 and word in other else NOT_AT_ALL

    return fit


def _or_nearly(word: str) -> Fit:
    as_typed = _as_typed(word)
    length, shortened = len(word), _a_letter_less(word)

    @cache
    def fit(other: str) -> int:
        exactly = as_typed(other)
        if exactly < NOT_AT_ALL or length < GUESS_FROM:
            return exactly
        for begin in (length, length + 1):  # as far as it has been typed
            if not shortened.isdisjoint(_a_letter_less(other[:begin])):
                return NEAR
        return NOT_AT_ALL

    return fit


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """The words of a searchable text in the singular, and each two neighbours as one: "pull up" has "pullup"."""
    plain = [word.strip("()/,.'") for word in text.replace("/", " ").split()]
    single = [singular(word) for word in plain]
    return frozenset([*plain, *single, *map("".join, pairwise(single))])


def singular(word: str) -> str:
    """Good enough to compare by: "calves" is "calf", "crunches" is "crunch", "press" stays."""
    if len(word) < 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ves"):
        return f"{word[:-3]}f"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word.removesuffix("s")


@lru_cache(maxsize=8192)
def _a_letter_less(word: str) -> frozenset[str]:
    """The word, and the word without each one of its letters. Two words that share one are a letter off:
    one too many, one missing, another one, or two that changed places."""
    return frozenset([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))])
