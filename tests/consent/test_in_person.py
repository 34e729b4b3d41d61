"""The client answers on the trainer's device: a typed name, a witness, a receipt, and the device goes back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover, make_lead
from clients.models import AccessEvent, Client
from consent.kiosk import HANDED_OVER
from consent.models import ConsentGrant
from outbox.delivery import deliver_due
from tests.clients.test_handover import PASSWORD
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.referrals import AttemptFactory, ReferralFactory
from web.keys import uuid7

SCOPES = ["goals", "attendance"]


@pytest.fixture
def grant(care_client) -> ConsentGrant:
    return ConsentGrantFactory(client=care_client, given_at=None, scopes=SCOPES)


@pytest.fixture
def proven(trainer, trainer_browser) -> Browser:
    """The trainer's browser, just after proving who they are."""
    trainer.set_password(PASSWORD)
    trainer.save()
    trainer_browser.force_login(trainer, backend="allauth.account.auth_backends.AuthenticationBackend")
    trainer_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return trainer_browser


@pytest.fixture
def handed_over(grant, proven) -> Browser:
    page = reverse("consent:hand_over", args=[grant.client_id, grant.pk])
    assert proven.post(page).url == reverse("consent:in_person")
    return proven


def agrees(browser, **typed):
    return browser.post(reverse("consent:in_person_agree"), {"scopes": ["goals"], "signed_name": "Nora L."} | typed)


def another_leads(client: Client, *, earlier_covers: bool) -> None:
    """Another trainer takes the client over; the earlier one stays as cover, or has no right any more."""
    earlier, client.lead_trainer = client.lead_trainer, TrainerFactory()
    client.save()
    make_lead(client, client.lead_trainer)
    if earlier_covers:
        now = timezone.now()
        give_cover(client, earlier, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1))


def test_handing_over_asks_who_one_is(grant, trainer_browser):
    response = trainer_browser.post(reverse("consent:hand_over", args=[grant.client_id, grant.pk]))
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert HANDED_OVER not in trainer_browser.session


def test_a_yes_keeps_the_name_the_witness_and_the_words(handed_over, grant, trainer, mailoutbox):
    assert "checked" not in handed_over.get(reverse("consent:in_person")).content.decode()
    assert agrees(handed_over).status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.how_given, grant.answered_name, grant.witness) == (
        "given",
        "in-person",
        "Nora L.",
        trainer,
    )
    assert grant.scopes_given == ["goals"]
    assert "[x] Your goals" in grant.wording
    page = handed_over.get(reverse("consent:in_person")).content.decode()
    assert "hand the device back" in page
    deliver_due()
    assert [mail.to for mail in mailoutbox] == [[grant.client.email], [grant.practitioner.email]]
    event = AccessEvent.objects.filter(client_id=grant.client_id, action="consent:agree").get()
    assert (event.actor_kind, event.through_kind, event.through_id) == ("client", "witness", str(trainer.pk))


@pytest.mark.parametrize(
    "typed",
    [{"signed_name": ""}, {"signed_name": "  "}, {"scopes": []}, {"signed_name": "x" * 121}, {"scopes": ["benefits"]}],
)
def test_an_answer_that_can_not_be_taken_stays_typed(typed, handed_over, grant):
    response = agrees(handed_over, **typed)
    assert response.status_code == 422
    page = response.content.decode()
    if "scopes" in typed:
        assert "Nora L." in page
    else:
        assert page.count(" checked") == 1
    grant.refresh_from_db()
    assert grant.state == "requested"


def test_a_no_is_as_easy_and_confirms_nobody(care_client, handed_over, grant):
    Client.objects.filter(pk=care_client.pk).update(confirmed_at=None, confirmed_address="")
    handed_over.post(reverse("consent:in_person_decline"))
    grant.refresh_from_db()
    care_client.refresh_from_db()
    assert grant.state == "declined"
    assert care_client.confirmed_at is None


def test_the_device_goes_back_to_who_proves_to_be_the_trainer(handed_over, grant):
    agrees(handed_over)
    back = reverse("consent:take_back")
    assert handed_over.post(back).url.startswith(reverse("account_reauthenticate")), (
        "what was proven before is not enough"
    )
    handed_over.post(reverse("account_reauthenticate"), {"password": "not the password"})
    assert HANDED_OVER in handed_over.session
    handed_over.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert handed_over.post(back).url == reverse("consent:consent_detail", args=[grant.client_id, grant.pk])
    page = handed_over.get(reverse("consent:consent_detail", args=[grant.client_id, grant.pk])).content.decode()
    assert "Signed by Nora L. in person" in page


