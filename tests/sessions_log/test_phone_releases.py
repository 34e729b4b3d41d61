"""What waits on a phone while Carelane is renewed is taken all the same: an operation says no more than it needs."""

import pytest
from django.urls import reverse

from sessions_log.models import SetEntry, TrainingSession
from tests.sessions_log.phone import JSON, loads
from web.context import phone_owner
from web.keys import uuid7

NOT_NEEDED = {
    "log_set": ("load_kg", "side", "kind", "pain"),
    "note": ("pain",),
    "scores": ("effort", "pain_before", "pain_after", "team_note", "private_note"),
}


@pytest.mark.parametrize("release", [{}, {"release": 0}, {"release": 2}])
def test_a_batch_of_another_release_is_taken(phone, session, entry, release):
    batch = {"now": phone.now(), "operations": [phone.set(entry, session)], **release}
    owner = {"X-Phone-Owner": phone_owner(phone.trainer.pk), "Accept": JSON}
    answer = phone.browser.post(reverse("sessions_log:phone_operations"), batch, content_type=JSON, headers=owner)
    assert [one["status"] for one in answer.json()["answers"]] == [200]
    assert loads(session) == ["60"]


def test_fields_that_this_release_does_not_know_are_left_aside(phone, squat):
    start = phone.start(squat, mood="fair")
    operation = phone.set(start["rows"][0], start["session"], tempo={"down": 3})
    assert phone.statuses(start, operation, operation) == [200, 200, 200]
    assert loads(start["session"]) == ["60"]


def test_fields_that_came_later_may_be_missing(phone, session, entry):
    sent = [
        phone.set(entry, session),
        phone.operation("note", session, entry=entry.pk, version=1, pain=None, note="Fine"),
        phone.operation("scores", session, version=1),
    ]
    without = [{name: one[name] for name in one if name not in NOT_NEEDED[one["type"]]} for one in sent]
    assert phone.statuses(*without) == [200, 200, 200]
    [logged_set] = SetEntry.objects.filter(entry__session=session)
    assert (logged_set.amount, logged_set.load_kg, logged_set.side, logged_set.kind, logged_set.pain) == (
        8,
        None,
        "both",
        "working",
        None,
    )


def test_an_exercise_is_added_by_its_keys_alone(phone, session, squat):
    assert phone.statuses(phone.operation("add_exercise", session, entry=uuid7(), exercise=squat.pk)) == [200]
    assert session.entries.filter(exercise=squat).exists()


def test_a_session_is_started_by_its_key_alone(phone):
    begun = phone.operation("start", uuid7())
    assert phone.statuses(begun) == [200]
    assert TrainingSession.objects.filter(pk=begun["session"]).exists()
