"""What is agreed about a visit: a date, or whose turn it is to find one. The same in both directions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from practitioners.models import Practitioner
from referrals.models import BusinessStatus, Task
from referrals.models.task import WITH_A_DATE
from web.zones import A_DAY_EITHER_WAY

AT_MOST_AHEAD = timedelta(days=731)
BOOKING_FIELDS = [
    "business_status",
    "business_since",
    "appointment_day",
    "appointment_time",
    "appointment_zone",
    "appointment_place",
    "appointment_phone",
    "calendar_sequence",
    "times_missed",
]


class AppointmentError(Exception):
    """This is no time for an appointment; `str()` says why, for the one who typed it."""


@dataclass(frozen=True)
class Appointment:
    """A day and a time on the clock of `zone`, and where it is."""

    day: date
    time: time
    zone: str
    place: str = ""
    phone: str = ""

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, self.time, tzinfo=ZoneInfo(self.zone))


@dataclass(frozen=True)
class Booking:
    """What comes next between the client and the recipient. An appointment stands where there is a date."""

    status: BusinessStatus
    appointment: Appointment | None = None


def check_appointment(appointment: Appointment, *, now: datetime) -> None:
    """Raises AppointmentError for what is over, more than two years ahead, or a time that the clock leaves out."""
    if appointment.day > (now + AT_MOST_AHEAD).date():
        raise AppointmentError(_("This is more than two years ahead. Check the year."))
    is_long_over = appointment.day < (now - A_DAY_EITHER_WAY).date()
    at = appointment.at
    if not is_long_over and at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != at.replace(tzinfo=None):
        raise AppointmentError(
            _("On that day the clock leaves this time out. Choose an earlier or a later time, or another day.")
        )
    if is_long_over or at <= now:
        raise AppointmentError(_("This time is over already. Choose one that is still to come."))


def set_booking(task: Task, booking: Booking, *, now: datetime) -> bool:
    """Puts the booking on the task, not yet saved (BOOKING_FIELDS); False where it says the same already.

    A date in place of a date is another date. The last date stays known after the client missed it. Raises
    AppointmentError.
    """
    if says_already(task, booking):
        return False
    had_a_date, status = task.has_a_date, booking.status
    if status == BusinessStatus.NO_SHOW:
        _check_missed(task, now=now)
    if booking.appointment:
        check_appointment(booking.appointment, now=now)
        _set_appointment(task, booking.appointment)
        status = BusinessStatus.RESCHEDULED if had_a_date else BusinessStatus.BOOKED
    if booking.appointment or (had_a_date and status in (BusinessStatus.CLIENT_BOOKS, BusinessStatus.WE_CALL)):
        task.calendar_sequence += 1
    task.times_missed += status == BusinessStatus.NO_SHOW
    task.business_status, task.business_since = status, now
    return True


def _check_missed(task: Task, *, now: datetime) -> None:
    if task.appointment_at is None or task.appointment_at > now:
        raise AppointmentError(_("Nothing is missed yet: there is no appointment before now."))


def says_already(task: Task, booking: Booking) -> bool:
    if booking.appointment is None:
        return task.business_status == booking.status
    return task.business_status in WITH_A_DATE and appointment_of(task) == booking.appointment


def appointment_of(task: Task) -> Appointment | None:
    """The last appointment that was agreed on, whether it still stands or not."""
    if task.appointment_day is None or task.appointment_time is None:
        return None
    return Appointment(
        task.appointment_day,
        task.appointment_time,
        task.appointment_zone,
        task.appointment_place,
        task.appointment_phone,
    )


def place_and_phone(practitioner: Practitioner) -> tuple[str, str]:
    """Where the practitioner works and how a client reaches them, as far as known (reads `clinic`)."""
    clinic = practitioner.clinic
    place = ", ".join(filter(None, [clinic.name, clinic.city])) if clinic else ""
    return place, practitioner.phone or (clinic.phone if clinic else "")


def when_in_words(task: Task) -> str:
    """Day and time of the last appointment by the clock where it is: "Thursday 3 December 2026, 15:45"."""
    appointment = appointment_of(task)
    if appointment is None:
        return ""
    day = date_format(appointment.day, "l j F Y")
    return f"{day}, {time_format(appointment.time)}"


def _set_appointment(task: Task, appointment: Appointment) -> None:
    task.appointment_day, task.appointment_time = appointment.day, appointment.time
    task.appointment_zone = appointment.zone
    task.appointment_place, task.appointment_phone = appointment.place, appointment.phone
