"""What happened with a client: the shape in which every app tells it, and what `clients` itself has to tell.

Each app's `timeline.py` lists its KINDS: query, title, words and page of each. `workspace/timeline.py` asks all of them
for the moments alone, takes one page, and then asks for the words of that page; so no kind may need more than its own
row and what it points to.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import CharField, DateTimeField, ExpressionWrapper, F, IntegerField, Max, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models import Client, ClientUserObjectPermission, ContactNote, Correction, EmergencyAccess, Transfer
from practitioners.lane_records import name_column
from web.pages import page_url
from web.words import StrOrPromise

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
    "entry_remark",
    "entry_note",
    "page_key",
)


class Group(models.TextChoices):
    """What one can look at alone: its name in the address, and in words."""

    SESSIONS = "sessions", _("Sessions and homework")
    GUIDANCE = "guidance", _("Guidance and exercises")
    TEAM = "team", _("Care team and visits")
    CONTACT = "words", _("Questions and contact")
    GOALS = "goals", _("Goals and intake")
    CONSENT = "consent", _("Consent")
    REFERRALS = "referrals", _("Referrals and reports")
    BENEFITS = "benefits", _("Health benefits")
    RECORD = "record", _("Who may see it, and corrections")


@dataclass(frozen=True)
class Lane:
    """A discipline, as components/lane.html draws it."""

    name: str
    mark: str
    lane: int


@dataclass(frozen=True)
class Words:
    """What one row says: texts as they were written, and codes for the sentence (see Kind)."""

    who: str
    lane: Lane | None
    words: str
    more: str
    remark: str
    note: str
    page_key: str


@dataclass(frozen=True)
class Page:
    """Where an entry leads: by `route` to a URL of its app, by `name` to a page of an app above (config/pages.py)."""

    route: str = ""
    name: str = ""
    has_key: bool = False  # its address has the row's key after the client's
    is_leads: bool = False  # for the lead trainer alone

    def url(self, client_id: UUID, key: str) -> str:
        args = [client_id, UUID(key)] if self.has_key else [client_id]
        return page_url(self.name, *args) if self.name else reverse(self.route, args=args)


def note_as_it_is(row: Words) -> str:
    return row.note


def label_in(choices: type[models.TextChoices]) -> Callable[[Words], str]:
    """The note in the words of its choices."""
    return lambda row: str(choices(row.note).label) if row.note else ""


def figure_as_it_is(more: str) -> str:
    return more


def words_and_more(rows: Sequence[Words]) -> list[str]:
    return [text for text in (rows[0].words, rows[0].more) if text]


def words_alone(rows: Sequence[Words]) -> list[str]:
    """Where `more` is a figure or a code."""
    return [rows[0].words] if rows[0].words else []


def no_facts(rows: Sequence[Words]) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of entry. `client` and `disciplines` are lookups; the rest of the query are lookups or expressions."""

    code: str
    group: Group
    title: StrOrPromise  # with %(who)s, %(note)s and %(more)s
    rows: QuerySet[Any]
    client: str = "client"
    at: Lookup  # the moment; of what has only a day, `noon_of`
    by_day: str = ""  # the name of a date: all rows of one day are one entry
    who: Lookup = ""  # from whom or with whom
    disciplines: tuple[str, ...] = ()  # whose lane it comes from; the first that is not null
    words: Lookup = ""  # as somebody wrote them
    more: Lookup = ""  # other words, or a figure
    remark: Lookup = ""  # the client's own words beside that
    note: Lookup = ""  # a code that the sentence needs
    page_key: Lookup = "pk"  # the key in the address of its page
    page: Page | None = None
    note_in_words: Callable[[Words], str] = note_as_it_is
    figure: Callable[[str], str] = figure_as_it_is  # `more` in the title
    texts: Callable[[Sequence[Words]], list[str]] = words_and_more  # below it, in the words of those who wrote them
    facts: Callable[[Sequence[Words]], str] = no_facts  # beside them, in ours


@dataclass(frozen=True)
class Place:
    """A place in the timeline: before it nothing of the next page is shown. Kind and key tell equal moments apart."""

    at: datetime
    key: str
    kind: str


def noon_of(day: Lookup) -> Combinable:
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
    rows = kind.rows.order_by().filter(**{kind.client: client.pk}).annotate(entry_key=key)
    if kind.by_day:
        rows = rows.values("entry_key").annotate(moment=Max(kind.at))
    else:
        rows = rows.annotate(moment=F(kind.at) if isinstance(kind.at, str) else kind.at)
    rows = rows.annotate(kind_code=code).filter(moment__lt=until)
    if since is not None:
        rows = rows.filter(moment__gt=since)
    if after is not None:
        same = Q(entry_key__lte=after.key) if kind.code < after.kind else Q(entry_key__lt=after.key)
        rows = rows.filter(Q(moment__lt=after.at) | Q(same, moment=after.at))
    return rows.values_list("moment", "entry_key", "kind_code")


