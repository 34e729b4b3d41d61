"""With whom a trainer exchanges referrals: counts of their own, in both directions, and no client's name."""

import re

from django.urls import reverse

from referrals.models import Outcome
from referrals.network import Tally, exchanges
from tests.factories.referrals import AttemptFactory, RequestedFactory
from tests.pages import as_read


def test_both_directions_are_counted_for_the_trainer_alone(trainer, care_client, django_assert_num_queries):
    closed = AttemptFactory(referral__client=care_client, status="completed")
    Outcome.objects.create(attempt=closed, attended=True, summary="Seen twice")
    for status in ("requested", "draft"):
        AttemptFactory(
            referral__client=care_client, practitioner=closed.practitioner, grant=closed.grant, status=status
        )
    sender = RequestedFactory(trainer=trainer).practitioner
    AttemptFactory()
    with django_assert_num_queries(3):
        rows = {row.practitioner: row for row in exchanges(trainer)}
    assert rows.keys() == {closed.practitioner, sender}
    own, other = rows[closed.practitioner], rows[sender]
    assert (own.out, own.incoming) == (Tally(2, 1, 1), Tally())
    assert (other.out, other.incoming) == (Tally(), Tally(1, 0, 0))


def test_the_page_names_practitioners_and_no_client(trainer_browser, care_client):
    attempt = AttemptFactory(referral__client=care_client)
    page = as_read(trainer_browser.get(reverse("referrals:exchange")).content.decode())
    assert attempt.practitioner.name in page
    assert "1, 0 answered, 0 with an outcome" in re.sub(r"<[^>]+>", "", page)
    assert care_client.name not in page
    assert attempt.referral.reason not in page


def test_an_empty_one_says_what_to_do(trainer_browser):
    assert "No referrals yet" in trainer_browser.get(reverse("referrals:exchange")).content.decode()
