"""A consent's life: asked for, given or declined, replaced, withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.access_log import Actor
from clients.models import Client, ClientLink
from consent.ending import end_sharing
from consent.grants import (
    ConsentError,
    ConsentRequest,
    DeclinedLatelyError,
    NothingTickedError,
    QuestionClosedError,
    ask_for_consent,
    decline,
    give,
)
from consent.models import ConsentGrant, Scope, ShareLink
from outbox.models import Message
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import PractitionerFactory
from web.keys import uuid7
from web.zones import today_in

ASKED = [Scope.ATTENDANCE, Scope.GOALS]


@pytest.fixture
def practitioner(db):
    return PractitionerFactory()


def ask(client, practitioner, **changes):
    wanted = {"purpose": "care", "scopes": ASKED, "trainer": client.lead_trainer} | changes
    return ask_for_consent(client, ConsentRequest(practitioner=practitioner, **wanted))


def mails(kind):
    return Message.objects.filter(kind=kind, state="waiting")


def test_asking_opens_nothing_and_mails_the_client_once(care_client, practitioner):
    key = uuid7()
    grant = ask(care_client, practitioner, key=key)
    assert ask(care_client, practitioner, key=key) == grant
    assert grant.state == "requested"
    assert not ConsentGrant.objects.live().exists()
    assert mails("consent.asked").get().to == care_client.email
    assert not ShareLink.objects.exists()


def test_it_lasts_ninety_days_unless_told_and_a_year_at_most(care_client, practitioner):
    today = today_in(care_client.time_zone, timezone.now())
    assert ask(care_client, practitioner).last_day == today + timedelta(days=90)
    assert ask(care_client, practitioner, last_day=today + timedelta(days=365)).last_day == today + timedelta(days=365)
    for day in (today + timedelta(days=366), today - timedelta(days=1)):
        with pytest.raises(ConsentError):
            ask(care_client, practitioner, last_day=day)


def test_there_has_to_be_something_to_share_and_somebody_to_share_with(care_client, practitioner):
    with pytest.raises(ConsentError):
        ask(care_client, practitioner, scopes=[])
    with pytest.raises(ConsentError):
        ask(care_client, PractitionerFactory(verification="suspended"))
    Client.objects.filter(pk=care_client.pk).update(status="not-me")
    care_client.refresh_from_db()
    with pytest.raises(ConsentError):
        ask(care_client, practitioner)


def test_asking_again_replaces_the_open_question(care_client, practitioner):
    first = ask(care_client, practitioner)
    second = ask(care_client, practitioner, scopes=[Scope.HOMEWORK])
    first.refresh_from_db()
    assert first.state == "replaced"
    with pytest.raises(QuestionClosedError):
        give(first, scopes=ASKED)
    assert give(second, scopes=[Scope.HOMEWORK]).state == "given"


def test_a_question_for_a_referral_always_asks_for_the_referral(care_client, practitioner):
    grant = ask(care_client, practitioner, purpose="referral", scopes=[Scope.GOALS])
    assert {row.scope for row in grant.scopes.all()} == {Scope.GOALS, Scope.REFERRAL}


def test_a_referral_is_given_with_itself_or_not_at_all(care_client, practitioner):
    grant = ask(care_client, practitioner, purpose="referral", scopes=[Scope.CONTACT])
    with pytest.raises(NothingTickedError):
        give(grant, scopes=[Scope.CONTACT])
    assert give(grant, scopes=[Scope.REFERRAL]).state == "given"


def test_giving_opens_what_was_ticked_and_keeps_the_words(practitioner):
    client = ClientFactory(confirmed_at=None)
    grant = ask(client, practitioner)
    given = give(grant, scopes=[Scope.GOALS])
    assert ConsentGrant.objects.live().get() == given
    assert {row.scope for row in given.scopes.filter(is_given=True)} == {Scope.GOALS}
    assert "Your goals" in given.wording
    assert "Which sessions" not in given.wording
    assert practitioner.name in given.wording
    assert given.wording_version
    client.refresh_from_db()
    assert client.confirmed_at == given.given_at
    assert mails("consent.receipt").get().to == client.email
    assert mails("consent.shared").get().to == practitioner.email


def test_giving_twice_changes_nothing(care_client, practitioner):
    grant = ask(care_client, practitioner)
    first = give(grant, scopes=[Scope.GOALS])
    second = give(grant, scopes=ASKED)
    assert second.given_at == first.given_at
    assert second.scopes.filter(is_given=True).count() == 1
    assert Message.objects.filter(kind="consent.receipt").count() == 1
    assert ShareLink.objects.count() == 1


@pytest.mark.parametrize("scopes", [[], [Scope.BENEFITS], [Scope.GOALS, Scope.BENEFITS], ["everything"]])
def test_only_what_was_asked_for_can_be_given(care_client, practitioner, scopes):
    grant = ask(care_client, practitioner)
    with pytest.raises(NothingTickedError):
        give(grant, scopes=scopes)
    grant.refresh_from_db()
    assert grant.state == "requested"
    assert not Message.objects.filter(kind="consent.receipt").exists()


def test_giving_anew_replaces_what_was_given_and_its_links(care_client, practitioner):
    older = give(ask(care_client, practitioner), scopes=ASKED)
    newer = give(ask(care_client, practitioner), scopes=[Scope.GOALS])
    older.refresh_from_db()
    assert older.state == "replaced"
    assert ConsentGrant.objects.live().get() == newer
    assert ShareLink.objects.get(grant=older).revoked_at
    assert mails("consent.shared").get().subject_id == newer.pk
    receipts = ClientLink.objects.filter(purpose="withdraw")
    assert [link.subject_id for link in receipts] == [newer.pk, newer.pk]


def test_after_a_no_the_client_is_left_in_peace_for_thirty_days(care_client, practitioner):
    grant = decline(ask(care_client, practitioner))
    assert decline(grant).declined_at == grant.declined_at
    with pytest.raises(QuestionClosedError):
        give(grant, scopes=ASKED)
    with pytest.raises(DeclinedLatelyError):
        ask(care_client, practitioner)
    ask(care_client, PractitionerFactory())
    ask(care_client, practitioner, client_wants=True)
    ConsentGrant.objects.filter(pk=grant.pk).update(declined_at=timezone.now() - timedelta(days=31))
    assert ask(care_client, practitioner).state == "requested"


def test_a_question_can_be_answered_until_its_last_day_is_over(care_client, practitioner):
    grant = ask(care_client, practitioner)
    ConsentGrant.objects.filter(pk=grant.pk).update(ends_at=timezone.now())
    with pytest.raises(QuestionClosedError):
        give(grant, scopes=ASKED)


def end(grant):
    return end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(grant.client_id))


def test_withdrawing_ends_the_grant_its_links_and_its_waiting_mail(care_client, practitioner):
    grant = give(ask(care_client, practitioner), scopes=ASKED)
    other = give(ask(care_client, PractitionerFactory()), scopes=ASKED)
    ended = end(grant)
    assert end(grant).withdrawn_at == ended.withdrawn_at
    assert ended.state == "withdrawn"
    assert ConsentGrant.objects.live().get() == other
    assert ShareLink.objects.get(grant=grant).revoked_at
    assert mails("consent.shared").get().subject_id == other.pk
    assert not Message.objects.filter(state="not-wanted").exclude(sealed_secrets="").exists()


def test_a_grant_lapses_without_a_job(care_client, practitioner):
    grant = give(ask(care_client, practitioner), scopes=ASKED)
    just_after = grant.ends_at + timedelta(seconds=1)
    assert ConsentGrant.objects.live(grant.ends_at - timedelta(seconds=1)).exists()
    assert not ConsentGrant.objects.live(just_after).exists()
