"""A trainer's public page: on or off, what it shows, and that it shows nothing else."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from practitioners.models import TrainerProfile
from practitioners.profiles import profile_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import TrainerProfileFactory
from tests.pages import as_read
from web.errors import not_found

OWN = reverse("practitioners:own_profile")
WORDS = {"about": "Strength after rehab.", "area": "Toronto", "languages": "English", "takes_new_clients": "on"}


def page_of(profile: TrainerProfile, browser: Browser | None = None):
    return (browser or Browser()).get(reverse("practitioner_portal:trainer", args=[profile.slug]))


def test_it_is_off_until_the_trainer_switches_it_on_and_again_when_switched_off(trainer, trainer_browser):
    trainer_browser.post(OWN, WORDS)
    profile = TrainerProfile.objects.get(trainer=trainer)
    assert page_of(profile).status_code == 404
    trainer_browser.post(OWN, WORDS | {"is_public": "on"})
    page = as_read(page_of(profile).content.decode())
    assert trainer.name in page
    assert "Strength after rehab." in page
    trainer_browser.post(OWN, WORDS)
    assert page_of(profile).status_code == 404


def test_off_is_the_same_as_missing(db):
    off = page_of(TrainerProfileFactory(is_public=False))
    assert off.status_code == 404
    assert off.content == not_found(off.wsgi_request).content
    assert not off.cookies


@pytest.mark.parametrize("field", ["is_active", "is_trainer"])
def test_it_goes_with_the_account_and_the_role(db, field):
    profile = TrainerProfileFactory()
    setattr(profile.trainer, field, False)
    profile.trainer.save()
    assert page_of(profile).status_code == 404


def test_nothing_of_a_client_and_no_address_of_the_trainer_stands_on_it(db):
    profile = TrainerProfileFactory()
    client = ClientFactory(lead_trainer=profile.trainer, name="Nora Lindqvist")
    page = as_read(page_of(profile).content.decode())
    assert not [text for text in (client.name, client.email, profile.trainer.email) if text in page]


def test_it_cant_be_on_without_words_and_what_was_typed_stays(trainer, trainer_browser):
    answer = trainer_browser.post(OWN, {"is_public": "on", "languages": "Cree"})
    assert answer.status_code == 422
    assert "Write what you do" in as_read(answer.content.decode())
    assert "Cree" in as_read(answer.content.decode())
    assert not TrainerProfile.objects.exists()


def test_another_certification_has_to_be_looked_up_anew(trainer, trainer_browser, admin_user):
    profile = TrainerProfileFactory(
        trainer=trainer, certification="CSEP", verified_on=timezone.localdate(), verified_by=admin_user
    )
    trainer_browser.post(OWN, WORDS | {"certification": "CSEP"})
    profile.refresh_from_db()
    assert profile.verified_on
    trainer_browser.post(OWN, WORDS | {"certification": "NSCA"})
    profile.refresh_from_db()
    assert (profile.verified_on, profile.verified_by) == (None, None)


def test_two_of_one_name_have_two_addresses(db):
    slugs = []
    for _number in range(2):
        profile = profile_of(TrainerFactory(name="Zoë Ünal"))
        profile.save()
        slugs.append(profile.slug)
    assert slugs[0] == "zoe-unal"
    assert len(set(slugs)) == 2
    assert profile_of(TrainerFactory(name="王芳")).slug == "trainer"
