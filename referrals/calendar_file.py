"""The appointment of a referral as a calendar file (RFC 5545); and all visits in the files that calendars fetch.

Nothing of health is in either.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import icalendar
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from careplan.models import Visit
from clients.models import Client
from referrals.booking import Appointment, appointment_of
from referrals.models import Attempt, BusinessStatus, Task, TaskStatus
from referrals.models.task import WITH_A_DATE
from sessions_log.feed_file import Title

MOST = 3000  # appointments of one file that calendars fetch
LASTS = timedelta(hours=1)  # how long it takes is not known
ENDED = (TaskStatus.REJECTED, TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.ERROR)
WITHOUT_DATE = (BusinessStatus.CLIENT_BOOKS, BusinessStatus.WE_CALL, BusinessStatus.NO_SHOW)


def calendar_file(task: Task, *, now: datetime) -> bytes | None:
    """The file as it is at this moment; None where there never was a date.

    The event keeps its UID, and each change counts SEQUENCE up, so a calendar that has it already changes its own. What
    is called off is cancelled there. It is published: no answer to it is read.
    """
    appointment = appointment_of(task)
    if appointment is None:
        return None
    event = _event(task, appointment, now=now)
    event.add("summary", _("Appointment"))
    if appointment.place:
        event.add("location", appointment.place)
    if appointment.phone:
        event.add("description", appointment.phone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Carelane//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if _is_off(task) else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def appointments_of(clients: QuerySet[Client], since: datetime, title_of: Title) -> Iterator[icalendar.Event]:
    """What was agreed with referrals of these clients from a day on, for a file that calendars fetch (one query).

    Without their place: a clinic's name tells of health, and the file may be read by whoever looks at the screen. The
    UID is that of the single file, so whoever has that in their calendar too has one event.
    """
    attempts = Attempt.objects.filter(referral__client__in=clients.values("pk"), appointment_day__gte=since.date())
    for attempt in attempts.select_related("referral__client").order_by("-appointment_day")[:MOST]:
        appointment = appointment_of(attempt)
        if appointment is not None:
            event = _event(attempt, appointment, now=attempt.business_since or since)
            event.add("summary", title_of(_("Appointment"), attempt.referral.client))
            yield event


def visits_of(clients: QuerySet[Client], since: datetime, title_of: Title) -> Iterator[icalendar.Event]:
    """Visits to their care teams from a day on, but for those that are there as a referral's appointment (one query).

    A visit without a time is one of the whole day, in which nobody is taken for busy.
    """
    referred = Attempt.objects.filter(
        referral__client=OuterRef("member__client"),
        practitioner=OuterRef("member__practitioner"),
        appointment_day=OuterRef("on"),
        business_status__in=(*WITH_A_DATE, BusinessStatus.ATTENDED),
    ).exclude(status__in=ENDED)
    visits = Visit.objects.filter(~Exists(referred), member__client__in=clients.values("pk"), on__gte=since.date())
    for visit in visits.select_related("member__client").order_by("-on", "-id")[:MOST]:
        yield _visit_event(visit, now=since, title_of=title_of)


def _visit_event(visit: Visit, *, now: datetime, title_of: Title) -> icalendar.Event:
    client, event = visit.member.client, icalendar.Event()
    event.add("uid", f"{visit.pk}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", now)
    event.add("sequence", visit.calendar_sequence)
    if visit.time:
        start = datetime.combine(visit.on, visit.time, tzinfo=client.zone)
        event.add("dtstart", start)
        event.add("dtend", start + LASTS)
    else:
        event.add("dtstart", visit.on)
        event.add("dtend", visit.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("summary", title_of(_("Appointment"), client))
    event.add("status", "CANCELLED" if visit.state == Visit.State.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _event(task: Task, appointment: Appointment, *, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{task.pk}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", now)
    event.add("last-modified", task.business_since or now)
    event.add("sequence", task.calendar_sequence)
    event.add("dtstart", appointment.at)
    event.add("dtend", appointment.at + LASTS)
    event.add("status", "CANCELLED" if _is_off(task) else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _is_off(task: Task) -> bool:
    return task.status in ENDED or task.business_status in WITHOUT_DATE


def calendar_response(content: bytes) -> HttpResponse:
    """As a download; its method stands in the type too, for mail programs that look there."""
    method = "CANCEL" if b"METHOD:CANCEL" in content else "PUBLISH"
    return HttpResponse(
        content,
        content_type=f"text/calendar; charset=utf-8; method={method}",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )
