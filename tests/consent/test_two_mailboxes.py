"""What one mailbox may open, another never inherits: every door from two mailboxes, before and after the client's word."""

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import Guidance
from consent.addresses import accept_address, ask_about_address
from consent.grants import ConsentRequest, DisputedAddressError, QuestionClosedError, ask_for_consent, give
from consent.links import send_share_link
from consent.models import AddressChange, ConsentGrant
from consent.network_changes import tell_of_all_changes
from outbox.delivery import deliver_due
from outbox.models import Message
from practitioners.changes import save_practitioner
from tests.consent.two_mailboxes import DOORS, Mailbox, account_of
from tests.factories.accounts import AdminFactory
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory

OLD, NEW = "dana@clinic.example", "dana@elsewhere.example"


@pytest.fixture
def grant(db) -> ConsentGrant:
    grant = ConsentGrantFactory(practitioner=PractitionerFactory(email=OLD, name="Dana Whitfield"))
    send_share_link(grant)
    deliver_due()
    return grant


@pytest.fixture
def old(grant) -> Mailbox:
    account_of(grant.practitioner)
    mailbox = Mailbox(OLD)
    mailbox.remember(grant.practitioner)
    return mailbox


@pytest.fixture
def new() -> Mailbox:
    return Mailbox(NEW)


def move(grant: ConsentGrant, address: str = NEW) -> None:
    practitioner = grant.practitioner
    practitioner.refresh_from_db()
    practitioner.email = address
    save_practitioner(practitioner)
    grant.refresh_from_db()


def test_a_change_shuts_every_door_of_both_and_the_clients_word_opens_those_of_the_new_one(grant, old, new):
    assert old.open_doors(grant) == set(DOORS)
    move(grant)
    new.remember(grant.practitioner)
    account_of(grant.practitioner)
    assert grant.state == "paused"
    assert old.open_doors(grant) == new.open_doors(grant) == set()
    assert not new.letters(), "nothing was written to it"

    accept_address(grant, address=NEW)
    assert new.open_doors(grant) == set(DOORS)
    assert old.open_doors(grant) == set()
    grant.refresh_from_db()
    assert NEW in grant.wording
    assert OLD in grant.wording


def test_a_typo_put_right_opens_to_the_old_mailbox_again(grant, old, new):
    move(grant)
    assert not old.open_doors(grant)
    move(grant, OLD)
    assert grant.state == "given"
    assert old.open_doors(grant) == set(DOORS)
    assert not new.open_doors(grant)


def test_only_another_way_to_write_the_same_address_changes_nothing(grant, old):
    move(grant, OLD.replace("dana", "Dana"))
    assert grant.state == "given"
    assert not AddressChange.objects.exists()
    assert "account" in old.open_doors(grant)


def test_an_account_that_has_not_proven_its_address_opens_nothing(grant, old):
    grant.practitioner.account.emailaddress_set.update(verified=False)
    assert "account" not in old.open_doors(grant)


def test_the_earlier_mailbox_objects_and_the_new_one_stays_shut(grant, old, new, trainer_of, client):
    admin = AdminFactory()
    move(grant)
    page = old.link_from_mail("consent:dispute_address")
    assert page
    for _scanner in range(3):
        assert client.get(page).status_code == 200
    assert not AddressChange.objects.filter(objected_at__isnull=False).exists()
    client.post(page, {"answer": "wrong"})
    deliver_due()
    told = set(Message.objects.filter(kind="consent.address-disputed", state="sent").values_list("to", flat=True))
    assert told == {admin.email, trainer_of(grant).email}
    for refused in (lambda: accept_address(grant, address=NEW), lambda: ask_about_address(grant)):
        with pytest.raises(DisputedAddressError):
            refused()
    with pytest.raises(DisputedAddressError):
        ask_again(grant)
    assert not new.open_doors(grant)
    client.post(page, {"answer": "right"})
    accept_address(grant, address=NEW)
    assert "code" in new.open_doors(grant)


def test_a_stranger_who_had_the_mistyped_address_objects_to_nothing(grant, old, client):
    move(grant)
    page = old.link_from_mail("consent:dispute_address")
    client.post(page, {"answer": "stranger"})
    assert accept_address(grant, address=NEW).is_live
    client.post(page)
    assert ConsentGrant.objects.get(pk=grant.pk).state == "paused", "any other press objects"


def test_an_objection_shuts_what_the_client_had_opened(grant, old, new, client):
    move(grant)
    accept_address(grant, address=NEW)
    assert "code" in new.open_doors(grant)
    client.post(old.link_from_mail("consent:dispute_address"), {"answer": "wrong"})
    assert not new.open_doors(grant)


