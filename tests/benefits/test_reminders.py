"""Before coverage lapses the client is told: at the right step, once, in one mail, while something is left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from benefits.answers import answer_lapsing, choose_steps, stop_reminders
from benefits.due import reschedule
from benefits.lapsing import what_lapses
from benefits.mail import write_reminder
from benefits.models import CoveragePlan, LapseAnswer
from benefits.reminders import remind_of_lapsing
from careplan.models import Visit
from clients.models import ClientLink
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import MassageTherapistFactory
from web.keys import uuid7

END = date(2026, 12, 31)
NOON_IN_TORONTO = 17  # hours UTC


def at(day, hour=NOON_IN_TORONTO):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def line(care_client):
    page = "https://book.example/kenji"
    masseur = MassageTherapistFactory(name="Kenji Mori", phone="416 555 0100", booking_page=page)
    CareTeamMemberFactory(client=care_client, practitioner=masseur)
    plan = CoveragePlanFactory(client=care_client, insurer="Northern Life")  # ends on 31 December
    return BenefitLineFactory(plan=plan, annual_maximum=500, visit_maximum=80, disciplines=[masseur.discipline])


def days_told():
    return sorted(message.payload["on"] for message in Message.objects.all())


def sweep_each_day(first, last, times=1):
    for number in range((last - first).days + 1):
        for _ in range(times):
            remind_of_lapsing(at(first + timedelta(days=number)))


def test_each_step_once_however_often_the_sweep_runs(line):
    sweep_each_day(END - timedelta(days=70), END, times=2)
    assert days_told() == [str(END - timedelta(days=step)) for step in (60, 30, 14, 3)]


def test_after_an_outage_only_the_step_that_applies(line):
    remind_of_lapsing(at(date(2026, 10, 1)))
    assert remind_of_lapsing(at(date(2026, 12, 20))) == 1
    assert remind_of_lapsing(at(date(2026, 12, 21))) == 0
    assert remind_of_lapsing(at(date(2026, 12, 28))) == 1


def test_a_year_that_ended_during_an_outage_is_not_told_of(line):
    remind_of_lapsing(at(date(2026, 10, 1)))
    assert remind_of_lapsing(at(date(2027, 1, 1))) == 0
    assert CoveragePlan.objects.get().next_reminder_at.date() == date(2027, 11, 1)


def test_a_clock_set_back_tells_nobody_twice(line):
    assert remind_of_lapsing(at(date(2026, 12, 1))) == 1
    assert remind_of_lapsing(at(date(2026, 12, 1), hour=NOON_IN_TORONTO - 1)) == 0
    assert remind_of_lapsing(at(date(2026, 11, 30))) == 0


def test_in_the_morning_where_the_client_lives(line):
    assert remind_of_lapsing(at(date(2026, 12, 1), hour=13)) == 0  # eight in Toronto
    assert CoveragePlan.objects.get().next_reminder_at == at(date(2026, 12, 1), hour=14)
    assert remind_of_lapsing(at(date(2026, 12, 1), hour=14)) == 1
    CoveragePlan.objects.update(next_reminder_at=at(date(2026, 12, 17)))
    assert remind_of_lapsing(at(date(2026, 12, 18), hour=3)) == 0  # ten in the evening of the 17th
    assert CoveragePlan.objects.get().next_reminder_at == at(date(2026, 12, 18), hour=14)


def test_one_mail_for_all_that_a_client_may_lose(line):
    client = line.plan.client
    spouse = CoveragePlanFactory(client=client, insurer="Maple Mutual", year_starts_month=1, year_starts_day=4)
    BenefitLineFactory(plan=spouse, disciplines=list(line.disciplines.all()))
    remind_of_lapsing(at(date(2026, 9, 1)))
    sweep_each_day(END - timedelta(days=60), END - timedelta(days=40))
    message = Message.objects.get()
    assert set(message.payload["plans"]) == {str(line.plan_id), str(spouse.pk)}


@pytest.mark.parametrize("why", ["used up", "not confirmed", "archived", "ended", "stopped", "no step chosen"])
def test_silence_where_there_is_nothing_to_say(line, why):
    client = line.plan.client
    if why == "used up":
        ClaimFactory(line=line, paid=480, date_of_service=date(2026, 6, 1))
    if why == "not confirmed":
        client.confirmed_at = None
    if why == "archived":
        client.status = "archived"
    if why == "ended":
        CoveragePlan.objects.update(ended_on=date(2026, 11, 1))
    if why == "stopped":
        stop_reminders(client)
    if why == "no step chosen":
        choose_steps(client, [])
    client.save()
    assert remind_of_lapsing(at(date(2026, 12, 20))) == 0


def test_only_the_days_that_the_client_chose(line):
    choose_steps(line.plan.client, [30], now=at(date(2026, 10, 1)))
    sweep_each_day(END - timedelta(days=61), END)
    assert days_told() == ["2026-12-01"]


def test_before_the_last_day_to_claim(line):
    plan = line.plan
    plan.claim_days_after_year, plan.created_at = 30, at(date(2026, 5, 1))
    plan.save()
    reschedule(plan.client, now=at(date(2027, 1, 2)))
    sweep_each_day(date(2027, 1, 2), date(2027, 2, 15))
    assert days_told() == ["2027-01-16"]


def test_the_day_of_an_answer_decides_until_when_there_is_silence(line):
    client, on = line.plan.client, date(2026, 12, 1)
    member = client.care_team.get()

    def lines():
        return what_lapses(CoveragePlan.objects.with_lines(), on)[0]

    answer_lapsing(client, "booked", lines(), member=member, on=date(2026, 12, 10), key=uuid7(), now=at(on))
    assert Visit.objects.get().on == date(2026, 12, 10)
    sweep_each_day(date(2026, 12, 1), date(2026, 12, 16))
    assert days_told() == []
    answer_lapsing(client, "ask", lines(), now=at(on))
    sweep_each_day(date(2026, 12, 17), END)
    assert days_told() == ["2026-12-28"]
    answer_lapsing(client, "not-this-year", lines(), now=at(on))
    assert LapseAnswer.objects.get().silent_until == END


def test_one_mail_a_day_whatever_is_written_down_after_it(line):
    day = date(2026, 12, 1)
    assert remind_of_lapsing(at(day)) == 1
    CoveragePlan.objects.update(ended_on=day)
    other = BenefitLineFactory(plan=CoveragePlanFactory(client=line.plan.client), disciplines=line.disciplines.all())
    assert remind_of_lapsing(at(day, hour=18)) == 0
    assert remind_of_lapsing(at(date(2026, 12, 17))) == 1
    assert Message.objects.latest("created_at").payload["plans"] == [str(other.plan_id)]


def test_nobody_due_is_one_query(line, django_assert_max_num_queries):
    remind_of_lapsing(at(date(2026, 10, 1)))
    with django_assert_max_num_queries(3):  # the query, and the transaction around it
        assert remind_of_lapsing(at(date(2026, 10, 2))) == 0


def test_as_many_queries_for_many_as_for_one(line, django_assert_max_num_queries):
    for _ in range(12):
        BenefitLineFactory(plan__client=ClientFactory(), disciplines=list(line.disciplines.all()))
    with django_assert_max_num_queries(24):
        assert remind_of_lapsing(at(date(2026, 12, 1))) == 13


# --- the mail -----------------------------------------------------------------------------


@pytest.fixture
def mail(line):
    """A reminder that is owed now, and its secrets. (The writer looks at the clock, so the plan year ends soon.)"""
    ends = timezone.now().date() + timedelta(days=20)
    starts = ends + timedelta(days=1)
    line.plan.year_starts_month, line.plan.year_starts_day = starts.month, starts.day
    line.plan.save()
    assert remind_of_lapsing(timezone.now().replace(hour=NOON_IN_TORONTO)) == 1
    message = Message.objects.get()
    return message, unseal_secrets(message.sealed_secrets)


def test_the_mail_says_what_is_left_with_whom_and_how_to_stop(mail):
    letter = write_reminder(*mail)
    words = " ".join(letter.paragraphs)
    assert "$500.00" in words
    assert "6 visits" in words
    contact = letter.contacts[0]
    assert (contact.name.split(",")[0], contact.phone) == ("Kenji Mori", "416 555 0100")
    assert contact.page == "https://book.example/kenji"
    assert len(letter.subject) <= 50
    assert "massage" not in letter.subject.lower()
    assert len(" ".join([*letter.paragraphs, contact.name, contact.phone, *letter.after]).split()) <= 120
    assert [label for label, _ in letter.actions] == ["Ask my trainer to book or refer", "I've booked", "Not this year"]
    assert letter.stop_address.endswith(f"/l/benefits/{mail[1]['token']}/stop/")


@pytest.mark.parametrize("why", ["claimed", "ended", "archived", "answered", "stopped"])
def test_what_changed_between_sweep_and_send_is_silence(mail, line, why):
    client = line.plan.client
    if why == "claimed":
        ClaimFactory(line=line, paid=490, date_of_service=timezone.now().date() - timedelta(days=2))
    if why == "ended":
        CoveragePlan.objects.update(ended_on=timezone.now().date())
    if why == "archived":
        client.status = "archived"
        client.save()
    if why == "answered":
        lines, _ = what_lapses(CoveragePlan.objects.with_lines(), timezone.now().date())
        answer_lapsing(client, "not-this-year", lines)
    if why == "stopped":
        stop_reminders(client)
    assert write_reminder(*mail) is None


def test_one_click_stops_them_for_one_of_two_who_share_a_mailbox(mail, line):
    twin = ClientFactory(email=line.plan.client.email, lead_trainer=line.plan.client.lead_trainer)
    twins_line = BenefitLineFactory(plan__client=twin, disciplines=list(line.disciplines.all()))
    stop = reverse("benefits:stop", args=[mail[1]["token"]])
    mail_program = Browser(enforce_csrf_checks=True)
    assert mail_program.get(stop).status_code == 302
    assert CoveragePlan.objects.get(pk=line.plan_id).next_reminder_at is not None, "a look stops nothing"
    assert mail_program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert CoveragePlan.objects.get(pk=line.plan_id).next_reminder_at is None
    assert CoveragePlan.objects.get(pk=twins_line.plan_id).next_reminder_at is not None


def test_the_page_of_the_mail_changes_nothing_until_it_is_answered(mail, line):
    page = reverse("benefits:lapsing", args=[mail[1]["token"]])
    browser = Browser()
    shown = browser.get(f"{page}?answer=booked").content.decode()
    assert 'value="booked" required id="id_answer_1" checked' in shown or "checked" in shown
    assert not LapseAnswer.objects.exists()
    assert browser.post(page, {"answer": "perhaps"}).status_code == 422
    member = str(line.plan.client.care_team.get().pk)
    form = {"key": str(uuid7()), "answer": "booked", "member": member, "on": ""}
    assert "Write down the day that is booked" in browser.post(page, form).content.decode()
    form["on"] = str(timezone.localdate() + timedelta(days=5))
    for _ in range(2):
        assert browser.post(page, form).status_code == 302
    assert Visit.objects.get().recorded_by is None
    assert LapseAnswer.objects.get().answer == "booked"
    browser.post(reverse("benefits:take_back_answer", args=[mail[1]["token"]]))
    assert not LapseAnswer.objects.exists()
    assert ClientLink.objects.filter(purpose="benefits").count() == 1
