"""Claims are proposed from a visit, a referral's appointment and "how was the visit?", and wait to be confirmed."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from benefits.models import BenefitLine, Claim
from benefits.proposals import proposed_claims
from referrals.models import Outcome
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory, VisitFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.factories.referrals import AttemptFactory
from tests.pages import as_read
from web.keys import uuid7


@pytest.fixture
def masseur():
    return MassageTherapistFactory(name="Kenji Mori")


@pytest.fixture
def line(care_client, masseur):
    plan = CoveragePlanFactory(client=care_client)
    return BenefitLineFactory(plan=plan, disciplines=[masseur.discipline], usual_fee=95)


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def seen(client, practitioner, *, business_status):
    """A referral with an appointment four days ago."""
    return AttemptFactory(
        referral__client=client,
        practitioner=practitioner,
        status="accepted",
        business_status=business_status,
        appointment_day=days_ago(4),
        appointment_time=time(10),
        appointment_zone="America/Toronto",
    )


def proposals(line):
    today = timezone.localdate()
    return proposed_claims(line.plan.client, [line], since=today - timedelta(days=365), today=today)


@pytest.mark.parametrize("came", ["outcome", "first-visit"])
def test_a_referrals_appointment_proposes_a_claim_once(trainer_browser, line, masseur, came):
    client = line.plan.client
    attempt = seen(client, masseur, business_status="booked")
    assert proposals(line) == [], "whether they came is not known yet"
    if came == "outcome":
        Outcome.objects.create(attempt=attempt, attended=True, summary="Seen", recorded_at=timezone.now())
    else:
        attempt.business_status = "attended"
        attempt.save()
    [proposal] = proposals(line)
    assert (proposal.on, proposal.known_as) == (days_ago(4), "Kenji Mori")
    overview = as_read(trainer_browser.get(reverse("benefits:overview", args=[client.pk])).content.decode())
    address = reverse("benefits:add_claim", args=[client.pk, line.pk]) + proposal.query
    assert address.replace("&", "&amp;") in overview
    form = as_read(trainer_browser.get(address).content.decode())
    assert f'value="{days_ago(4)}"' in form
    assert 'value="95' in form
    assert not Claim.objects.exists(), "a proposal is no claim"
    ClaimFactory(line=line, date_of_service=days_ago(4))
    assert proposals(line) == []


def test_a_visit_and_an_appointment_of_the_same_day_are_proposed_once(line, masseur):
    client = line.plan.client
    member = CareTeamMemberFactory(client=client, practitioner=masseur)
    VisitFactory(member=member, on=days_ago(4), state="attended")
    seen(client, masseur, business_status="attended")
    [proposal] = proposals(line)
    assert proposal.visit_id


def test_what_another_client_or_discipline_had_is_not_proposed(line, masseur):
    VisitFactory(member=CareTeamMemberFactory(practitioner=masseur), on=days_ago(4), state="attended")
    VisitFactory(member=CareTeamMemberFactory(client=line.plan.client), on=days_ago(4), state="attended")
    booked = CareTeamMemberFactory(client=line.plan.client, practitioner=masseur)
    VisitFactory(member=booked, on=days_ago(4), state="booked")
    assert proposals(line) == []


@pytest.mark.parametrize("covered", [True, False])
def test_how_was_the_visit_leads_to_its_claim(trainer_browser, line, masseur, covered):
    client = line.plan.client
    visit = VisitFactory(
        member=CareTeamMemberFactory(client=client, practitioner=masseur), on=days_ago(2), state="booked"
    )
    if not covered:
        BenefitLine.objects.all().delete()
    address = reverse("careplan:attend_visit", args=[client.pk, visit.pk])
    page = trainer_browser.post(address, {"note": "Better"}, follow=True)
    if not covered:
        assert page.request["PATH_INFO"] == reverse("careplan:member", args=[client.pk, visit.member_id])
        return
    assert page.request["PATH_INFO"] == reverse("benefits:add_claim", args=[client.pk, line.pk])
    assert f'value="{visit.on}"' in page.content.decode()
    form = {"key": str(uuid7()), "visit": visit.pk, "date_of_service": str(visit.on), "fee": "95", "paid": "80"}
    trainer_browser.post(reverse("benefits:add_claim", args=[client.pk, line.pk]), form)
    assert Claim.objects.get().visit == visit
    again = trainer_browser.get(reverse("benefits:after_visit", args=[client.pk, visit.pk]), follow=True)
    assert again.request["PATH_INFO"] == reverse("careplan:member", args=[client.pk, visit.member_id])
