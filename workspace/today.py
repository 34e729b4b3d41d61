"""The trainer's first page: what is urgent, the day's sessions, answers, what waits for whom. Never stored, so never stale.

The database sorts, counts and cuts (workspace/today_statement.py); what is left is put into words here. Rows name the
client and a state; what was said stands on those of Now and of sources that are told at once, and the look at their clients is
logged first.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.models import User
from benefits.today import lapsing
from clients.models import Client, ClientUserObjectPermission
from clients.today import Line, Reading, Section
from sessions_log.today import usually_today
from web.pages import page_url
from web.words import StrOrPromise
from workspace.today_statement import Item, Wanted, counts, items, words_of

ON_THE_FIRST_PAGE, ON_A_PAGE = 8, 50  # rows of a section
FEW = 12  # rows: with more of them nobody is at the first steps
_COVER = ClientUserObjectPermission.Kind.COVER
_OPEN_CLIENT = gettext_lazy("Open the client's page")
_WAKE = gettext_lazy("Put it back on Today")
_NEVER_SNOOZED = {Section.NOW, Section.SESSIONS, Section.SNOOZED}
_READ_IN_PLACE = {Section.ANSWERS, Section.YOU, Section.OTHERS}
FOLDED = frozenset({Section.OTHERS, Section.SNOOZED})

Look = Callable[[Collection[UUID]], object]  # at these clients; it is in the access log once this returns


@dataclass(frozen=True)
class TodayRow:
    """One client and subject, in words."""

    code: str
    client_name: str
    what: str
    act: StrOrPromise
    url: str  # where the act leads, or what the button posts to
    posts: bool = False
    aside: str = ""  # since when, what more there is, and whether the trainer stands in for the lead
    words: str = ""  # what was said
    remark: str = ""
    words_url: str = ""  # where what was said is read in place
    snooze_url: str = ""
    reason: str = ""  # why it is snoozed, and until when


@dataclass(frozen=True)
class TodaySection:
    section: Section
    rows: list[TodayRow]
    total: int

    @property
    def label(self) -> StrOrPromise:
        return self.section.label

    @property
    def is_urgent(self) -> bool:
        return self.section == Section.NOW

    @property
    def left(self) -> int:
        """How many more there are."""
        return self.total - len(self.rows)


def reading_of(trainer: User, now: datetime) -> Reading:
    """Today as the trainer reads it at a moment: about everybody whom they lead or cover, but the archived (one query)."""
    visible = Client.objects.visible_to(trainer, now=now).exclude(status=Client.Status.ARCHIVED)
    return Reading.of(trainer, now, dict(visible.order_by().values_list("pk", "permissions__kind")))


def today_of(reading: Reading, *, look: Look, wanted: Wanted | None = None) -> list[TodaySection]:
    """The sections that have rows, in order (four queries, two more for benefits, and those of the looks)."""
    reading = _reckoned(reading)
    shown = items(reading, wanted or Wanted(size=ON_THE_FIRST_PAGE))
    spoken = [item for item in shown if item.source.words and _is_told_at_once(item)]
    look({item.client_id for item in spoken if item.client_id})
    words = words_of(spoken, reading)
    return [
        TodaySection(section, [_row(item, reading, words.get((item.source, item.key))) for item in of_section], total)
        for (section, total), of_section in _by_section(shown)
    ]


def _is_told_at_once(item: Item) -> bool:
    return item.section == Section.NOW or (item.source.is_told_at_once and item.section in _READ_IN_PLACE)


def today_counts(trainer: User, *, now: datetime) -> dict[Section, int]:
    """How many rows each section has (four queries, two more for benefits)."""
    return dict(counts(_reckoned(reading_of(trainer, now))))


def find_item(trainer: User, client: Client, topic: str, subject_id: UUID, *, now: datetime) -> Item | None:
    """The row about this client and subject; None where nothing waits."""
    reading = reading_of(trainer, now)
    care = {key: kind for key, kind in reading.care.items() if key == client.pk}
    wanted = Wanted(subject=(client.pk, topic, subject_id))
    return next(iter(items(_reckoned(replace(reading, care=care)), wanted)), None)


def row_of(item: Item, trainer: User, *, now: datetime) -> TodayRow:
    """The row in words, without what was said."""
    return _row(item, _reckoned(reading_of(trainer, now)), None)


def words_said(item: Item, trainer: User, *, now: datetime) -> tuple[str, str]:
    """What was said and the remark beside it; the look at the client is in the access log by then."""
    return words_of([item], _reckoned(reading_of(trainer, now))).get((item.source, item.key), ("", ""))


def _reckoned(reading: Reading) -> Reading:
    """With what is reckoned before the statement is asked (two queries, two more for benefits)."""
    return replace(reading, reckoned={"usual": dict.fromkeys(usually_today(reading), 0), "benefits": lapsing(reading)})


def _by_section(shown: Sequence[Item]) -> "groupby[tuple[Section, int], Item]":
    return groupby(shown, key=lambda item: (item.section, item.total))


# --- one row in words ---------------------------------------------------------------------


def _row(item: Item, reading: Reading, words: tuple[str, str] | None) -> TodayRow:
    line, covers = item.source.lines[item.code], item.held_as == _COVER
    told, remark = words or ("", "")
    what = str(line.title) % _names(item, line, reading)
    if told and item.source.is_told_at_once:
        what, told = _("%(what)s: %(words)s") % {"what": what, "words": told}, ""
    act, url, posts = _act(item, line, covers=covers)
    return TodayRow(
        code=item.code,
        client_name=item.client_name or str(item.source.instead),
        what=what,
        act=act,
        url=url,
        posts=posts,
        aside=_aside(item, reading, covers=covers),
        words=told,
        remark=remark,
        words_url=_about(item, "words") if _is_read_in_place(item) else "",
        snooze_url=_about(item, "snooze") if item.section not in _NEVER_SNOOZED and item.client_id else "",
        reason=_("Until %(day)s: %(reason)s") % {"day": date_format(item.until), "reason": item.reason}
        if item.section == Section.SNOOZED
        else "",
    )


def _is_read_in_place(item: Item) -> bool:
    return bool(item.source.words) and item.section in _READ_IN_PLACE and not item.source.is_told_at_once


def _aside(item: Item, reading: Reading, *, covers: bool) -> str:
    parts = []
    if item.since:
        days = max((reading.day - localtime(item.since).date()).days, 0)
        if days:
            parts.append(ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
        elif item.section != Section.SESSIONS:
            parts.append(_("today"))
    if item.together > 1:
        parts.append(_("and %(number)d more") % {"number": item.together - 1})
    if covers:
        parts.append(_("you cover"))
    return " · ".join(parts)


def _names(item: Item, line: Line, reading: Reading) -> dict[str, str]:
    time = time_format(localtime(item.since)) if item.since and item.section == Section.SESSIONS else ""
    who_says = f" ({item.who})" if item.who else ""
    return {
        "who": item.who,
        "who_says": who_says,
        "note": line.note_in_words(item.note, reading) if item.note else "",
        "time": time,
    }


def _act(item: Item, line: Line, *, covers: bool) -> tuple[StrOrPromise, str, bool]:
    """The act, its address, and whether that is posted to."""
    if item.section == Section.SNOOZED:
        return _WAKE, _about(item, "wake"), True
    if covers and (line.posts or (line.does and line.does.lead_only)):
        return _OPEN_CLIENT, page_url("overview", item.client_id), False
    if line.does and (not item.source.words or item.section == Section.NOW):
        return line.act, _about(item, "settle", item.code, item.key), True
    args = [item.client_id] if item.client_id else []
    if line.page.has_key:
        args.append(item.key)
    url = page_url(line.page.name, *args) if line.page.name else reverse(line.page.route, args=args)
    if line.names_practitioner:
        url += f"?practitioner={item.practitioner_id}"
    return line.act, url, line.posts


def _about(item: Item, verb: str, *more: object) -> str:
    """The address of what is done on Today itself about a row."""
    return reverse(f"workspace:today_{verb}", args=[item.client_id, item.topic, *(more or [item.subject_id])])
