"""Words that tell of the client's body wait for their yes: on visits, at a goal's end, as the reason of lifting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import Visit
from tests.factories.careplan import CareTeamMemberFactory, GoalFactory, GuidanceFactory, VisitFactory
from web.zones import today_in

WORDS = "The knee gives way"


@pytest.fixture
def today(unconfirmed):
    return today_in(unconfirmed.time_zone, timezone.now())


@pytest.fixture
def member(unconfirmed):
    return CareTeamMemberFactory(client=unconfirmed)


def sent(browser, name, row, client, typed):
    return browser.post(reverse(f"careplan:{name}", args=[client.pk, row.pk]), typed)


def is_refused(answer):
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has not confirmed" in page
    return page


def test_what_was_said_at_a_visit_and_the_next_one_wait(trainer_browser, unconfirmed, member, today):
    visit = VisitFactory(member=member, on=today - timedelta(days=2))
    assert WORDS in is_refused(sent(trainer_browser, "attend_visit", visit, unconfirmed, {"note": WORDS}))
    later = {"next_on": f"{today + timedelta(days=9)}"}
    is_refused(sent(trainer_browser, "attend_visit", visit, unconfirmed, later))
    assert list(Visit.objects.values_list("state", "note")) == [("booked", "")]
    assert sent(trainer_browser, "attend_visit", visit, unconfirmed, {"note": ""}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == "attended", "that it took place is no health detail"


def test_other_words_of_a_visit_wait_and_its_date_is_corrected_all_the_same(
    trainer_browser, unconfirmed, member, today
):
    visit = VisitFactory(member=member, on=today - timedelta(days=2), state="attended", note="Fine")
    day = today - timedelta(days=3)
    changed = {"on": f"{day}", "note": WORDS}
    assert WORDS in is_refused(sent(trainer_browser, "change_visit", visit, unconfirmed, changed))
    visit.refresh_from_db()
    assert (visit.on, visit.note) == (today - timedelta(days=2), "Fine")
    assert sent(trainer_browser, "change_visit", visit, unconfirmed, changed | {"note": "Fine"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.on, visit.note) == (day, "Fine")


def test_why_a_goal_ended_waits(trainer_browser, unconfirmed):
    goal = GoalFactory(client=unconfirmed)
    typed = {"dropped": "", "reason": WORDS}
    assert WORDS in is_refused(sent(trainer_browser, "close_goal", goal, unconfirmed, typed))
    goal.refresh_from_db()
    assert (goal.status, goal.status_reason) == ("active", "")
    assert sent(trainer_browser, "close_goal", goal, unconfirmed, typed | {"reason": ""}).status_code == 302
    goal.refresh_from_db()
    assert goal.status == "dropped"


def test_why_guidance_is_lifted_waits_and_it_holds(trainer_browser, unconfirmed, member, today):
    guidance = GuidanceFactory(client=unconfirmed, practitioner=member.practitioner)
    typed = {"practitioner": str(member.practitioner_id), "how": "call", "on": f"{today}", "reason": WORDS}
    assert WORDS in is_refused(sent(trainer_browser, "lift_guidance", guidance, unconfirmed, typed))
    guidance.refresh_from_db()
    assert (guidance.state, guidance.state_reason) == ("active", "")
