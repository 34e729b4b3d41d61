"""Readings are kept in their measure's own range."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.catalogue import MEASURES
from measures.models import Reading
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ReadingFactory
from tests.pages import as_read
from web.keys import uuid7
from web.zones import today_in

pytestmark = pytest.mark.django_db
TODAY = today_in("America/Toronto", timezone.now())  # where the trainer lives


def add(browser, whom, measure="nprs", **data):
    address = reverse("measures:add_reading", args=[whom.pk])
    return browser.post(f"{address}?measure={measure}", {"taken_on": f"{TODAY:%Y-%m-%d}", "key": uuid7()} | data)


def kept():
    return list(Reading.objects.values_list("measure", "value", "item", "taken_on"))


def test_a_reading_is_kept_once(trainer_browser, trainer, care_client):
    key = uuid7()
    for _ in range(3):
        assert add(trainer_browser, care_client, value="6", key=key).status_code == 302
    assert kept() == [("nprs", Decimal(6), "", TODAY)]
    assert Reading.objects.get().entered_by == trainer


@pytest.mark.parametrize("measure", [code for code, measure in MEASURES.items() if measure.is_typed])
def test_every_measure_has_its_page_and_takes_its_ends(trainer_browser, care_client, measure):
    page = trainer_browser.get(reverse("measures:add_reading", args=[care_client.pk]), {"measure": measure})
    assert page.status_code == 200
    item = {"item": "left"} if MEASURES[measure].item_label else {}
    if measure == "rom":
        item = {"joint": "knee", "movement": "flexion", "side": "left"}
    for value in (MEASURES[measure].low, MEASURES[measure].high):
        assert add(trainer_browser, care_client, measure, value=str(value), **item).status_code == 302
    for value in (MEASURES[measure].low - 1, MEASURES[measure].high + 1):
        assert add(trainer_browser, care_client, measure, value=str(value), **item).status_code == 422
    assert len(kept()) == 2


@pytest.mark.parametrize("value", ["", "5.5", "1e1", "ten", "-1", "11", "\x00", "9" * 40])
def test_pain_is_a_whole_number_from_0_to_10(trainer_browser, care_client, value):
    response = add(trainer_browser, care_client, value=value)
    assert response.status_code == 422
    assert kept() == []


def test_a_comma_is_a_point(trainer_browser, care_client):
    add(trainer_browser, care_client, "body-mass", value="82,5")
    assert kept() == [("body-mass", Decimal("82.5"), "", TODAY)]


def test_change_since_the_start_goes_below_nought(trainer_browser, care_client):
    add(trainer_browser, care_client, "groc", value="−3")
    assert kept()[0][1] == -3


def test_an_activity_is_owed_and_keeps_its_first_spelling(trainer_browser, care_client):
    assert add(trainer_browser, care_client, "psfs", value="4").status_code == 422
    add(trainer_browser, care_client, "psfs", value="4", item="Climbing  stairs")
    add(trainer_browser, care_client, "psfs", value="6", item="climbing stairs ")
    assert [item for _measure, _value, item, _on in kept()] == ["Climbing stairs", "Climbing stairs"]


@pytest.mark.parametrize("item", ["x" * 121, "a\x00b", "middle"])
def test_an_item_that_is_none_is_refused(trainer_browser, care_client, item):
    assert add(trainer_browser, care_client, "grip", value="30", item=item).status_code == 422


@pytest.mark.parametrize(
    "day", ["", "2026-13-45", "not a day", "1999-12-31", f"{TODAY + timedelta(days=2):%Y-%m-%d}", "\x00"]
)
def test_a_day_that_cannot_be_is_refused(trainer_browser, care_client, day):
    response = add(trainer_browser, care_client, value="6", taken_on=day)
    assert response.status_code == 422
    assert 'value="6"' in response.content.decode()
    assert kept() == []


def test_nothing_is_kept_before_the_client_has_confirmed(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    response = add(trainer_browser, client, value="6")
    assert response.status_code == 422
    assert "has not confirmed by mail yet" in response.content.decode()
    assert kept() == []


def test_another_clients_key_makes_a_reading_of_its_own(trainer_browser, care_client):
    other = ReadingFactory()
    add(trainer_browser, care_client, value="6", key=other.pk)
    assert Reading.objects.get(client=care_client).pk != other.pk


def test_the_page_says_what_the_change_amounts_to(trainer_browser, care_client):
    for value, days in ((6, 20), (3, 1)):
        ReadingFactory(client=care_client, value=value, taken_on=TODAY - timedelta(days=days))
    page = as_read(trainer_browser.get(reverse("measures:add_reading", args=[care_client.pk])).content.decode())
    assert ": improved, more than measurement error; lower is better" in page


def test_a_wrong_reading_is_taken_out(trainer_browser, care_client):
    reading = ReadingFactory(client=care_client, measure="grip", item="left")
    address = reverse("measures:remove_reading", args=[care_client.pk, reading.pk])
    assert trainer_browser.post(address).url.endswith("?measure=grip")
    assert trainer_browser.post(address).status_code == 302
    assert not Reading.objects.current().exists()
    trainer_browser.post(reverse("measures:put_back_reading", args=[care_client.pk, reading.pk]))
    assert Reading.objects.current().get() == reading


def test_another_clients_reading_stays(trainer_browser, care_client):
    reading = ReadingFactory()
    for verb in ("remove_reading", "put_back_reading", "correct_reading"):
        address = reverse(f"measures:{verb}", args=[care_client.pk, reading.pk])
        assert trainer_browser.post(address, {"value": "3"}).status_code == 404
    assert Reading.objects.current().get() == reading


def test_a_corrected_reading_is_there_still_with_what_stands_now(trainer_browser, care_client, trainer):
    reading = ReadingFactory(client=care_client, value=8, told_by="client")
    address = reverse("measures:correct_reading", args=[care_client.pk, reading.pk])
    form = {"key": uuid7(), "value": "3", "taken_on": f"{TODAY:%Y-%m-%d}"}
    assert trainer_browser.get(address).context["form"]["value"].value() == "8"
    for _ in range(2):
        assert trainer_browser.post(address, form).status_code == 302
    reading.refresh_from_db()
    stands = Reading.objects.current().get()
    assert (reading.value, reading.replaced_by) == (8, stands)
    assert (stands.value, stands.told_by, stands.entered_by) == (3, "client", trainer)
    page = as_read(trainer_browser.get(reverse("measures:add_reading", args=[care_client.pk])).content.decode())
    assert "<s>8</s>" in page
    assert trainer_browser.post(address, form | {"key": uuid7()}).status_code == 422, "it was corrected meanwhile"


def test_a_joint_is_named_by_its_movement_and_side(trainer_browser, care_client):
    for side in ("left", "right"):
        add(trainer_browser, care_client, "rom", value="90", joint="knee", movement="flexion", side=side)
    assert [item for _measure, _value, item, _on in kept()] == ["knee/flexion/left", "knee/flexion/right"]
    page = trainer_browser.get(reverse("measures:add_reading", args=[care_client.pk]), {"measure": "rom"})
    assert "Knee, flexion, left" in page.content.decode()
    assert (
        add(trainer_browser, care_client, "rom", value="90", joint="knee", movement="", side="left").status_code == 422
    )


def test_a_questionnaire_of_another_house_keeps_its_total_alone(trainer_browser, care_client):
    address = reverse("measures:add_scale", args=[care_client.pk])
    scale = {"name": "LEFS", "low": "0", "high": "80", "better": "higher", "smallest_change": "9"}
    form_of_it = trainer_browser.post(address, scale).url
    assert trainer_browser.post(address, scale).url == form_of_it, "once"
    for value, days in ((40, 20), (50, 1)):
        on = {"taken_on": f"{TODAY - timedelta(days=days):%Y-%m-%d}", "key": uuid7()}
        assert trainer_browser.post(form_of_it, {"value": str(value)} | on).status_code == 302
    assert trainer_browser.post(form_of_it, {"value": "81"} | on).status_code == 422
    assert [row[:3] for row in kept()] == [("score", Decimal(40), "LEFS"), ("score", Decimal(50), "LEFS")]
    assert "improved, more than measurement error" in trainer_browser.get(form_of_it).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"high": "0"}, {"high": "-1"}, {"name": ""}, {"better": ""}, {"smallest_change": "x"}]
)
def test_a_scale_that_is_none_is_said(trainer_browser, care_client, wrong):
    scale = {"name": "LEFS", "low": "0", "high": "80", "better": "higher", "smallest_change": ""}
    address = reverse("measures:add_scale", args=[care_client.pk])
    assert trainer_browser.post(address, scale | wrong).status_code == 422


def test_the_page_asks_the_same_number_of_queries_whatever_there_is(
    trainer_browser, care_client, django_assert_max_num_queries, django_assert_num_queries
):
    address = reverse("measures:add_reading", args=[care_client.pk])
    ReadingFactory(client=care_client)
    trainer_browser.get(address)
    with django_assert_max_num_queries(14) as few:
        trainer_browser.get(address)
    for day in range(30):
        ReadingFactory(client=care_client, taken_on=date(2026, 1, 1) + timedelta(days=day))
    with django_assert_num_queries(len(few)):
        trainer_browser.get(address)
