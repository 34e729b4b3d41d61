"""What a phone is given to work without the network."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import AccessEvent, Client
from sessions_log.models import ExerciseEntry, TrainingSession
from sessions_log.offline.day import day_of_trainer, sheets_of
from sessions_log.offline.sheet_json import Reference
from sessions_log.plan import PlannedSet
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory, ReplyFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory, OwnExerciseFactory, UntaggedFactory
from tests.factories.practitioners import RedFlagFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    PlannedSessionFactory,
    SessionTemplateFactory,
    SetEntryFactory,
    TemplateExerciseFactory,
    TrainingSessionFactory,
)
from tests.sessions_log.phone import loads

DOOR = 9  # statements: who asks, whether they may, and the log of it
YESTERDAY = timezone.now() - timedelta(days=1)


def did(client, exercise, load):
    session = TrainingSessionFactory(client=client, started_at=YESTERDAY)
    SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=exercise, position=0), amount=8, load_kg=load)


def test_a_sheet_has_what_the_log_needs(phone, session, squat):
    did(phone.client, squat, 80)
    limit = GuidanceFactory(
        client=phone.client, text="Light squats", patterns=["squat"], regions=["knee"], load_limit_kg=40
    )
    prescription = PrescriptionFactory(client=phone.client, where="session", sets=2, amount=12, load_kg=Decimal(20))
    reply = ReplyFactory(client=phone.client, kind="stop", text="Swelling")
    flag = RedFlagFactory()
    leap = ExerciseFactory(name="Split squat", patterns=["squat"], regions=["hip"])
    row = ExerciseEntryFactory(
        session=session, exercise=squat, position=0, planned=[PlannedSet(8, Decimal(30)).packed()]
    )
    logged_set = SetEntryFactory(entry=row, position=0, amount=8, load_kg=30)
    sheet = phone.sheet(session)
    assert (sheet["state"], sheet["name"], sheet["version"]) == ("open", phone.client.name, 1)
    assert [each["key"] for each in sheet["replies"]] == [str(reply.pk)]
    assert [each["text"] for each in sheet["restrictions"]] == ["Light squats"]
    assert [each["code"] for each in sheet["flags"]] == [flag.code]
    [shown] = sheet["rows"]
    assert shown["sets"] == [
        {
            "key": str(logged_set.pk),
            "amount": 8,
            "load_kg": "30.00",
            "side": "both",
            "kind": "working",
            "pain": None,
            "version": 1,
        }
    ]
    assert shown["last"]["words"] == "8 × 80 kg"
    assert (shown["best_kg"], [hit["is_certain"] for hit in shown["conflicts"]]) == ("80.00", [False])
    assert [(hit["guidance"], hit["limit_kg"]) for hit in shown["over"]] == [(str(limit.pk), "40.00")]
    [choice] = sheet["choices"]
    assert (choice["prescription"], len(choice["planned"]), choice["dose"]) == (
        str(prescription.pk),
        2,
        "2 × 12, 20 kg",
    )
    assert sheet["conflicts"][str(squat.pk)] == [[0, False]]
    assert str(leap.pk) not in [swap["key"] for swap in shown["swaps"]], "what hits something is not offered"


def test_a_sheet_asks_the_same_number_of_queries_whatever_it_holds(
    phone, session, django_assert_num_queries, django_assert_max_num_queries
):
    def fill():
        for place in range(3):
            exercise = ExerciseFactory(patterns=["squat"])
            did(phone.client, exercise, 50 + place)
            did(phone.client, ExerciseFactory(), 50)
            entry = ExerciseEntryFactory(session=session, exercise=exercise, position=session.entries.count())
            SetEntryFactory(entry=entry)
        GuidanceFactory(client=phone.client)
        PrescriptionFactory(client=phone.client, where="session")

    fill()
    phone.sheet(session)
    with django_assert_max_num_queries(30) as few:
        phone.sheet(session)
    queries = len(few)
    fill()
    phone.sheet(session)  # the library has become another
    with django_assert_num_queries(queries):
        phone.sheet(session)


def test_the_best_of_a_deleted_session_is_no_best(phone, session, squat):
    did(phone.client, squat, 500)
    TrainingSession.objects.filter(started_at=YESTERDAY).update(state="deleted")
    did(phone.client, squat, 50)
    ExerciseEntryFactory(session=session, exercise=squat, position=0)
    [shown] = phone.sheet(session)["rows"]
    assert shown["best_kg"] == "50.00"


# --- the day ------------------------------------------------------------------------------


@pytest.fixture
def planned(phone, squat):
    template = SessionTemplateFactory(trainer=phone.trainer)
    TemplateExerciseFactory(template=template, exercise=squat, sets=2, amount=5, load_kg=60)
    now = timezone.now()
    return PlannedSessionFactory(client=phone.client, starts_at=now, template=template)


def test_a_planned_session_is_given_whole_and_nothing_is_written(phone, squat, planned):
    [sheet] = phone.day()["sheets"]
    assert (sheet["state"], sheet["planned"], sheet["started_at"]) == ("planned", str(planned.pk), None)
    [row] = sheet["rows"]
    assert (row["exercise"]["name"], [one["amount"] for one in row["planned"]]) == ("Back squat", [5, 5])
    assert not TrainingSession.objects.exists()
    assert not ExerciseEntry.objects.exists()
    assert phone.day()["sheets"][0]["rows"][0]["id"] == row["id"], "the same keys whenever it is asked for"


def test_what_was_given_for_the_day_can_be_logged_without_the_network(phone, planned):
    [sheet] = phone.day()["sheets"]
    start = phone.operation("start", sheet["session"], planned=sheet["planned"], read=[], rows=[
        {"id": row["id"], "exercise": row["exercise"]["key"], "prescription": row["prescription"], "planned": row["planned"]}
        for row in sheet["rows"]
    ])  # fmt: skip
    row = start["rows"][0]
    assert phone.statuses(start, phone.set(row, sheet["session"])) == [200, 200]
    planned.refresh_from_db()
    assert str(planned.session_id) == sheet["session"]
    [now_open] = phone.day()["sheets"]
    assert (now_open["state"], now_open["session"], len(now_open["rows"][0]["sets"])) == ("open", sheet["session"], 1)


def test_two_phones_that_begin_what_is_planned_meet_in_one_session(phone, planned):
    sheets = [phone.day()["sheets"][0] for _phone in range(2)]
    for place, sheet in enumerate(sheets):
        row = {"id": sheet["rows"][0]["id"], "exercise": sheet["rows"][0]["exercise"]["key"]}
        start = phone.operation("start", sheet["session"], planned=sheet["planned"], rows=[row])
        assert phone.statuses(start, phone.set(row, sheet["session"], place=place)) == [200, 200]
    assert loads(sheets[0]["session"]) == ["60", "60"]


@pytest.mark.parametrize(
    ("at", "now", "is_today"),
    [
        ("2026-11-25T04:30", "2026-11-24T20:00", True),  # 23:30 in Toronto
        ("2026-11-25T05:30", "2026-11-24T20:00", False),  # half past midnight, tomorrow
        ("2026-11-24T06:00", "2026-11-24T20:00", True),
        ("2026-11-24T04:30", "2026-11-24T20:00", False),
        ("2026-11-02T04:30", "2026-11-01T05:00", True),  # a day of 25 hours
    ],
)
def test_today_is_the_clients_own_day(phone, at, now, is_today):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    PlannedSessionFactory(client=phone.client, starts_at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    clients = {phone.client.pk: phone.client}
    day = day_of_trainer(phone.trainer, now=moment)
    reference = Reference.of(phone.trainer, raised=[], now=moment, readable_ms=1)
    assert len(sheets_of(day, clients, reference)) == is_today


@pytest.mark.parametrize("why_not", ["archived", "cover over", "cancelled", "not confirmed"])
def test_of_whom_nothing_is_given(phone, trainer, planned, why_not):
    if why_not == "archived":
        Client.objects.update(status="archived")
    elif why_not == "cover over":
        phone.client.permissions.all().delete()
    elif why_not == "cancelled":
        type(planned).objects.update(attendance="cancelled")
    else:
        Client.objects.update(confirmed_at=None)
    assert phone.day()["sheets"] == []


def test_each_client_of_the_day_is_in_the_access_log(phone, planned):
    other = ClientFactory(lead_trainer=phone.trainer)
    TrainingSessionFactory(client=other, state="open", ended_at=None)
    phone.day()
    looked_at = AccessEvent.objects.filter(action="sessions_log:phone_day").values_list("client_id", flat=True)
    assert set(looked_at) == {phone.client.pk, other.pk}


def test_the_library_comes_once(phone, db):
    mine, others, untagged = OwnExerciseFactory(owner=phone.trainer), OwnExerciseFactory(), UntaggedFactory()
    library = phone.day()["library"]
    assert {one["key"] for one in library["exercises"]} == {str(mine.pk), str(untagged.pk)}
    assert others.name not in str(library)
    assert phone.day(library=library["digest"])["library"] is None
    ExerciseFactory(name="A new one")
    assert phone.day(library=library["digest"])["library"]["digest"] != library["digest"]


def test_a_day_of_twelve_asks_no_more_than_one_of_one(phone, squat, planned, django_assert_max_num_queries):
    def comes_today(**more):
        client = ClientFactory(lead_trainer=phone.trainer)
        did(client, squat, 50)
        GuidanceFactory(client=client)
        PrescriptionFactory(client=client, where="session")
        return PlannedSessionFactory(client=client, starts_at=timezone.now(), **more)

    did(phone.client, squat, 40)
    phone.day()
    with django_assert_max_num_queries(14 + DOOR) as few:
        assert len(phone.day()["sheets"]) == 1
    queries = len(few)
    for _number in range(5):
        comes_today(template=planned.template)
        comes_today()
    opened = TrainingSessionFactory(client=comes_today().client, trainer=phone.trainer, state="open", ended_at=None)
    SetEntryFactory(entry=ExerciseEntryFactory(session=opened, exercise=squat))
    phone.day()
    with django_assert_max_num_queries(queries):
        assert len(phone.day()["sheets"]) == 12


@pytest.mark.parametrize("begins_with", ["template", "last session", "opened"])
def test_a_sheet_of_the_day_is_the_same_when_it_is_fetched_alone(phone, squat, planned, begins_with):
    did(phone.client, ExerciseFactory(patterns=["squat"]), 40)
    did(phone.client, squat, 50)
    GuidanceFactory(client=phone.client, patterns=["squat"], regions=["knee"])
    PrescriptionFactory(client=phone.client, where="session")
    if begins_with == "last session":
        type(planned).objects.update(template=None)
    if begins_with == "opened":
        [sheet] = phone.day()["sheets"]
        assert phone.statuses(phone.start(squat, session=sheet["session"])) == [200]
        ExerciseEntryFactory(session_id=sheet["session"], exercise=OwnExerciseFactory(), position=1)
    [sheet] = phone.day()["sheets"]
    names = [row["exercise"]["name"] for row in sheet["rows"]]
    assert "Back squat" in names or sheet["conflicts"]
    if begins_with == "opened":
        alone = phone.sheet(TrainingSession.objects.get(pk=sheet["session"]))
        assert {**sheet, "now": 0, "readable_ms": 0} == {**alone, "now": 0, "readable_ms": 0}


# --- the shell ----------------------------------------------------------------------------


def test_the_shell_is_the_same_for_everybody_and_opens_no_session(phone, planned):
    address = reverse("sessions_log:phone")
    known, unknown = phone.browser.get(address), Browser().get(address)
    assert known.content == unknown.content
    for answer in (known, unknown):
        assert not answer.cookies
        assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    assert phone.trainer.name not in known.content.decode()


def test_the_log_is_the_shell_where_the_browser_keeps_entries(phone, session, entry):
    address = reverse("sessions_log:log", args=[phone.client.pk, session.pk])
    plain = phone.browser.get(address).content
    assert entry.exercise.name in plain.decode()
    phone.browser.cookies["phone-log"] = "1"
    assert phone.browser.get(address).content == Browser().get(reverse("sessions_log:phone")).content
    assert entry.exercise.name in phone.browser.get(address, {"plain": ""}).content.decode()
    missing = reverse("sessions_log:log", args=[phone.client.pk, phone.client.pk])
    assert phone.browser.get(missing).status_code == 404
    assert AccessEvent.objects.filter(action="sessions_log:log").count() == 4


def test_a_trainers_pages_say_under_which_name_entries_lie(phone):
    assert f'data-phone-owner="{phone.day()["owner"]}"' in phone.browser.get(reverse("today")).content.decode()
    assert "data-phone-owner" not in Browser().get(reverse("account_login")).content.decode()
