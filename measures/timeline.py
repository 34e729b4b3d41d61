"""What readings have to tell in a client's timeline (clients/timeline.py)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from clients.timeline import Group, Kind, Words, noon_of, words_alone
from measures.catalogue import MEASURES
from measures.models import Reading


def _measure(row: Words) -> str:
    return str(MEASURES[row.note].name) if row.note in MEASURES else row.note


def _value(figure: str) -> str:
    return f"{Decimal(figure).normalize():f}"


KINDS = [
    Kind(
        code="reading",
        group=Group.SESSIONS,
        title=_("%(note)s: %(more)s"),
        rows=Reading.objects.current(),
        at=noon_of("taken_on"),
        words="item",
        more="value",
        note="measure",
        note_in_words=_measure,
        figure=_value,
        texts=words_alone,
    ),
]
