"""A phone's operation can name anything by its id: what comes back names only what its reader may read."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from sessions_log.models import TrainingSession
from sessions_log.offline.fields import AT_MOST
from sessions_log.offline.operations import OPERATIONS
from tests.access.asking import check_nothing_leaks, undone
from tests.access.world import World
from tests.sessions_log.phone import Phone
from web.keys import uuid7

pytestmark = pytest.mark.django_db

READER = re.compile(r"""\b(?:uuid|uuid_or_none|uuids)\("(\w+)"\)""")
LISTS = re.compile(r"""\buuids\("(\w+)"\)""")
PHONE = Path(settings.BASE_DIR) / "sessions_log/offline"
SOURCE = "".join(path.read_text() for path in sorted(PHONE.glob("*.py")))
# Every name under which an operation carries an id, from the code that reads operations.
NAMES = sorted(set(READER.findall(SOURCE)))
OF_THE_FRAME = {"key", "session", "client"}
# What another trainer has, whose texts could come back by its id.
THEIRS = ["own_exercise", "set_entry", "open_entry", "prescription", "planned_session", "guidance", "reply"]
PAGES = ["sessions_log:log", "sessions_log:sheet", "sessions_log:detail", "sessions_log:sync_conflicts"]


def test_the_names_are_those_that_operations_are_read_by():
    assert {"id", "entry", "exercise", "set", "prescription", "planned", "to", "acknowledged", "read"} <= set(NAMES)


@pytest.mark.parametrize("state", [TrainingSession.State.OPEN, TrainingSession.State.COMPLETED])
def test_no_operation_brings_a_name_of_anothers(world: World, state):
    ours, browser = world.ours, world.browser("lead")
    phone = Phone(browser, world.users["lead"], ours.client)
    session = ours.open_session if state == TrainingSession.State.OPEN else ours.session
    operations = [
        operation_with(phone, ours, session, verb, **named)
        for verb in OPERATIONS
        for attribute in THEIRS
        for named in namings(str(getattr(world.theirs, attribute).pk), by_itself=attribute == "own_exercise")
    ]
    with undone():
        for first in range(0, len(operations), AT_MOST):
            answer = phone.post(*operations[first : first + AT_MOST])
            assert answer.status_code == 200
            check_nothing_leaks(world, "lead", answer, "the phone's answer")
        session.refresh_from_db()
        if session.state == TrainingSession.State.DELETED:
            return
        for page in [*PAGES, "sessions_log:history", "workspace:overview", "workspace:timeline"]:
            about = [ours.client.pk, session.pk] if page in PAGES else [ours.client.pk]
            check_nothing_leaks(world, "lead", browser.get(reverse(page, args=about)), page)
        check_nothing_leaks(world, "lead", browser.get(reverse("sessions_log:phone_day")), "the day")


def namings(key: str, *, by_itself: bool) -> list[dict[str, Any]]:
    """The id under all names at once, and, for what has a name to tell, under each by itself."""
    named = {name: [key] if name in LISTS.findall(SOURCE) else key for name in NAMES if name not in OF_THE_FRAME}
    return [named, *({name: value} for name, value in named.items() if by_itself)]


def operation_with(phone: Phone, ours: Any, session: TrainingSession, verb: str, **named: Any) -> dict[str, Any]:
    """An operation that would be taken but for its version, which is an old one, with these ids in it."""
    is_open = session.state == TrainingSession.State.OPEN
    row, logged_set = (ours.open_entry, ours.open_set) if is_open else (ours.entry, ours.set_entry)
    sound = {
        "entry": str(row.pk), "exercise": str(row.exercise_id), "set": str(logged_set.pk), "prescription": None,
        "place": 0, "version": 0, "amount": 8, "load_kg": "60", "side": "both", "kind": "working", "pain": None,
        "why": "No time", "note": "", "planned": None, "read": [], "acknowledged": [], "minutes": 40,
        "flag": ours.flag.red_flag.code, "raised": str(uuid7()), "done": "Called the doctor", "to": None,
    }  # fmt: skip
    if verb == "start":
        sound["rows"] = [{"id": str(uuid7()), "exercise": str(row.exercise_id), "prescription": None} | named]
    if verb == "add_exercise":
        sound["entry"] = str(uuid7())
    return phone.operation(verb, session, **sound | named)
