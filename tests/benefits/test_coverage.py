"""Plans and lines are written down, changed with their history, ended and copied to next year."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from benefits import coverage
from benefits.models import BenefitLine, CoveragePlan, Insurer
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.practitioners import DisciplineFactory, MassageTherapistFactory
from tests.pages import as_read
from web.keys import uuid7


def read(answer):
    return as_read(answer.content.decode())


def typed(**changes):
    form = {
        "key": str(uuid7()),
        "insurer": "Northern Life",
        "kind": "insured",
        "holder": "own",
        "year_kind": "calendar",
        "year_starts_month": "1",
        "year_starts_day": "1",
        "carry_over": "none",
        "disciplines": [str(DisciplineFactory().pk)],
        "annual_maximum": "500",
        "maximum_counts": "paid",
    }
    return form | changes


def add(browser, client, **changes):
    return browser.post(reverse("benefits:add_plan", args=[client.pk]), typed(**changes))


@pytest.mark.parametrize(
    ("written", "amount"), [("62,5", "62.50"), ("62.5", "62.50"), (" 500 ", "500.00"), ("$1,500.00", "1500.00")]
)
def test_amounts_are_taken_as_people_write_them(trainer_browser, care_client, written, amount):
    form = typed(annual_maximum=written)
    for _ in range(2):
        answer = trainer_browser.post(reverse("benefits:add_plan", args=[care_client.pk]), form)
        assert answer.status_code == 302
    assert BenefitLine.objects.get().annual_maximum == Decimal(amount)


@pytest.mark.parametrize(
    "wrong",
    [
        {"annual_maximum": "0"},
        {"annual_maximum": "-1"},
        {"annual_maximum": "1e12"},
        {"annual_maximum": "1.500,00"},
        {"annual_maximum": "a lot"},
        {"annual_maximum": "NaN"},
        {"annual_maximum": ""},
        {"share": "0"},
        {"share": "120"},
        {"visit_limit": "-2"},
        {"year_starts_day": "32"},
        {"year_starts_day": "30", "year_starts_month": "2"},
        {"year_starts_day": "31", "year_starts_month": "6"},
        {"insurer": "x" * 121},
        {"insurer": "a\x00b"},
        {"insurer": "Maple\r\nBcc: everybody@example.org"},
        {"disciplines": []},
        {"covered_from": "2026-05-01", "covered_until": "2026-04-01"},
        {"covered_from": "0001-01-01"},
        {"is_by_the_month": "on"},
        {"deductible_met": "30"},
        {"carry_over": "balance"},
        {"kind": "health-account", "brought_in": "30"},
        {"province_pays": "8.29"},
        {"fee_tax": "13"},
        {"usual_fee": "10", "fee_tax": "13"},
        {"note_on": "2026-05-01"},
        {"kind": "gold"},
    ],
)
def test_coverage_that_can_not_be_is_refused_with_what_was_typed(trainer_browser, care_client, wrong):
    answer = add(trainer_browser, care_client, **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert wrong.get("annual_maximum", "") in page
    assert not CoveragePlan.objects.exists()
    assert not BenefitLine.objects.exists()


def test_two_plans_can_not_both_pay_first(trainer_browser, care_client):
    CoveragePlanFactory(client=care_client, insurer="Maple Mutual")
    answer = add(trainer_browser, care_client, position="1")
    assert "Maple Mutual pays as number 1 already" in answer.content.decode()
    assert add(trainer_browser, care_client, holder="spouse").status_code == 302
    assert CoveragePlan.objects.get(holder="spouse").position == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CoveragePlanFactory(client=care_client, position=1)


def test_an_insurer_is_written_as_in_the_list(trainer_browser, care_client):
    Insurer.objects.create(name="Maple Mutual")
    page = trainer_browser.get(reverse("benefits:add_plan", args=[care_client.pk])).content.decode()
    assert '<option value="Maple Mutual">' in page
    add(trainer_browser, care_client, insurer="maple mutual")
    assert CoveragePlan.objects.get().insurer == "Maple Mutual"


def test_a_change_keeps_what_was_there_and_who_made_it(trainer_browser, care_client, trainer):
    line = BenefitLineFactory(plan__client=care_client, disciplines=[DisciplineFactory()])
    address = reverse("benefits:change_line", args=[care_client.pk, line.pk])
    assert 'value="500"' in trainer_browser.get(address).content.decode()
    assert trainer_browser.post(address, typed(annual_maximum="600", share="80")).status_code == 302
    line.refresh_from_db()
    assert (line.annual_maximum, line.share) == (600, 80)
    states = line.history.order_by("history_id")
    assert next(state.annual_maximum for state in states) == 500
    assert states.last().history_user == trainer
    address = reverse("benefits:change_plan", args=[care_client.pk, line.plan_id])
    assert trainer_browser.post(address, typed(insurer="Other Life")).status_code == 302
    assert line.plan.history.earliest().insurer != line.plan.history.latest().insurer == "Other Life"
    assert line.plan.history.latest().history_user == trainer


def test_an_ended_plan_can_be_taken_back_unless_its_place_is_taken(trainer_browser, care_client):
    line = BenefitLineFactory(plan__client=care_client)
    end = reverse("benefits:end_plan", args=[care_client.pk, line.plan_id])
    back = reverse("benefits:take_back_end", args=[care_client.pk, line.plan_id])
    page = read(trainer_browser.post(end, follow=True))
    assert "No coverage written down" in page
    assert "It holds after all" in page
    trainer_browser.post(back)
    assert CoveragePlan.objects.get().ended_on is None
    trainer_browser.post(end)
    CoveragePlanFactory(client=care_client, position=1)
    assert "Another plan pays at its place" in read(trainer_browser.post(back, follow=True))


def test_a_plan_is_copied_to_next_year_once_and_asked_about(trainer_browser, care_client, trainer):
    plan = CoveragePlanFactory(
        client=care_client, kind="health-account", carry_over="receipts", year_starts_month=1, deductible=25
    )
    discipline = MassageTherapistFactory().discipline
    line = BenefitLineFactory(plan=plan, disciplines=[discipline])
    BenefitLineFactory(plan=plan, pool=line, annual_maximum=100)
    ClaimFactory(line=line, date_of_service=timezone.localdate() - timedelta(days=1), fee=680, paid=500)
    for _ in range(2):
        trainer_browser.post(reverse("benefits:copy_plan", args=[care_client.pk, plan.pk]))
    plan.refresh_from_db()
    copy = CoveragePlan.objects.get(copied_from=plan)
    assert copy.covered_from == plan.covered_until + timedelta(days=1)
    assert (copy.insurer, copy.deductible, copy.position, copy.awaits_client) == (plan.insurer, 25, 1, True)
    assert copy.brought_in == 180
    first, second = copy.lines.order_by("id")
    assert (list(first.disciplines.all()), second.pool, second.annual_maximum) == ([discipline], first, 100)
    assert copy.history.latest().history_user == trainer
    assert "to be confirmed" in read(trainer_browser.get(reverse("benefits:overview", args=[care_client.pk])))
    trainer_browser.post(reverse("benefits:confirm_copy", args=[care_client.pk, copy.pk]))
    copy.refresh_from_db()
    assert not copy.awaits_client


def test_a_plan_without_a_next_year_is_not_copied(care_client, trainer):
    on = date(2026, 11, 23)
    for terms in ({"covered_until": date(2026, 12, 1)}, {"year_kind": "look-back"}, {"ended_on": on}):
        plan = CoveragePlanFactory(client=care_client, **terms)
        with pytest.raises(coverage.NoNextYearError):
            coverage.copy_to_next_year(plan, by=trainer, on=on)


def test_an_account_has_one_line(trainer_browser, care_client):
    line = BenefitLineFactory(plan__client=care_client, plan__kind="wellness-account")
    answer = trainer_browser.post(reverse("benefits:add_line", args=[care_client.pk, line.plan_id]), typed())
    assert answer.status_code == 422
    assert BenefitLine.objects.count() == 1


def test_another_clients_line_is_no_pool(trainer_browser, care_client):
    line, others = BenefitLineFactory(plan__client=care_client), BenefitLineFactory()
    address = reverse("benefits:add_line", args=[care_client.pk, line.plan_id])
    assert trainer_browser.post(address, typed(pool=str(others.pk))).status_code == 422
    assert trainer_browser.post(address, typed(pool=str(line.pk))).status_code == 302
