"""The reminder that coverage is about to lapse."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from benefits.forecast import LineForecast
from benefits.lapsing import what_lapses
from benefits.models import CoveragePlan, LapseAnswer, ReminderChoice
from careplan.models import CareTeamMember
from clients.links import address
from clients.mail import client_mail, sender_of, way_to_end_sharing
from clients.models import Client
from outbox.content import Contact, EmailContent, Secrets, register
from outbox.models import Message
from web.numbers import money_words
from web.zones import today_in

REMINDER = "benefits.lapsing"
MOST_NAMES = 4  # of the care team


def write_reminder(message: Message, secrets: Secrets) -> EmailContent | None:
    """None once nothing is left to tell: used, claimed, answered, stopped, ended, or the client has left."""
    client = Client.objects.select_related("lead_trainer").filter(pk__in=[message.client_id]).first()
    if client is None or client.status != Client.Status.ACTIVE:
        return None
    if ReminderChoice.objects.filter(client=client, stopped_at__isnull=False).exists():
        return None
    today = today_in(client.time_zone, timezone.now())
    plans = [plan for plan in _plans(message) if not _is_silent(plan, today, message.created_at)]
    lines, deadlines = what_lapses(plans, today)
    if not lines and not deadlines:
        return None
    page = address("benefits:lapsing", secrets["token"])
    contacts = whom_to_book(lines, client)
    return EmailContent(
        subject=_subject(lines, deadlines),
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            *lapsing_words(lines),
            *_deadline_words(deadlines),
            *([_("You can book with:")] if contacts else []),
        ],
        contacts=contacts,
        actions=[(str(label), f"{page}?answer={value}") for value, label in LapseAnswer.Answer.choices]
        if lines
        else [],
        after=[_("As you told us: your insurer's word is what counts. Tell your trainer if this is out of date.")],
        asides=[(_("Choose when you are reminded"), page), *way_to_end_sharing(client, secrets)],
        stop_address=address("benefits:stop", secrets["token"]),
        **sender_of(client.lead_trainer),
    )


def _plans(message: Message) -> list[CoveragePlan]:
    plans = CoveragePlan.objects.filter(pk__in=message.payload["plans"], client=message.client_id).current()
    return list(plans.with_lines().prefetch_related("answers"))


def _is_silent(plan: CoveragePlan, today: date, since: datetime) -> bool:
    """Whether the client has answered about the plan meanwhile."""
    return any(answer.answered_at > since or answer.silent_until >= today for answer in plan.answers.all())


def _subject(lines: list[LineForecast], deadlines: list[tuple[CoveragePlan, date]]) -> str:
    days = [line.use_by for line in lines if line.use_by is not None]
    if days:
        return _("Your coverage year ends on %(day)s") % {"day": date_format(min(days), "MONTH_DAY_FORMAT")}
    day = min(day for _plan, day in deadlines)
    return _("Claim last year's visits by %(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT")}


def lapsing_words(lines: list[LineForecast]) -> list[str]:
    """One sentence a line: how much of what is left until when, for which disciplines, and what that buys."""
    return [_left_words(line) + _visits_words(line) for line in lines]


def _left_words(line: LineForecast) -> str:
    return _("%(insurer)s: %(amount)s is left for %(disciplines)s until %(day)s.") % {
        "insurer": line.plan.insurer,
        "amount": money_words(line.lapsing),
        "disciplines": line.discipline_names,
        "day": date_format(line.use_by) if line.use_by else "",
    }


def _visits_words(line: LineForecast) -> str:
    if not line.visits:
        return ""
    return " " + ngettext("That is %(count)d visit.", "That is %(count)d visits.", line.visits) % {"count": line.visits}


def _deadline_words(deadlines: list[tuple[CoveragePlan, date]]) -> list[str]:
    return [
        _("%(insurer)s: visits of the year that has ended may be claimed until %(day)s.")
        % {"insurer": plan.insurer, "day": date_format(day)}
        for plan, day in deadlines
    ]


def members_for(lines: list[LineForecast], client: Client) -> list[CareTeamMember]:
    """Who of the care team is covered by these lines (one query)."""
    covered = {discipline.pk for line in lines for discipline in line.line.disciplines.all()}
    theirs = Q(practitioner__discipline__in=covered) | Q(discipline__in=covered)
    current = CareTeamMember.objects.current().filter(theirs, client=client)
    return list(current.select_related("practitioner__clinic", "practitioner__discipline", "discipline")[:MOST_NAMES])


def whom_to_book(lines: list[LineForecast], client: Client) -> list[Contact]:
    """With whom to book, each with the phone and the booking page of their clinic; nothing without a care team."""
    return [_contact(member) for member in members_for(lines, client)] if lines else []


def _contact(member: CareTeamMember) -> Contact:
    practitioner = member.practitioner
    if practitioner is None:
        return Contact(", ".join(part for part in (member.name, member.clinic_name) if part))
    clinic = practitioner.clinic
    name = f"{practitioner.name}, {clinic.name}" if clinic else practitioner.name
    return Contact(name, practitioner.phone or (clinic.phone if clinic else ""), practitioner.booking_page)


def register_mail() -> None:
    register(client_mail(REMINDER, write_reminder, is_reminder=True))