def words(kind: Kind, client: Client, keys: Collection[str]) -> QuerySet[Any, tuple[Any, ...]]:
    """COLUMNS of the entries of this kind that have these keys, without order: for a union. By day: a row each."""
    rows = kind.rows.order_by().filter(**{kind.client: client.pk, f"{kind.by_day or 'pk'}__in": keys})
    return rows.annotate(
        kind_code=Value(kind.code, output_field=CharField()),
        entry_key=Cast(kind.by_day or "pk", CharField()),
        entry_who=_text(kind.who),
        lane_name=_first(kind.disciplines, name_column()),
        lane_mark=_first(kind.disciplines, "mark"),
        lane_number=_first(kind.disciplines, "lane"),
        entry_words=_text(kind.words),
        entry_more=_text(kind.more),
        entry_remark=_text(kind.remark),
        entry_note=_text(kind.note),
        page_key=_text(kind.page_key),
    ).values_list(*COLUMNS)


def _text(lookup: Lookup) -> Combinable:
    return Cast(lookup, CharField()) if lookup else Value("", output_field=CharField())


def _first(disciplines: tuple[str, ...], field: str) -> Combinable:
    """The field of the first discipline that there is."""
    kind = IntegerField() if field == "lane" else CharField()
    none = Value(0 if field == "lane" else "", output_field=kind)
    values = [Cast(f"{discipline}__{field}", kind) for discipline in disciplines]
    return Coalesce(*values, none, output_field=kind) if values else none


_COVERS = ClientUserObjectPermission.objects.filter(kind=ClientUserObjectPermission.Kind.COVER)
_ENDED = [Transfer.State.DONE, Transfer.State.DECLINED, Transfer.State.REFUSED, Transfer.State.CANCELLED]

_WHO = Page("clients:who")
_CORRECTIONS = Page(name="corrections")

KINDS = [
    Kind(
        code="client-added",
        group=Group.RECORD,
        title=_("Added"),
        rows=Client.objects.all(),
        client="pk",
        at="created_at",
    ),
    Kind(
        code="client-confirmed",
        group=Group.RECORD,
        title=_("Confirmed that it is them"),
        rows=Client.objects.filter(confirmed_at__isnull=False),
        client="pk",
        at="confirmed_at",
    ),
    Kind(
        code="contact",
        group=Group.CONTACT,
        title=_("In touch: %(note)s"),
        rows=ContactNote.objects.all(),
        at="at",
        who="by__name",
        words="text",
        note="kind",
        note_in_words=label_in(ContactNote.Kind),
        page=Page("clients:contacts"),
    ),
    Kind(
        code="correction",
        group=Group.RECORD,
        title=_("Would correct: %(note)s"),
        rows=Correction.objects.all(),
        at="written_at",
        words="text",
        note="about",
        note_in_words=label_in(Correction.About),
        page=_CORRECTIONS,
    ),
    Kind(
        code="correction-answered",
        group=Group.RECORD,
        title=_("%(who)s answered a correction"),
        rows=Correction.objects.filter(answered_at__isnull=False),
        at="answered_at",
        who="answered_by__name",
        words="answer",
        page=_CORRECTIONS,
    ),
    Kind(
        code="handover-asked",
        group=Group.RECORD,
        title=_("%(who)s was asked to take over"),
        rows=Transfer.objects.all(),
        at="asked_at",
        who="to_trainer__name",
        page=_WHO,
    ),
    Kind(
        code="handover-ended",
        group=Group.RECORD,
        title=_("Handover to %(who)s: %(note)s"),
        rows=Transfer.objects.filter(state__in=_ENDED),
        at="state_since",
        who="to_trainer__name",
        note="state",
        note_in_words=label_in(Transfer.State),
        page=_WHO,
    ),
    Kind(
        code="cover-began",
        group=Group.RECORD,
        title=_("%(who)s began to cover"),
        rows=_COVERS,
        client="content_object",
        at="starts_at",
        who="user__name",
        page=_WHO,
    ),
    Kind(
        code="cover-ended",
        group=Group.RECORD,
        title=_("%(who)s's cover ended"),
        rows=_COVERS.filter(ends_at__isnull=False),
        client="content_object",
        at="ends_at",
        who="user__name",
        page=_WHO,
    ),
    Kind(
        code="emergency",
        group=Group.RECORD,
        title=_("%(who)s opened the record in an emergency"),
        rows=EmergencyAccess.objects.all(),
        at="at",
        who="admin__name",
        words="reason",
    ),
]
