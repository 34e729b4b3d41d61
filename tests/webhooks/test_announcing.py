"""What happens is told: to whom, once, in the transaction of what happened, and with ids alone."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from clients.access import give_cover
from clients.access_log import Actor
from consent.after_referral import end_with_referral
from consent.answering import agree
from consent.ending import end_sharing
from consent.models import ConsentGrant
from referrals.attempts import move
from referrals.booking import Booking
from referrals.incoming import agree as agree_to_trainer, disown, refuse, take_back
from referrals.incoming_moves import accept, move_on
from referrals.models import BusinessStatus, IncomingReferral
from referrals.workflow import Party
from reports.models import ProgressReport
from reports.sending import mark_read, send_report
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AcceptedFactory, AttemptFactory, IncomingReferralFactory, RequestedFactory
from tests.factories.webhooks import WebhookFactory
from webhooks.announcing import announce_given
from webhooks.content import body_of
from webhooks.lapses import announce_lapsed
from webhooks.models import Delivery, LapsingConsent

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(trainer):
    return ClientFactory(lead_trainer=trainer)


@pytest.fixture
def webhook(trainer):
    return WebhookFactory(trainer=trainer)


def told() -> list[tuple[str, dict[str, str]]]:
    return list(Delivery.objects.order_by("pk").values_list("event_type", "ids"))


def test_a_referral_that_moves(client, webhook):
    attempt = AttemptFactory(referral__client=client)
    for _twice in range(2):
        move(attempt, to="accepted", by=Party(attempt.practitioner.name, "recipient"))
    assert told() == [
        (
            "referral.moved",
            {
                "client_id": str(client.pk),
                "referral_id": str(attempt.referral_id),
                "attempt_id": str(attempt.pk),
                "practitioner_id": str(attempt.practitioner_id),
            },
        )
    ]


def incoming_ids(incoming: IncomingReferral) -> dict[str, str]:
    return {"incoming_referral_id": str(incoming.pk), "practitioner_id": str(incoming.practitioner_id)}


def test_a_referral_in_from_the_clients_yes_on(trainer, webhook):
    incoming = IncomingReferralFactory(trainer=trainer)
    assert not told()
    for _twice in range(2):
        agree_to_trainer(incoming)
    assert told() == [("incoming_referral.moved", incoming_ids(incoming))]
    accept(incoming, by=trainer, booking=Booking(BusinessStatus.WE_CALL))
    incoming.refresh_from_db()
    with_client = incoming_ids(incoming) | {"client_id": str(incoming.client_id)}
    assert told()[1:] == [("incoming_referral.moved", with_client)]


@pytest.mark.parametrize("end", [refuse, disown, take_back])
def test_that_somebody_said_no_to_a_trainer_is_told_to_nobody(trainer, webhook, end):
    end(IncomingReferralFactory(trainer=trainer))
    assert not told()


def test_a_yes_that_is_taken_back_is_told_without_a_client(trainer, webhook):
    incoming = RequestedFactory(trainer=trainer)
    refuse(incoming)
    assert told() == [("incoming_referral.moved", incoming_ids(incoming))]


def test_a_referral_in_is_its_trainers_alone(trainer, webhook):
    WebhookFactory()
    agree_to_trainer(IncomingReferralFactory())
    assert list(Delivery.objects.values_list("webhook__trainer", flat=True)) == []
    mine = AcceptedFactory(client=ClientFactory(lead_trainer=trainer))
    cover = TrainerFactory()
    give_cover(mine.client, cover, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=3))
    WebhookFactory(trainer=cover)
    move_on(mine, to="in-progress", by=trainer)
    assert list(Delivery.objects.values_list("webhook__trainer", flat=True)) == [trainer.pk]


def test_a_consent_that_is_given_and_one_that_ends(client, webhook):
    grant = ConsentGrantFactory(client=client, given_at=None)
    for _twice in range(2):
        agree(grant, scopes=["goals"], link=None)
    ids = {
        "client_id": str(client.pk),
        "consent_id": str(grant.pk),
        "practitioner_id": str(grant.practitioner_id),
    }
    assert told() == [("consent.given", ids)]
    for _twice in range(2):
        end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(client.pk))
    assert told()[1:] == [("consent.ended", ids)]


def test_an_open_question_that_is_taken_back_is_no_end(client, webhook):
    grant = ConsentGrantFactory(client=client, given_at=None)
    end_sharing(grant, by=ConsentGrant.EndedBy.TRAINER, actor=Actor.system())
    assert not told()


def test_a_renewal_ends_the_one_before(client, webhook):
    older = ConsentGrantFactory(client=client)
    newer = ConsentGrantFactory(client=client, practitioner=older.practitioner, given_at=None, renews=older)
    agree(newer, scopes=["goals"], link=None)
    assert [(what, ids["consent_id"]) for what, ids in told()] == [
        ("consent.ended", str(older.pk)),
        ("consent.given", str(newer.pk)),
    ]


def test_a_referrals_consent_that_is_followed_by_one_to_care(client, webhook):
    grant = ConsentGrantFactory(client=client, purpose="referral", keeps_for_care=True)
    end_with_referral(grant, is_completed=True)
    care = ConsentGrant.objects.get(purpose="care")
    assert [(what, ids["consent_id"]) for what, ids in told()] == [
        ("consent.ended", str(grant.pk)),
        ("consent.given", str(care.pk)),
    ]


def test_the_consent_to_care_of_before_ends_with_the_referrals(client, webhook):
    grant = ConsentGrantFactory(client=client, purpose="referral", keeps_for_care=True)
    before = ConsentGrantFactory(client=client, practitioner=grant.practitioner, purpose="care")
    announce_given(before)
    Delivery.objects.all().delete()
    end_with_referral(grant, is_completed=True)
    ended = {ids["consent_id"] for what, ids in told() if what == "consent.ended"}
    assert ended == {str(grant.pk), str(before.pk)}
    assert not LapsingConsent.objects.filter(grant=before).exists()


def test_a_consent_that_lapses_is_told_once(client, webhook):
    grant = ConsentGrantFactory(client=client)
    announce_given(grant)
    Delivery.objects.all().delete()
    assert announce_lapsed(now=grant.ends_at - timedelta(seconds=1)) == 0
    for _twice in range(2):
        announce_lapsed(now=grant.ends_at)
    assert [what for what, _ids in told()] == ["consent.ended"]
    assert not LapsingConsent.objects.exists()


def test_a_report_that_is_opened_is_told_once(client, webhook):
    grant = ConsentGrantFactory(client=client)
    today = timezone.localdate()
    report = send_report(grant, start=today - timedelta(days=30), end=today, message="", trainer=client.lead_trainer)
    for _twice in range(2):
        mark_read([report.pk], client_id=client.pk)
    assert told() == [("report.opened", {"client_id": str(client.pk), "report_id": str(report.pk)})]
    assert ProgressReport.objects.get().first_read_at


def test_those_alone_who_may_see_the_client_and_want_to_know(client, webhook):
    cover, past, future = (TrainerFactory() for _ in range(3))
    now, day = timezone.now(), timedelta(days=1)
    give_cover(client, cover, starts_at=now - day, ends_at=now + day)
    give_cover(client, past, starts_at=now - 2 * day, ends_at=now - day)
    give_cover(client, future, starts_at=now + day, ends_at=now + 2 * day)
    others = [WebhookFactory(trainer=each) for each in (cover, past, future, TrainerFactory())]
    WebhookFactory(trainer=client.lead_trainer, told=["report.opened"])
    WebhookFactory(trainer=client.lead_trainer, off_since=now, why_off="gone")
    WebhookFactory(trainer=client.lead_trainer, ended_at=now, sealed_secret="")
    announce_given(ConsentGrantFactory(client=client))
    assert set(Delivery.objects.values_list("webhook", flat=True)) == {webhook.pk, others[0].pk}


def test_what_is_sent_has_ids_and_nothing_else(client, webhook):
    client.name = "Xiomara Quill"
    client.save()
    attempt = AttemptFactory(referral__client=client, referral__reason="a sore knee")
    move(attempt, to="rejected", by=Party(attempt.practitioner.name, "recipient"), why="too far away")
    body = json.loads(body_of(Delivery.objects.get(event_type="referral.moved")))
    assert set(body) == {"id", "type", "timestamp", "data"}
    assert set(body["data"]) == {"client_id", "referral_id", "attempt_id", "practitioner_id"}
    text = json.dumps(body)
    for word in ("Xiomara", "knee", "far", "rejected", attempt.practitioner.name):
        assert word not in text
