"""Finding somebody of the network by words: parts of names, without regard to accents, and with a slip of a finger.

PostgreSQL answers from trigram indexes (pg_trgm) on `search_text`, and on `area_text` with `direct_billing_text`.
SQLite, which embedded installations have, reads the columns in the order of the names, and has a full-text table of
trigrams for what is close to a word (FTS5).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, Value, When

from practitioners.models import Discipline, PractitionerQuerySet
from practitioners.offer import PLACES
from web.search_text import MOST_WORDS, searchable

CLOSE_ROWS = 20
CLOSE_ENOUGH = 0.45  # of pg_trgm's word similarity: "trembloy" to "tremblay" has 0.5
SHARED_TRIGRAMS = 0.5  # of the words' own, that a row on SQLite has too


@dataclass(frozen=True)
class Wanted:
    """Whom somebody looks for; empty where it is all the same. `where` is one of PLACES."""

    words: str = ""
    discipline: Discipline | None = None
    area: str = ""
    most_wait: int | None = None
    where: str = ""
    insurer: str = ""


ANYBODY = Wanted()


def narrowed(practitioners: PractitionerQuerySet, wanted: Wanted) -> PractitionerQuerySet:
    """Those of them who are wanted, in their order. Who has not told their wait is no answer to a wait."""
    rows = practitioners.matching(wanted.words)
    for column, words in (("area_text", wanted.area), ("direct_billing_text", wanted.insurer)):
        for word in searchable(words).split()[:MOST_WORDS]:
            rows = rows.filter(**{f"{column}__contains": word})
    if wanted.discipline:
        rows = rows.filter(discipline=wanted.discipline)
    if wanted.most_wait is not None:
        rows = rows.filter(usual_wait_days__lte=wanted.most_wait)
    return rows.filter(**{wanted.where: True}) if wanted.where in PLACES else rows


def search(practitioners: PractitionerQuerySet, words: str) -> PractitionerQuerySet:
    """Those who have every word; where nobody has, those who are close to it, the closest first."""
    exact = practitioners.matching(words)
    if not words.strip() or exact.exists():
        return exact
    keys = close_to(words)
    closeness = Case(*(When(pk=key, then=Value(place)) for place, key in enumerate(keys)), default=Value(len(keys)))
    return practitioners.filter(pk__in=keys).order_by(closeness, "pk")


def close_to(words: str) -> list[UUID]:
    """The keys of those whose text is close to the words, the closest first; at most 20 (one or two queries)."""
    typed = searchable(words).split()[:MOST_WORDS]
    if not any(len(word) > 2 for word in typed):
        return []
    return _close_on_postgres(" ".join(typed)) if connection.vendor == "postgresql" else _close_on_sqlite(typed)


@transaction.atomic
def _close_on_postgres(text: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(CLOSE_ENOUGH)])
        cursor.execute(
            "SELECT id FROM practitioners_practitioner WHERE %s <%% search_text"
            " ORDER BY %s <<-> search_text, id LIMIT %s",
            [text, text, CLOSE_ROWS],
        )
        return [key for (key,) in cursor.fetchall()]


def _close_on_sqlite(typed: list[str]) -> list[UUID]:
    wanted = set(_trigrams(typed))
    match = " OR ".join(f'"{trigram}"' for trigram in sorted(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, text FROM practitioners_search WHERE text MATCH %s ORDER BY rank LIMIT %s", [match, CLOSE_ROWS]
        )
        rows = cursor.fetchall()
    return [
        UUID(key) for key, text in rows if len(wanted & set(_trigrams(text.split()))) >= SHARED_TRIGRAMS * len(wanted)
    ]


def _trigrams(words: Iterable[str]) -> Iterable[str]:
    """Of each word its runs of three letters, as SQLite's tokenizer cuts them."""
    for word in words:
        letters = word.replace('"', "")
        yield from (letters[start : start + 3] for start in range(len(letters) - 2))


def ensure_search_table() -> None:
    """Makes the full-text table that SQLite searches, and what keeps it in step; fills it.

    Called after each run of migrations: a migration that builds the practitioners' table anew drops its triggers.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS practitioners_search USING fts5(key UNINDEXED, text, tokenize='trigram')"
        )
        for name, statement in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS practitioners_search_{name} {statement}")
        cursor.execute("DELETE FROM practitioners_search")
        cursor.execute(
            "INSERT INTO practitioners_search (key, text) SELECT id, search_text FROM practitioners_practitioner"
        )


_TRIGGERS = {
    "added": (
        "AFTER INSERT ON practitioners_practitioner BEGIN"
        " INSERT INTO practitioners_search (key, text) VALUES (new.id, new.search_text); END"
    ),
    "changed": (
        "AFTER UPDATE OF search_text ON practitioners_practitioner WHEN old.search_text <> new.search_text BEGIN"
        " UPDATE practitioners_search SET text = new.search_text WHERE key = new.id; END"
    ),
    "gone": (
        "AFTER DELETE ON practitioners_practitioner BEGIN DELETE FROM practitioners_search WHERE key = old.id; END"
    ),
}
