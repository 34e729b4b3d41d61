"""The demo practice: always the same, and with something of everything."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from clients.models import Client
from demo.management.commands.demo import Command
from practitioners.announcement_records import Announcement
from practitioners.joining_records import TrainerApplication
from practitioners.models import Practitioner
from practitioners.network_records import NetworkOverview
from referrals.models import Attempt
from sessions_log.models import SetEntry, TrainingSession
from tests.access.asking import undone
from web.models import PracticeSettings
from workspace.client_list import STATES, Wanted, clients_wanted

Figures = tuple[list[str], int, int, list[tuple[int, float]]]


@pytest.fixture(scope="module")
def made_twice(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Figures, Figures]]:
    """The demo practice, made for all tests that only look at it: of each making the figures. The second one stands."""
    media = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), undone(), override_settings(MEDIA_ROOT=media, MAIL_DIR=media / "mail"):
        call_command("load_reference", verbosity=0)
        with transaction.atomic():
            call_command(Command(), verbosity=0)
            first = figures()
            transaction.set_rollback(True)
        call_command(Command(), verbosity=0)
        yield first, figures()


@pytest.fixture
def demo(made_twice, db) -> None:
    """The demo practice stands."""


def figures() -> Figures:
    return (
        sorted(Client.objects.values_list("name", flat=True)),
        Practitioner.objects.count(),
        TrainingSession.objects.count(),
        list(SetEntry.objects.order_by("pk").values_list("amount", "load_kg")[:200]),
    )


def test_sixteen_clients_nine_practitioners_and_referrals_in_every_state(demo):
    assert Client.objects.count() == 16
    assert Practitioner.objects.count() == 9
    assert set(Attempt.objects.values_list("status", flat=True)) == set(Attempt.Status.values)


def test_the_same_seed_makes_the_same_practice(made_twice, db):
    first, second = made_twice
    assert first == second


def test_twice_is_said_and_once_is_enough_for_the_server(demo):
    call_command(Command(), "--if-empty")
    with pytest.raises(CommandError, match="already"):
        call_command(Command())
    assert Client.objects.count() == 16


def test_every_filter_of_the_client_list_hits_somebody(demo):
    ana = User.objects.get(name="Ana Costa")
    for wanted in (
        *(Wanted(state=state) for state, _label in STATES),
        Wanted(physio=True),
        Wanted(readiness=True),
        Wanted(consent=True),
    ):
        assert clients_wanted(ana, wanted).exists(), wanted


def test_somebody_of_each_trainers_has_gone_quiet(demo):
    quiet = Client.objects.filter(homework_follow_up__quiet_since__isnull=False)
    assert {client.lead_trainer.name for client in quiet} == {"Ana Costa", "Marc Tremblay"}


def test_an_admins_pages_are_not_empty(demo):
    """Figures in both directions, people who apply, a message that went out, and the practice's own settings."""
    admin_of_the_demo = User.objects.get(is_network_admin=True)
    overview = NetworkOverview.objects.get().content
    assert any(any(figures) for figures in overview["directions"]["out"].values())
    assert any(any(figures) for figures in overview["directions"]["in"].values())
    assert TrainerApplication.objects.filter(state="waiting").count() == 2
    assert Announcement.objects.get().by == admin_of_the_demo
    assert PracticeSettings.objects.get().privacy_officer == admin_of_the_demo.name