def test_signing_out_ends_it(handed_over):
    handed_over.post(reverse("account_logout"))
    assert handed_over.get(reverse("today")).status_code == 302
    assert HANDED_OVER not in handed_over.session


def test_a_question_that_is_closed_is_not_handed_over(trainer_browser, care_client):
    given = ConsentGrantFactory(client=care_client)
    page = reverse("consent:hand_over", args=[care_client.pk, given.pk])
    assert trainer_browser.post(page).url == reverse("consent:consent_detail", args=[care_client.pk, given.pk])
    assert HANDED_OVER not in trainer_browser.session


def test_an_answer_by_mail_meanwhile_stands(handed_over, grant):
    ConsentGrant.objects.filter(pk=grant.pk).update(declined_at=timezone.now())
    assert agrees(handed_over).status_code == 302
    grant.refresh_from_db()
    assert grant.state == "declined"


def test_the_database_knows_no_unsigned_yes_in_person(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentGrantFactory(how_given="in-person")


def test_a_client_without_e_mail_is_asked_here_alone(trainer, trainer_browser, mailoutbox):
    client = ClientFactory(lead_trainer=trainer, email="", confirmed_at=None)
    ask = reverse("consent:ask_consent", args=[client.pk])
    page = trainer_browser.get(ask).content.decode()
    assert "Ask here, on this device" in page
    assert "Ask by mail" not in page
    typed = {
        "key": uuid7(),
        "practitioner": PractitionerFactory().pk,
        "scopes": SCOPES,
        "last_day": f"{timezone.localdate():%Y-%m-%d}",
    }
    assert trainer_browser.post(ask, typed).status_code == 302
    assert ConsentGrant.objects.get(client=client).state == "requested"
    deliver_due()
    assert not mailoutbox


def test_a_yes_in_person_confirms_the_client_and_no_mailbox(handed_over, grant, care_client):
    Client.objects.filter(pk=care_client.pk).update(confirmed_at=None, confirmed_address="")
    agrees(handed_over)
    care_client.refresh_from_db()
    assert care_client.confirmed_at
    assert not care_client.has_proven_mailbox
    assert care_client.account is None, "nobody has shown yet that the mailbox is theirs"


def test_words_about_somebody_else_are_not_left_for_the_client(trainer, grant, proven):
    other = ClientFactory(lead_trainer=trainer)
    typed = {
        "key": uuid7(),
        "practitioner": PractitionerFactory().pk,
        "scopes": SCOPES,
        "last_day": f"{timezone.localdate():%Y-%m-%d}",
    }
    proven.post(reverse("consent:ask_consent", args=[other.pk]), typed)  # its message is still to be told
    proven.post(reverse("consent:hand_over", args=[grant.client_id, grant.pk]))
    assert "Asked." not in proven.get(reverse("consent:in_person")).content.decode()


def test_a_referral_that_waits_for_consent_leads_to_the_question(care_client, trainer_browser, grant):
    attempt = AttemptFactory(
        referral=ReferralFactory(client=care_client), practitioner=grant.practitioner, grant=grant, status="draft"
    )
    page = trainer_browser.get(reverse("referrals:detail", args=[care_client.pk, attempt.pk])).content.decode()
    assert reverse("consent:consent_detail", args=[care_client.pk, grant.pk]) in page


@pytest.mark.parametrize(("covers", "status"), [(True, 403), (False, 404)])
def test_who_leads_no_more_gets_no_answer(handed_over, grant, covers, status):
    another_leads(grant.client, earlier_covers=covers)
    shown = handed_over.get(reverse("consent:in_person"))
    assert shown.status_code == status
    assert grant.practitioner.name not in shown.content.decode()
    assert agrees(handed_over).status_code == status
    grant.refresh_from_db()
    assert grant.state == "requested"


def test_a_consent_of_another_client_is_not_asked_on_the_device(handed_over, grant, trainer):
    another = ConsentGrantFactory(client=ClientFactory(lead_trainer=trainer), given_at=None, scopes=SCOPES)
    session = handed_over.session
    session[HANDED_OVER] |= {"grant": str(another.pk)}
    session.save()
    assert handed_over.get(reverse("consent:in_person")).status_code == 404
    assert agrees(handed_over).status_code == 404
    another.refresh_from_db()
    assert another.state == "requested"
