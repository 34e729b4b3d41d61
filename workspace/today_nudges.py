"""What reminders alone did not move, on Today (clients/today.py): nobody answered, or mail to them comes back."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Value, When
from django.utils.text import format_lazy
from django.utils.translation import gettext as say, gettext_lazy as _

from clients.timeline import Page
from clients.today import Group, Line, Reading, Section, Source
from outbox.models import Nudge
from outbox.nudges import NudgeKind, registered_kinds
from web.words import StrOrPromise


@dataclass(frozen=True)
class _Place:
    """Where a kind of nudge belongs on Today, and where it leads: one row with whatever else says the same."""

    topic: str
    page: Page
    act: StrOrPromise


_REFERRAL = _Place("referral", Page("referrals:detail", has_key=True), _("See the referral"))
_REFERRED_IN = _Place("referred-in", Page("referrals:referred", has_key=True), _("See the referral"))
_PLACES = {
    "clients.confirm": _Place("address", Page(name="overview"), _("Open the client's page")),
    "benefits.coverage": _Place("coverage", Page("benefits:overview"), _("See the benefits")),
    "benefits.holds": _Place("coverage", Page("benefits:overview"), _("See the benefits")),
    "careplan.intake": _Place("intake", Page("careplan:intake"), _("See the questions")),
    "consent.asked": _Place("consent", Page("consent:consent_detail", has_key=True), _("See the question")),
    "consent.question": _Place("question", Page(name="told"), _("See the question")),
    "reports.unread": _Place("report", Page("reports:detail", has_key=True), _("See the report")),
}
_SILENT, _BOUNCED = "silent", "bounced"


def nudge_sources() -> list[Source]:
    """Asked for once every app has registered its kinds of nudge."""
    kinds = {kind.name: kind for kind in registered_kinds()}
    if not kinds:
        return []
    places = {name: _place_of(name) for name in kinds}
    topic = Case(
        *(When(kind=name, then=Value(place.topic)) for name, place in places.items()),
        default=Value("nudge"),
        output_field=CharField(),
    )
    practitioner = Case(When(audience=Nudge.Audience.PRACTITIONER, then="recipient_id"))
    return [
        Source(
            group=Group.MAIL,
            section=Section.YOU,
            urgency=3,
            rows=Nudge.objects.stuck().filter(kind__in=list(kinds)),
            client="client_id",
            topic=topic,
            subject="subject_id",
            key="subject_id",
            code="kind",
            practitioner=practitioner,
            note=Case(When(bounced_at=None, then=Value(_SILENT)), default=Value(_BOUNCED), output_field=CharField()),
            since="since",
            lines={name: _line(kind, places[name]) for name, kind in kinds.items()},
        )
    ]


def _place_of(name: str) -> _Place:
    if name.startswith("referred-in."):
        return _REFERRED_IN
    return _REFERRAL if name.startswith("referrals.") else _PLACES.get(name, _PLACES["clients.confirm"])


def _line(kind: NudgeKind, place: _Place) -> Line:
    title = format_lazy("{}%(who_says)s: %(note)s", kind.today)
    how = _after_one if len(kind.after) == 1 else _after_several
    return Line(title, place.act, place.page, note_in_words=how)


def _after_one(note: str, _reading: Reading) -> str:
    return _how(note, say("one reminder, no answer"))


def _after_several(note: str, _reading: Reading) -> str:
    return _how(note, say("three reminders, no answer"))


def _how(note: str, silence: str) -> str:
    return say("mail to them comes back") if note == _BOUNCED else silence
