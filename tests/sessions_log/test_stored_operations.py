"""What phones of this release and of the two before have stored is taken whole.

`files/stored_operations.json` holds sessions as a phone sent them. A change of an operation adds one; none is edited, and the
oldest goes when its release is more than two back.
"""

import json
from datetime import timedelta
from pathlib import Path
from string import Template

import pytest
from django.utils import timezone

from sessions_log.models import SetEntry
from sessions_log.offline.operations import OPERATIONS
from tests.factories.careplan import PrescriptionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import RedFlagFactory
from web.keys import uuid7
from web.zones import today_in

STORED = json.loads((Path(__file__).parent / "files" / "stored_operations.json").read_text("utf-8"))
# Asked of whoever logs against a don't: its row has to be there first (tests/sessions_log/test_phone_operations.py).
ELSEWHERE = {"answer"}


def filled(operations, names, now):
    """The operations with keys of this test, each with a key and a time of its own."""
    rows = []
    for operation in operations:
        text = Template(json.dumps(operation)).substitute(names, key=str(uuid7()))
        rows.append(json.loads(text))
        rows[-1]["at"] += now
    return rows


@pytest.mark.parametrize("release", STORED)
def test_a_session_of_that_release_is_taken(phone, squat, release):
    press = ExerciseFactory(name="Overhead press", patterns=["push"])
    flag = RedFlagFactory(code="chest-pain", sign="Chest pain", urgency="emergency")
    names = {name: str(uuid7()) for name in ("session", "entry1", "entry2", "entry3", "set1", "raised")}
    today = today_in(phone.client.time_zone, timezone.now())
    at_home = PrescriptionFactory(
        client=phone.client, exercise=squat, where="home", days_a_week=7, starts_on=today - timedelta(days=3)
    )
    names |= {
        "prescription": str(at_home.pk),
        "yesterday": (today - timedelta(days=1)).isoformat(),
        "client": str(phone.client.pk),
        "squat": str(squat.pk),
        "press": str(press.pk),
        "flag": flag.code,
    }
    operations = filled(STORED[release], names, phone.now())
    assert phone.statuses(*operations) == [200] * len(operations)
    assert phone.statuses(*operations) == [200] * len(operations), "and the same again, whose answer was lost"
    stored_sets = {row["set"] for row in operations if row["type"] == "log_set"}
    stored_sets -= {row["set"] for row in operations if row["type"] == "remove_set"}
    assert {str(key) for key in SetEntry.objects.values_list("pk", flat=True)} == stored_sets


def test_every_kind_of_operation_is_among_them():
    stored = {operation["type"] for operations in STORED.values() for operation in operations}
    assert stored | ELSEWHERE == set(OPERATIONS)
