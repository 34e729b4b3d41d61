"""Claims: once, corrected with the old one kept, asked about where the plan can't have paid so much."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from benefits.models import Claim
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory, VisitFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.pages import as_read
from web.keys import uuid7

YESTERDAY = timedelta(days=1)


def read(answer):
    return as_read(answer.content.decode())


@pytest.fixture
def line(care_client):
    return BenefitLineFactory(plan=CoveragePlanFactory(client=care_client), annual_maximum=100, visit_maximum=None)


def typed(**changes):
    day = timezone.localdate() - YESTERDAY
    return {"key": str(uuid7()), "date_of_service": f"{day}", "fee": "", "paid": "80", "practitioner": ""} | changes


def add(browser, line, **changes):
    return browser.post(reverse("benefits:add_claim", args=[line.plan.client_id, line.pk]), typed(**changes))


def test_a_claim_beyond_what_is_left_is_asked_about_and_kept_once(trainer_browser, line):
    form = typed(paid="120", fee="150")
    address = reverse("benefits:add_claim", args=[line.plan.client_id, line.pk])
    answer = trainer_browser.post(address, form)
    assert answer.status_code == 422
    assert "Only $100.00 was left" in answer.content.decode()
    assert 'type="checkbox" name="anyway"' in read(answer)
    assert not Claim.objects.exists()
    for _ in range(2):
        assert trainer_browser.post(address, form | {"anyway": "on"}).status_code == 302
    assert (Claim.objects.get().paid, Claim.objects.get().fee) == (120, 150)


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_of_service": "2999-01-01"},
        {"date_of_service": "0001-01-01"},
        {"date_of_service": f"{date(1950, 1, 1)}", "before": "cover"},
        {"paid": "-1"},
        {"paid": "1e12"},
        {"paid": "0"},
        {"paid": "80", "fee": "70"},
        {"fee": "-5"},
        {"visit": "not-a-key"},
    ],
)
def test_a_claim_that_can_not_be_is_refused(trainer_browser, line, wrong):
    if wrong.pop("before", ""):
        line.plan.covered_from = date(2000, 1, 1)
        line.plan.save()
    answer = add(trainer_browser, line, **wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_visit_in_the_future_is_no_claim(trainer_browser, line):
    assert add(trainer_browser, line, date_of_service=f"{timezone.localdate() + YESTERDAY * 2}").status_code == 422


def test_a_claim_of_another_plan_year_says_which(trainer_browser, line):
    address = reverse("benefits:add_claim", args=[line.plan.client_id, line.pk])
    page = read(trainer_browser.post(address, typed(date_of_service="2024-05-05"), follow=True))
    assert "It counts in the plan year 1 January 2024 to 31 December 2024" in page


def test_a_corrected_claim_keeps_the_old_one(trainer_browser, line, trainer):
    claim = ClaimFactory(line=line, paid=80, fee=90)
    address = reverse("benefits:correct_claim", args=[line.plan.client_id, claim.pk])
    assert 'value="80"' in trainer_browser.get(address).content.decode()
    assert trainer_browser.post(address, typed(paid="75", fee="90")).status_code == 302
    old, new = claim.history.order_by("history_id")
    assert (old.paid, new.paid, new.history_user) == (80, 75, trainer)
    assert trainer_browser.post(address, typed(paid="100", fee="100")).status_code == 302, (
        "its own sum is not in its way"
    )


def test_a_claim_is_taken_out_and_put_back(trainer_browser, line):
    claim = ClaimFactory(line=line)
    names = [line.plan.client_id, claim.pk]
    page = read(trainer_browser.post(reverse("benefits:remove_claim", args=names), follow=True))
    assert "taken out" in page
    assert "$100.00" in page
    page = read(trainer_browser.post(reverse("benefits:put_back_claim", args=names), follow=True))
    assert "$20.00" in page


def test_an_attended_visit_proposes_its_claim_once(trainer_browser, care_client):
    masseur = MassageTherapistFactory()
    line = BenefitLineFactory(plan__client=care_client, disciplines=[masseur.discipline], usual_fee=95)
    member = CareTeamMemberFactory(client=care_client, practitioner=masseur)
    visit = VisitFactory(member=member, on=timezone.localdate() - YESTERDAY, state="attended")
    overview = reverse("benefits:overview", args=[care_client.pk])
    address = f"{reverse('benefits:add_claim', args=[care_client.pk, line.pk])}?visit={visit.pk}"
    assert address in read(trainer_browser.get(overview))
    page = read(trainer_browser.get(address))
    assert 'value="95"' in page
    assert f'value="{visit.pk}"' in page
    for _ in range(2):
        form = typed(visit=str(visit.pk), practitioner=str(masseur.pk), fee="95")
        assert trainer_browser.post(address, form).status_code == 302
    assert Claim.objects.get().visit == visit
    assert "Visits without a claim" not in read(trainer_browser.get(overview))


# --- somebody outside the network ---------------------------------------------------------


def test_somebody_outside_the_network_is_named(trainer_browser, line):
    assert add(trainer_browser, line, other_name="Noor Haddad").status_code == 302
    assert (Claim.objects.get().practitioner, Claim.objects.get().other_name) == (None, "Noor Haddad")
    page = read(trainer_browser.get(reverse("benefits:overview", args=[line.plan.client_id])))
    assert "with Noor Haddad" in page
    timeline = read(trainer_browser.get(reverse("workspace:timeline", args=[line.plan.client_id])))
    assert "Noor Haddad" in timeline
    correct = reverse("benefits:correct_claim", args=[line.plan.client_id, Claim.objects.get().pk])
    assert 'value="Noor Haddad"' in read(trainer_browser.get(correct))


def test_names_of_the_care_team_outside_the_network_are_offered(trainer_browser, line):
    CareTeamMemberFactory(client=line.plan.client, practitioner=None, name="Noor Haddad")
    CareTeamMemberFactory(practitioner=None, name="Somebody of another client")
    page = read(trainer_browser.get(reverse("benefits:add_claim", args=[line.plan.client_id, line.pk])))
    assert '<option value="Noor Haddad"></option>' in page
    assert "Somebody of another client" not in page


@pytest.mark.parametrize("name", ["a\r\nBcc: b@c.example", "x" * 121, "\x00"])
def test_a_name_that_can_not_be_is_refused(trainer_browser, line, name):
    assert add(trainer_browser, line, other_name=name).status_code == 422
    assert not Claim.objects.exists()


def test_either_somebody_of_the_list_or_a_name(trainer_browser, line):
    masseur = MassageTherapistFactory()
    line.disciplines.set([masseur.discipline])
    CareTeamMemberFactory(client=line.plan.client, practitioner=masseur)
    answer = add(trainer_browser, line, practitioner=str(masseur.pk), other_name="Noor Haddad")
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


def test_a_visit_with_somebody_outside_the_network_proposes_its_claim(trainer_browser, line, care_client):
    discipline = MassageTherapistFactory().discipline
    line.disciplines.set([discipline])
    member = CareTeamMemberFactory(client=care_client, practitioner=None, name="Noor Haddad", discipline=discipline)
    visit = VisitFactory(member=member, on=timezone.localdate() - YESTERDAY, state="attended")
    address = f"{reverse('benefits:add_claim', args=[care_client.pk, line.pk])}?visit={visit.pk}"
    assert address in read(trainer_browser.get(reverse("benefits:overview", args=[care_client.pk])))
    assert 'value="Noor Haddad"' in read(trainer_browser.get(address))
    after = trainer_browser.get(reverse("benefits:after_visit", args=[care_client.pk, visit.pk]))
    assert after["Location"] == address
