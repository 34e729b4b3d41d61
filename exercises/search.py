"""Searching the library by name: in any order, while one types, and with small mistakes forgiven.

A search asks the database for (key, words) of what may be chosen, ranks those in Python, and fetches what is
shown: two queries, the same on every database. What is worked out from words is kept by the words
themselves, so a renamed or a new exercise is found at once by every process.

How well one word of the search fits a name, best first: it is one of the name's words ("lunges" and
"lunge", "pullup" and "pull up" are the same), one of them begins with it, one holds it, or one is a letter
off. A name fits as well as its worst word; a letter off counts only where little else is found.
"""

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from web.search_text import MOST_WORDS, searchable
from web.words import data_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from exercises.models import Exercise

SAME, BEGINS, HOLDS, NEAR = range(4)
ENOUGH = 12  # found as typed: no guessing at what else was meant
GUESS_FROM = 4  # letters; shorter words are a letter off too many others

Ranked = tuple[tuple[Any, ...], UUID]


def find(words: str, *, among: "QuerySet[Exercise]", at_most: int = 12) -> "list[Exercise]":
    """The exercises of `among` whose names fit every word, the best first (two queries).

    Of those that fit equally well, tagged ones come before untagged ones. No words find nothing.
    """
    keys = rank(words, among=among)[:at_most]
    by_key = among.in_bulk(keys) if keys else {}
    return [by_key[key] for key in keys if key in by_key]


def rank(words: str, *, among: "QuerySet[Exercise]") -> list[UUID]:
    """Keys of all that fit, the best first (one query)."""
    wanted = searchable(words)
    typed = wanted.split()[:MOST_WORDS]
    if not typed:
        return []
    rows = among.order_by().annotate(untagged=Q(regions=[]))
    names = [
        (key, name, _own_language_first(name, text), untagged)
        for key, source_name, text, untagged in rows.values_list("pk", "source_name", "search_text", "untagged")
        for name in [data_words(source_name)]
    ]
    known = frozenset().union(*(words_of(text) for _key, _name, text, _untagged in names))
    ranked = _ranked(wanted, [_as_typed(word, known) for word in typed], names)
    if len(ranked) < ENOUGH:
        matched = {key for _order, key in ranked}
        rest = [name for name in names if name[0] not in matched]
        ranked += _ranked(wanted, [_as_typed(word, known) | _nearly(word, known) for word in typed], rest)
    return [key for _order, key in sorted(ranked)]


def by_shelf(among: "QuerySet[Exercise]") -> list[UUID]:
    """Keys of all, the tagged ones by their names in the language in use, then those that are not tagged (one query)."""
    rows = among.order_by().annotate(untagged=Q(regions=[])).values_list("untagged", "source_name", "pk")
    return [
        key for _untagged, _name, key in sorted((is_un, _as_sorted(data_words(name)), key) for is_un, name, key in rows)
    ]


Hits = dict[str, int]  # words of the library that fit a word of the search, and how well


def _ranked(wanted: str, hits: list[Hits], names: list[tuple[UUID, str, str, bool]]) -> list[Ranked]:
    matches = []
    for key, name, text, is_untagged in names:
        own = words_of(text)
        if any(own.isdisjoint(hit) for hit in hits):
            continue
        worst = max(min(hit[word] for word in own & hit.keys()) for hit in hits)
        is_scattered = f" {wanted}" not in f" {text}"
        matches.append(((worst, is_untagged, is_scattered, not text.startswith(wanted), len(name), name), key))
    return matches


def _as_typed(word: str, known: frozenset[str]) -> Hits:
    stem = singular(word)
    hits = {other: HOLDS for other in known if word in other} if len(word) > 1 else {}
    hits |= {other: BEGINS for other in known if other.startswith((word, stem))}
    return hits | dict.fromkeys(known & {word, stem}, SAME)


def _nearly(word: str, known: frozenset[str]) -> Hits:
    """What is a letter off the word, as far as it has been typed; nothing that fits as typed."""
    if len(word) < GUESS_FROM:
        return {}
    shortened, typed, begun = _a_letter_less(word), _as_typed(word, known), (len(word), len(word) + 1)
    return {
        other: NEAR
        for other in known
        if other not in typed and any(not shortened.isdisjoint(_a_letter_less(other[:begin])) for begin in begun)
    }


@lru_cache(maxsize=8192)
def _as_sorted(name: str) -> str:
    return searchable(name)


@lru_cache(maxsize=8192)
def _own_language_first(name: str, text: str) -> str:
    """The searchable text, begun by the name that the reader sees: what begins as they typed it comes first."""
    own = searchable(name)
    return text if text.startswith(own) else f"{own} {text}"


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