@pytest.fixture
def disputed(grant, old, client) -> str:
    """The page on which the earlier mailbox objects, once it has."""
    move(grant)
    page = old.link_from_mail("consent:dispute_address")
    client.post(page, {"answer": "wrong"})
    grant.refresh_from_db()
    return page


def test_a_client_who_knows_of_the_objection_overrules_it(grant, disputed, new):
    assert grant not in ConsentGrant.objects.live()
    witness = grant.client.lead_trainer
    moment = timezone.now()
    accept_address(grant, address=NEW, signed_name="Nora L.", witness=witness, despite_objection=True, now=moment)
    grant.refresh_from_db()
    assert grant.word_on_objection == {
        "overruled_address": NEW,
        "overruled_at": moment,
        "overruled_by": "Nora L.",
        "overruled_witness": witness,
    }
    assert grant in ConsentGrant.objects.live()
    assert "code" in new.open_doors(grant)
    assert f"{NEW} (before: {OLD}). The earlier address had said: this isn't me." in grant.wording


def test_a_client_overrules_for_themselves_alone(grant, disputed):
    other = ConsentGrantFactory(practitioner=grant.practitioner, for_address=OLD)
    accept_address(grant, address=NEW, despite_objection=True)
    assert other in ConsentGrant.objects.paused()
    with pytest.raises(DisputedAddressError):
        ask_again(other)


def test_a_later_objection_shuts_nothing_that_the_client_has_overruled(grant, disputed, new, client):
    accept_address(grant, address=NEW, despite_objection=True)
    client.post(disputed, {"answer": "right"})
    client.post(disputed, {"answer": "wrong"})
    assert grant in ConsentGrant.objects.live()
    assert "code" in new.open_doors(grant)


def test_what_the_client_is_asked_later_is_for_the_address_that_they_confirmed(grant, disputed):
    accept_address(grant, address=NEW, despite_objection=True)
    later = give(ask_again(grant), scopes=["goals"])
    assert later.is_live
    assert later.word_on_objection["overruled_address"] == NEW


def test_overruling_opens_no_third_address(grant, disputed):
    accept_address(grant, address=NEW, despite_objection=True)
    move(grant, "third@elsewhere.example")
    assert grant.state == "paused"
    accept_address(grant, address="third@elsewhere.example")
    grant.refresh_from_db()
    assert not grant.overruled_address
    move(grant, NEW)
    with pytest.raises(DisputedAddressError):
        accept_address(grant, address=NEW)


@pytest.fixture
def trainer_of():
    return lambda grant: grant.client.lead_trainer


def ask_again(grant: ConsentGrant) -> ConsentGrant:
    grant.practitioner.refresh_from_db()
    return ask_for_consent(
        grant.client,
        ConsentRequest(
            practitioner=grant.practitioner, purpose="care", scopes=["goals"], trainer=grant.client.lead_trainer
        ),
    )


def test_the_client_accepts_the_address_that_they_were_shown_and_no_later_one(grant, old):
    move(grant)
    move(grant, "third@elsewhere.example")
    with pytest.raises(QuestionClosedError):
        accept_address(grant, address=NEW)
    assert grant.state == "paused"


def test_a_yes_to_a_question_asked_before_the_change_is_for_the_address_that_it_named(grant, new):
    question = ConsentGrantFactory(client=grant.client, practitioner=PractitionerFactory(email=OLD), given_at=None)
    move(question)
    given = give(question, scopes=["goals"])
    assert given.state == "paused"
    assert not new.letters()


def test_a_mail_that_waits_for_the_new_address_is_not_sent(grant, new):
    send_share_link(grant)
    Message.objects.filter(kind="consent.shared", state="waiting").update(to=NEW)
    move(grant)
    deliver_due()
    assert not new.letters()


def test_the_sweep_tells_of_a_change_that_came_in_a_way_nobody_thought_of(grant, old):
    type(grant.practitioner).objects.filter(pk=grant.practitioner_id).update(email=NEW)
    assert not old.letters("The network has another e-mail address")
    tell_of_all_changes()
    tell_of_all_changes()
    assert len(old.letters("The network has another e-mail address")) == 1


def test_a_change_that_comes_again_is_told_again(grant, old):
    for address in (NEW, OLD, NEW):
        move(grant, address)
    assert len(old.letters("The network has another e-mail address")) == 2


def test_donts_stay_in_force_for_the_trainer(grant):
    dont = GuidanceFactory(client=grant.client, practitioner=grant.practitioner, kind="dont")
    move(grant)
    assert dont in Guidance.objects.in_force(dont.starts_on)


def test_nothing_of_the_pause_is_told_at_the_new_address_by_hand(grant, new, trainer_of, client):
    """The trainer's "send a new link" sends none while it is paused."""
    move(grant)
    client.force_login(trainer_of(grant), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("consent:resend_link", args=[grant.client_id, grant.pk]))
    assert not new.letters()
