"""A consent to a referral ends with the referral, however that ends, unless the client chose to go on for care."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.access import join_own_account
from clients.access_log import Actor
from consent import answering
from consent.after_referral import choose_care
from consent.ending import end_sharing
from consent.models import ConsentGrant, Scope
from consent.renewals import renewal_of
from outbox.models import Message
from referrals import answers, attempts, workflow
from referrals.models import Attempt, Role
from referrals.workflow import Party
from tests.access.world import BACKEND
from tests.factories.consent import ConsentGrantFactory
from tests.factories.referrals import AttemptFactory, ReferralFactory
from tests.referrals.lives import attempt_at, browser_of

# Every move that the workflow knows, of everybody.
MOVES = [
    (role, start, to)
    for role in Role.values
    for start in Attempt.Status.values
    for to in sorted(workflow.moves(Attempt(status=start), role=role))
]
# An attempt that is one of these is looked after by nobody any more.
OVER = {"rejected", "cancelled", "failed", "entered-in-error"}


def stands(attempt: Attempt) -> bool:
    return ConsentGrant.objects.not_ended().filter(pk=attempt.grant_id).exists()


def receipts_to(client):
    return Message.objects.filter(kind="consent.ended", to=client.email)


def test_the_moves_reach_every_end():
    assert {to for _, _, to in MOVES if to in OVER | {"completed"}} == OVER | {"completed"}
    kept_open = set(Attempt.Status.values) - OVER
    still_asked = {start for _, start, _ in MOVES if start not in OVER}
    assert still_asked == kept_open, "a status from which nothing is left to do is over: name it here and in open()"


@pytest.mark.parametrize(("role", "start", "to"), MOVES)
def test_each_move_to_an_end_ends_the_consent_and_no_other(db, role, start, to):
    attempt = attempt_at(start)
    if start in OVER:
        return
    attempts.move(attempt, to=to, by=Party("Kenji Mori", role), why="Because")
    if to not in OVER:
        assert stands(attempt)
        assert not receipts_to(attempt.referral.client).exists()
        return
    grant = ConsentGrant.objects.get(pk=attempt.grant_id)
    assert (grant.state, grant.ended_by) == ("withdrawn", "referral")
    page = browser_of(attempt.practitioner).get(reverse("practitioner_portal:record", args=[grant.pk]))
    assert page.status_code == 410
    assert "Sharing has ended" in page.content.decode()
    assert receipts_to(attempt.referral.client).count() == (start != "draft"), "a question taken back ends nothing"


@pytest.mark.parametrize("start", ["accepted", "in-progress"])
def test_a_completed_one_ends_it_once_its_outcome_is_acknowledged(db, start):
    attempt = attempt_at(start)
    answers.complete(attempt, by="Kenji Mori", attended=True, summary="Seen twice")
    assert stands(attempt)
    for _ in range(2):
        answers.acknowledge(attempt)
    assert ConsentGrant.objects.get(pk=attempt.grant_id).ended_by == "referral"
    assert receipts_to(attempt.referral.client).count() == 1


def test_of_several_on_one_consent_the_last_one_ends_it(db):
    first = attempt_at("accepted")
    second = AttemptFactory(
        referral=ReferralFactory(client=first.referral.client), practitioner=first.practitioner, grant=first.grant
    )
    attempts.move(first, to="failed", by=Party("Kenji Mori", "recipient"), why="Moved away")
    assert stands(first)
    attempts.move(second, to="rejected", by=Party("Kenji Mori", "recipient"), why="No room")
    assert not stands(first)
    assert receipts_to(first.referral.client).count() == 1


def test_a_consent_for_care_is_not_the_referrals_to_end(db):
    attempt = attempt_at("requested")
    care = ConsentGrantFactory(client=attempt.referral.client, practitioner=attempt.practitioner)
    attempts.move(attempt, to="rejected", by=Party("Kenji Mori", "recipient"), why="No room")
    assert ConsentGrant.objects.live().get(client=attempt.referral.client) == care


def test_a_question_whether_it_goes_on_is_taken_back_with_it(db):
    attempt = attempt_at("accepted")
    question = renewal_of(attempt.grant, by_mail=True)
    attempts.move(attempt, to="failed", by=Party("Kenji Mori", "recipient"), why="Moved away")
    question.refresh_from_db()
    assert question.state == "withdrawn"


def test_the_one_who_declines_is_told_on_the_page(db):
    attempt = attempt_at("requested")
    browser = browser_of(attempt.practitioner)
    address = reverse("practitioner_portal:referral_decline", args=[attempt.grant_id, attempt.pk])
    assert browser.get(address).status_code == 200
    page = browser.post(address, {"why": "No room"}, follow=True)
    assert page.status_code == 410
    assert "Sharing has ended" in page.content.decode()
    assert attempt.referral.client.name not in page.content.decode()


# --- and keep sharing for care ------------------------------------------------------------


def close(attempt: Attempt) -> None:
    answers.complete(attempt, by="Kenji Mori", attended=True, summary="Seen twice")
    answers.acknowledge(attempt)


def test_chosen_with_the_yes_it_goes_on_for_care_in_the_clients_own_words(care_client):
    attempt = attempt_at("draft", referral__client=care_client)
    answering.agree(attempt.grant, scopes=["referral", "goals"], link=None, keeps_for_care=True)
    referral = ConsentGrant.objects.get(pk=attempt.grant_id)
    assert f"{attempt.practitioner.name} goes on seeing this for my care" in referral.wording
    attempts.move(attempt, to="accepted", by=Party("Kenji Mori", "recipient"))
    close(attempt)
    care = ConsentGrant.objects.live().get(client=care_client)
    assert (care.purpose, care.scopes_given, care.ends_at) == ("care", [Scope.GOALS], referral.ends_at)
    assert (care.wording, care.answered_name) == (referral.wording, referral.answered_name)
    referral.refresh_from_db()
    assert referral.state == "replaced"
    assert not receipts_to(care_client).exists(), "nothing ended"
    receipt = Message.objects.filter(kind="consent.receipt", subject_id=care.pk, to=care_client.email)
    assert receipt.count() == 1
    opened = browser_of(attempt.practitioner).get(reverse("practitioner_portal:record", args=[referral.pk]))
    assert opened.headers["Location"] == reverse("practitioner_portal:record", args=[care.pk])


def test_it_extends_a_consent_for_care_that_stands(care_client):
    attempt = attempt_at("accepted", referral__client=care_client)
    before = ConsentGrantFactory(
        client=care_client, practitioner=attempt.practitioner, scopes=["homework"], wording="What was agreed to before"
    )
    choose_care(attempt.grant, keeps=True)
    close(attempt)
    care = ConsentGrant.objects.live().get(client=care_client)
    assert set(care.scopes_given) == set(Scope) - {Scope.REFERRAL}
    assert care.wording.startswith("What was agreed to before\n")
    before.refresh_from_db()
    assert before.state == "replaced"


def test_it_does_not_go_on_with_one_who_declined(care_client):
    attempt = attempt_at("requested", referral__client=care_client)
    choose_care(attempt.grant, keeps=True)
    attempts.move(attempt, to="rejected", by=Party("Kenji Mori", "recipient"), why="No room")
    assert not ConsentGrant.objects.live().filter(client=care_client).exists()
    assert receipts_to(care_client).count() == 1


def test_without_a_choice_the_client_is_asked_once_it_is_completed_and_silence_ends_it(care_client):
    attempt = attempt_at("accepted", referral__client=care_client)
    close(attempt)
    question = ConsentGrant.objects.get(client=care_client, purpose="care")
    assert (question.state, question.follows_referral) == ("requested", True)
    assert Message.objects.filter(kind="consent.asked", subject_id=question.pk).count() == 1
    assert not ConsentGrant.objects.live().filter(client=care_client).exists()
    answering.agree(question, scopes=["goals"], link=None)
    assert ConsentGrant.objects.live().get(client=care_client).scopes_given == [Scope.GOALS]


@pytest.mark.parametrize("known", ["chosen", "shares for care"])
def test_nobody_is_asked_who_has_chosen_or_shares_anyway(care_client, known):
    attempt = attempt_at("accepted", referral__client=care_client)
    if known == "chosen":
        choose_care(attempt.grant, keeps=True)
    else:
        ConsentGrantFactory(client=care_client, practitioner=attempt.practitioner)
    close(attempt)
    assert not Message.objects.filter(kind="consent.asked").exists()


def test_the_choice_is_made_and_taken_back_on_the_own_page(care_client):
    attempt = attempt_at("accepted", referral__client=care_client)
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    key = [care_client.pk, attempt.grant_id]
    page, choose = reverse("consent:own_consent", args=key), reverse("consent:own_after_referral", args=key)
    assert "Keep sharing for my care" in browser.get(page).content.decode()
    browser.post(choose, {"keep": "yes"})
    assert "Let it end with the referral" in browser.get(page).content.decode()
    assert ConsentGrant.objects.get(pk=attempt.grant_id).keeps_for_care
    browser.post(choose, {"keep": "no"})
    assert not ConsentGrant.objects.get(pk=attempt.grant_id).keeps_for_care


def test_a_consent_that_the_client_ends_does_not_go_on(care_client):
    attempt = attempt_at("accepted", referral__client=care_client)
    choose_care(attempt.grant, keeps=True)
    end_sharing(attempt.grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(care_client.pk))
    attempt.refresh_from_db()
    assert attempt.status == "cancelled"
    assert not ConsentGrant.objects.live().filter(client=care_client).exists()
    assert receipts_to(care_client).count() == 1
