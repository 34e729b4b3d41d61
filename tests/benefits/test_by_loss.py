"""A trainer's clients by what they will likely lose."""

from datetime import UTC, date, datetime

from django.urls import reverse

from benefits.by_loss import YEAR_END_DAYS, clients_by_loss, is_year_end
from clients.models import AccessEvent
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.clients import ClientFactory
from tests.pages import as_read

NOW = datetime(2026, 12, 1, 17, tzinfo=UTC)


def line_of(client, *, paid=0, **terms):
    line = BenefitLineFactory(plan=CoveragePlanFactory(client=client, **terms), annual_maximum=500)
    if paid:
        ClaimFactory(line=line, date_of_service=date(2026, 3, 3), paid=paid)
    return line


def test_who_may_lose_most_stands_first_and_a_pool_counts_once(trainer, care_client):
    other = ClientFactory(lead_trainer=trainer)
    line_of(care_client, paid=450)
    pool = line_of(other, paid=100)
    BenefitLineFactory(plan=pool.plan, pool=pool, annual_maximum=300)
    line_of(ClientFactory())  # another trainer's
    line_of(other, covered_from=date(2027, 1, 1))
    losses = clients_by_loss(trainer, now=NOW)
    assert [loss.client for loss in losses] == [other, care_client]
    assert [loss.lapsing for loss in losses] == [400, 50]
    assert all(0 < loss.likely_loss <= loss.lapsing for loss in losses)


def test_the_year_end_view_has_what_ends_with_the_year(trainer, care_client):
    line_of(care_client, year_starts_month=7)
    ending = line_of(ClientFactory(lead_trainer=trainer))
    assert [loss.client for loss in clients_by_loss(trainer, now=NOW, within=YEAR_END_DAYS)] == [ending.plan.client]
    assert len(clients_by_loss(trainer, now=NOW)) == 2
    assert [is_year_end(date(2026, month, 1)) for month in (10, 11, 12)] == [False, True, True]


def test_the_list_takes_as_many_queries_for_many_clients(trainer, care_client, django_assert_num_queries):
    for client in (care_client, *(ClientFactory(lead_trainer=trainer) for _ in range(4))):
        line_of(client, paid=50)
    with django_assert_num_queries(4):
        assert len(clients_by_loss(trainer, now=NOW)) == 5


def test_each_client_on_the_page_has_a_line_in_the_access_log(trainer_browser, care_client):
    empty = as_read(trainer_browser.get(reverse("benefits:by_loss")).content.decode())
    assert "Nothing lapses" in empty
    line_of(care_client)
    page = as_read(trainer_browser.get(reverse("benefits:by_loss") + "?view=all").content.decode())
    assert care_client.name in page
    assert "of $500.00 left" in page
    assert reverse("referrals:new", args=[care_client.pk]) in page
    events = AccessEvent.objects.filter(action="benefits:by_loss")
    assert [event.client_id for event in events] == [care_client.pk]
