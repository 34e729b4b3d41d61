"""What homework has to tell in a client's timeline (clients/timeline.py)."""

from collections.abc import Sequence

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _, gettext_lazy

from careplan.models import HomePause
from clients.timeline import Group, Kind, Words, label_in
from homework.models import HomeworkCheckIn
from web.words import data_words


def _notes(rows: Sequence[Words]) -> list[str]:
    return [row.remark for row in rows if row.remark]


def _answers(rows: Sequence[Words]) -> str:
    return "; ".join(map(_answer, rows))


def _answer(row: Words) -> str:
    is_for_pain = row.note == HomeworkCheckIn.FOR_PAIN
    label = HomeworkCheckIn.LEFT_OUT_FOR_PAIN if is_for_pain else HomeworkCheckIn.Answer(row.note).label
    answer = str(label).lower()
    sentence = _("%(exercise)s: %(answer)s") % {"exercise": data_words(row.words), "answer": answer}
    return sentence + (_(", pain %(figure)s") % {"figure": row.more} if row.more else "")


KINDS = [
    Kind(
        code="homework",
        group=Group.SESSIONS,
        title=gettext_lazy("Homework answered"),
        rows=HomeworkCheckIn.objects.annotate(
            told=Case(When(for_pain=True, then=Value(HomeworkCheckIn.FOR_PAIN)), default=F("answer"))
        ),
        client="prescription__client",
        at="answered_at",
        by_day="on",
        words="prescription__exercise__source_name",
        more="pain",
        remark="note",
        note="told",
        texts=_notes,
        facts=_answers,
    ),
    Kind(
        code="homework-paused",
        group=Group.SESSIONS,
        title=gettext_lazy("Exercises at home paused: %(note)s"),
        rows=HomePause.objects.standing(),
        at="said_at",
        note="reason",
        note_in_words=label_in(HomePause.Reason),
    ),
]
