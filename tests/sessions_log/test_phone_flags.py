"""A red flag that was noted on a phone: kept once, with its moment, with the session or with the client alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import AccessEvent, Client
from sessions_log.flags import close_flag
from sessions_log.models import RedFlagReport, SessionCorrection, SyncConflict, TrainingSession
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import RedFlagFactory
from tests.factories.sessions_log import (
    PlannedSessionFactory,
    RedFlagReportFactory,
    TrainingSessionFactory,
)
from tests.sessions_log.phone import Phone
from tests.sessions_log.test_phone_doors import signed_in
from web.keys import uuid7

HOUR_MS = 3_600_000


@pytest.fixture
def sign(db):
    return RedFlagFactory(code="chest-pain", sign="Chest pain", urgency="emergency")


@pytest.fixture
def note(phone, sign):
    """An entry that notes the sign."""

    def make(session, **more):
        return phone.operation(
            "raise_flag", session, **{"flag": sign.code, "raised": uuid7(), "done": "Called 911"} | more
        )

    return make


def test_it_is_kept_once_however_often_it_comes(phone, note, session, sign):
    sent = note(session)
    assert phone.statuses(sent, sent) + phone.statuses(sent) == [200] * 3
    report = RedFlagReport.objects.get()
    assert (str(report.pk), report.client, report.session, report.red_flag) == (
        sent["raised"],
        phone.client,
        session,
        sign,
    )
    assert (report.done, report.raised_by, report.closed_at) == ("Called 911", phone.trainer, None)


def test_the_same_sign_under_another_entry_is_one_row(phone, note, session):
    raised = uuid7()
    assert phone.statuses(note(session, raised=raised), note(session, raised=raised)) == [200, 200]
    assert RedFlagReport.objects.count() == 1


def test_it_was_noticed_when_it_was_noted(phone, note, session):
    assert phone.statuses(note(session, ago_ms=2 * HOUR_MS)) == [200]
    ago = timezone.now() - RedFlagReport.objects.get().raised_at
    assert abs(ago - timedelta(hours=2)) < timedelta(seconds=5)


def test_what_was_done_may_be_left_out_and_has_its_limit(phone, note, session):
    assert phone.statuses(note(session, done=""), note(session, done="  Sat down \n ")) == [200, 200]
    assert set(RedFlagReport.objects.values_list("done", flat=True)) == {"", "Sat down"}
    assert phone.statuses(note(session, done="🫀" * 500), note(session, done="x" * 501)) == [200, 422]


@pytest.mark.parametrize("ago_ms", [0, HOUR_MS], ids=["after the end", "before the end, and late"])
def test_with_a_session_that_has_ended_it_is_no_correction(phone, note, session, ago_ms):
    now = timezone.now()
    began, ended = now - timedelta(hours=2), now - timedelta(minutes=30)
    TrainingSession.objects.update(state="completed", started_at=began, ended_at=ended)
    before = SessionCorrection.objects.create(
        session=session, by=phone.trainer, at=now - timedelta(seconds=10), before=["Effort: 3"], after=["Effort: 4"]
    )
    assert phone.statuses(note(session, ago_ms=ago_ms)) == [200]
    assert RedFlagReport.objects.get().session == session
    assert [(one.pk, one.at) for one in SessionCorrection.objects.all()] == [(before.pk, before.at)]


def test_before_a_planned_session_has_begun_it_is_the_clients_alone(phone, note, sign):
    planned = PlannedSessionFactory(client=phone.client, starts_at=timezone.now())
    [sheet] = phone.day()["sheets"]
    key = sheet["session"]
    assert phone.statuses(note(key)) == [200]
    report = RedFlagReport.objects.get()
    assert (report.client, report.session) == (phone.client, None)
    assert not TrainingSession.objects.exists()
    [again] = phone.day()["sheets"]
    assert [one["name"] for one in again["flagged"]] == ["Chest pain"]
    start = phone.operation("start", key, planned=planned.pk, read=[], rows=[])
    assert phone.statuses(start, note(key)) == [200, 200]
    assert RedFlagReport.objects.filter(session=key).count() == 1
    assert len(phone.day()["sheets"][0]["flagged"]) == 2, "what was noted before the start is shown too"


def test_of_a_session_that_was_dropped_it_stays_with_the_client(phone, note, session):
    assert phone.statuses(note(session), phone.operation("discard", session), note(session)) == [200, 200, 200]
    assert list(RedFlagReport.objects.values_list("client", "session")) == [(phone.client.pk, None)] * 2


def test_a_session_of_another_client_has_no_part_in_it(phone, note):
    others = TrainingSessionFactory(client=ClientFactory(lead_trainer=phone.trainer))
    assert phone.statuses(note(others)) == [200]
    assert (RedFlagReport.objects.get().client, RedFlagReport.objects.get().session) == (phone.client, None)


# --- what is not taken --------------------------------------------------------------------


def test_nothing_is_kept_before_the_client_has_confirmed(phone, note, session):
    Client.objects.update(confirmed_at=None)
    sent = note(session)
    [answer] = phone.send(sent)
    assert answer["status"] == 422
    assert "has not confirmed yet" in answer["words"]
    assert not RedFlagReport.objects.exists()
    Client.objects.update(confirmed_at=timezone.now())
    assert phone.statuses(sent) == [200], "once they have, it is taken"


@pytest.mark.parametrize("code", ["no-such-sign", "", "CHEST-PAIN"])
def test_a_sign_that_is_not_on_the_list_is_refused_with_words(phone, note, session, code):
    [answer] = phone.send(note(session, flag=code))
    assert answer["status"] == 422
    assert "not on the list" in answer["words"]
    assert not RedFlagReport.objects.exists()


def test_another_clients_key_is_404_and_keeps_nothing(phone, note, session):
    others = RedFlagReportFactory(client=ClientFactory(lead_trainer=phone.trainer), done="Of somebody else")
    assert phone.statuses(note(session, raised=others.pk)) == [404]
    assert list(RedFlagReport.objects.values_list("pk", "done")) == [(others.pk, "Of somebody else")]


@pytest.mark.parametrize("why", ["another's client", "archived", "access lost"])
def test_of_a_client_whom_one_may_not_work_with_none_is_taken(phone, note, session, why):
    sender = phone
    if why == "another's client":
        other = TrainerFactory()
        sender = Phone(signed_in(other), other, phone.client)
    elif why == "archived":
        Client.objects.update(status="archived")
    else:
        phone.client.permissions.all().delete()
    assert sender.statuses(note(session), note(uuid7())) == [404, 404]
    assert not RedFlagReport.objects.exists()


def test_two_flags_under_one_key_of_an_entry_are_both_kept(phone, note, session):
    sent = note(session)
    assert phone.statuses(sent, sent | {"done": "Drove home"}) == [200, 409]
    page = reverse("sessions_log:sync_conflicts", args=[phone.client.pk, session.pk])
    assert "Drove home" in phone.browser.get(page).content.decode()
    phone.browser.post(page, {"conflict": SyncConflict.objects.get().pk, "resolution": "taken"})
    assert set(RedFlagReport.objects.values_list("done", flat=True)) == {"Called 911", "Drove home"}
    assert not SessionCorrection.objects.exists()


def test_it_is_in_the_access_log_and_on_the_plain_page(phone, note, session):
    phone.send(note(session))
    assert AccessEvent.objects.get().action == "sessions_log:phone_operations"
    page = phone.browser.get(reverse("sessions_log:flags", args=[phone.client.pk])).content.decode()
    assert "Called 911" in page


# --- the sheet ----------------------------------------------------------------------------


def test_a_sheet_lists_what_was_noted_in_it_and_on_its_day_without_a_session(phone, session, sign):
    now = timezone.now()
    noted = RedFlagReportFactory(client=phone.client, session=session, red_flag=sign, raised_at=now)
    before = RedFlagReportFactory(client=phone.client, session=None, raised_at=now - timedelta(seconds=1))
    RedFlagReportFactory(client=phone.client, session=None, raised_at=now - timedelta(days=2))
    RedFlagReportFactory(client=phone.client, session=TrainingSessionFactory(client=phone.client), raised_at=now)
    RedFlagReportFactory(client=ClientFactory(lead_trainer=phone.trainer), session=None, raised_at=now)
    listed = phone.sheet(session)["flagged"]
    assert [one["key"] for one in listed] == [str(before.pk), str(noted.pk)]
    assert listed[1]["name"] == "Chest pain"
    assert listed[1]["at"] == int(now.timestamp() * 1000)
    assert phone.day()["sheets"][0]["flagged"] == listed


def test_each_sheet_of_a_day_lists_its_own(phone, session):
    other = TrainingSessionFactory(client=ClientFactory(lead_trainer=phone.trainer), state="open", ended_at=None)
    flags = {str(one.pk): RedFlagReportFactory(client=one.client, session=one) for one in (session, other)}
    for sheet in phone.day()["sheets"]:
        assert [one["key"] for one in sheet["flagged"]] == [str(flags[sheet["session"]].pk)]


def test_a_held_session_lists_what_was_noted_on_its_own_day(phone, session):
    then = timezone.now() - timedelta(days=9)
    TrainingSession.objects.update(state="completed", started_at=then, ended_at=then + timedelta(hours=1))
    noted = RedFlagReportFactory(client=phone.client, session=None, raised_at=then)
    late = RedFlagReportFactory(client=phone.client, session=session)
    RedFlagReportFactory(client=phone.client, session=None)
    assert [one["key"] for one in phone.sheet(session)["flagged"]] == [str(noted.pk), str(late.pk)]


def test_what_is_open_stands_on_every_sheet_of_the_client_until_it_is_closed(phone, session):
    long_ago = timezone.now() - timedelta(days=40)
    flag = RedFlagReportFactory(client=phone.client, session=None, raised_at=long_ago, done="Sat down")
    RedFlagReportFactory(client=ClientFactory(lead_trainer=phone.trainer), session=None)
    PlannedSessionFactory(client=ClientFactory(lead_trainer=phone.trainer), starts_at=timezone.now())
    opened = {sheet["session"]: sheet["open_flags"] for sheet in phone.day()["sheets"]}
    (shown,) = opened.pop(str(session.pk))
    assert (shown["key"], shown["name"], shown["done"]) == (str(flag.pk), flag.red_flag.sign, "Sat down")
    assert list(opened.values()) == [[]]
    assert phone.sheet(session)["flagged"] == [], "it was noted in another session"
    close_flag(flag, by=phone.trainer, note="Cleared")
    assert phone.sheet(session)["open_flags"] == []


def test_only_who_leads_is_offered_to_refer(phone, session):
    assert phone.sheet(session)["leads"] is True
    Client.objects.update(lead_trainer=TrainerFactory())
    assert phone.sheet(session)["leads"] is False


def test_a_day_of_flags_takes_no_more_queries_than_a_day_without(phone, session):
    for _client in range(3):
        PlannedSessionFactory(client=ClientFactory(lead_trainer=phone.trainer), starts_at=timezone.now())
    phone.day()
    with CaptureQueriesContext(connection) as without:
        assert [one["flagged"] for one in phone.day()["sheets"]] == [[]] * 4
    for client in Client.objects.all():
        RedFlagReportFactory.create_batch(3, client=client, session=None)
    with CaptureQueriesContext(connection) as flagged:
        assert [len(one["flagged"]) for one in phone.day()["sheets"]] == [3] * 4
    assert len(flagged) == len(without)
    assert sum("redflagreport" in one["sql"] for one in flagged.captured_queries) == 1
