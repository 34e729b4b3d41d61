"""Keys are changed while everybody stays signed in, and the old ones can go afterwards."""

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.mailbox_counts import count_mail
from accounts.models import MailboxCount
from backups.models import Restore
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.sealing import unseal, unseal_secrets
from tests.accounts.signing_in import sign_in
from tests.factories.accounts import TOTP_SECRET, TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.webhooks import WebhookFactory
from web.keys import mailbox_pseudonym
from web.mailbox_links import mailbox_token, read_mailbox_token
from workspace.mail import stop_token

pytestmark = pytest.mark.django_db
NEW = "a-new-key-of-forty-characters-or-more-0123456789"


def rotate(settings) -> None:
    """The first half of docs/security.md's steps: new keys in front, old ones still taken."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW
    settings.SEAL_KEYS = [Fernet.generate_key().decode(), *settings.SEAL_KEYS]


def finish(settings) -> None:
    """The second half: what was sealed is sealed anew, and the old keys go."""
    call_command("reseal")
    settings.SECRET_KEY_FALLBACKS = []
    settings.SEAL_KEYS = settings.SEAL_KEYS[:1]


def test_who_is_signed_in_stays_so_through_all_of_it(settings):
    trainer, browser = TrainerFactory(), Browser()
    sign_in(browser, trainer.email)
    rotate(settings)
    assert browser.get(reverse("today")).status_code == 200
    finish(settings)
    assert browser.get(reverse("today")).status_code == 200, "the session was written anew with the new key"


def test_who_was_away_meanwhile_signs_in_again_and_their_second_step_opens(settings):
    trainer = TrainerFactory()
    rotate(settings)
    finish(settings)
    browser = Browser()
    sign_in(browser, trainer.email)
    assert browser.get(reverse("today")).status_code == 200


def test_a_link_that_was_mailed_before_still_opens(settings):
    trainer = TrainerFactory()
    stop, in_mail = stop_token(trainer), mailbox_token(trainer.pk, trainer.email, what_for="test")
    rotate(settings)
    assert Browser().get(reverse("workspace:stop_from_mail", args=[stop])).status_code == 200
    link = read_mailbox_token(in_mail, what_for="test")
    assert link is not None
    assert link.went_to(trainer.email), "the mailbox has the same name"


def test_counts_stops_and_phones_go_by_the_same_names_afterwards(settings):
    before = mailbox_pseudonym("ana@clinic.example")
    count_mail("ana@clinic.example", is_known=False)
    rotate(settings)
    finish(settings)
    assert mailbox_pseudonym("ana@clinic.example") == before
    count_mail("ana@clinic.example", is_known=False)
    assert len(MailboxCount.objects.get().strangers) == 2


def test_what_was_sealed_is_sealed_anew_and_the_old_key_opens_nothing(settings):
    client, trainer, webhook = ClientFactory(), TrainerFactory(), WebhookFactory()
    enqueue("clients.welcome", to=client.email, dedupe_key="k", subject_id=client.pk, secrets={"token": "t0k3n"})
    old = settings.SEAL_KEYS[:]
    rotate(settings)
    finish(settings)
    message = Message.objects.get(dedupe_key="k")
    assert unseal_secrets(message.sealed_secrets) == {"token": "t0k3n"}
    secret = Authenticator.objects.get(user=trainer, type="totp").data["secret"]
    assert unseal(secret) == TOTP_SECRET
    webhook.refresh_from_db()
    assert unseal(webhook.sealed_secret).startswith("whsec_")
    settings.SEAL_KEYS = old
    with pytest.raises(InvalidToken):
        unseal(secret)


def test_done_twice_it_finds_nothing(settings, capsys):
    TrainerFactory()
    rotate(settings)
    call_command("reseal")
    capsys.readouterr()
    call_command("reseal")
    assert "0 second steps" in capsys.readouterr().out


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(settings):
    trainer = TrainerFactory()
    before = Authenticator.objects.get(user=trainer, type="totp").data
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="Put the key of then back"):
        call_command("reseal")
    assert Authenticator.objects.get(user=trainer, type="totp").data == before


def test_a_restore_stays_genuine_and_a_forged_one_forged(settings):
    now = timezone.now()
    real, forged = (Restore(made_at=now, restored_at=now, backup="x", lost_events=0) for _row in range(2))
    real.seal, forged.seal = real.sealed(), "0" * 64
    real.save()
    forged.save()
    rotate(settings)
    assert real.is_genuine
    finish(settings)
    real.refresh_from_db()
    forged.refresh_from_db()
    assert real.is_genuine
    assert not forged.is_genuine


def test_without_the_fallback_the_old_key_signs_nothing(settings):
    signed = signing.dumps("x", salt="s")
    rotate(settings)
    assert signing.loads(signed, salt="s") == "x"
    finish(settings)
    with pytest.raises(signing.BadSignature):
        signing.loads(signed, salt="s")
