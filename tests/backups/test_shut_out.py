"""A restored backup lets nobody in who was shut out after it was made: accounts, practitioners, mailboxes, covers."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.identity import change_address, change_roles, let_in_again
from accounts.models import AccountEvent, User
from accounts.roles import Role
from accounts.second_factor import parts_of_second_step
from api.models import ApiToken
from api.tokens import live_tokens, make_token, revoke_token
from backups.endings import apply_endings
from clients.access import end_cover, give_cover
from clients.addresses import change_client
from clients.deactivation import close_account, open_account
from clients.handover import accept, ask_to_take_over, confirm
from clients.lifecycle import disown_address
from clients.models import AccessEvent, Client, ClientUserObjectPermission, Transfer
from consent.links import revoke_share_links, send_share_link
from consent.models import ConsentGrant, ShareLink
from consent.network_changes import object_to_address, take_back_objection
from consent.states import GrantState
from practitioners.changes import save_practitioner
from practitioners.models import Practitioner
from referrals.incoming import disown, refuse
from referrals.models import IncomingReferral
from sessions_log.feed import end_feed, end_own_feed, find_feed, find_own_feed, make_feed, make_own_feed
from sessions_log.models import CalendarFeed, OwnCalendarFeed
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.referrals import IncomingReferralFactory, RequestedFactory
from tests.factories.webhooks import WebhookFactory
from web.endings import endings_since, keep_ending, mark, path_of_endings
from webhooks.models import Webhook
from webhooks.registration import end_webhook

SUSPENDED, VERIFIED = Practitioner.Verification.SUSPENDED, Practitioner.Verification.VERIFIED


@pytest.fixture
def before(db):
    """How far the file had come when the backup was made."""
    return mark()


def restored(before):
    """What a restore does with what the file tells; and that doing it twice changes nothing more."""
    changed = apply_endings(endings_since(before), now=timezone.now()).shut_out
    assert apply_endings(endings_since(before), now=timezone.now()).shut_out == 0, "twice changes nothing"
    return changed


# --- accounts -----------------------------------------------------------------------------


def account_line(user, what, detail=""):
    keep_ending(f"account-{what}", user.pk, detail, now=timezone.now())


def test_every_shutting_out_of_an_account_leaves_a_line(before):
    trainer, admin = TrainerFactory(), AdminFactory()
    change_roles(trainer, roles=[Role.TRAINER, Role.ADMIN], by=admin)
    change_roles(trainer, roles=[Role.TRAINER], by=admin)
    close_account(trainer, by=admin, reason="Left", otherwise=None)
    open_account(trainer, by=admin, reason="Came back")
    change_address(trainer, email="new@people.example", by=admin)
    told = [(ending.what, ending.key == trainer.pk) for ending in endings_since(before)]
    whats = ["role-given", "role-taken", "closed", "opened", "address"]
    assert told == [(f"account-{what}", True) for what in whats]
    assert "new@" not in path_of_endings().read_text()


def test_a_closed_account_is_closed_again(before):
    trainer = TrainerFactory()
    account_line(trainer, "closed")
    assert restored(before) == 1
    trainer.refresh_from_db()
    assert not trainer.is_active
    assert AccountEvent.objects.filter(user=trainer, what="closed", by=None).exclude(reason="").count() == 1


def test_one_that_was_opened_again_stays_open(before):
    trainer = TrainerFactory()
    account_line(trainer, "closed")
    account_line(trainer, "opened")
    assert restored(before) == 0


def test_an_account_that_an_admin_opens_after_the_restore_stays_open(before):
    trainer = TrainerFactory()
    account_line(trainer, "closed")
    restored(before)
    open_account(trainer, by=AdminFactory(), reason="Here again")
    assert restored(before) == 0
    assert User.objects.get(pk=trainer.pk).is_active


def test_a_role_that_was_taken_is_taken_again(before):
    admin = AdminFactory(is_trainer=True)
    account_line(admin, "role-taken", "admin")
    assert restored(before) == 1
    admin.refresh_from_db()
    assert (admin.is_network_admin, admin.is_trainer) == (False, True)


def test_a_password_that_was_changed_opens_nothing_again(before):
    trainer = TrainerFactory(password="known-to-somebody-7")
    account_line(trainer, "password")
    assert restored(before) == 1
    assert not User.objects.get(pk=trainer.pk).has_usable_password()


def test_a_stop_goes_on_as_long_as_it_was_to_last(before):
    trainer = TrainerFactory()
    account_line(trainer, "stopped")
    assert restored(before) == 1
    until = User.objects.get(pk=trainer.pk).stopped_until
    assert timedelta(days=6) < until - timezone.now() <= timedelta(days=7)


def test_the_mailbox_from_before_does_not_let_in_where_no_second_step_does(before):
    trainer = TrainerFactory(email="left@people.example", second_factor=False)
    account_line(trainer, "address", "0123456789abcdef")
    assert restored(before) == 1
    assert User.objects.get(pk=trainer.pk).is_stopped()


def test_parts_of_a_second_step_are_removed_again_and_no_later_ones(before):
    trainer = TrainerFactory()
    lost = Authenticator.objects.get(user=trainer)
    let_in_again(trainer, by=AdminFactory(), reason="Lost the phone")
    Authenticator.objects.bulk_create([lost])
    assert parts_of_second_step(trainer)
    assert restored(before) == 1
    assert not parts_of_second_step(trainer)
    lost.created_at = timezone.now()
    Authenticator.objects.bulk_create([lost])
    assert restored(before) == 0, "the same key, set up since"


# --- practitioners ------------------------------------------------------------------------


def set_standing(practitioner, standing):
    practitioner.verification = standing
    save_practitioner(practitioner)


def test_a_suspended_practitioner_is_suspended_again(before):
    grant = ConsentGrantFactory()
    practitioner = grant.practitioner
    set_standing(practitioner, SUSPENDED)
    Practitioner.objects.filter(pk=practitioner.pk).update(verification=VERIFIED, suspended_at=None)
    assert ConsentGrant.objects.live().exists()
    assert restored(before) == 1
    assert not ConsentGrant.objects.live().exists()
    assert Practitioner.objects.get(pk=practitioner.pk).verification == SUSPENDED


def test_one_who_was_taken_in_again_stays(before):
    practitioner = PractitionerFactory(verification=VERIFIED)
    set_standing(practitioner, SUSPENDED)
    set_standing(practitioner, VERIFIED)
    assert restored(before) == 0


def test_a_mailbox_that_a_practitioner_left_opens_nothing_before_somebody_confirms(before):
    grant = ConsentGrantFactory()
    practitioner, left = grant.practitioner, grant.practitioner.email
    practitioner.email = "elsewhere@clinic.example"
    save_practitioner(practitioner)
    Practitioner.objects.filter(pk=practitioner.pk).update(email=left)
    assert ConsentGrant.objects.live().exists()
    assert restored(before) == 1
    assert ConsentGrant.objects.get(pk=grant.pk).state == GrantState.UNCONFIRMED
    assert "clinic.example" not in path_of_endings().read_text()


def test_a_change_that_was_put_right_leaves_the_mailbox_as_it_is(before):
    grant = ConsentGrantFactory()
    practitioner, theirs = grant.practitioner, grant.practitioner.email
    for address in ("elsewhere@clinic.example", theirs):
        practitioner.email = address
        save_practitioner(practitioner)
    assert restored(before) == 0
    assert ConsentGrant.objects.live().get() == grant


def disputed(grant):
    """The change that the mailbox from before objects to."""
    practitioner = grant.practitioner
    practitioner.email = "thief@clinic.example"
    save_practitioner(practitioner)
    change = practitioner.address_changes.get()
    object_to_address(change)
    return change


def test_a_disputed_address_is_disputed_again(before):
    change = disputed(ConsentGrantFactory())
    Practitioner.objects.update(disowned_address="")
    assert restored(before) == 1
    assert Practitioner.objects.get(pk=change.practitioner_id).address_is_disputed


def test_an_objection_that_was_taken_back_is_none(before):
    change = disputed(ConsentGrantFactory())
    take_back_objection(change)
    assert restored(before) == 0


# --- clients' records ---------------------------------------------------------------------


def test_a_mailbox_that_the_client_left_opens_nothing_again(before):
    client = ClientFactory(email="left@home.example")
    client.email = "new@home.example"
    change_client(client)
    left = {"email": "left@home.example", "confirmed_address": "left@home.example", "confirmed_at": timezone.now()}
    Client.objects.filter(pk=client.pk).update(**left)
    assert Client.objects.get(pk=client.pk).has_proven_mailbox
    assert restored(before) == 1
    client.refresh_from_db()
    assert client.is_shut
    assert AccessEvent.objects.filter(client_id=client.pk, action="backups:shut_out").count() == 1
    assert "home.example" not in path_of_endings().read_text()


def test_a_cover_that_was_ended_early_is_ended_again(before):
    client, cover, now = ClientFactory(), TrainerFactory(), timezone.now()
    give_cover(client, cover, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=9))
    right = ClientUserObjectPermission.objects.get(user=cover)
    end_cover(client, right.pk)
    give_cover(client, cover, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=9))
    assert restored(before) == 1
    assert not Client.objects.visible_to(cover).exists()


def test_a_handover_is_made_again(before, django_capture_on_commit_callbacks):
    client, new = ClientFactory(), TrainerFactory()
    former = client.lead_trainer
    transfer = ask_to_take_over(client, new, reason=Transfer.Reason.LEFT)
    accept(transfer)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(Transfer.objects.get(pk=transfer.pk))
    Client.objects.filter(pk=client.pk).update(lead_trainer=former)
    ClientUserObjectPermission.objects.filter(user=new).update(user=former)
    assert restored(before) == 1
    assert not Client.objects.visible_to(former).exists()
    assert Client.objects.visible_to(new).get() == client


def test_a_mailbox_that_is_not_the_clients_gets_no_mail_again(before):
    client = ClientFactory(confirmed_address="", confirmed_at=None)
    disown_address(client)
    Client.objects.update(status=Client.Status.ACTIVE)
    assert restored(before) == 1
    assert Client.objects.get(pk=client.pk).status == Client.Status.NOT_ME
    Client.objects.update(status=Client.Status.ACTIVE, email="new@home.example")
    assert restored(before) == 0, "another mailbox has said nothing"


@pytest.mark.parametrize(
    ("factory", "end"),
    [(IncomingReferralFactory, refuse), (IncomingReferralFactory, disown), (RequestedFactory, refuse)],
)
def test_a_suggestion_that_the_client_refused_is_refused_again(before, factory, end):
    incoming = factory()
    earlier = IncomingReferral.objects.filter(pk=incoming.pk).values().get()
    end(incoming)
    ended = IncomingReferral.objects.get(pk=incoming.pk)
    IncomingReferral.objects.filter(pk=incoming.pk).update(**earlier)
    assert restored(before) == 1
    again = IncomingReferral.objects.get(pk=incoming.pk)
    assert (again.status, again.not_me_at, again.email) == (ended.status, ended.not_me_at, "")


# --- what opens by a secret alone ---------------------------------------------------------


def test_a_token_that_was_revoked_is_revoked_again(before):
    trainer, in_a_month = TrainerFactory(), timezone.now() + timedelta(days=30)
    token, _secret = make_token(trainer, name="Sheets", scope="read", expires_at=in_a_month)
    make_token(trainer, name="Another", scope="read", expires_at=in_a_month)
    revoke_token(token, by=trainer)
    ApiToken.objects.update(revoked_at=None)
    assert restored(before) == 1
    assert [live.name for live in live_tokens()] == ["Another"]


def test_a_webhook_that_ended_ends_again(before):
    webhook, other = WebhookFactory.create_batch(2)
    earlier = Webhook.objects.filter(pk=webhook.pk).values().get()
    end_webhook(webhook, by=webhook.trainer)
    Webhook.objects.filter(pk=webhook.pk).update(**earlier)
    assert restored(before) == 1
    assert list(Webhook.objects.on()) == [other]


def test_a_link_that_was_revoked_opens_nothing_again_and_a_later_one_does(before):
    grant = ConsentGrantFactory()
    send_share_link(grant)
    revoke_share_links(grant)
    ShareLink.objects.update(revoked_at=None)
    assert restored(before) == 1
    assert not ShareLink.objects.filter(revoked_at=None).exists()
    send_share_link(grant)
    assert restored(before) == 0
    assert ShareLink.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("again", [False, True])
def test_a_calendars_address_that_was_ended_or_replaced_opens_nothing_again(before, again):
    trainer, client, now = TrainerFactory(), ClientFactory(), timezone.now()
    account = TrainerFactory()
    tokens = make_feed(trainer, now=now), make_own_feed(client, account, now=now)
    earlier = [model.objects.values().get() for model in (CalendarFeed, OwnCalendarFeed)]
    if again:
        make_feed(trainer, now=timezone.now())
        make_own_feed(client, account, now=timezone.now())
    else:
        end_feed(trainer, by=trainer)
        end_own_feed(client, by=account)
    for model, row in zip((CalendarFeed, OwnCalendarFeed), earlier, strict=True):
        model.objects.all().delete()
        model.objects.create(**row)
    assert restored(before) == 2
    assert find_feed(tokens[0], now=now) is None
    assert find_own_feed(tokens[1], now=now) is None


def test_an_address_that_was_made_since_opens(before):
    token = make_feed(trainer := TrainerFactory(), now=timezone.now())
    assert restored(before) == 0
    assert find_feed(token, now=timezone.now()).trainer == trainer
