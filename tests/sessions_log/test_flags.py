"""Red flags: two presses to what to do now, kept once, and on Today until somebody has seen to them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import RedFlagReport
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import RedFlagFactory
from tests.factories.sessions_log import RedFlagReportFactory
from web.keys import uuid7
from workspace.today import clients_in_care, today_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(db):
    return RedFlagFactory(code="chest-pain", sign="Chest pain", do_now="Call emergency services", urgency="emergency")


def address(client, *more):
    return reverse("sessions_log:flag" if more else "sessions_log:flags", args=[client.pk, *more])


def test_two_presses_from_a_clients_page_tell_what_to_do(trainer_browser, care_client, sign, the_log):
    care_client.emergency_name, care_client.emergency_phone = "Ada Lind", "416 555 0100"
    care_client.save()
    assert address(care_client) in the_log.get().content.decode()
    assert address(care_client, sign.code) in trainer_browser.get(address(care_client)).content.decode()
    page = trainer_browser.get(address(care_client, sign.code)).content.decode()
    assert "Call emergency services" in page
    assert 'href="tel:416 555 0100"' in page


def test_it_is_kept_once_with_the_session_that_is_open(trainer_browser, care_client, sign, session):
    key = uuid7()
    for _time in range(3):
        trainer_browser.post(address(care_client, sign.code), {"key": key, "done": "Called 911"})
    raised = RedFlagReport.objects.get()
    assert (raised.client, raised.red_flag, raised.session, raised.done) == (care_client, sign, session, "Called 911")


def test_nothing_is_kept_before_the_client_has_confirmed(trainer, trainer_browser, sign):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    answer = trainer_browser.post(address(client, sign.code), {"done": "Called 911"})
    assert answer.status_code == 422
    assert "Called 911" in answer.content.decode(), "what was typed stays"
    assert not RedFlagReport.objects.exists()


def test_a_referral_starts_with_it_filled_in(trainer_browser, care_client, sign):
    raised = RedFlagReportFactory(client=care_client, red_flag=sign, done="Sat down, pale")
    form = trainer_browser.get(reverse("referrals:new", args=[care_client.pk]), {"flag": raised.pk}).context["form"]
    assert form["red_flag"].value() == sign.pk
    assert form["reason"].value() == "Chest pain\nSat down, pale"
    assert form["urgency"].value() == "same-day"


@pytest.mark.parametrize("key", ["another client's", "no key"])
def test_another_clients_flag_fills_in_nothing(trainer, trainer_browser, care_client, key):
    other = RedFlagReportFactory(client=ClientFactory(lead_trainer=trainer), done="Of somebody else")
    query = {"flag": other.pk if key == "another client's" else key}
    page = trainer_browser.get(reverse("referrals:new", args=[care_client.pk]), query)
    assert not page.context["form"]["reason"].value()


def test_it_stands_on_today_until_it_is_seen_to(trainer, trainer_browser, care_client, sign):
    raised = RedFlagReportFactory(client=care_client, red_flag=sign)
    RedFlagReportFactory(client=ClientFactory(lead_trainer=TrainerFactory()))

    def on_today():
        now = timezone.now()
        rows = today_rows(trainer, clients_in_care(trainer, now=now), now=now)["you"]
        return [str(row.what) for row in rows if "flag" in str(row.what) or "Chest" in str(row.what)]

    assert on_today() == ["A red flag is open"], "and not which: Today holds no health detail"
    done = reverse("sessions_log:flag_done", args=[care_client.pk, raised.pk])
    trainer_browser.post(done)
    assert on_today() == []
    trainer_browser.post(done, {"again": "1"})
    assert on_today() == ["A red flag is open"]
