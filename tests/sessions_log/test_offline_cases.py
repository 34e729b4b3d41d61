"""What operations make of a session on the server is what log.js makes of its sheet (tests/browser/test_phone_rules.py)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exercises.models import Exercise
from sessions_log.models import TrainingSession
from sessions_log.offline.operations import OPERATIONS
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory, ReplyFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import RedFlagFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    PlannedSessionFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.sessions_log.offline_cases import CASES, EXERCISES, comparable, key_of, whole, with_keys, with_names
from tests.sessions_log.phone import Phone
from web.zones import today_in

SESSION = key_of("@session")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_server_makes_the_same_of_a_sheet(phone, case):
    before, after = whole(case["sheet"]), whole(case["after"])
    save_reference(phone, before)
    if before["state"] != "planned":
        save_session(phone, before)
        assert shown(phone, case) == comparable(before), "the sheet is saved as the case has it"
    at = phone.now()
    statuses = [phone.statuses(sent(phone, step, at))[0] for step in case["operations"]]
    assert statuses == case.get("statuses", [200] * len(case["operations"]))
    assert shown(phone, case) == comparable(after)


def test_each_verb_of_the_server_has_a_case():
    assert {step["type"] for case in CASES for step in case["operations"]} >= set(OPERATIONS)


def sent(phone: Phone, step: dict[str, Any], at: int) -> dict[str, Any]:
    values = with_keys(step)
    if "days" in values:
        today = today_in(phone.client.time_zone, timezone.now())
        values["days"] = [(today + timedelta(days=int(day))).isoformat() for day in values["days"]]
    return phone.operation(values.pop("type"), SESSION, at=at, **values)


def shown(phone: Phone, case: dict[str, Any]) -> dict[str, Any]:
    """What the server says of the session by now, with the names of the case."""
    session = TrainingSession.objects.filter(pk=SESSION).first()
    return comparable(with_names(phone.sheet(session), case) if session else {"state": "discarded"})


# --- a case's sheet in the database -------------------------------------------------------


def save_reference(phone: Phone, sheet: dict[str, Any]) -> None:
    """Saves what the cases name besides the session."""
    for name, values in EXERCISES.items():
        ExerciseFactory(pk=key_of(name), **values)
    PrescriptionFactory(
        pk=key_of("@prescription"), client=phone.client, exercise=Exercise.objects.get(pk=key_of("@squat"))
    )
    RedFlagFactory(code="numb-leg", sign="Numb leg")
    for restriction in sheet["restrictions"]:
        values = {name: value for name, value in restriction.items() if name != "key"}
        GuidanceFactory(pk=key_of(restriction["key"]), client=phone.client, **values)
    for week in sheet["homework"]:
        starts_on = timezone.localdate() - timedelta(days=20)
        PrescriptionFactory(
            pk=key_of(week["key"]), client=phone.client, where="home", days_a_week=7, starts_on=starts_on
        )
    for reply in sheet["replies"]:
        ReplyFactory(pk=key_of(reply["key"]), client=phone.client, kind="stop")
    if sheet["planned"]:
        PlannedSessionFactory(pk=key_of(sheet["planned"]), client=phone.client, starts_at=timezone.now())


def save_session(phone: Phone, sheet: dict[str, Any]) -> None:
    started_at = timezone.now() - timedelta(hours=2)
    session = TrainingSessionFactory(
        pk=SESSION,
        client=phone.client,
        state=sheet["state"],
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=sheet["minutes"]) if sheet["minutes"] else None,
        version=sheet["version"],
        **sheet["scores"],
    )
    for position, row in enumerate(sheet["rows"]):
        save_row(session, row, position)


def save_row(session: TrainingSession, row: dict[str, Any], position: int) -> None:
    own = {name: row[name] for name in ("planned", "skipped", "pain", "note", "version", "reason")}
    entry = ExerciseEntryFactory(
        pk=key_of(row["id"]),
        session=session,
        exercise=Exercise.objects.get(pk=key_of(row["exercise"]["key"])),
        prescription_id=key_of(row["prescription"]) if row["prescription"] else None,
        position=position,
        acknowledged=with_keys(row["acknowledged"]),
        **own,
    )
    for place, logged in enumerate(row["sets"]):
        values = {name: value for name, value in logged.items() if name != "key"}
        SetEntryFactory(pk=key_of(logged["key"]), entry=entry, position=place, **values)
