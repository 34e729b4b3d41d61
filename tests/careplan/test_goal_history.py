"""How a goal changed, in plain words, and two trainers who change the same goal at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan import goals
from clients.access import give_cover
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GoalFactory


@pytest.fixture
def goal(care_client):
    return GoalFactory(client=care_client, text="Get up", measure="Chair stand", unit="reps", target=Decimal(14))


def values(goal, **changes):
    return {name: getattr(goal, name) for name in goals.FIELDS} | changes


def change(goal, by, **changes):
    goals.change_goal(goal, values(goal, **changes), version=goals.version_of(goal), trainer=by)
    goal.refresh_from_db()


def test_every_change_is_told_with_who_and_from_what_to_what(goal, trainer):
    change(goal, trainer, target=Decimal("16.5"), target_date=date(2027, 5, 3))
    goals.close_goal(goal, "reached", trainer=trainer, reason="At home")
    ended, changed, first = goals.changes_of(goal)[0]
    assert (first.is_first, first.fields) == (True, [])
    assert changed.who == trainer.name
    assert [(str(one.label), one.before, one.after) for one in changed.fields] == [
        ("Where it should be", "14 reps", "16.5 reps"),
        ("By when", "", "3 May 2027"),
    ]
    assert [(one.before, one.after) for one in ended.fields] == [("active", "reached")]
    assert ended.reason == "At home"


def test_saving_the_same_is_no_change(goal, trainer):
    change(goal, trainer)
    assert goal.history.count() == 1


def test_the_page_says_it_in_plain_words(goal, trainer, trainer_browser):
    change(goal, trainer, target=Decimal(20))
    page = trainer_browser.get(reverse("careplan:goal", args=[goal.client_id, goal.pk])).content.decode()
    assert "Where it should be: from 14 reps to 20 reps" in page
    assert trainer.name in page


def test_the_pages_of_a_long_history_hold_each_change_once(goal, trainer):
    for number in range(120):
        change(goal, trainer, target=Decimal(100 + number))
    seen, before = [], None
    while True:
        changes, before = goals.changes_of(goal, before=before)
        seen += changes
        if before is None:
            break
    assert len({one.number for one in seen}) == len(seen) == 121
    assert sum(len(one.fields) for one in seen) == 120


def form_of(browser, address):
    """What the change form holds as it opens."""
    return browser.get(address).context["form"].initial["version"]


def test_the_second_of_two_is_shown_the_difference_and_nothing_typed_is_lost(goal, trainer_browser, client):
    cover = TrainerFactory(name="Marc Second")
    now = timezone.now()
    give_cover(goal.client, cover, starts_at=now, ends_at=now + timezone.timedelta(days=1))
    client.force_login(cover, backend=BACKEND)
    address = reverse("careplan:change_goal", args=[goal.client_id, goal.pk])
    version = form_of(trainer_browser, address)
    assert form_of(client, address) == version
    form = {"version": version, "text": "Get up", "measure": "Chair stand", "unit": "reps"}

    assert client.post(address, form | {"target": "20"}).status_code == 302
    second = trainer_browser.post(address, form | {"target": "9", "measure": "Typed by the second"})

    page = second.content.decode()
    assert second.status_code == 409
    assert "Marc Second" in page
    assert "Where it should be: from 14 reps to 20 reps" in page
    assert "Typed by the second" in page
    goal.refresh_from_db()
    assert (goal.target, goal.measure) == (20, "Chair stand")

    again = form | {
        "target": "9",
        "measure": "Typed by the second",
        "version": second.context["form"]["version"].value(),
    }
    assert trainer_browser.post(address, again).status_code == 302
    goal.refresh_from_db()
    assert (goal.target, goal.measure) == (9, "Typed by the second")


def test_a_goal_that_ended_meanwhile_is_told_and_not_changed(goal, trainer, trainer_browser):
    address = reverse("careplan:change_goal", args=[goal.client_id, goal.pk])
    form = {"version": form_of(trainer_browser, address), "text": "Typed", "measure": "Chair stand"}
    goals.close_goal(goal, "dropped", trainer=trainer)
    first = trainer_browser.post(address, form)
    assert first.status_code == 409
    assert "State: from active to dropped" in first.content.decode()
    again = trainer_browser.post(address, form | {"version": first.context["form"]["version"].value()})
    assert again.status_code == 422
    assert "has ended" in again.content.decode()
    assert "Typed" in again.content.decode()
    goal.refresh_from_db()
    assert goal.text == "Get up"
