"""Chains, not cells: whatever those who may see no client press, in any order, nothing of one reaches them.

`script/chains` plays many more stories than these.
"""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.chains.emergency import break_glass
from tests.chains.machine import SEEDS, Chains, ChainsThroughGlass
from tests.chains.mendings import GLASS_MENDINGS, MENDINGS
from tests.chains.world import LeakError

pytestmark = [pytest.mark.django_db, pytest.mark.either_stack]

STORIES = int(os.environ.get("CARELANE_CHAINS", "0"))  # more of them, each time others
USUAL = 10
AT_MOST = 120  # until a way in is found that is open: it takes ten or so
PROFILE = settings(
    max_examples=STORIES or USUAL,
    stateful_step_count=8,
    derandomize=not STORIES,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # the first way in is told as it was found
    suppress_health_check=list(HealthCheck),
)

LONGER = settings(PROFILE, max_examples=AT_MOST, derandomize=True)


@pytest.fixture(autouse=True)
def _mail_and_limits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def test_nothing_of_a_client_reaches_those_who_may_not_have_it(world):
    run_state_machine_as_test(lambda: ChainsThroughGlass(world), settings=PROFILE)


class AdminAndOne(Chains):
    """The admin, and whoever got in with them or nobody: so it is found in fewer stories."""

    inside = ["admin"]


@pytest.mark.parametrize(
    ("mending", "mark", "outside"), MENDINGS, ids=[mending.__name__ for mending, _mark, _outside in MENDINGS]
)
def test_each_way_in_is_found_again_without_its_mending(world, monkeypatch, mending, mark, outside):
    mending(monkeypatch)
    monkeypatch.setattr(AdminAndOne, "marks", (mark,))
    monkeypatch.setattr(AdminAndOne, "outside", [outside])
    with pytest.raises(LeakError):
        run_state_machine_as_test(lambda: AdminAndOne(world), settings=LONGER)


class AdminWithReason(Chains):
    """An admin who breaks the glass before anything else."""

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        admin = self.world.people["admin"]
        self.cast = [admin]
        break_glass(self.world, admin, Random(seed))


@pytest.mark.parametrize("mending", GLASS_MENDINGS, ids=[mending.__name__ for mending in GLASS_MENDINGS])
def test_each_way_through_broken_glass_is_found_again_without_its_mending(world, monkeypatch, mending):
    mending(monkeypatch)
    with pytest.raises(LeakError):
        run_state_machine_as_test(lambda: AdminWithReason(world), settings=LONGER)
