"""What homework has to tell in a client's timeline (clients/timeline.py)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.timeline import Group, Kind, Words
from homework.models import HomeworkCheckIn


def _notes(rows: Sequence[Words]) -> list[str]:
    return [row.remark for row in rows if row.remark]


def _answers(rows: Sequence[Words]) -> str:
    return "; ".join(map(_answer, rows))


def _answer(row: Words) -> str:
    answer = str(HomeworkCheckIn.Answer(row.note).label).lower()
    sentence = _("%(exercise)s: %(answer)s") % {"exercise": row.words, "answer": answer}
    return sentence + (_(", pain %(figure)s") % {"figure": row.more} if row.more else "")


KINDS = [
    Kind(
        code="homework",
        group=Group.SESSIONS,
        title=gettext_lazy("Homework answered"),
        rows=HomeworkCheckIn.objects.all(),
        client="prescription__client",
        at="answered_at",
        by_day="on",
        words="prescription__exercise__name",
        more="pain",
        remark="note",
        note="answer",
        texts=_notes,
        facts=_answers,
    ),
]
