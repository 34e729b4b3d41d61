"""The page behind the mail's link: one question after the other, kept at once, and the client's own word."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.links import issue_client_link
from measures.models import Reading
from tests.factories.sessions_log import ReadingFactory, ReadingScheduleFactory
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def page(care_client, today):
    return reverse("measures:asked", args=[issue_client_link(care_client, "measures", on=today)])


def ask(client, *measures, on):
    for measure in measures:
        ReadingScheduleFactory(client=client, measure=measure, starts_on=on, asked_on=on)


def answer(page, number, **data):
    return Browser().post(f"{page}?question={number}", data)


def kept():
    return list(Reading.objects.current().values_list("measure", "item", "value", "told_by"))


def test_each_answer_is_kept_as_it_is_given(care_client, page, today):
    ReadingFactory(client=care_client, measure="psfs", item="Stairs", value=3, taken_on=today - timedelta(days=28))
    ask(care_client, "nprs", "psfs", on=today)
    assert answer(page, 1, value="4").url == f"{page}?question=2"
    assert "Stairs" in Browser().get(f"{page}?question=2").content.decode()
    answer(page, 2, value="6")
    assert kept()[1:] == [("nprs", "", Decimal(4), "client"), ("psfs", "Stairs", Decimal(6), "client")]
    end = Browser().get(f"{page}?question=3").content.decode()
    assert "Thank you" in end
    assert "question=1" in end


def test_opening_it_changes_nothing_however_often(care_client, page, today):
    ask(care_client, "nprs", on=today)
    for method in ("get", "head"):
        for number in range(3):
            assert getattr(Browser(), method)(f"{page}?question={number}&value=5").status_code == 200
    assert kept() == []


def test_a_later_answer_of_the_day_stands_and_the_earlier_is_there_still(care_client, page, today):
    ask(care_client, "nprs", on=today)
    for value in ("4", "4", "7"):
        answer(page, 1, value=value)
    assert kept() == [("nprs", "", Decimal(7), "client")]
    before = Reading.objects.exclude(ended_at=None).get()
    assert (before.value, before.replaced_by.value) == (4, 7)
    assert 'value="7"' in Browser().get(page).content.decode()


def test_who_would_rather_not_say_goes_on_and_nothing_is_kept(care_client, page, today):
    ask(care_client, "nprs", "groc", on=today)
    assert answer(page, 1, value="").url == f"{page}?question=2"
    answer(page, 2, value="-3")
    assert kept() == [("groc", "", Decimal(-3), "client")]
    assert "no answer" in Browser().get(f"{page}?question=9").content.decode()


def test_a_client_without_activities_names_up_to_three(care_client, page, today):
    ask(care_client, "psfs", on=today)
    assert answer(page, 1, item="Stairs", value="").status_code == 422
    assert answer(page, 1, item="", value="3").status_code == 422
    answer(page, 1, item="Stairs", value="3")
    answer(page, 2, item="Lifting  my son", value="2")
    answer(page, 3, item="", value="")
    assert kept() == [("psfs", "Stairs", Decimal(3), "client"), ("psfs", "Lifting my son", Decimal(2), "client")]


@pytest.mark.parametrize("wrong", ["11", "-1", "x", "4.5"])
def test_a_figure_off_the_scale_is_said_and_nothing_kept(care_client, page, today, wrong):
    ask(care_client, "nprs", on=today)
    assert answer(page, 1, value=wrong).status_code == 422
    assert kept() == []


def test_questions_that_are_over_say_so(care_client, page, today):
    ask(care_client, "nprs", on=today - timedelta(days=1))
    text = Browser().get(page).content.decode()
    assert "These questions are over" in text
    assert answer(page, 1, value="4").status_code == 200
    assert kept() == []


def test_it_speaks_the_clients_language(care_client, page, today):
    care_client.language = "fr"
    care_client.save()
    ask(care_client, "nprs", on=today)
    assert "Question 1 sur 1" in Browser().get(page).content.decode()
