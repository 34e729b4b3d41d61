"""The timeline in words: what each kind of entry says, and where one goes from it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careplan.models import Goal, Guidance, Prescription, ReadinessScreening, Reply, Visit
from clients.models import Client, ContactNote, Correction, Transfer
from coordination.timeline import KINDS, Entry, Lane, Words
from referrals.models import Attempt
from sessions_log.measures import MEASURES
from sessions_log.models import HomeworkCheckIn, PlannedSession

TITLES: dict[str, str | Promise] = {
    "client-added": gettext_lazy("Added"),
    "client-confirmed": gettext_lazy("Confirmed that it is them"),
    "contact": gettext_lazy("In touch: %(note)s"),
    "correction": gettext_lazy("Would correct: %(note)s"),
    "correction-answered": gettext_lazy("%(who)s answered a correction"),
    "handover-asked": gettext_lazy("%(who)s was asked to take over"),
    "handover-ended": gettext_lazy("Handover to %(who)s: %(note)s"),
    "cover-began": gettext_lazy("%(who)s began to cover"),
    "cover-ended": gettext_lazy("%(who)s's cover ended"),
    "emergency": gettext_lazy("%(who)s opened the record in an emergency"),
    "intake": gettext_lazy("Intake: who else looks after them"),
    "own-intake": gettext_lazy("The client answered who else looks after them"),
    "readiness": gettext_lazy("Readiness: %(note)s"),
    "goal-set": gettext_lazy("Goal set"),
    "goal-ended": gettext_lazy("Goal %(note)s"),
    "member-joined": gettext_lazy("%(who)s joined the care team"),
    "member-left": gettext_lazy("%(who)s left the care team"),
    "visit": gettext_lazy("Visit to %(who)s, %(note)s"),
    "guidance": gettext_lazy("%(note)s, from %(who)s"),
    "guidance-superseded": gettext_lazy("%(note)s from %(who)s: something else took its place"),
    "guidance-lifted": gettext_lazy("%(note)s lifted by %(who)s"),
    "prescription": gettext_lazy("Exercise from %(who)s, %(note)s"),
    "prescription-stopped": gettext_lazy("Exercise from %(who)s stopped"),
    "question": gettext_lazy("Question to %(who)s"),
    "answer": gettext_lazy("%(who)s answered"),
    "document": gettext_lazy("%(who)s sent a document"),
    "reply": gettext_lazy("%(who)s: %(note)s"),
    "session": gettext_lazy("Session with %(who)s"),
    "session-missed": gettext_lazy("Session planned with %(who)s: %(note)s"),
    "flag": gettext_lazy("Red flag: %(note)s"),
    "flag-done": gettext_lazy("Red flag seen to: %(note)s"),
    "homework": gettext_lazy("Homework answered"),
    "reading": gettext_lazy("%(note)s: %(more)s"),
    "coverage": gettext_lazy("Health benefits written down"),
    "coverage-ended": gettext_lazy("Health benefits ended"),
    "claim": gettext_lazy("Claim: %(more)s %(note)s"),
    "consent-asked": gettext_lazy("Asked for consent to %(note)s"),
    "consent-given": gettext_lazy("Agreed to %(note)s"),
    "consent-declined": gettext_lazy("Declined to %(note)s"),
    "consent-withdrawn": gettext_lazy("Ended the consent to %(note)s"),
    "referral": gettext_lazy("Referral to %(who)s begun"),
    "referral-moved": gettext_lazy("Referral to %(who)s: %(note)s"),
    "outcome": gettext_lazy("%(who)s wrote what came of the referral"),
    "report": gettext_lazy("Progress report sent to %(who)s"),
}
CHOICES = {
    "contact": ContactNote.Kind,
    "correction": Correction.About,
    "handover-ended": Transfer.State,
    "goal-ended": Goal.Status,
    "visit": Visit.State,
    "prescription": Prescription.Where,
    "session-missed": PlannedSession.Attendance,
    "reply": Reply.Kind,
    "referral-moved": Attempt.Status,
}
GUIDANCE_SIGNS = {"do": "✓", "dont": "✕", "caution": "!"}

# The page of a kind, and what its address needs besides the client: the row's own key, or nothing.
PAGES = {
    "session": ("sessions_log:detail", True),
    "contact": ("clients:contacts", False),
    "correction": ("coordination:corrections", False),
    "correction-answered": ("coordination:corrections", False),
    "handover-asked": ("clients:who", False),
    "handover-ended": ("clients:who", False),
    "cover-began": ("clients:who", False),
    "cover-ended": ("clients:who", False),
    "goal-set": ("careplan:goal", True),
    "goal-ended": ("careplan:goal", True),
    "member-joined": ("careplan:member", True),
    "member-left": ("careplan:member", True),
    "visit": ("careplan:member", True),
    "guidance": ("careplan:guidance", True),
    "guidance-superseded": ("careplan:guidance", True),
    "guidance-lifted": ("careplan:guidance", True),
    "flag": ("sessions_log:flags", False),
    "flag-done": ("sessions_log:flags", False),
    "intake": ("careplan:intake", False),
    "own-intake": ("careplan:intake", False),
    "readiness": ("careplan:readiness", False),
    "question": ("coordination:told", False),
    "answer": ("coordination:told", False),
    "document": ("coordination:told", False),
    "reply": ("coordination:told", False),
    "coverage": ("benefits:overview", False),
    "coverage-ended": ("benefits:overview", False),
    "claim": ("benefits:overview", False),
    "consent-asked": ("coordination:consent_detail", True),
    "consent-given": ("coordination:consent_detail", True),
    "consent-declined": ("coordination:consent_detail", True),
    "consent-withdrawn": ("coordination:consent_detail", True),
    "referral": ("referrals:detail", True),
    "referral-moved": ("referrals:detail", True),
    "outcome": ("referrals:detail", True),
    "report": ("reports:detail", True),
}
LEAD_ONLY = {"coordination:consent_detail"}


@dataclass(frozen=True)
class Line:
    at: datetime
    has_time: bool  # what has only a day shows no time
    title: str
    texts: list[str]  # in the words of those who wrote them
    facts: str  # in ours
    lane: Lane | None
    url: str  # "" where there is no page


def line_of(entry: Entry, client: Client, *, leads: bool) -> Line:
    """One entry as the page shows it (no query)."""
    row = entry.row
    title = str(TITLES[entry.kind]) % {
        "who": row.who or _("somebody"),
        "note": _note(entry.kind, row),
        "more": _figure(entry.kind, row.more),
    }
    return Line(
        at=entry.at,
        has_time=isinstance(KINDS[entry.kind].at, str),
        title=title,
        texts=_texts(entry),
        facts=_facts(entry),
        lane=row.lane,
        url=_url(entry.kind, row, client, leads=leads),
    )


def _note(kind: str, row: Words) -> str:
    if kind.startswith("guidance"):
        return f"{GUIDANCE_SIGNS[row.note]} {Guidance.Kind(row.note).label}"
    if kind.startswith("consent"):
        return _consent_in_words(row)
    if kind == "readiness":
        screen, _space, outcome = row.note.partition(" ")
        words = ReadinessScreening.Screen(screen).label, ReadinessScreening.Outcome(outcome).label
        return ", ".join(map(str, words))
    if kind == "reading":
        return str(MEASURES[row.note].name) if row.note in MEASURES else row.note
    return str(CHOICES[kind](row.note).label) if kind in CHOICES and row.note else row.note


def _consent_in_words(row: Words) -> str:
    words = {
        "share care": _("share with %(who)s"),
        "share referral": _("be referred to %(who)s"),
        "obtain care": _("hear from %(who)s"),
    }
    return words[row.note] % {"who": row.who}


def _figure(kind: str, figure: str) -> str:
    if kind == "claim":
        return number_format(Decimal(figure), 2)
    return f"{Decimal(figure).normalize():f}" if kind == "reading" else figure


def _texts(entry: Entry) -> list[str]:
    row = entry.row
    if entry.kind == "homework":
        return [one.said for one in entry.rows if one.said]
    if entry.kind in {"session", "reading", "claim"} or entry.kind.startswith("consent"):
        return [row.words] if row.words else []
    return [text for text in (row.words, row.more) if text]


def _facts(entry: Entry) -> str:
    """Figures and our own words beside the title."""
    row = entry.row
    if entry.kind == "homework":
        return "; ".join(_check_in(one) for one in entry.rows)
    if entry.kind == "session":
        effort = _("effort %(figure)s") % {"figure": row.note} if row.note else ""
        pain = _("pain after %(figure)s") % {"figure": row.more} if row.more else ""
        return ", ".join(filter(None, (effort, pain)))
    if entry.kind == "consent-withdrawn" and row.more == "practitioner":
        return _("%(who)s says that this is not their patient") % {"who": row.who}
    return ""


def _check_in(row: Words) -> str:
    answer = str(HomeworkCheckIn.Answer(row.note).label).lower()
    said = _("%(exercise)s: %(answer)s") % {"exercise": row.words, "answer": answer}
    return said + (_(", pain %(figure)s") % {"figure": row.more} if row.more else "")


def _url(kind: str, row: Words, client: Client, *, leads: bool) -> str:
    route, needs_key = PAGES.get(kind, ("", False))
    if not route or (route in LEAD_ONLY and not leads):
        return ""
    return reverse(route, args=[client.pk, UUID(row.page_key)] if needs_key else [client.pk])
