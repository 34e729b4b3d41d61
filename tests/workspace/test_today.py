"""Today: what waits for whom, from what is so at this moment, and of one's own clients alone."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.benefits import BenefitLineFactory, CoveragePlanFactory
from tests.factories.careplan import (
    GuidanceFactory,
    OwnIntakeFactory,
    PrescriptionFactory,
    ReadinessScreeningFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory
from tests.factories.referrals import AttemptFactory
from tests.factories.sessions_log import TrainingSessionFactory
from workspace.today import clients_in_care, today_rows


def make_unconfirmed(client):
    client.confirmed_at = None
    client.save()


def make_wrong_address(client):
    client.status = "not-me"
    client.save()


def make_lapsing_benefits(client):
    ends = timezone.now().date() + timedelta(days=20)
    starts = ends + timedelta(days=1)
    plan = CoveragePlanFactory(client=client, year_starts_month=starts.month, year_starts_day=starts.day)
    BenefitLineFactory(plan=plan)


def make_quiet_homework(client):
    PrescriptionFactory(client=client, starts_on=timezone.now().date() - timedelta(days=20))


def make_unopened_link(client):
    ShareLinkFactory(grant=ConsentGrantFactory(client=client), created_at=timezone.now() - timedelta(days=8))


def make_lapsed_screening(client):
    today = timezone.localdate()
    ReadinessScreeningFactory(client=client, screened_on=today - timedelta(days=400), lapses_on=today)


SITUATIONS = {
    "Readiness to look at": (lambda client: None, "you"),
    "Has answered the questions": (lambda client: OwnIntakeFactory(client=client), "you"),
    "Has not confirmed": (make_unconfirmed, "client"),
    "Wrong address": (make_wrong_address, "you"),
    "Asked to share": (lambda client: ConsentGrantFactory(client=client, given_at=None), "client"),
    "about to lapse": (
        lambda client: ConsentGrantFactory(client=client, ends_at=timezone.now() + timedelta(days=10)),
        "you",
    ),
    "not their patient": (
        lambda client: ConsentGrantFactory(client=client, withdrawn_at=timezone.now(), ended_by="practitioner"),
        "you",
    ),
    "has not opened the link": (make_unopened_link, "practitioner"),
    "waits for an answer": (lambda client: AttemptFactory(referral__client=client), "practitioner"),
    "has declined the referral": (lambda client: AttemptFactory(referral__client=client, status="rejected"), "you"),
    "what came of the referral": (lambda client: AttemptFactory(referral__client=client, status="completed"), "you"),
    "A session is still open": (
        lambda client: TrainingSessionFactory(client=client, state="open", ended_at=None),
        "you",
    ),
    "New guidance": (lambda client: GuidanceFactory(client=client), "you"),
    "Homework has gone quiet": (make_quiet_homework, "client"),
    "Benefits lapse": (make_lapsing_benefits, "you"),
}


@pytest.mark.parametrize("words", SITUATIONS)
def test_a_row_stands_where_it_belongs(trainer, care_client, words):
    arrange, group = SITUATIONS[words]
    arrange(care_client)
    arrange(ClientFactory())  # of another trainer: it must not show
    rows = today_rows(trainer, clients_in_care(trainer, now=timezone.now()), now=timezone.now())
    matches = [row for row in rows[group] if words in str(row.what)]
    assert [row.client_name for row in matches] == [care_client.name]
    assert {row.client_name for group_rows in rows.values() for row in group_rows} == {care_client.name}


def refer_first(client):
    ReadinessScreeningFactory(client=client, outcome="refer-first")


@pytest.mark.parametrize("arrange", [lambda client: None, make_lapsed_screening, refer_first])
def test_what_came_of_a_screening_is_on_the_clients_own_page_alone(trainer, trainer_browser, care_client, arrange):
    """Today owes no line in the access log: it says the same of all three."""
    arrange(care_client)
    rows = today_rows(trainer, clients_in_care(trainer, now=timezone.now()), now=timezone.now())
    assert [str(row.what) for row in rows["you"]] == ["Readiness to look at"]
    page = trainer_browser.get(reverse("today")).content.decode()
    assert not [words for words in ("Never screened", "lapsed", "referred first") if words in page]


def test_nothing_waits(trainer_browser, care_client):
    ReadinessScreeningFactory(client=care_client)
    assert "Nothing waits" in trainer_browser.get(reverse("today")).content.decode()


def test_the_first_day(trainer_browser):
    assert "Begin with your first client" in trainer_browser.get(reverse("today")).content.decode()


def test_a_new_session_answers_new_guidance(trainer, care_client):
    GuidanceFactory(client=care_client, created_at=timezone.now() - timedelta(hours=5))
    TrainingSessionFactory(client=care_client)
    ReadinessScreeningFactory(client=care_client)
    assert today_rows(trainer, clients_in_care(trainer, now=timezone.now()), now=timezone.now())["you"] == []


def test_the_same_number_of_queries_with_one_client_and_with_twelve(trainer, trainer_browser):
    from django.db import connection

    def counted():
        with CaptureQueriesContext(connection) as captured:
            trainer_browser.get(reverse("today"))
        return len(captured)

    def arrange():
        client = ClientFactory(lead_trainer=trainer)
        AttemptFactory(referral__client=client)
        make_lapsing_benefits(client)
        make_quiet_homework(client)
        GuidanceFactory(client=client)

    arrange()
    counted()  # the session's first page
    few = counted()
    for _ in range(11):
        arrange()
    assert counted() == few
