"""A client's own calendar file, and the visits in a trainer's: what it says, and to whom its address opens."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from accounts.events import shown_to_admins
from accounts.models import AccountEvent
from accounts.sessions import end_all_sessions
from careplan.visits import cancel, change_visit, take_back
from clients.models import Client
from referrals.booking import Appointment, Booking, set_booking
from referrals.models import BusinessStatus
from sessions_log.feed import end_feed, end_own_feed, find_feed, find_own_feed, make_feed, make_own_feed
from sessions_log.feed_file import calendar_of, calendar_of_client
from sessions_log.models import OwnCalendarFeed, SessionSeries
from sessions_log.planning import change_planned, mark_attendance
from sessions_log.series import Rule, plan_series
from tests.access.record import Record
from tests.access.world import BACKEND
from tests.accounts.mails import mails_to
from tests.factories.careplan import CareTeamMemberFactory, VisitFactory
from tests.factories.clients import ClientFactory
from tests.factories.referrals import AttemptFactory, ReferralFactory
from tests.factories.sessions_log import PlannedSessionFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def record() -> Record:
    record = Record()
    record.account  # noqa: B018
    record.client.refresh_from_db()
    return record


def booked(client: Client, *, day: date = date(2026, 11, 3)):
    attempt = AttemptFactory(referral=ReferralFactory(client=client), status="accepted")
    where = Appointment(day, time(10), "America/Toronto", "Pelvic health clinic, Toronto", "416 555 0199")
    set_booking(attempt, Booking(BusinessStatus.BOOKED, where), now=NOW)
    attempt.save()
    return attempt


def events(content: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def key_of(event: icalendar.Event) -> str:
    return str(event["UID"]).partition("@")[0]


def unfolded(content: bytes) -> list[dict[str, str]]:
    """The same file read line by line, as RFC 5545 has it, by no library: properties of each event."""
    lines = content.decode().replace("\r\n ", "").splitlines()
    rows: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            rows.append({})
        elif rows:
            name, _, value = line.partition(":")
            rows[-1].setdefault(name, value)
    return rows


def test_it_has_the_clients_own_sessions_and_visits_and_names_nobody():
    client = ClientFactory(name="Zoé de la Tour")
    planned = PlannedSessionFactory(client=client, starts_at=NOW + timedelta(days=1))
    attempt = booked(client)
    PlannedSessionFactory(starts_at=NOW + timedelta(days=1))
    booked(ClientFactory())
    content = calendar_of_client(client, now=NOW)
    shown = {str(event["UID"]).partition("@")[0]: str(event["SUMMARY"]) for event in events(content)}
    assert shown == {str(planned.pk): "Session", str(attempt.pk): "Appointment"}
    text = content.decode()
    private = ("Zoé", "Z. T.", "clinic", "0199", attempt.practitioner.name, client.email, attempt.referral.reason)
    assert not [words for words in private if words in text]


def test_each_reader_sees_the_same_moment_on_either_side_of_a_change_of_clocks():
    client = ClientFactory()
    for day in (date(2026, 10, 30), date(2026, 11, 3)):
        booked(client, day=day)
    content = calendar_of_client(client, now=NOW)
    assert [row["DTSTART;TZID=America/Toronto"] for row in unfolded(content)] == ["20261103T100000", "20261030T100000"]
    assert [event.start.astimezone(UTC).hour for event in events(content)] == [15, 14]
    assert [event.dtstart.astimezone(UTC).hour for event in by_another_parser(content)] == [15, 14]
    assert {row["UID"] for row in unfolded(content)} == {str(event["UID"]) for event in events(content)}


def test_another_parser_takes_whatever_may_be_in_it_for_what_it_is():
    client = ClientFactory(time_zone="America/Toronto")
    weekly = plan_weekly(client)
    mark_attendance(weekly.sessions.get(series_day=date(2026, 10, 13)), "cancelled")
    moved = weekly.sessions.get(series_day=date(2026, 10, 20))
    change_planned(moved, {"starts_at": moved.starts_at + timedelta(days=1), "minutes": 30})
    planned = PlannedSessionFactory(client=client, starts_at=NOW + timedelta(days=1))
    mark_attendance(planned, "cancelled")
    booked(client)
    member = CareTeamMemberFactory(client=client)
    VisitFactory(member=member, on=date(2026, 11, 5), time=time(8, 30))
    VisitFactory(member=member, on=date(2026, 11, 10))
    content = calendar_of_client(client, now=NOW)
    assert sorted(map(facts_of, by_another_parser(content))) == sorted(
        (
            str(event["UID"]),
            str(event["SUMMARY"]),
            str(event["STATUS"]),
            event["SEQUENCE"],
            str(event.start),
            str(event.end),
            rule_parts(event["RRULE"].to_ical().decode() if "RRULE" in event else ""),
            len(event["EXDATE"].dts) if "EXDATE" in event else 0,
            "RECURRENCE-ID" in event,
        )
        for event in events(content)
    )


def by_another_parser(content: bytes) -> list[Event]:
    return IcsCalendarStream.calendar_from_ics(content.decode()).events


def facts_of(event: Event) -> tuple[object, ...]:
    return (
        event.uid,
        event.summary,
        event.status.value if event.status else "",
        event.sequence,
        str(event.start),
        str(event.end),
        rule_parts(event.rrule.as_rrule_str() if event.rrule else ""),
        len(event.exdate),
        bool(event.recurrence_id),
    )


def rule_parts(rule: str) -> list[str]:
    """In any order; "every week" need not be said."""
    return sorted(set(rule.split(";")) - {"INTERVAL=1"})


def plan_weekly(client: Client) -> SessionSeries:
    rule = Rule(
        weekdays=frozenset({1}),
        every=1,
        starts_on=date(2026, 10, 6),
        ends_on=date(2026, 12, 1),
        at=time(17),
        time_zone="America/Toronto",
        minutes=45,
        template=None,
    )
    return plan_series(client, trainer=client.lead_trainer, rule=rule, key=uuid7(), now=NOW)


def test_a_visit_that_is_off_is_cancelled_under_the_same_uid_and_one_moved_counts_up():
    client = ClientFactory()
    attempt = booked(client)
    [before] = events(calendar_of_client(client, now=NOW))
    moved = Appointment(date(2026, 11, 4), time(9), "America/Toronto")
    set_booking(attempt, Booking(BusinessStatus.BOOKED, moved), now=NOW)
    attempt.save()
    [after] = events(calendar_of_client(client, now=NOW))
    attempt.status = "cancelled"
    attempt.save()
    [off] = events(calendar_of_client(client, now=NOW))
    assert before["UID"] == after["UID"] == off["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert [event["STATUS"] for event in (before, after, off)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_visits_to_the_care_team_are_in_it_with_or_without_a_time():
    client = ClientFactory(name="Zoé de la Tour", time_zone="America/Toronto")
    physio = CareTeamMemberFactory(client=client)
    timed = VisitFactory(member=physio, on=date(2026, 11, 3), time=time(10))
    whole_day = VisitFactory(member=physio, on=date(2026, 11, 10), note="", asks_client=True)
    VisitFactory(member=CareTeamMemberFactory(), on=date(2026, 11, 3))
    VisitFactory(member=physio, on=date(2026, 7, 1))
    content = calendar_of_client(client, now=NOW)
    assert {key_of(event): event["DTSTART"].dt for event in events(content)} == {
        str(timed.pk): datetime(2026, 11, 3, 10, tzinfo=ZoneInfo("America/Toronto")),
        str(whole_day.pk): date(2026, 11, 10),
    }
    assert {str(event["SUMMARY"]) for event in events(content)} == {"Appointment"}
    assert not [words for words in (physio.practitioner.name, "Zoé") if words in content.decode()]
    trainers = calendar_of(client.lead_trainer, now=NOW)
    assert {str(event["SUMMARY"]) for event in events(trainers)} == {"Appointment Z. T."}


def test_a_visit_that_is_moved_and_then_called_off_keeps_its_uid_and_counts_up():
    visit = VisitFactory(on=date(2026, 11, 3), time=time(10))
    client, trainer = visit.member.client, visit.member.client.lead_trainer
    seen = [events(calendar_of_client(client, now=NOW))]
    change_visit(visit, on=date(2026, 11, 4), time=time(9), note="", trainer=trainer)
    seen.append(events(calendar_of_client(client, now=NOW)))
    cancel(visit, trainer=trainer)
    seen.append(events(calendar_of_client(client, now=NOW)))
    visit.refresh_from_db()
    take_back(visit, trainer=trainer)
    seen.append(events(calendar_of_client(client, now=NOW)))
    assert {key_of(event) for [event] in seen} == {str(visit.pk)}
    assert [(event["SEQUENCE"], str(event["STATUS"])) for [event] in seen] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
        (3, "CONFIRMED"),
    ]


def test_a_referrals_appointment_that_was_written_down_as_a_visit_too_is_there_once():
    client = ClientFactory()
    attempt = booked(client)
    member = CareTeamMemberFactory(client=client, practitioner=attempt.practitioner)
    visit = VisitFactory(member=member, on=attempt.appointment_day, time=attempt.appointment_time)
    assert [key_of(event) for event in events(calendar_of_client(client, now=NOW))] == [str(attempt.pk)]
    attempt.status = "cancelled"
    attempt.save()
    standing = [event for event in events(calendar_of_client(client, now=NOW)) if event["STATUS"] == "CONFIRMED"]
    assert [key_of(event) for event in standing] == [str(visit.pk)]


def test_a_cancelled_session_stays_as_cancelled_and_what_is_long_over_goes():
    client = ClientFactory()
    planned = PlannedSessionFactory(client=client, starts_at=NOW + timedelta(days=1))
    PlannedSessionFactory(client=client, starts_at=NOW - timedelta(days=61))
    booked(client, day=date(2026, 12, 1))
    mark_attendance(planned, "cancelled")
    content = calendar_of_client(client, now=NOW)
    assert sorted(str(event["STATUS"]) for event in events(content)) == ["CANCELLED", "CONFIRMED"]
    later = calendar_of_client(client, now=NOW + timedelta(days=150))
    assert events(later) == []


def test_a_trainers_file_has_their_clients_visits_with_initials_and_no_others(trainer):
    client = ClientFactory(lead_trainer=trainer, name="Zoé de la Tour")
    booked(client)
    booked(ClientFactory())
    booked(ClientFactory(lead_trainer=trainer, status="archived"))
    content = calendar_of(trainer, now=NOW)
    assert [str(event["SUMMARY"]) for event in events(content)] == ["Appointment Z. T."]
    assert "clinic" not in content.decode()


# --- the address --------------------------------------------------------------------------


def read(token: str):
    return Browser().get(reverse("sessions_log:own_calendar_file", args=[token]))


def test_only_the_hash_is_saved_and_a_new_address_ends_the_old(record):
    first = make_own_feed(record.client, record.account, now=NOW)
    assert first not in OwnCalendarFeed.objects.get().token_hash
    assert read(first).status_code == 200
    second = make_own_feed(record.client, record.account, now=NOW)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    end_own_feed(record.client, by=record.account)
    assert read(second).status_code == 404


def test_the_answer_is_private_sets_no_cookie_and_a_wrong_one_is_any_missing_page(record):
    answer = read(make_own_feed(record.client, record.account, now=NOW))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert read("wrong").content == Browser().get("/nothing-here/").content


def another_mailbox(record: Record) -> None:
    Client.objects.filter(pk=record.client.pk).update(email="elsewhere@home.example")


def closed_account(record: Record) -> None:
    record.account.is_active = False
    record.account.save()


def stopped_account(record: Record) -> None:
    record.account.stopped_until = timezone.now() + timedelta(days=1)
    record.account.save()


@pytest.mark.parametrize("lose", [another_mailbox, closed_account, stopped_account])
def test_it_opens_nothing_once_the_record_is_not_the_accounts_own(record, lose):
    token = make_own_feed(record.client, record.account, now=NOW)
    assert find_own_feed(token, now=timezone.now())
    lose(record)
    assert find_own_feed(token, now=timezone.now()) is None
    assert read(token).status_code == 404


def test_the_file_is_in_the_clients_language(record):
    PlannedSessionFactory(client=record.client, starts_at=timezone.now() + timedelta(days=1))
    Client.objects.filter(pk=record.client.pk).update(language="fr")
    titles = {
        str(event["SUMMARY"]) for event in events(read(make_own_feed(record.client, record.account, now=NOW)).content)
    }
    assert "Séance" in titles
    assert "Session" not in titles


def test_an_address_is_made_shortly_after_signing_in_alone_and_shown_once(record):
    page, make, end = (
        reverse(f"sessions_log:{name}own_calendar_feed", args=[record.client.pk]) for name in ("", "make_", "end_")
    )
    browser = Browser()
    browser.force_login(record.account, backend=BACKEND)
    assert browser.post(make).status_code == 302
    assert not OwnCalendarFeed.objects.exists()
    session = browser.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "code", "at": timezone.now().timestamp()}]
    session.save()
    made = browser.post(make)
    address = made.context["address"]
    assert address in made.content.decode()
    assert made["Referrer-Policy"] == "no-referrer"
    assert "/l/own-calendar/" not in browser.get(page).content.decode()
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert read(token).status_code == 200
    browser.post(end)
    assert read(token).status_code == 404


def test_who_made_an_address_is_told_by_mail_with_a_way_to_stop_it(record):
    for account, make, end in (
        (record.trainer, make_feed, end_feed),
        (record.account, partial(make_own_feed, record.client), partial(end_own_feed, record.client)),
    ):
        make(account, now=timezone.now())
        [letter] = mails_to(account.email)
        assert letter.subject == "An address for a calendar was made"
        assert "can now read when your sessions and appointments are" in " ".join(letter.body.split())
        assert "/stop/" in letter.body
        for _twice in range(2):
            end(account, by=account) if account == record.trainer else end(by=account)
        assert [event.what for event in account.account_events.order_by("at")][-2:] == [
            "calendar-made",
            "calendar-ended",
        ]
    assert not shown_to_admins(AccountEvent.objects.filter(what__startswith="calendar")).exists()


def test_signing_out_everywhere_ends_the_addresses_too(record):
    trainers, own = (
        make_feed(record.trainer, now=NOW),
        make_own_feed(record.client, record.account, now=NOW),
    )
    end_all_sessions(record.trainer)
    assert find_feed(trainers, now=NOW) is None
    assert find_own_feed(own, now=NOW)
    end_all_sessions(record.account)
    assert find_own_feed(own, now=NOW) is None
