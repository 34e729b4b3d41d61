"""Two changes that met: shown side by side without a script, and settled in one press."""

import pytest
from django.urls import reverse

from sessions_log.models import ExerciseEntry, SetEntry, SyncConflict, TrainingSession
from tests.factories.careplan import GuidanceFactory
from tests.factories.sessions_log import SetEntryFactory, TrainingSessionFactory
from tests.sessions_log.phone import loads


@pytest.fixture
def page(phone):
    class Page:
        def address(self, session):
            return reverse("sessions_log:sync_conflicts", args=[phone.client.pk, session.pk])

        def get(self, session):
            return phone.browser.get(self.address(session)).content.decode()

        def resolve(self, how):
            change = SyncConflict.objects.filter(resolved_at=None).first()
            return phone.browser.post(self.address(change.session), {"conflict": change.pk, "resolution": how})

    return Page()


@pytest.fixture
def met_place(phone, session, entry):
    """A set from the phone at the place of another one."""
    SetEntryFactory(entry=entry, position=0, amount=8, load_kg=50)
    phone.send(phone.set(entry, session, load_kg="60"))


@pytest.mark.parametrize(("how", "stands"), [("kept", ["50"]), ("taken", ["60"]), ("both", ["50", "60"])])
def test_a_set_that_met_another(session, page, met_place, how, stands):
    shown = page.get(session)
    assert "8 × 50 kg" in shown
    assert "8 × 60 kg" in shown
    assert page.resolve(how).status_code == 302
    assert loads(session) == stands
    change = SyncConflict.objects.get()
    assert (change.resolution, change.resolved_by) == (how, session.trainer)
    assert (change.operation["load_kg"], change.server_state["load_kg"]) == ("60", "50.00"), "both stay on record"
    assert "Everything is settled" in page.get(session)


def test_pressed_twice_it_is_settled_once(phone, session, page, met_place):
    change = SyncConflict.objects.get()
    for how in ("both", "both", "taken"):
        phone.browser.post(page.address(session), {"conflict": change.pk, "resolution": how})
    assert loads(session) == ["50", "60"]


def test_what_is_replaced_is_what_stands_by_then(session, page, met_place):
    SetEntry.objects.update(load_kg=55, version=4)
    page.resolve("taken")
    assert loads(session) == ["60"]
    assert SyncConflict.objects.get().server_state["load_kg"] == "55.00"


@pytest.mark.parametrize(("how", "stands"), [("kept", "70"), ("taken", "80")])
def test_two_corrections_of_a_set(phone, session, entry, page, how, stands):
    logged_set = SetEntryFactory(entry=entry, position=0)
    phone.send(phone.change(logged_set, load_kg="70"), phone.change(logged_set, load_kg="80"))
    page.resolve(how)
    assert loads(session) == [stands]


def test_a_set_that_was_taken_out_elsewhere_can_be_put_in_as_it_was_corrected(phone, session, entry, page):
    logged_set = SetEntryFactory(entry=entry, position=0)
    change = phone.change(logged_set, load_kg="77")
    logged_set.delete()
    phone.send(change)
    assert "taken out" in page.get(session)
    page.resolve("taken")
    assert loads(session) == ["77"]


def test_notes_and_scores(phone, session, entry, page):
    note = {"entry": entry.pk, "version": 9, "pain": 4, "note": "From the phone"}
    scores = {
        "version": 9,
        "effort": 8,
        "pain_before": None,
        "pain_after": None,
        "team_note": "Of the phone",
        "private_note": "",
    }
    phone.send(phone.operation("note", session, **note), phone.operation("scores", session, **scores))
    page.resolve("taken")
    page.resolve("taken")
    assert ExerciseEntry.objects.get().note == "From the phone"
    assert TrainingSession.objects.get().team_note == "Of the phone"


def test_another_body_under_one_key(phone, session, entry, page):
    operation = phone.set(entry, session, load_kg="60")
    phone.send(operation)
    phone.send(operation | {"load_kg": "70"})
    page.resolve("both")
    assert loads(session) == ["60", "70"]


def test_a_session_beside_another_is_kept(phone, session, squat, page):
    start = phone.start(squat)
    phone.send(start)
    beside = TrainingSession.objects.get(pk=start["session"])
    assert "Keep both sessions" in page.get(beside)
    assert page.resolve("taken").status_code == 422
    assert page.resolve("both").status_code == 302


def test_what_goes_against_guidance_is_not_taken_by_the_back_door(phone, session, entry, page, met_place):
    GuidanceFactory(client=phone.client, patterns=[], regions=[], attributes=[], text="Only words")
    answer = page.resolve("both")
    assert answer.status_code == 422
    assert "goes against guidance" in answer.content.decode()
    assert SyncConflict.objects.get().resolved_at is None


def test_the_way_there_stands_on_today_and_in_the_log(phone, session, entry, page, met_place):
    address = page.address(session)
    assert address in phone.browser.get(reverse("today")).content.decode()
    assert (
        address in phone.browser.get(reverse("sessions_log:log", args=[phone.client.pk, session.pk])).content.decode()
    )
    TrainingSession.objects.update(state="completed", ended_at=session.started_at)
    assert (
        address
        in phone.browser.get(reverse("sessions_log:detail", args=[phone.client.pk, session.pk])).content.decode()
    )
    [told] = phone.sheet(session)["sync_conflicts"]
    assert "8 × 60 kg" in told["words"]


def test_what_met_in_another_session_is_not_shown(phone, session, page, met_place):
    beside = TrainingSessionFactory(client=session.client)
    assert "8 × 60 kg" in page.get(session)
    assert "Everything is settled" in page.get(beside)
