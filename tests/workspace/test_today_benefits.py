"""Today says how much of a client's coverage lapses, for what and with whom; the look at the client is logged."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import AccessEvent
from clients.today import Section
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.pages import as_read
from tests.today import rows_of


@pytest.fixture
def masseur(db):
    return MassageTherapistFactory(name="Kenji Mori")


def lapsing_line(client, masseur, days=20):
    starts = timezone.localdate() + timedelta(days=days + 1)
    plan = CoveragePlanFactory(client=client, year_starts_month=starts.month, year_starts_day=min(starts.day, 28))
    return BenefitLineFactory(plan=plan, annual_maximum=1500, disciplines=[masseur.discipline])


def test_how_much_for_what_and_with_whom(trainer, trainer_browser, care_client, masseur):
    line = lapsing_line(care_client, masseur)
    CareTeamMemberFactory(client=care_client, practitioner=masseur)
    CareTeamMemberFactory(client=care_client)  # of another discipline
    ClaimFactory(line=line, paid=80)
    page = as_read(trainer_browser.get(reverse("today")).content.decode())
    assert f": $1,420.00 for {masseur.discipline.name}, with Kenji Mori" in page
    assert AccessEvent.objects.filter(client_id=care_client.pk).exists()


def test_without_anybody_for_it_on_the_care_team(trainer, care_client, masseur):
    lapsing_line(care_client, masseur)
    (row,) = [row for row in rows_of(trainer, Section.YOU) if "Benefits lapse" in row.what]
    assert row.what.endswith(f": $1,500.00 for {masseur.discipline.name}")
    assert (row.words, row.words_url) == ("", "")


def test_the_same_queries_for_one_client_and_for_three(trainer, care_client, masseur):
    lapsing_line(care_client, masseur)
    with CaptureQueriesContext(connection) as of_one:
        rows_of(trainer, Section.YOU)
    for _ in range(2):
        client = ClientFactory(lead_trainer=trainer)
        CareTeamMemberFactory(client=client, practitioner=masseur)
        lapsing_line(client, masseur)
    with CaptureQueriesContext(connection) as of_three:
        assert len([row for row in rows_of(trainer, Section.YOU) if "Kenji Mori" in row.what]) == 2
    assert len(of_three) == len(of_one)
