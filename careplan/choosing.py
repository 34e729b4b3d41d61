"""Finding the exercise that a practitioner asks for, by a few letters of its name."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from exercises.models import Exercise
from exercises.search import find
from web.keys import uuid_or_none

FOUND_AT_MOST = 12
LONGEST_SEARCH = 60  # letters


@dataclass(frozen=True)
class Choosing:
    """What is searched for, what was found, and which one is chosen."""

    words: str
    matches: list[Exercise]
    exercise: Exercise | None


def choosing_in(request: HttpRequest, usable: QuerySet[Exercise]) -> Choosing:
    """From ?q= and the exercise that the address or the form names (three queries at most)."""
    key = uuid_or_none(request.POST.get("exercise") or request.GET.get("exercise"))
    chosen = usable.filter(pk=key).first() if key else None
    words = request.GET.get("q", "")[:LONGEST_SEARCH].strip().replace("\0", "")
    return Choosing(words, find(words, among=usable, at_most=FOUND_AT_MOST) if words else [], chosen)
