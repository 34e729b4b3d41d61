"""A practitioner may have an account instead of a code; it opens what is shared with them, and nothing else."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from outbox.delivery import deliver_due
from practitioners.models import Practitioner
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory, UserFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.practitioners import PractitionerFactory


@pytest.fixture
def physio(db) -> Practitioner:
    return PractitionerFactory()


def verified(practitioner) -> Browser:
    """A browser that has entered a code."""
    browser = Browser()
    ViewerSessionFactory(practitioner=practitioner, token=f"of-{practitioner.pk}")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = f"of-{practitioner.pk}"
    return browser


def with_account(practitioner, **fields) -> Browser:
    practitioner.account = UserFactory(is_practitioner=True, email=practitioner.email, **fields)
    practitioner.save()
    browser = Browser()
    browser.force_login(practitioner.account, backend=BACKEND)
    return browser


def test_it_is_made_by_whoever_has_entered_the_code(physio):
    assert "Make an account" in verified(physio).get(reverse("practitioner_portal:list")).content.decode()
    assert verified_join(physio) == 302
    physio.refresh_from_db()
    assert physio.account.email == physio.email.lower()
    assert physio.account.is_practitioner
    assert not physio.account.is_trainer
    deliver_due()
    assert [letter.to for letter in mail.outbox] == [[physio.email.lower()]]
    assert verified_join(physio) == 404, "they have one"


def verified_join(practitioner) -> int:
    browser = Browser()
    token = f"another-of-{User.objects.count()}-{practitioner.pk}"
    ViewerSessionFactory(practitioner=practitioner, token=token)
    browser.cookies[settings.VIEWER_COOKIE_NAME] = token
    return browser.post(reverse("practitioner_portal:join")).status_code


def test_an_account_of_the_same_mailbox_gets_one_more_hat(physio):
    trainer = TrainerFactory(email=physio.email)
    assert verified_join(physio) == 302
    physio.refresh_from_db()
    assert physio.account == trainer
    trainer.refresh_from_db()
    assert (trainer.is_trainer, trainer.is_practitioner) == (True, True)


@pytest.mark.parametrize("why", ["a shared mailbox", "two of one mailbox", "a closed account"])
def test_not_everybody_may_have_one(physio, why):
    if why == "a shared mailbox":
        physio.mailbox_is_shared = True
        physio.save()
    elif why == "two of one mailbox":
        PractitionerFactory(email=physio.email.upper())
    else:
        TrainerFactory(email=physio.email, is_active=False)
    assert verified_join(physio) == 404
    physio.refresh_from_db()
    assert physio.account is None


def test_nobody_joins_without_a_code(physio):
    assert Browser().post(reverse("practitioner_portal:join")).status_code == 302
    assert not User.objects.exists()


def test_it_opens_what_is_shared_with_them_alone(physio):
    own, anothers = ConsentGrantFactory(practitioner=physio), ConsentGrantFactory()
    browser = with_account(physio)
    assert browser.get(reverse("practitioner_portal:record", args=[own.pk])).status_code == 200
    assert browser.get(reverse("practitioner_portal:record", args=[anothers.pk])).status_code == 404
    page = browser.get(reverse("practitioner_portal:list")).content.decode()
    assert own.client.name in page
    assert anothers.client.name not in page


def test_without_a_second_step_it_opens_nothing(physio):
    grant = ConsentGrantFactory(practitioner=physio)
    browser = with_account(physio, second_factor=False)
    for address in (reverse("practitioner_portal:list"), reverse("practitioner_portal:record", args=[grant.pk])):
        assert browser.get(address).url == reverse("mfa_index")


def test_suspended_it_opens_nothing(physio):
    grant = ConsentGrantFactory(practitioner=physio)
    browser = with_account(physio)
    physio.verification = Practitioner.Verification.SUSPENDED
    physio.save()
    assert browser.get(reverse("practitioner_portal:record", args=[grant.pk])).url == reverse(
        "practitioner_portal:enter"
    )


def test_in_another_hat_it_opens_nothing(physio):
    grant = ConsentGrantFactory(practitioner=physio)
    browser = with_account(physio, is_trainer=True)
    shared = reverse("practitioner_portal:record", args=[grant.pk])
    assert browser.get(shared).url == reverse("practitioner_portal:enter")
    browser.post(reverse("accounts:switch_role"), {"role": "practitioner"})
    assert browser.get(shared).status_code == 200


def test_disabled_it_opens_nothing(physio):
    grant = ConsentGrantFactory(practitioner=physio)
    browser = with_account(physio)
    User.objects.filter(pk=physio.account.pk).update(is_active=False)
    assert browser.get(reverse("practitioner_portal:record", args=[grant.pk])).url == reverse(
        "practitioner_portal:enter"
    )
