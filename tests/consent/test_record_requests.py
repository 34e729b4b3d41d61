"""The trainer asks a practitioner, once the client has agreed: a consent of its own, which shares nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from careplan.models import Question
from clients.access_log import Actor
from clients.links import issue_client_link
from consent.answering import agree, decline
from consent.ending import end_sharing, reduce_scopes
from consent.grants import ConsentError, ConsentRequest, ask_for_consent, declined_lately, give
from consent.models import ConsentGrant, ContributionScope, Direction, Purpose, Scope
from consent.renewals import send_renewal_requests
from consent.wording import promise
from outbox.delivery import deliver_due
from sharing.view import SharedView
from tests.factories.careplan import QuestionFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.practitioners import PractitionerFactory
from tests.sharing.test_shared_view import a_full_record
from web.zones import today_in

ASKS = "May the left knee be loaded?"


def asked(client, practitioner, **more):
    return ask_for_consent(
        client,
        ConsentRequest(
            practitioner=practitioner,
            purpose=Purpose.CARE,
            scopes=[ContributionScope.GUIDANCE, ContributionScope.ANSWER],
            question=ASKS,
            trainer=client.lead_trainer,
            **more,
        ),
    )


def test_the_client_reads_the_question_and_that_nothing_is_shown(care_client):
    grant = asked(care_client, PractitionerFactory())
    words = " ".join(promise(grant))
    assert ASKS in words
    assert "see nothing of my record" in words
    assert grant.direction == Direction.REQUEST
    assert not grant.scopes_given


def test_neither_mail_tells_what_is_asked_and_a_reply_reaches_the_trainer(care_client, mailoutbox):
    grant = asked(care_client, PractitionerFactory())
    deliver_due()
    give(grant, scopes=[ContributionScope.ANSWER])
    deliver_due()
    assert [mail.to for mail in mailoutbox] == [
        [care_client.email],
        [care_client.email],
        [grant.practitioner.email],
    ]
    for mail in mailoutbox:
        assert "knee" not in mail.subject + mail.body
    to_practitioner = mailoutbox[2]
    assert care_client.name not in to_practitioner.subject + to_practitioner.body
    assert to_practitioner.reply_to == [care_client.lead_trainer.email]
    assert "isn't my patient" in to_practitioner.body


def test_sharing_and_a_record_request_stand_beside_each_other(care_client):
    practitioner = PractitionerFactory()
    shares = ConsentGrantFactory(client=care_client, practitioner=practitioner, scopes=["goals"])
    request = asked(care_client, practitioner)
    give(request, scopes=[ContributionScope.ANSWER])
    shares.refresh_from_db()
    assert shares.is_live
    assert ConsentGrant.objects.live().filter(client=care_client).count() == 2
    end_sharing(request, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(care_client.pk))
    shares.refresh_from_db()
    assert shares.is_live


def test_a_no_to_one_is_no_answer_to_the_other(care_client):
    practitioner = PractitionerFactory()
    decline(asked(care_client, practitioner), link=None)
    assert declined_lately(care_client, practitioner, Purpose.CARE, direction=Direction.REQUEST)
    assert not declined_lately(care_client, practitioner, Purpose.CARE, direction=Direction.SHARE)


@pytest.mark.parametrize("scopes", [[Scope.GOALS], [ContributionScope.ANSWER, Scope.GOALS], ["anything"], []])
def test_only_what_can_be_told_may_be_asked_for(care_client, scopes):
    with pytest.raises(ConsentError):
        ask_for_consent(
            care_client,
            ConsentRequest(
                practitioner=PractitionerFactory(),
                purpose=Purpose.CARE,
                scopes=scopes,
                question=ASKS,
                trainer=care_client.lead_trainer,
            ),
        )
    assert not Question.objects.exists()


def test_what_can_be_told_is_no_scope_of_sharing(care_client):
    with pytest.raises(ConsentError):
        ask_for_consent(
            care_client,
            ConsentRequest(
                practitioner=PractitionerFactory(),
                purpose=Purpose.CARE,
                scopes=[ContributionScope.ANSWER],
                trainer=care_client.lead_trainer,
            ),
        )


def test_nothing_of_the_record_is_on_the_view(db):
    grant = RecordRequestFactory()
    a_full_record(grant)
    # A row that says otherwise changes nothing: the direction decides.
    grant.scopes.create(scope=Scope.GOALS, is_given=True)
    view = SharedView(ConsentGrant.objects.get(pk=grant.pk))
    long_ago, today = view.today - timedelta(days=900), view.today

    assert not view.scopes
    assert not view.sessions(long_ago, today)
    assert not view.homework(long_ago, today)
    assert not view.readings(long_ago, today)
    assert not view.goals()
    assert not view.benefits()
    assert not view.referral_attempts()
    assert not view.reports()
    assert all(one.is_own for one in view.guidance())
    assert all(one.is_own for one in view.prescriptions())


def test_only_the_question_that_the_client_has_read_is_put(db):
    grant = RecordRequestFactory()
    QuestionFactory(client=grant.client, practitioner=grant.practitioner)
    QuestionFactory(client=grant.client)
    assert [one.id for one in SharedView(grant).questions()] == [grant.question_id]


def test_without_an_answer_among_what_may_be_told_nothing_is_asked(db):
    assert not SharedView(RecordRequestFactory(scopes=[ContributionScope.GUIDANCE])).questions()


def test_a_question_needs_the_teams_notes_where_one_shares(db):
    with_notes = ConsentGrantFactory(scopes=["team-notes"])
    without = ConsentGrantFactory(scopes=["goals", "exercise-log"])
    for grant in (with_notes, without):
        QuestionFactory(client=grant.client, practitioner=grant.practitioner)
    assert len(SharedView(with_notes).questions()) == 1
    assert not SharedView(without).questions()


@pytest.mark.parametrize("ended", ["withdrawn_at", "replaced_at", "lapsed"])
def test_once_it_has_ended_nothing_may_be_told(db, ended):
    grant = RecordRequestFactory()
    now = timezone.now()
    changes = {"ends_at": now - timedelta(minutes=1)} if ended == "lapsed" else {ended: now}
    ConsentGrant.objects.filter(pk=grant.pk).update(**changes)
    view = SharedView(ConsentGrant.objects.get(pk=grant.pk))
    assert not view.questions()
    assert not any(view.may_tell(told) for told in ContributionScope)


def test_the_client_narrows_it_like_any_other(db):
    grant = RecordRequestFactory()
    reduce_scopes(grant, keep=[ContributionScope.GUIDANCE])
    view = SharedView(ConsentGrant.objects.get(pk=grant.pk))
    assert view.told == {ContributionScope.GUIDANCE}
    assert not view.questions()


def test_going_on_asks_the_same_question(db):
    grant = RecordRequestFactory(ends_at=timezone.now() + timedelta(days=10))
    assert send_renewal_requests() == 1
    goes_on = ConsentGrant.objects.get(renews=grant)
    assert goes_on.question == grant.question
    agree(goes_on, scopes=[ContributionScope.ANSWER], link=None)
    assert Question.objects.count() == 1
    grant.refresh_from_db()
    assert grant.state == "replaced"


def test_the_database_knows_no_record_request_without_a_question(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentGrantFactory(direction="request")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentGrantFactory(question=QuestionFactory())


def test_a_last_day_out_of_reach_is_refused(care_client):
    with pytest.raises(ConsentError):
        asked(care_client, PractitionerFactory(), last_day=today_in("UTC", timezone.now()) + timedelta(days=400))


def test_the_link_in_the_receipt_says_what_ending_it_means(care_client, client):
    grant = RecordRequestFactory(client=care_client)
    token = issue_client_link(care_client, "withdraw", subject_id=grant.pk)
    page = reverse("consent:withdraw", args=[token])
    shown = client.get(page).content.decode()
    assert "may tell your trainer this" in shown
    assert "sees nothing of yours" not in shown
    client.post(page)
    grant.refresh_from_db()
    assert grant.state == "withdrawn"
