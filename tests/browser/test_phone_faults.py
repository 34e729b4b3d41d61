"""Fifty sessions on a phone while all goes wrong that can: each is on the server once."""

import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import own_database
from tests.browser.gym import Gym, all_is_sent, ana_with_a_phone, kept, log_as_planned
from tests.browser.people import Person
from tests.browser.stack import Stack, kill, launch, start_stack, stop_stack, until

NAME = "Fault Gymgoer"
CLIENTS, EACH = 10, 5
SETS = [["Goblet squat", 12, "20.00"]] * 2 + [["Lat pulldown", 12, "20.00"]] * 2


class Fragile:
    """A server of this story alone, that is killed and started again."""

    def __init__(self, stack: Stack, launcher) -> None:
        self.stack, self.launcher = stack, launcher

    def dies(self) -> None:
        kill(self.launcher)

    def comes_back(self) -> None:
        self.launcher = launch(self.stack)


@pytest.fixture
def server(practice, tmp_path) -> Iterator[Fragile]:
    stack, launcher = start_stack(practice, tmp_path, own_database(tmp_path, "fragile"), redis="")
    fragile = Fragile(stack, launcher)
    yield fragile
    if fragile.launcher.poll() is None:
        stop_stack(stack, fragile.launcher)


def test_fifty_sessions_are_saved_once(chromium, server):
    gym = Gym(server.stack, NAME)
    gym.come_today(CLIENTS, EACH)
    trainer = ana_with_a_phone(chromium, server.stack)
    addresses = kept(trainer.page, NAME)
    assert len(addresses) == CLIENTS * EACH
    lose_replies(trainer, random.Random(3))
    chance = random.Random(5)
    for number, address in enumerate(addresses):
        trainer.page.context.set_offline(chance.random() < 0.5)
        if number in (12, 31):
            server.dies()
        if number in (20, 38):
            server.comes_back()
        if chance.random() < 0.2:
            trainer = closes_the_tab(trainer)
        log_as_planned(trainer.page, address)
    trainer.page.context.set_offline(False)
    trainer.page.context.unroute_all(behavior="ignoreErrors")
    trainer = closes_the_tab(trainer)
    trainer.page.goto("/")
    until(lambda: all_is_sent(trainer.page), "all of it is sent", 120)
    sessions = gym.logged()
    assert [one["state"] for one in sessions] == ["completed"] * len(addresses)
    assert [one["sets"] for one in sessions] == [SETS] * len(addresses)
    assert sorted(one["client"] for one in sessions) == sorted(
        f"{NAME} {n:02}" for n in range(CLIENTS) for _ in range(EACH)
    )


def lose_replies(trainer: Person, chance: random.Random) -> None:
    """A third of what is sent reaches the server, and its answer is lost on the way back."""

    def lose(route) -> None:
        if chance.random() < 0.33:
            with suppress(Error):  # a server that is dead answers nothing
                route.fetch()
            route.abort()
        else:
            route.continue_()

    trainer.page.context.route("**/phone/operations/", lose)


def closes_the_tab(trainer: Person) -> Person:
    """In the middle of whatever it does; a new one is opened."""
    page = trainer.page.context.new_page()
    page.set_default_timeout(15_000)
    trainer.page.close()
    return Person(page, trainer.stack)
