"""An attempt's life: each side makes its own moves, owes its reasons, and rests on consent."""

import pytest
from django.urls import reverse

from clients.access_log import Actor
from clients.links import issue_client_link
from clients.models import ClientLink
from consent import answering
from consent.ending import end_sharing
from consent.models import ConsentGrant
from outbox.models import Message
from referrals import answers, attempts, workflow
from referrals.models import Attempt, Role
from referrals.workflow import MoveNotPossibleError, Party, ReasonMissingError
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.factories.referrals import AttemptFactory

# The plan's own table: from, to, by whom.
ALLOWED = {
    ("draft", "requested", "requester"),
    ("draft", "cancelled", "requester"),
    ("draft", "cancelled", "client"),  # a no to the consent
    ("requested", "accepted", "recipient"),
    ("requested", "rejected", "recipient"),
    ("accepted", "in-progress", "recipient"),
    ("accepted", "on-hold", "recipient"),
    ("accepted", "completed", "recipient"),
    ("accepted", "failed", "recipient"),
    ("in-progress", "on-hold", "recipient"),
    ("in-progress", "completed", "recipient"),
    ("in-progress", "failed", "recipient"),
    ("on-hold", "in-progress", "recipient"),
    ("on-hold", "failed", "recipient"),
    *[
        (status, "cancelled", role)
        for status in ("requested", "accepted", "in-progress", "on-hold")
        for role in ("requester", "client")
    ],
    *[(status, "entered-in-error", "requester") for status in Attempt.Status.values if status != "entered-in-error"],
}
OWES_A_REASON = {"rejected", "cancelled", "on-hold", "failed", "entered-in-error"}
FORBIDDEN = [
    (start, to, role)
    for start in Attempt.Status.values
    for to in Attempt.Status.values
    for role in Role.values
    if start != to and (start, to, role) not in ALLOWED
]


@pytest.mark.parametrize("role", Role.values)
def test_the_table_of_moves(role):
    for start in Attempt.Status.values:
        moves = workflow.moves(Attempt(status=start), role=role)
        assert moves == {to for begin, to, by in ALLOWED if (begin, by) == (start, role)}


def test_every_other_move_is_refused_and_says_how_it_stands(db):
    attempt = AttemptFactory()
    for start, to, role in FORBIDDEN:
        Attempt.objects.filter(pk=attempt.pk).update(status=start)
        with pytest.raises(MoveNotPossibleError) as refused:
            attempts.move(attempt, to=to, by=Party("Kenji Mori", role), why="Because")
        assert str(Attempt.Status(start).label) in refused.value.in_words()
        assert Attempt.objects.get(pk=attempt.pk).status == start
    assert not attempt.events.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("start", "to", "role"), sorted(move for move in ALLOWED if move[1] in OWES_A_REASON))
def test_a_reason_is_owed_for_it(db, start, to, role):
    attempt = AttemptFactory(status=start)
    with pytest.raises(ReasonMissingError):
        attempts.move(attempt, to=to, by=Party("Kenji Mori", role), why=" ")
    assert Attempt.objects.get(pk=attempt.pk).status == start


def test_a_move_is_written_down_once_and_told(db):
    attempt = AttemptFactory()
    for _ in range(2):
        attempts.move(attempt, to="accepted", by=Party("Kenji Mori", "recipient"))
    event = attempt.events.get()
    assert (event.from_status, event.to_status, event.by) == ("requested", "accepted", "Kenji Mori")
    assert Message.objects.get(kind="referrals.answered").to == attempt.referral.requester.email


def test_a_move_out_of_turn_changes_nothing(db):
    attempt = AttemptFactory()
    with pytest.raises(MoveNotPossibleError):
        attempts.move(attempt, to="completed", by=Party("Kenji Mori", "recipient"))
    attempt.refresh_from_db()
    assert attempt.status == "requested"
    assert not attempt.events.exists()


def refer(client, practitioner, **changes):
    return attempts.refer(client, practitioner, attempts.Need("Tight calves"), requester=client.lead_trainer, **changes)


def test_with_consent_it_goes_out_at_once(care_client):
    masseur = MassageTherapistFactory()
    ConsentGrantFactory(client=care_client, practitioner=masseur, purpose="referral")
    attempt = refer(care_client, masseur)
    assert attempt.status == "requested"
    assert Message.objects.get(to=masseur.email).kind == "referrals.referred"


def test_without_consent_the_client_is_asked_and_nothing_leaves(care_client):
    masseur = MassageTherapistFactory()
    attempt = refer(care_client, masseur)
    assert attempt.status == "draft"
    assert Message.objects.filter(to=care_client.email).count() == 1
    assert not Message.objects.filter(to=masseur.email).exists()


def answered(attempt, act, **scopes):
    token_link = ClientLink.objects.get(purpose="consent", subject_id=attempt.grant_id)
    return act(ConsentGrant.objects.get(pk=attempt.grant_id), link=token_link, **scopes)


def test_a_yes_sends_it_and_a_no_cancels_it(care_client):
    yes, no = refer(care_client, MassageTherapistFactory()), refer(care_client, PractitionerFactory())
    answered(yes, answering.agree, scopes=["referral", "goals"])
    answered(no, answering.decline)
    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.status, no.status) == ("requested", "cancelled")
    assert no.events.last().why
    assert Message.objects.filter(to=yes.practitioner.email).exists()
    assert not Message.objects.filter(to=no.practitioner.email).exists()


def test_withdrawing_cancels_what_rests_on_it(db):
    attempt = AttemptFactory()
    issue_client_link(attempt.grant.client, "withdraw", subject_id=attempt.grant_id)
    end_sharing(
        attempt.grant,
        by=ConsentGrant.EndedBy.CLIENT,
        actor=Actor.client(attempt.grant.client_id),
        action="test",
        through=("link", ""),
    )
    attempt.refresh_from_db()
    assert attempt.status == "cancelled"
    assert attempt.events.last().why


def test_completed_leaves_when_acknowledged(db):
    attempt = AttemptFactory(status="accepted")
    answers.complete(attempt, by="Kenji Mori", attended=True, summary="Seen twice")
    assert Attempt.objects.open().filter(pk=attempt.pk).exists()
    answers.acknowledge(attempt)
    assert not Attempt.objects.open().filter(pk=attempt.pk).exists()


def test_a_cancelled_referral_says_why(trainer_browser, trainer):
    attempt = AttemptFactory(referral__client=ClientFactory(lead_trainer=trainer))
    address = reverse("referrals:cancel", args=[attempt.referral.client_id, attempt.pk])
    assert trainer_browser.post(address, {"why": ""}).status_code == 422
    trainer_browser.post(address, {"why": "Found somebody nearer"})
    attempt.refresh_from_db()
    assert attempt.status == "cancelled"
    assert attempt.events.last().why == "Found somebody nearer"
