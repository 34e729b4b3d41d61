"""Answers about homework that a trainer has to see at once: pain that is up or over a limit, and what pain stopped.

An answer is of concern where
- pain is UP_BY or more above what was usual in the weeks before (of no usual pain, from UNKNOWN_FROM on);
- pain is above the limit of guidance that stood on that day;
- the exercise was left out for pain: by the client's word, or left out with pain.

Which it is, is marked when the answer is given, and stays so until the trainer has spoken with the client.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import (
    Avg,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from careplan.models import Guidance
from clients.before_session import Rows, Source
from clients.models import Client, ContactNote
from homework.models import HomeworkCheckIn
from web.words import data_words

UP_BY = 2  # points
UNKNOWN_FROM = 4  # of 10: where nothing was told before, what most scales of pain with exercise call more than light
USUAL_DAYS = 35

_pain_of_client = HomeworkCheckIn.objects.filter(
    prescription__client=OuterRef("prescription__client"), pain__isnull=False
).order_by()
_usual_since = ExpressionWrapper(OuterRef("on") - Value(timedelta(days=USUAL_DAYS)), models.DateField())
_stood = Q(state=Guidance.State.ACTIVE) | Q(state_changed_at__gt=OuterRef("answered_at"))
_limits = Guidance.objects.filter(
    _stood,
    Q(ends_on=None) | Q(ends_on__gte=OuterRef("on")),
    client=OuterRef("prescription__client"),
    pain_limit__isnull=False,
    starts_on__lte=OuterRef("on"),
    created_at__lte=OuterRef("answered_at"),
).order_by("pain_limit")
_is_up = Q(pain__gte=F("usual") + UP_BY) | Q(usual=None, pain__gte=UNKNOWN_FROM)
_left_out_for_pain = Q(answer=HomeworkCheckIn.Answer.SKIPPED) & (Q(for_pain=True) | Q(pain__gte=1))
_has_spoken = ContactNote.objects.filter(client=OuterRef("prescription__client"), at__gte=OuterRef("answered_at"))


def _with_figures(rows: QuerySet[HomeworkCheckIn]) -> QuerySet[HomeworkCheckIn]:
    """With `usual` (mean pain of the USUAL_DAYS before the answer's day) and `limit`."""
    usual = _pain_of_client.filter(on__lt=OuterRef("on"), on__gte=_usual_since)
    means = usual.values("prescription__client").annotate(mean=Avg("pain")).values("mean")
    return rows.annotate(
        usual=Subquery(means, output_field=models.FloatField()), limit=Subquery(_limits.values("pain_limit")[:1])
    )


def open_concerns() -> QuerySet[HomeworkCheckIn]:
    """The answers of concern that nobody has seen to: no contact with the client is noted since."""
    return _with_figures(HomeworkCheckIn.objects.filter(concern_open=True)).filter(~Exists(_has_spoken))


def concerns_of(clients: Collection[Client]) -> QuerySet[HomeworkCheckIn]:
    """The open ones of these clients, the newest first, with the exercise."""
    ours = open_concerns().filter(prescription__client__in=clients)
    return ours.select_related("prescription__exercise", "prescription__client").order_by("-answered_at", "pk")


def mark_concerns(client: Client, on: date) -> None:
    """Says of each answer about a day whether it is of concern, by what was usual before it (two queries, a write)."""
    given = HomeworkCheckIn.objects.filter(prescription__client=client, on=on)
    of_concern = _with_figures(given).filter(_is_up | Q(pain__gt=F("limit")) | _left_out_for_pain)
    keys = list(of_concern.values_list("pk", flat=True))
    given.filter(pk__in=keys).update(concern_open=True)
    given.exclude(pk__in=keys).update(concern_open=False)


@dataclass(frozen=True)
class Figures:
    """What an answer of concern rests on."""

    answer: str
    pain: int | None
    usual: float | None
    limit: int | None
    for_pain: bool

    @classmethod
    def unpack(cls, packed: str) -> "Figures":
        """Of FIGURES."""
        answer, pain, usual, limit, for_pain = packed.split(GAP)
        return cls(
            answer,
            int(pain) if pain else None,
            float(usual) if usual else None,
            int(limit) if limit else None,
            bool(for_pain),
        )

    def in_words(self) -> str:
        """ "Pain 7 of 10 at home, about 2 in the weeks before, over the limit of 3, partly"."""
        words = []
        if self.pain is not None:
            words.append(_("Pain %(pain)s of 10 at home") % {"pain": self.pain})
            if self.usual is not None:
                words.append(_("about %(before)d in the weeks before") % {"before": round(self.usual)})
            if self.limit is not None and self.pain > self.limit:
                words.append(_("over the limit of %(limit)d") % {"limit": self.limit})
        if self.for_pain:
            words.append(_("left out because of pain") if words else _("Left out because of pain"))
        elif self.answer != HomeworkCheckIn.Answer.DONE:
            words.append(str(HomeworkCheckIn.Answer(self.answer).label).lower())
        return ", ".join(words)


# --- packed into a column -----------------------------------------------------------------

GAP = "|"


def _figure(field: str) -> Coalesce:
    return Coalesce(Cast(field, CharField()), Value(""), output_field=CharField())


FIGURES = Concat(
    "answer",
    *(part for field in ("pain", "usual", "limit") for part in (Value(GAP), _figure(field))),
    Case(When(for_pain=True, then=Value(f"{GAP}for-pain")), default=Value(GAP)),
    output_field=CharField(),
)


def _rows(clients: Collection[Client], now: datetime) -> Rows:
    text = Concat(
        FIGURES, Value("\n"), "prescription__exercise__source_name", Value("\n"), "note", output_field=CharField()
    )
    rows = concerns_of(clients).annotate(kind=Value("homework", output_field=CharField()), packed=text)
    client = "prescription__client"
    return rows.order_by().values_list("kind", "pk", client, f"{client}__name", "packed", "answered_at")


def _unpack(text: str) -> tuple[str, str]:
    figures, exercise, note = text.split("\n", 2)
    names = {"exercise": data_words(exercise), "what": Figures.unpack(figures).in_words()}
    return _("%(exercise)s: %(what)s") % names, note


BEFORE_SESSION = Source("homework", _rows, _unpack)
