"""A trainer's own list of practitioners: first where one is chosen, with a note that nobody else reads."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from practitioners.models import TrustedPractitioner
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.practitioners import PractitionerFactory

pytestmark = pytest.mark.django_db


def test_who_is_trusted_comes_first_and_the_note_stays_with_the_trainer(trainer, trainer_browser, care_client):
    for number in range(12):
        PractitionerFactory(name=f"Ana {number:02}")
    zoe = PractitionerFactory(name="Zoé Roy")
    address = reverse("practitioners:detail", args=[zoe.pk])
    trainer_browser.post(f"{address}trust/", {"note": "Calls back the same day"})
    page = trainer_browser.get(address).content.decode()
    assert "You trust them" in page
    assert "Calls back the same day" in page
    shown = trainer_browser.get(reverse("consent:ask_consent", args=[care_client.pk])).content.decode()
    assert shown.index("Zoé Roy") < shown.index("Ana 00")
    other = Browser()
    other.force_login(TrainerFactory(), backend=BACKEND)
    assert "Calls back" not in other.get(address).content.decode()
    assert "You trust them" not in other.get(address).content.decode()


def test_a_note_is_changed_and_the_list_is_left_again(trainer, trainer_browser):
    zoe = PractitionerFactory()
    address = reverse("practitioners:detail", args=[zoe.pk])
    for note in ("First", "Second"):
        trainer_browser.post(f"{address}trust/", {"note": note})
    assert TrustedPractitioner.objects.get(trainer=trainer).note == "Second"
    trainer_browser.post(f"{address}trust/end/")
    assert not TrustedPractitioner.objects.exists()


def test_a_note_that_is_too_long_is_told_and_stays(trainer_browser):
    address = reverse("practitioners:detail", args=[PractitionerFactory().pk])
    response = trainer_browser.post(f"{address}trust/", {"note": "x" * 301})
    assert response.status_code == 422
    assert "x" * 301 in response.content.decode()
    assert not TrustedPractitioner.objects.exists()
