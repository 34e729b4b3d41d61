"""A cover trainer is let in from one moment to another, and nobody has to end it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover, make_lead
from clients.models import COACH, LEAD, Client
from tests.access.world import BACKEND
from tests.accounts.signing_in import prove
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory
from tests.pages import is_checked

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
ZONE = ZoneInfo("America/Toronto")  # the trainer's own: what they type is meant there


@pytest.fixture
def marc(db):
    return TrainerFactory()


@pytest.fixture
def marcs_browser(marc) -> Browser:
    browser = Browser()
    browser.force_login(marc, backend=BACKEND)
    return browser


def test_the_time_line_of_a_cover(care_client, marc):
    """Before, from the first moment, to the last, after: right at each point, with no job that ends it."""
    starts_at, ends_at = timezone.now() + HOUR, timezone.now() + 3 * HOUR
    give_cover(care_client, marc, starts_at=starts_at, ends_at=ends_at)
    points = {
        starts_at - SECOND: False,
        starts_at: True,
        starts_at + HOUR: True,
        ends_at - SECOND: True,
        ends_at: False,
        ends_at + HOUR: False,
    }
    for moment, sees in points.items():
        assert Client.objects.visible_to(marc, now=moment).filter(pk=care_client.pk).exists() == sees, moment
        assert not Client.objects.visible_to(marc, permission=LEAD, now=moment).exists()


@pytest.fixture(autouse=True)
def _proven_lately(trainer_browser):
    prove(trainer_browser)


def give(browser: Browser, client: Client, trainer, starts_at, ends_at):
    answers = {"trainer": trainer.pk, "from": f"{starts_at:%Y-%m-%dT%H:%M}", "to": f"{ends_at:%Y-%m-%dT%H:%M}"}
    return browser.post(reverse("clients:give_cover", args=[client.pk]), answers)


def test_the_lead_trainer_lets_somebody_cover_and_ends_it(trainer_browser, care_client, marc, marcs_browser):
    overview = reverse("workspace:overview", args=[care_client.pk])
    now = timezone.localtime(timezone=ZONE)
    assert marcs_browser.get(overview).status_code == 404
    assert give(trainer_browser, care_client, marc, now - HOUR, now + HOUR).status_code == 302
    assert marcs_browser.get(overview).status_code == 200
    assert marcs_browser.get(reverse("clients:edit", args=[care_client.pk])).status_code == 403
    right = care_client.permissions.get(user=marc)
    assert trainer_browser.post(reverse("clients:end_cover", args=[care_client.pk, right.pk])).status_code == 302
    assert marcs_browser.get(overview).status_code == 404


def test_a_cover_trainer_does_not_let_others_in(care_client, marc, marcs_browser):
    now = timezone.localtime(timezone=ZONE)
    give_cover(care_client, marc, starts_at=now, ends_at=now + HOUR)
    assert give(marcs_browser, care_client, TrainerFactory(), now, now + HOUR).status_code == 403
    assert marcs_browser.post(reverse("clients:ask_handover", args=[care_client.pk])).status_code == 403
    assert marcs_browser.post(reverse("workspace:archive", args=[care_client.pk])).status_code == 403


def test_bad_times_are_told_and_what_was_typed_stays(trainer_browser, care_client, marc):
    now = timezone.localtime(timezone=ZONE)
    for starts_at, ends_at, words in (
        (now, now - HOUR, "has to end after it starts"),
        (now - 3 * HOUR, now - HOUR, "over already"),
    ):
        response = give(trainer_browser, care_client, marc, starts_at, ends_at)
        assert response.status_code == 422
        page = response.content.decode()
        assert words in page
        assert is_checked(page, marc.pk)
    assert not care_client.permissions.filter(user=marc).exists()


@pytest.mark.parametrize("who", ["the lead", "an admin", "somebody disabled", "nobody"])
def test_only_another_trainer_can_cover(trainer, trainer_browser, care_client, who):
    others = {
        "the lead": lambda: trainer.pk,
        "an admin": lambda: AdminFactory().pk,
        "somebody disabled": lambda: TrainerFactory(is_active=False).pk,
        "nobody": lambda: "",
    }
    before = care_client.permissions.count()
    now = timezone.localtime(timezone=ZONE)
    answers = {"trainer": others[who](), "from": f"{now:%Y-%m-%dT%H:%M}", "to": f"{now + HOUR:%Y-%m-%dT%H:%M}"}
    assert trainer_browser.post(reverse("clients:give_cover", args=[care_client.pk]), answers).status_code == 422
    assert care_client.permissions.count() == before


def test_ending_a_cover_ends_no_other_right(trainer_browser, trainer, care_client):
    for right in care_client.permissions.filter(kind="lead"):
        address = reverse("clients:end_cover", args=[care_client.pk, right.pk])
        assert trainer_browser.post(address).status_code == 404
    assert Client.objects.visible_to(trainer).filter(pk=care_client.pk).exists()


def test_the_lead_trainer_does_not_lose_by_a_cover(trainer, care_client):
    now = timezone.now()
    with pytest.raises(PermissionDenied):
        give_cover(care_client, trainer, starts_at=now - HOUR, ends_at=now + HOUR)
    assert Client.objects.visible_to(trainer, now=now + 2 * HOUR).filter(pk=care_client.pk).exists()


def test_a_cover_of_one_client_shows_no_other(trainer, care_client, marc, marcs_browser):
    other = ClientFactory(lead_trainer=trainer, name="Never to be seen")
    now = timezone.now()
    give_cover(care_client, marc, starts_at=now - HOUR, ends_at=now + HOUR)
    assert marcs_browser.get(reverse("workspace:overview", args=[other.pk])).status_code == 404
    assert "Never to be seen" not in marcs_browser.get(reverse("workspace:clients")).content.decode()


def test_who_covered_and_leads_now_keeps_the_right_when_the_cover_would_end(care_client, marc):
    now = timezone.now()
    give_cover(care_client, marc, starts_at=now - HOUR, ends_at=now + HOUR)
    make_lead(care_client, marc)
    assert Client.objects.visible_to(marc, permission=COACH, now=now + 2 * HOUR).exists()
