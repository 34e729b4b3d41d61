"""What happened with a client: the shape in which every app tells it, and what `clients` itself has to tell.

Each app's `timeline.py` lists its KINDS. `coordination/timeline.py` asks all of them for the moments alone, takes one
page, and then asks for the words of that page; so no kind may need more than its own row and what it points to.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, DateTimeField, ExpressionWrapper, F, IntegerField, Max, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from clients.models import Client, ClientUserObjectPermission, ContactNote, Correction, EmergencyAccess, Transfer

Lookup = str | Combinable
COLUMNS = (
    "kind_code",
    "entry_key",
    "entry_who",
    "lane_name",
    "lane_mark",
    "lane_number",
    "entry_words",
    "entry_more",
    "entry_said",
    "entry_note",
    "page_key",
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of entry. `client` and `discipline` are lookups; the rest are lookups or expressions."""

    code: str
    rows: QuerySet[Any]
    client: str = "client"
    at: Lookup  # the moment; of what has only a day, `noon_of`
    by_day: str = ""  # the name of a date: all rows of one day are one entry
    who: Lookup = ""  # from whom or with whom
    disciplines: tuple[str, ...] = ()  # whose lane it comes from; the first that is not null
    words: Lookup = ""  # as somebody wrote them
    more: Lookup = ""  # other words, or a figure
    said: Lookup = ""  # the client's own words beside that
    note: Lookup = ""  # a code that the sentence needs
    page: Lookup = ""  # the key in the address of its page, where it is not its own


@dataclass(frozen=True)
class Place:
    """A place in the timeline: before it nothing of the next page is shown. Kind and key tell equal moments apart."""

    at: datetime
    key: str
    kind: str


def noon_of(day: str) -> Combinable:
    """The moment of what has only a day: noon in UTC is on that day wherever a client may live."""
    return ExpressionWrapper(Cast(day, DateTimeField()) + Value(timedelta(hours=12)), output_field=DateTimeField())


def moments(
    kind: Kind, client: Client, *, after: Place | None, until: datetime, since: datetime | None = None
) -> QuerySet[Any, tuple[Any, ...]]:
    """(moment, key, kind) of each entry of this kind, without order: for a union.

    Those before `until` and after `since`, and older than the place `after`.
    """
    key = Cast(kind.by_day or "pk", CharField())
    code = Value(kind.code, output_field=CharField())
    found = kind.rows.order_by().filter(**{kind.client: client.pk}).annotate(entry_key=key)
    if kind.by_day:
        found = found.values("entry_key").annotate(moment=Max(kind.at))
    else:
        found = found.annotate(moment=F(kind.at) if isinstance(kind.at, str) else kind.at)
    found = found.annotate(kind_code=code).filter(moment__lt=until)
    if since is not None:
        found = found.filter(moment__gt=since)
    if after is not None:
        same = Q(entry_key__lte=after.key) if kind.code < after.kind else Q(entry_key__lt=after.key)
        found = found.filter(Q(moment__lt=after.at) | Q(same, moment=after.at))
    return found.values_list("moment", "entry_key", "kind_code")


def words(kind: Kind, client: Client, keys: Collection[str]) -> QuerySet[Any, tuple[Any, ...]]:
    """COLUMNS of the entries of this kind that have these keys, without order: for a union. By day: a row each."""
    found = kind.rows.order_by().filter(**{kind.client: client.pk, f"{kind.by_day or 'pk'}__in": keys})
    return found.annotate(
        kind_code=Value(kind.code, output_field=CharField()),
        entry_key=Cast(kind.by_day or "pk", CharField()),
        entry_who=_text(kind.who),
        lane_name=_first(kind.disciplines, "name_en"),
        lane_mark=_first(kind.disciplines, "mark"),
        lane_number=_first(kind.disciplines, "lane"),
        entry_words=_text(kind.words),
        entry_more=_text(kind.more),
        entry_said=_text(kind.said),
        entry_note=_text(kind.note),
        page_key=_text(kind.page or "pk"),
    ).values_list(*COLUMNS)


def _text(lookup: Lookup) -> Combinable:
    return Cast(lookup, CharField()) if lookup else Value("", output_field=CharField())


def _first(disciplines: tuple[str, ...], field: str) -> Combinable:
    """The field of the first discipline that there is."""
    kind = IntegerField() if field == "lane" else CharField()
    none = Value(0 if field == "lane" else "", output_field=kind)
    found = [Cast(f"{discipline}__{field}", kind) for discipline in disciplines]
    return Coalesce(*found, none, output_field=kind) if found else none


_COVERS = ClientUserObjectPermission.objects.filter(kind=ClientUserObjectPermission.Kind.COVER)
_ENDED = [Transfer.State.DONE, Transfer.State.DECLINED, Transfer.State.REFUSED, Transfer.State.CANCELLED]

KINDS = [
    Kind(code="client-added", rows=Client.objects.all(), client="pk", at="created_at"),
    Kind(
        code="client-confirmed",
        rows=Client.objects.filter(confirmed_at__isnull=False),
        client="pk",
        at="confirmed_at",
    ),
    Kind(code="contact", rows=ContactNote.objects.all(), at="at", who="by__name", words="text", note="kind"),
    Kind(code="correction", rows=Correction.objects.all(), at="written_at", words="text", note="about"),
    Kind(
        code="correction-answered",
        rows=Correction.objects.filter(answered_at__isnull=False),
        at="answered_at",
        who="answered_by__name",
        words="answer",
    ),
    Kind(code="handover-asked", rows=Transfer.objects.all(), at="asked_at", who="to_trainer__name"),
    Kind(
        code="handover-ended",
        rows=Transfer.objects.filter(state__in=_ENDED),
        at="state_since",
        who="to_trainer__name",
        note="state",
    ),
    Kind(code="cover-began", rows=_COVERS, client="content_object", at="starts_at", who="user__name"),
    Kind(
        code="cover-ended",
        rows=_COVERS.filter(ends_at__isnull=False),
        client="content_object",
        at="ends_at",
        who="user__name",
    ),
    Kind(code="emergency", rows=EmergencyAccess.objects.all(), at="at", who="admin__name", words="reason"),
]
