"""Visits: what came of them is said once, can be taken back, and guidance until the visit is asked about."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import CareTeamMember, Guidance, Visit
from clients.today import Section
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory, NamedMemberFactory, VisitFactory
from tests.factories.clients import ClientFactory
from tests.today import rows_of
from web.keys import uuid7
from web.zones import today_in


@pytest.fixture
def member(care_client):
    return CareTeamMemberFactory(client=care_client)


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def visit(member, today):
    """Booked for three days ago, without a word since."""
    return VisitFactory(member=member, on=today - timedelta(days=3))


def page(name, row):
    client = row.client_id if isinstance(row, CareTeamMember) else row.member.client_id
    return reverse(f"careplan:{name}", args=[client, row.pk])


def add(browser, member, **typed):
    return browser.post(page("add_visit", member), {"key": str(uuid7()), "state": "booked"} | typed)


def test_a_visit_is_booked_once_with_its_time(trainer_browser, member, today):
    form = {"key": str(uuid7()), "on": (today + timedelta(days=5)).isoformat(), "time": "10:30"}
    for _ in range(2):
        assert add(trainer_browser, member, **form).status_code == 302
    visit = Visit.objects.get()
    assert (visit.state, visit.time, visit.recorded_by) == ("booked", time(10, 30), member.client.lead_trainer)


@pytest.mark.parametrize(
    ("days", "typed", "words"),
    [
        (-1, {}, "A booked visit must be on"),
        (1, {"state": "attended"}, "or earlier, or the visit is booked"),
        (1, {"state": "missed"}, "or earlier, or the visit is booked"),
        (1, {"note": "Half the load"}, "choose Attended"),
        (-1, {"state": "cancelled"}, "valid choice"),
        (1, {"time": "noon"}, "valid time"),
        (-1, {"state": "attended", "note": "w" * 1001}, "1000"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(trainer_browser, member, today, days, typed, words):
    answer = add(trainer_browser, member, on=(today + timedelta(days=days)).isoformat(), **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Visit.objects.exists()


def test_none_is_kept_before_the_client_has_confirmed(trainer_browser, trainer, today):
    member = CareTeamMemberFactory(client=ClientFactory(lead_trainer=trainer, confirmed_at=None), for_what="")
    answer = add(trainer_browser, member, on=(today + timedelta(days=1)).isoformat())
    assert answer.status_code == 422
    assert "has not confirmed" in answer.content.decode()
    assert not Visit.objects.exists()


def test_what_was_said_is_kept_and_the_next_visit_is_booked(trainer_browser, visit, today):
    next_on = today + timedelta(days=20)
    typed = {"note": "Half the load", "next_on": next_on.isoformat(), "next_time": "09:15"}
    assert trainer_browser.post(page("attend_visit", visit), typed).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.note) == ("attended", "Half the load")
    booked = Visit.objects.get(state="booked")
    assert (booked.member, booked.on, booked.time) == (visit.member, next_on, time(9, 15))
    shown = CareTeamMember.objects.with_visits(today).get()
    assert (shown.last_seen, shown.next_visit, shown.next_time) == (visit.on, next_on, time(9, 15))
    team = reverse("workspace:care_team", args=[visit.member.client_id])
    assert f"{next_on.day} {next_on:%B %Y}, 09:15" in trainer_browser.get(team).content.decode()


def test_a_second_word_changes_nothing(trainer_browser, visit):
    trainer_browser.post(page("attend_visit", visit), {"note": "First"})
    for name in ("attend_visit", "miss_visit", "cancel_visit"):
        trainer_browser.post(page(name, visit), {"note": "Second"})
    visit.refresh_from_db()
    assert (visit.state, visit.note) == ("attended", "First")


def test_a_next_visit_in_the_past_or_a_time_alone_is_said(trainer_browser, visit, today):
    for typed in ({"next_on": (today - timedelta(days=1)).isoformat()}, {"next_time": "09:00"}):
        answer = trainer_browser.post(page("attend_visit", visit), {"note": "Half the load"} | typed)
        assert answer.status_code == 422
        assert "Half the load" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_what_lies_ahead_is_not_attended_nor_missed_yet(trainer_browser, member, today):
    visit = VisitFactory(member=member, on=today + timedelta(days=1))
    for name in ("attend_visit", "miss_visit"):
        answer = trainer_browser.post(page(name, visit), {"note": "Too early"}, follow=True)
        assert "lies ahead" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == "booked"


@pytest.mark.parametrize("came_of_it", ["attend_visit", "miss_visit", "cancel_visit"])
def test_a_mistake_is_taken_back(trainer_browser, visit, came_of_it):
    trainer_browser.post(page(came_of_it, visit), {"note": "Wrong visit"})
    visit.refresh_from_db()
    assert visit.state != "booked"
    trainer_browser.post(page("take_back_visit", visit))
    visit.refresh_from_db()
    assert (visit.state, visit.note) == ("booked", "")


def test_the_date_changes_and_what_was_said_of_an_attended_visit(trainer_browser, visit, today):
    later = (today + timedelta(days=4)).isoformat()
    assert trainer_browser.post(page("change_visit", visit), {"on": later, "note": "Nothing yet"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.on.isoformat(), visit.note) == (later, "")
    seen = VisitFactory(member=visit.member, on=today - timedelta(days=9), state="attended", note="Bend less")
    trainer_browser.post(page("change_visit", seen), {"on": seen.on.isoformat(), "note": "Bend more"})
    seen.refresh_from_db()
    assert seen.note == "Bend more"
    assert trainer_browser.post(page("change_visit", seen), {"on": later, "note": "x"}).status_code == 422


# --- guidance until the next visit -----------------------------------------------------------


def test_what_held_until_the_visit_is_asked_about_and_holds_on_unless_it_ended(trainer_browser, visit, today):
    about = {"client": visit.member.client, "starts_on": today - timedelta(days=30), "until_next_visit": True}
    ours = {**about, "practitioner": visit.member.practitioner}
    goes_on, ends = GuidanceFactory(**ours), GuidanceFactory(**ours)
    others = GuidanceFactory(**about, text="Somebody else's don't")
    form = trainer_browser.get(page("attend_visit", visit)).content.decode()
    assert goes_on.text in form
    assert others.text not in form
    assert trainer_browser.post(page("attend_visit", visit), {"note": "Fine"}).status_code == 422  # each is answered
    typed = {f"held_{goes_on.pk}": "holds", f"held_{ends.pk}": "ended", f"held_{others.pk}": "ended"}
    assert trainer_browser.post(page("attend_visit", visit), typed).status_code == 302
    for guidance in (goes_on, ends, others):
        guidance.refresh_from_db()
    assert (goes_on.ends_on, ends.ends_on, others.ends_on) == (None, visit.on, None)
    trainer_browser.post(page("take_back_visit", visit))
    ends.refresh_from_db()
    assert ends.ends_on is None


@pytest.mark.parametrize("days", [-2, 2])
def test_what_ended_at_a_visit_goes_with_its_date_and_holds_again_once_it_is_taken_back(
    trainer_browser, visit, today, days
):
    about = {"client": visit.member.client, "practitioner": visit.member.practitioner, "until_next_visit": True}
    ended = GuidanceFactory(**about, starts_on=today - timedelta(days=30), text="No bending")
    trainer_browser.post(page("attend_visit", visit), {f"held_{ended.pk}": "ended"})
    elsewhere = GuidanceFactory(until_next_visit=True, starts_on=visit.on, ends_on=visit.on)
    day = visit.on + timedelta(days=days)
    assert trainer_browser.post(page("change_visit", visit), {"on": day.isoformat()}).status_code == 302
    for guidance in (ended, elsewhere):
        guidance.refresh_from_db()
    assert (ended.ends_on, elsewhere.ends_on) == (day, visit.on)
    trainer_browser.post(page("take_back_visit", visit))
    assert ended in Guidance.objects.in_force(today)


def test_what_began_after_the_corrected_date_can_not_have_ended_at_the_visit(trainer_browser, visit, today):
    about = {"client": visit.member.client, "practitioner": visit.member.practitioner, "until_next_visit": True}
    began = GuidanceFactory(**about, starts_on=visit.on - timedelta(days=1))
    trainer_browser.post(page("attend_visit", visit), {f"held_{began.pk}": "ended"})
    day = visit.on - timedelta(days=5)
    assert trainer_browser.post(page("change_visit", visit), {"on": day.isoformat()}).status_code == 302
    assert began in Guidance.objects.in_force(today)


# --- a visit that nobody has said anything about ---------------------------------------------


def waiting(trainer):
    return [row for row in rows_of(trainer, Section.YOU) if "How was the visit" in row.what]


def test_it_stands_on_today_and_on_the_clients_page_until_it_is_said(trainer, trainer_browser, visit, today):
    named = NamedMemberFactory(client=visit.member.client)
    VisitFactory(member=named, on=today - timedelta(days=8))
    VisitFactory(member=visit.member, on=today)  # may still take place
    VisitFactory(on=today - timedelta(days=3))  # another trainer's client
    VisitFactory(member=visit.member, on=today - timedelta(days=9), state="missed")
    rows = waiting(trainer)
    assert [str(row.what) for row in rows] == [
        f"How was the visit with {named.name}?",
        f"How was the visit with {visit.member.known_as}?",
    ]
    assert [row.aside for row in rows] == ["8 days", "3 days"]
    assert rows[1].url == page("attend_visit", visit)
    overview = reverse("workspace:overview", args=[visit.member.client_id])
    assert page("attend_visit", visit) in trainer_browser.get(overview).content.decode()
    trainer_browser.post(page("miss_visit", visit))
    assert len(waiting(trainer)) == 1
    assert page("attend_visit", visit) not in trainer_browser.get(overview).content.decode()


def test_another_clients_visit_is_not_found(trainer_browser, care_client):
    other = VisitFactory()
    for name in ("attend_visit", "miss_visit", "cancel_visit", "take_back_visit", "change_visit"):
        address = reverse(f"careplan:{name}", args=[care_client.pk, other.pk])
        assert trainer_browser.post(address, {"on": "2026-01-01"}).status_code == 404
    other.refresh_from_db()
    assert other.state == "booked"
