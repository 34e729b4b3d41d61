"""Each reason for which a consent in force may not be used is told wherever people ask why nothing opens."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.links import issue_client_link
from clients.models import ClientLink
from consent.models import ConsentGrant, GrantState
from consent.restoring import pause_all
from consent.states import BLOCKS
from practitioners.changes import save_practitioner
from practitioners.models import Practitioner
from tests.factories.consent import ConsentGrantFactory


def _suspend(grant: ConsentGrant) -> None:
    grant.practitioner.verification = Practitioner.Verification.SUSPENDED
    save_practitioner(grant.practitioner)


def _change_address(grant: ConsentGrant) -> None:
    grant.practitioner.email = "another@clinic.example"
    save_practitioner(grant.practitioner)


def _restore_a_backup(_grant: ConsentGrant) -> None:
    pause_all(now=timezone.now())


BLOCKING: dict[GrantState, Callable[[ConsentGrant], None]] = {
    GrantState.SUSPENDED: _suspend,
    GrantState.UNCONFIRMED: _restore_a_backup,
    GrantState.PAUSED: _change_address,
}
every_block = pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.state)


@pytest.fixture
def grant(care_client, block) -> ConsentGrant:
    grant = ConsentGrantFactory(client=care_client)
    BLOCKING[block.state](grant)
    grant = ConsentGrant.objects.select_related("practitioner").get(pk=grant.pk)
    assert grant.state == block.state
    assert not ConsentGrant.objects.live().filter(pk=grant.pk).exists()
    return grant


@every_block
def test_today_says_what_is_the_matter(grant, trainer_browser, block):
    shown = trainer_browser.get(reverse("today")).content.decode()
    assert grant.practitioner.name in shown
    assert "is about to lapse" not in shown


@every_block
def test_the_trainers_page_says_why_beside_the_consent(grant, trainer_browser, block):
    shown = trainer_browser.get(reverse("consent:consent_detail", args=[grant.client_id, grant.pk])).content.decode()
    assert 'class="tag tag-' in shown


@every_block
def test_the_clients_link_opens_a_page_that_ends_it(grant, client, block):
    token = issue_client_link(grant.client, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    shown = client.get(reverse("consent:answer_consent", args=[token])).content.decode()
    assert "<h1>" in shown
    assert reverse("consent:withdraw", args=[token]) in shown
