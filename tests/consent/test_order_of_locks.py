"""Whoever locks a client's consents locks the client's row first, so that no two of them wait for each other."""

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from clients.access_log import Actor
from consent.after_referral import choose_care, end_with_referral
from consent.ending import end_sharing, reduce_scopes
from consent.grants import ConsentRequest, ask_for_consent, decline, give
from consent.models import ConsentGrant
from consent.renewals import renewal_of
from practitioner_portal.viewers import hold_open
from referrals import attempts
from referrals.workflow import Party
from sharing.view import SharedView
from tests.factories.referrals import AttemptFactory

LOCKED = re.compile(r'FROM "(clients_client|consent_consentgrant)".* FOR (?:NO KEY )?UPDATE')


def question_about(grant: ConsentGrant) -> ConsentGrant:
    return renewal_of(grant, by_mail=False)


def asks(grant: ConsentGrant) -> None:
    ask_for_consent(
        grant.client,
        ConsentRequest(practitioner=grant.practitioner, purpose="care", scopes=["goals"], trainer=grant.requested_by),
    )


def answers_yes(grant: ConsentGrant) -> None:
    give(ConsentGrant.objects.get(renews=grant), scopes=["goals"])


def answers_no(grant: ConsentGrant) -> None:
    decline(ConsentGrant.objects.get(renews=grant))


WAYS: dict[str, Callable[[ConsentGrant], object]] = {
    "asked": asks,
    "given": answers_yes,
    "declined": answers_no,
    "ended": lambda grant: end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.system()),
    "reduced": lambda grant: reduce_scopes(grant, keep=["goals"]),
    "for care": lambda grant: choose_care(grant, keeps=True),
    "over with its referral": lambda grant: end_with_referral(grant, is_completed=True),
    "its referral is moved": lambda grant: attempts.move(
        grant.attempts.get(), to="rejected", by=Party("Kenji", "recipient"), why="Full"
    ),
    "its practitioner writes": lambda grant: hold_open(RequestFactory().post("/"), SharedView(grant)),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_client_is_locked_first(way, db):
    if not connection.features.has_select_for_update:
        pytest.skip("no row locks here")
    grant = AttemptFactory().grant
    question_about(grant)
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        WAYS[way](ConsentGrant.objects.get(pk=grant.pk))
    locked = [match.group(1) for query in queries if (match := LOCKED.search(query["sql"]))]
    assert locked[0] == "clients_client"
