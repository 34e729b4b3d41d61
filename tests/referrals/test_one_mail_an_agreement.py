"""One agreement of a client brings the practitioner one mail: the referral's own, where the consent is to a referral."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consent import answering
from consent.links import find_share_link, opens
from consent.models import ConsentGrant, Scope
from consent.renewals import renewal_of
from outbox.models import Message
from outbox.sealing import unseal_secrets
from referrals.mail import write_referred
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AttemptFactory
from tests.referrals.lives import attempt_at


@pytest.fixture
def attempt(db):
    return attempt_at("draft")


def mails_to(practitioner):
    return list(Message.objects.filter(to=practitioner.email))


def test_the_referrals_own_mail_is_the_only_one_and_opens_it(client, attempt):
    answering.agree(attempt.grant, scopes=[Scope.REFERRAL, Scope.CONTACT], link=None)
    [mail] = mails_to(attempt.practitioner)
    assert mail.kind == "referrals.referred"
    token = unseal_secrets(mail.sealed_secrets)["token"]
    link = find_share_link(token)
    assert link
    assert opens(link)
    assert link.subject_id == attempt.pk
    assert client.get(reverse("practitioner_portal:open_link", args=[token])).status_code == 200
    content = write_referred(mail, {"token": token})
    assert content
    assert reverse("practitioner_portal:open_link", args=[token]) in content.actions[0][1]
    assert reverse("practitioner_portal:enter") in content.after[0]


def test_each_referral_that_waited_for_it_has_a_mail_of_its_own(attempt):
    client = attempt.referral.client
    other = AttemptFactory(
        status="draft", referral__client=client, practitioner=attempt.practitioner, grant=attempt.grant
    )
    answering.agree(attempt.grant, scopes=[Scope.REFERRAL], link=None)
    assert {mail.subject_id for mail in mails_to(attempt.practitioner)} == {attempt.pk, other.pk}


def test_where_nothing_new_is_sent_the_new_link_still_comes(db):
    """Going on with a referral's consent ends the links of the one before."""
    attempt = attempt_at("accepted")
    ConsentGrant.objects.filter(pk=attempt.grant_id).update(ends_at=timezone.now() + timedelta(days=10))
    question = renewal_of(ConsentGrant.objects.get(pk=attempt.grant_id), by_mail=False)
    answering.agree(question, scopes=[Scope.REFERRAL], link=None)
    assert [mail.kind for mail in mails_to(attempt.practitioner)] == ["consent.shared"]


def test_a_consent_to_care_brings_its_link(db):
    grant = ConsentGrantFactory(given_at=None, scopes=[Scope.GOALS])
    answering.agree(grant, scopes=[Scope.GOALS], link=None)
    assert [mail.kind for mail in mails_to(grant.practitioner)] == ["consent.shared"]
