"""The network in figures: referrals, waits and gaps, with no group of fewer than five, and no client."""

from datetime import date

import pytest
from django.urls import reverse

from practitioners.models import Discipline
from practitioners.overview import months_until, reckon_overview
from practitioners.referral_days import ReferralDay
from tests.accounts.admins import browser_of
from tests.factories.accounts import TrainerFactory
from tests.factories.practitioners import ClinicFactory, MassageTherapistFactory, PractitionerFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def content_of(today: date = TODAY):
    return reckon_overview(today=today).content


def day(practitioner, on: date, number: int, waits: list[int] | None = None) -> ReferralDay:
    waits = waits or []
    return ReferralDay.objects.create(
        practitioner=practitioner, discipline=practitioner.discipline, day=on, requested=number,
        answered=len(waits), waits=waits,
    )  # fmt: skip


def test_twelve_months_end_with_todays():
    months = months_until(date(2026, 3, 31))
    assert (len(months), months[0], months[-1]) == (12, date(2025, 4, 1), date(2026, 3, 1))


def test_referrals_are_summed_by_discipline_and_month_and_one_to_four_are_not_kept():
    ida, other = PractitionerFactory(), PractitionerFactory()
    day(ida, date(2026, 11, 3), 3)
    day(other, date(2026, 11, 4), 2)
    day(ida, date(2026, 10, 5), 4)
    day(ida, date(2025, 11, 30), 50)  # the thirteenth month back
    figures = content_of()["directions"]["out"][ida.discipline.code]
    assert figures == [0] * 10 + [None, 5]


def test_what_trainers_were_sent_stands_by_the_senders_discipline():
    trainer, discipline = TrainerFactory(), PractitionerFactory().discipline
    ReferralDay.objects.create(trainer=trainer, discipline=discipline, day=TODAY, requested=6)
    content = content_of()["directions"]
    assert content["in"][discipline.code][-1] == 6
    assert content["out"] == {}


def test_the_median_of_answers_wants_five_of_them():
    ida, rosa = PractitionerFactory(), MassageTherapistFactory()
    day(ida, TODAY, 5, [1, 1, 3, 8, 9])
    day(rosa, TODAY, 5, [1, 1, 1, 1])
    assert content_of()["answers"] == {ida.discipline.code: 3}


def test_waits_are_those_that_verified_ones_name():
    first, *_others = PractitionerFactory.create_batch(5, usual_wait_days=3)
    PractitionerFactory(usual_wait_days=20, takes_new_clients=False)
    PractitionerFactory(usual_wait_days=90, verification="pending", verified_on=None)
    assert content_of()["practitioners"][first.discipline.code] == {"verified": 6, "taking": 5, "wait": 3}


def test_fewer_than_five_practitioners_are_no_group(admin_user):
    for wait in (3, 20, 30, 40):
        ida = PractitionerFactory(usual_wait_days=wait)
    MassageTherapistFactory.create_batch(4, takes_new_clients=False)
    rosa = MassageTherapistFactory(usual_wait_days=2)
    people = content_of()["practitioners"]
    assert people[ida.discipline.code] == {"verified": None, "taking": None, "wait": None}
    assert people[rosa.discipline.code] == {"verified": 5, "taking": None, "wait": None}
    page = browser_of(admin_user).get(reverse("network_admin:overview")).content.decode()
    assert "under 5" in page


def test_an_area_lacks_who_is_not_verified_or_takes_nobody_there():
    MassageTherapistFactory(clinic=None)
    halifax = ClinicFactory(city="Halifax", province="NS")
    ida = PractitionerFactory(clinic=halifax)
    PractitionerFactory(clinic=ClinicFactory(city="Guelph", province="ON"), takes_new_clients=False)
    TrainerFactory(province="YT")
    lacking = {(province, city): codes for province, city, codes in content_of()["areas"]}
    assert ida.discipline.code not in lacking["NS", "Halifax"]
    everything = set(Discipline.objects.values_list("code", flat=True))
    assert set(lacking["ON", "Guelph"]) == everything
    assert set(lacking["YT", ""]) == everything


def test_the_page_reads_what_was_reckoned_and_takes_as_many_queries_however_much_there_is(
    admin_user, django_assert_max_num_queries
):
    browser, ida = browser_of(admin_user), PractitionerFactory(clinic=ClinicFactory(city="Halifax", province="NS"))
    MassageTherapistFactory(clinic=None)
    assert "The figures are made each night" in browser.get(reverse("network_admin:overview")).content.decode()
    day(ida, date(2026, 11, 3), 4)
    day(ida, date(2026, 10, 3), 7)
    reckon_overview(today=TODAY)
    with django_assert_max_num_queries(8):
        page = browser.get(reverse("network_admin:overview")).content.decode()
    for words in ("under 5", "<svg", "Halifax, Nova Scotia", "To practitioners", "No referrals in twelve months"):
        assert words in page
    assert "<td>4</td>" not in page
    assert "7" in page
