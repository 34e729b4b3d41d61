"""The simulation in small: by the real code nothing open is without an owner and a date, and nobody is mailed too much."""

import pytest

from script.simulations.levers import LEVERS
from script.simulations.referrals import simulate
from tests.factories.practitioners import MassageTherapyFactory

pytestmark = pytest.mark.django_db


def test_twenty_referrals_by_people_made_of_chance():
    MassageTherapyFactory()
    figures = simulate(LEVERS[-1], referrals=20, days=10, seed=1, run_on=45)
    assert figures.without_owner == 0
    assert figures.most_nudges <= 3
    assert figures.most_reminders <= 1
    assert figures.most_mails <= 2
    assert figures.closed_in_time >= 5
