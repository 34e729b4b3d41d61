"""What a client's coverage pays where they are referred: shown to the trainer who chooses, and to nobody else."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from benefits.forecast import LineForecast, forecasts
from clients.models import Client
from web.numbers import money_words


class Coverage:
    """What is left of the client's coverage on a day, by discipline (four queries)."""

    def __init__(self, client: Client, *, on: date) -> None:
        self._words: dict[UUID, str] = {}
        lines = forecasts(client, on=on)
        self.is_known = bool(lines)
        for discipline in {key for line in lines for key in line.discipline_ids}:
            self._words[discipline] = _in_words([line for line in lines if discipline in line.discipline_ids])

    def words_for(self, discipline_id: UUID) -> str:
        """ "$300 left, about 3 visits, until 31 December 2026"; "" where no coverage is written down at all."""
        if not self.is_known:
            return ""
        return self._words.get(discipline_id) or _("not covered by what is written down")


def _in_words(lines: Iterable[LineForecast]) -> str:
    """Of several plans the one that has most left."""
    line = max(lines, key=lambda line: line.left)
    if not line.left:
        return _("used up for this plan year")
    parts = [_("%(amount)s left") % {"amount": money_words(line.left)}]
    if line.visits:
        parts.append(ngettext("about %(count)d visit", "about %(count)d visits", line.visits) % {"count": line.visits})
    if line.use_by:
        parts.append(_("until %(day)s") % {"day": date_format(line.use_by)})
    if line.lacks_note:
        parts.append(_("a physician's note is needed first"))
    return ", ".join(parts)
