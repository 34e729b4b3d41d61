"""A trainer's own list of practitioners: first where one is chosen, with a note that nobody else reads."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from practitioners.models import TrustedPractitioner, TrustedTrainer
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.practitioners import PractitionerFactory, TrainerProfileFactory
from tests.practitioner_portal.test_shared_page import browser_of

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


def test_the_list_has_the_notes_and_nobody_who_left_the_network(trainer, trainer_browser):
    address = reverse("practitioners:trusted")
    assert "Nobody yet" in trainer_browser.get(address).content.decode()
    for name, standing in (("Zoé Roy", "verified"), ("Al Gone", "suspended")):
        TrustedPractitioner.objects.create(
            trainer=trainer, practitioner=PractitionerFactory(name=name, verification=standing), note=f"About {name}"
        )
    TrustedPractitioner.objects.create(trainer=TrainerFactory(), practitioner=PractitionerFactory(name="Another’s"))
    page = trainer_browser.get(address).content.decode()
    assert "About Zoé Roy" in page
    for words in ("Al Gone", "Another’s"):
        assert words not in page


def test_a_practitioner_keeps_a_list_of_trainers_too(trainer):
    TrainerProfileFactory(trainer=trainer, slug="ana")
    zoe = PractitionerFactory()
    browser = browser_of(zoe)
    page = reverse("practitioner_portal:refer_new", args=["ana"])
    answer = browser.post(reverse("practitioner_portal:trust_trainer", args=["ana"]), {"note": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    browser.post(reverse("practitioner_portal:trust_trainer", args=["ana"]), {"note": "Listens"})
    assert "Listens" in browser.get(page).content.decode()
    first = browser.get(reverse("practitioner_portal:find_trainers")).content.decode()
    assert "Whom you trust" in first
    assert "Listens" not in browser_of(PractitionerFactory()).get(page).content.decode()
    browser.post(reverse("practitioner_portal:stop_trusting_trainer", args=["ana"]))
    assert not TrustedTrainer.objects.exists()
    hidden = browser.post(reverse("practitioner_portal:trust_trainer", args=["nobody"]), {"note": ""})
    assert hidden.status_code == 404


def test_mutual_trust_is_shown_to_both_and_one_sided_trust_to_nobody_else(trainer, trainer_browser):
    TrainerProfileFactory(trainer=trainer, slug="ana")
    zoe = PractitionerFactory()
    browser = browser_of(zoe)
    pages = {
        trainer_browser: reverse("practitioners:detail", args=[zoe.pk]),
        browser: reverse("practitioner_portal:refer_new", args=["ana"]),
    }
    mutual = "You trust each other"
    TrustedTrainer.objects.create(practitioner=zoe, trainer=trainer, note="Listens")
    assert not [page for who, page in pages.items() if mutual in who.get(page).content.decode()]
    assert "You trust them" not in trainer_browser.get(pages[trainer_browser]).content.decode()
    TrustedPractitioner.objects.create(practitioner=zoe, trainer=trainer, note="Calls back")
    shown = {who: who.get(page).content.decode() for who, page in pages.items()}
    assert all(mutual in text for text in shown.values())
    assert "Listens" not in shown[trainer_browser]
    assert "Calls back" not in shown[browser]
