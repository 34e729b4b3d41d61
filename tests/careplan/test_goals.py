"""Goals: with a measure, ended once, replaced, active again, and of one client alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan import goals
from careplan.models import Goal
from tests.factories.careplan import GoalFactory
from tests.factories.clients import ClientFactory
from web.keys import uuid7
from web.zones import today_in


@pytest.fixture
def goal(care_client):
    return GoalFactory(client=care_client, text="Get up from the sofa", measure="Chair stand", target=Decimal(14))


def typed(**changes):
    given = {"key": str(uuid7()), "text": "Row two kilometres", "measure": "Time for 2 km", "unit": "min"}
    return given | changes


def page(name, goal, **data):
    return reverse(f"careplan:{name}", args=[goal.client_id, goal.pk])


def add(browser, client, **changes):
    return browser.post(reverse("careplan:add_goal", args=[client.pk]), typed(**changes))


@pytest.mark.parametrize("comma", [",", "."])
def test_figures_are_taken_with_a_comma_and_with_a_point(trainer_browser, care_client, comma):
    assert add(trainer_browser, care_client, baseline=f"12{comma}5", target="11").status_code == 302
    goal = Goal.objects.get()
    assert (goal.measure, goal.unit, goal.baseline, goal.target) == ("Time for 2 km", "min", Decimal("12.5"), 11)
    assert goal.history.get().history_user == care_client.lead_trainer


def test_the_same_form_twice_is_one_goal(trainer_browser, care_client):
    form = typed()
    for _ in range(2):
        trainer_browser.post(reverse("careplan:add_goal", args=[care_client.pk]), form)
    assert Goal.objects.count() == 1


YESTERDAY = timezone.localdate() - timedelta(days=2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"measure": ""}, "A goal needs a measure"),
        ({"text": " "}, "Write the goal as the client says it"),
        ({"baseline": "12", "target": "12,0"}, "must differ from where it stands now, 12"),
        ({"target": "many"}, "you typed “many”"),
        ({"target": "1e9"}, "you typed “1e9”"),
        ({"target": "1.2345"}, "at most 2 decimals"),
        ({"baseline": "-1"}, "you typed “-1”"),
        ({"baseline": "1000000"}, "999,999.99"),
        ({"target_date": YESTERDAY.isoformat()}, "or later, or empty"),
        ({"target_date": "soon"}, "date"),
        ({"measure": "a\x00b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(trainer_browser, care_client, wrong, words):
    answer = add(trainer_browser, care_client, **wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "min" in answer.content.decode()
    assert not Goal.objects.exists()


def test_no_figure_about_the_body_is_kept_before_the_client_has_confirmed(trainer_browser, trainer):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    answer = add(trainer_browser, client, baseline="12.5")
    assert answer.status_code == 422
    assert "has not confirmed" in answer.content.decode()
    assert not Goal.objects.exists()
    assert add(trainer_browser, client).status_code == 302


def test_a_goal_that_came_without_a_measure_asks_for_one(trainer_browser, care_client):
    goal = GoalFactory(client=care_client)
    for address in (reverse("careplan:goals", args=[care_client.pk]), page("goal", goal)):
        shown = trainer_browser.get(address).content.decode()
        assert "No measure yet" in shown
        assert page("change_goal", goal) in shown
    overview = trainer_browser.get(reverse("workspace:overview", args=[care_client.pk])).content.decode()
    assert "No measure yet" in overview


@pytest.mark.parametrize("status", ["reached", "dropped"])
def test_it_ends_once_with_the_reason_and_can_be_made_active_again(trainer_browser, goal, status):
    trainer_browser.post(page("close_goal", goal), {status: "1", "reason": "Did it at home"})
    goal.refresh_from_db()
    assert (goal.status, goal.status_reason) == (status, "Did it at home")
    ended_at = goal.status_changed_at
    again = trainer_browser.post(page("close_goal", goal), {"dropped": "1", "reason": "No"}, follow=True)
    assert "had ended already" in again.content.decode()
    goal.refresh_from_db()
    assert (goal.status, goal.status_reason, goal.status_changed_at) == (status, "Did it at home", ended_at)
    assert goal.history.count() == 2
    trainer_browser.post(page("reopen_goal", goal))
    goal.refresh_from_db()
    assert (goal.status, goal.status_reason) == ("active", "")


def test_a_press_of_neither_button_ends_nothing(trainer_browser, goal):
    trainer_browser.post(page("close_goal", goal))
    goal.refresh_from_db()
    assert goal.status == "active"


def test_a_reason_that_is_too_long_is_said(trainer_browser, goal):
    answer = trainer_browser.post(page("close_goal", goal), {"reached": "1", "reason": "w" * 201})
    assert answer.status_code == 422
    assert "w" * 201 in answer.content.decode()
    goal.refresh_from_db()
    assert goal.status == "active"


def test_what_replaces_it_starts_as_it_is_and_takes_its_place_once(trainer_browser, goal):
    shown = trainer_browser.get(page("replace_goal", goal)).content.decode()
    assert "Chair stand" in shown
    assert 'value="14"' in shown
    form = typed(text="Climb the tower")
    for _ in range(2):
        assert trainer_browser.post(page("replace_goal", goal), form).status_code == 302
    goal.refresh_from_db()
    assert (goal.status, goal.replaced_by.text) == ("replaced", "Climb the tower")
    assert Goal.objects.count() == 2
    trainer_browser.post(page("reopen_goal", goal))
    goal.refresh_from_db()
    assert (goal.status, goal.replaced_by) == ("active", None)
    assert Goal.objects.filter(status="active").count() == 2


def test_what_has_ended_is_not_replaced_and_what_was_typed_stays(trainer_browser, trainer, goal):
    goals.close_goal(goal, "reached", trainer=trainer)
    answer = trainer_browser.post(page("replace_goal", goal), typed(text="Climb the tower"))
    assert answer.status_code == 422
    assert "Climb the tower" in answer.content.decode()
    assert Goal.objects.count() == 1


def test_another_clients_goal_is_not_found(trainer_browser, care_client):
    other = GoalFactory()
    for name in ("goal", "change_goal", "replace_goal"):
        assert trainer_browser.get(reverse(f"careplan:{name}", args=[care_client.pk, other.pk])).status_code == 404
    for name in ("close_goal", "reopen_goal"):
        address = reverse(f"careplan:{name}", args=[care_client.pk, other.pk])
        assert trainer_browser.post(address, {"reached": "1"}).status_code == 404
    other.refresh_from_db()
    assert other.status == "active"


def test_a_day_that_has_passed_may_stay_but_not_be_set_anew(trainer_browser, care_client):
    passed = today_in(care_client.time_zone, timezone.now()) - timedelta(days=10)
    goal = GoalFactory(client=care_client, measure="Floors", target_date=passed)
    form = typed(version=str(goals.version_of(goal)))
    response = trainer_browser.post(page("change_goal", goal), form | {"target_date": passed.isoformat()})
    assert response.status_code == 302
    form["version"] = str(goals.version_of(goal))
    earlier = (passed - timedelta(days=1)).isoformat()
    assert trainer_browser.post(page("change_goal", goal), form | {"target_date": earlier}).status_code == 422


def test_pages_ask_the_same_with_5_and_with_200(trainer_browser, care_client, django_assert_max_num_queries):
    list_page = reverse("careplan:goals", args=[care_client.pk])
    goal = GoalFactory(client=care_client, measure="Floors")
    GoalFactory.create_batch(5, client=care_client, status="dropped")
    trainer_browser.get(list_page)
    with django_assert_max_num_queries(12) as few:
        trainer_browser.get(list_page)
    with django_assert_max_num_queries(12) as few_changes:
        trainer_browser.get(page("goal", goal))
    GoalFactory.create_batch(200, client=care_client, status="dropped")
    for number in range(200):
        goal.target = number
        goal.save()
    with django_assert_max_num_queries(len(few)):
        assert "after=" in trainer_browser.get(list_page).content.decode()
    with django_assert_max_num_queries(len(few_changes)):
        assert "after=" in trainer_browser.get(page("goal", goal)).content.decode()
