"""The appointment of a referral as a calendar file (RFC 5545): one event, and nothing of health in it."""

from datetime import datetime, timedelta

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from referrals.booking import appointment_of
from referrals.models import BusinessStatus, Task, TaskStatus

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
    is_off = task.status in ENDED or task.business_status in WITHOUT_DATE
    event = icalendar.Event()
    event.add("uid", f"{task.pk}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", now)
    event.add("last-modified", task.business_since or now)
    event.add("sequence", task.calendar_sequence)
    event.add("summary", _("Appointment"))
    event.add("dtstart", appointment.at)
    event.add("dtend", appointment.at + LASTS)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    if appointment.place:
        event.add("location", appointment.place)
    if appointment.phone:
        event.add("description", appointment.phone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Carelane//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def calendar_response(content: bytes) -> HttpResponse:
    """As a download; its method stands in the type too, for mail programs that look there."""
    method = "CANCEL" if b"METHOD:CANCEL" in content else "PUBLISH"
    return HttpResponse(
        content,
        content_type=f"text/calendar; charset=utf-8; method={method}",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )
