"""A practitioner is suspended: whom it concerns is told, and it stands wherever something of theirs is shown."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.access import join_own_account
from consent.models import ConsentGrant
from consent.network_changes import tell_of_all_changes
from outbox.delivery import deliver_due
from outbox.models import Message
from practitioners.changes import save_practitioner
from practitioners.models import Practitioner
from tests.access.world import BACKEND
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.sessions_log import TrainingSessionFactory


@pytest.fixture
def grant(care_client) -> ConsentGrant:
    grant = ConsentGrantFactory(client=care_client)
    CareTeamMemberFactory(client=care_client, practitioner=grant.practitioner)
    return grant


def suspend(grant: ConsentGrant) -> str:
    """Gives the words that stand wherever something of theirs is shown."""
    practitioner = grant.practitioner
    practitioner.verification = Practitioner.Verification.SUSPENDED
    save_practitioner(practitioner)
    return f"practitioner suspended on {date_format(timezone.localtime(practitioner.suspended_at))}"


def told(kind: str) -> list[str]:
    deliver_due()
    return sorted(Message.objects.filter(kind=kind, state="sent").values_list("to", flat=True))


def test_lead_trainers_and_clients_are_told_once(grant, trainer):
    another = ConsentGrantFactory(practitioner=grant.practitioner)
    ConsentGrantFactory(practitioner=grant.practitioner, withdrawn_at=timezone.now())
    ConsentGrantFactory(practitioner=grant.practitioner, ends_at=timezone.now() - timedelta(days=1))
    suspend(grant)
    tell_of_all_changes()
    assert told("consent.suspended-trainer") == sorted([trainer.email, another.client.lead_trainer.email])
    assert told("consent.suspended-client") == sorted([grant.client.email, another.client.email])


def test_the_sweep_tells_where_it_came_in_another_way(grant):
    Practitioner.objects.filter(pk=grant.practitioner_id).update(verification="suspended")
    tell_of_all_changes()
    assert told("consent.suspended-client") == [grant.client.email]


def test_a_suspension_that_comes_again_is_told_again(grant):
    suspend(grant)
    Practitioner.objects.filter(pk=grant.practitioner_id).update(suspended_at=timezone.now() + timedelta(hours=1))
    tell_of_all_changes()
    assert told("consent.suspended-client") == [grant.client.email] * 2


def test_lifted_before_the_mail_goes_out_nobody_is_told(grant):
    suspend(grant)
    grant.practitioner.verification = Practitioner.Verification.VERIFIED
    save_practitioner(grant.practitioner)
    assert grant.practitioner.suspended_at is None
    assert told("consent.suspended-client") == []


@pytest.mark.parametrize("route", ["workspace:overview", "clients:who", "workspace:care_team"])
def test_the_trainers_pages_say_so_in_place_of_until_when_it_is_shared(grant, trainer_browser, route):
    page = reverse(route, args=[grant.client_id])
    until = date_format(grant.last_day)
    assert until in trainer_browser.get(page).content.decode()
    words = suspend(grant)
    shown = trainer_browser.get(page).content.decode()
    assert words in shown
    assert until not in shown


def test_the_clients_own_page_says_so_and_ends_it(grant, account_of_client):
    words = suspend(grant)
    page = reverse("client_portal:record", args=[grant.client_id])
    shown = account_of_client.get(page).content.decode()
    assert words in shown
    assert date_format(grant.last_day) not in shown
    account_of_client.post(reverse("consent:own_ends_sharing", args=[grant.client_id, grant.pk]))
    grant.refresh_from_db()
    assert grant.state == "withdrawn"


@pytest.fixture
def account_of_client(grant) -> Browser:
    join_own_account(grant.client)
    grant.client.refresh_from_db()
    browser = Browser()
    browser.force_login(grant.client.account, backend=BACKEND)
    return browser


def test_it_stands_on_today_for_the_lead_trainer(grant, trainer_browser):
    suspend(grant)
    shown = trainer_browser.get(reverse("today")).content.decode()
    assert f"{grant.practitioner.name} is suspended from the network" in shown
    assert reverse("consent:consent_detail", args=[grant.client_id, grant.pk]) in shown


def test_their_donts_hold_and_are_marked_wherever_they_are_shown(grant, trainer_browser, trainer):
    client = grant.client
    dont = GuidanceFactory(client=client, practitioner=grant.practitioner, kind="dont", text="No deep squats")
    session = TrainingSessionFactory(client=client, trainer=trainer, state="open", ended_at=None)
    words = suspend(grant)
    pages = {
        "overview": reverse("workspace:overview", args=[client.pk]),
        "prepare": reverse("workspace:prepare", args=[client.pk]),
        "log": reverse("sessions_log:log", args=[client.pk, session.pk]),
        "phone sheet": reverse("sessions_log:sheet", args=[client.pk, session.pk]),
        "history": reverse("careplan:guidance", args=[client.pk, dont.pk]),
        "all guidance": reverse("careplan:all_guidance", args=[client.pk]),
    }
    for name, page in pages.items():
        shown = trainer_browser.get(page).content.decode()
        assert dont.text in shown, name
        assert words in shown, name


def test_nobody_else_is_marked(grant, trainer_browser):
    GuidanceFactory(client=grant.client, practitioner=grant.practitioner)
    other = ConsentGrantFactory(client=ClientFactory())
    suspend(other)
    assert (
        "suspended" not in trainer_browser.get(reverse("workspace:overview", args=[grant.client_id])).content.decode()
    )
