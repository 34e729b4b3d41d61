"""Do's, don'ts and cautions as a report tells them: within which limits, until when, and whether they were kept."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from careplan.models import Guidance
from consent.models import Scope
from reports.progress import GuidanceLine, WentAgainst
from sharing.record import SharedGuidance, SharedSession
from sharing.view import SharedView


def went_against(sessions: list[SharedSession]) -> list[WentAgainst]:
    """Each time that a don't or caution was not kept, and why."""
    return [
        WentAgainst(
            on=session.on.isoformat(),
            exercise=entry.exercise_name,
            text=entry.conflicting_guidance,
            why=entry.reason,
        )
        for session in sessions
        for entry in session.entries
        if entry.conflicting_guidance
    ]


def guidance_lines(view: SharedView, sessions: list[SharedSession]) -> list[GuidanceLine]:
    """What is in force, the don'ts first: what is not to be done must not be overlooked."""
    order: list[str] = [Guidance.Kind.DONT, Guidance.Kind.CAUTION, Guidance.Kind.DO]
    in_force = sorted(view.guidance(), key=lambda guidance: (not guidance.is_own, order.index(guidance.kind)))
    return [_line(guidance, sessions, view) for guidance in in_force]


def outlasts_sharing(view: SharedView) -> bool:
    """Whether something that the reader set holds longer than they are told how it goes."""
    return any(
        guidance.is_own
        and not guidance.until_next_visit
        and (guidance.ends_on is None or guidance.ends_on > view.last_day)
        for guidance in view.guidance()
    )


def _line(guidance: SharedGuidance, sessions: list[SharedSession], view: SharedView) -> GuidanceLine:
    discipline = guidance.practitioner.discipline
    return GuidanceLine(
        kind=guidance.kind,
        is_new=guidance.is_new,
        text=guidance.text,
        limits=guidance.limits,
        until=guidance.ends_on.isoformat() if guidance.ends_on else "",
        until_next_visit=guidance.until_next_visit and guidance.ends_on is None,
        practitioner=guidance.practitioner.name,
        mark=discipline.mark,
        lane=discipline.lane,
        suspended=guidance.practitioner.suspended,
        how_kept=_how_kept(guidance, sessions, view),
    )


def _how_kept(guidance: SharedGuidance, sessions: list[SharedSession], view: SharedView) -> str:
    """How often the reader's own don't or caution was kept, as far as the log knows; "" where it can't be known."""
    if not guidance.is_own or guidance.kind == Guidance.Kind.DO or not view.shares(Scope.EXERCISE_LOG):
        return ""
    since = [session for session in sessions if session.on >= guidance.starts_on]
    against = sum(any(entry.conflicting_guidance == guidance.text for entry in session.entries) for session in since)
    if not since:
        return ""
    counts = {"against": against, "count": len(since)}
    words = ngettext("kept in %(count)d session", "kept in all %(count)d sessions", len(since)) % counts
    if against:
        words = _("not kept in %(against)d of %(count)d sessions") % counts
    if len(since) == len(sessions):
        return words
    return _("%(how_kept)s since %(day)s, when it was set") % {
        "how_kept": words,
        "day": date_format(guidance.starts_on, "j F"),
    }
