"""Red flags: two presses to what to do now, kept once, and on Today until somebody has seen to them."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from clients.today import Section
from sessions_log.models import RedFlagReport
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import PractitionerFactory, RedFlagFactory
from tests.factories.sessions_log import RedFlagReportFactory
from tests.pages import as_read
from tests.today import rows_of
from web.keys import uuid7

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
    chosen = trainer_browser.get(reverse("referrals:new", args=[care_client.pk]), {"flag": raised.pk})
    assert chosen.context["form"]["discipline"].value() == sign.discipline_id
    assert sign.do_now in chosen.content.decode()
    to = PractitionerFactory(discipline=sign.discipline)
    form = trainer_browser.get(reverse("referrals:write", args=[care_client.pk, to.pk]), {"flag": raised.pk}).context[
        "form"
    ]
    assert form["red_flag"].value() == sign.pk
    assert form["reason"].value() == "Chest pain\nSat down, pale"
    assert form["urgency"].value() == "same-day"


@pytest.mark.parametrize("key", ["another client's", "no key"])
def test_another_clients_flag_fills_in_nothing(trainer, trainer_browser, care_client, key):
    other = RedFlagReportFactory(client=ClientFactory(lead_trainer=trainer), done="Of somebody else")
    query = {"flag": other.pk if key == "another client's" else key}
    to = PractitionerFactory()
    page = trainer_browser.get(reverse("referrals:write", args=[care_client.pk, to.pk]), query)
    assert not page.context["form"]["reason"].value()


def test_it_stands_on_today_until_it_is_closed(trainer, trainer_browser, care_client, sign):
    raised = RedFlagReportFactory(client=care_client, red_flag=sign)
    RedFlagReportFactory(client=ClientFactory(lead_trainer=TrainerFactory()))

    def on_today():
        return [(row.what, row.words) for row in rows_of(trainer, Section.NOW)]

    assert on_today() == [("A red flag is open", "Chest pain")]
    close(trainer_browser, raised)
    assert on_today() == []
    trainer_browser.post(reverse("sessions_log:reopen_flag", args=[care_client.pk, raised.pk]))
    assert on_today() == [("A red flag is open", "Chest pain")]


def close(browser, raised, note="Seen by her physician, cleared"):
    return browser.post(reverse("sessions_log:close_flag", args=[raised.client_id, raised.pk]), {"note": note})


def where_it_stands(browser, client, session, sign) -> list[str]:
    """The routes on which the open flag is read."""
    pages = {
        "workspace:overview": [client.pk],
        "workspace:prepare": [client.pk],
        "sessions_log:log": [client.pk, session.pk],
    }
    shown = []
    for route, keys in pages.items():
        address = reverse(route, args=keys) + ("?plain" if route.endswith("log") else "")
        if f"<strong>Red flag: {sign.sign}</strong>" in as_read(browser.get(address).content.decode()):
            shown.append(route)
    return shown


def test_until_it_is_closed_it_stands_on_their_page_before_and_in_the_session(
    trainer_browser, care_client, sign, session
):
    raised = RedFlagReportFactory(client=care_client, red_flag=sign, session=None)
    others = RedFlagReportFactory(client=ClientFactory(lead_trainer=care_client.lead_trainer))
    everywhere = ["workspace:overview", "workspace:prepare", "sessions_log:log"]
    assert where_it_stands(trainer_browser, care_client, session, sign) == everywhere
    assert where_it_stands(trainer_browser, care_client, session, others.red_flag) == []
    close(trainer_browser, raised)
    assert where_it_stands(trainer_browser, care_client, session, sign) == []


def test_closing_asks_for_a_word_and_keeps_who_and_when(trainer, trainer_browser, care_client, sign):
    raised = RedFlagReportFactory(client=care_client, red_flag=sign)
    for nothing in ("", "   "):
        answer = close(trainer_browser, raised, nothing)
        assert answer.status_code == 422
    raised.refresh_from_db()
    assert raised.closed_at is None
    close(trainer_browser, raised)
    close(trainer_browser, raised, "A second word")
    raised.refresh_from_db()
    assert (raised.closed_by, raised.closing_note) == (trainer, "Seen by her physician, cleared")
    assert raised.closed_at
    page = as_read(trainer_browser.get(address(care_client)).content.decode())
    assert f"by {trainer.name}: Seen by her physician, cleared" in page
    trainer_browser.post(reverse("sessions_log:reopen_flag", args=[care_client.pk, raised.pk]))
    raised.refresh_from_db()
    assert (raised.closed_at, raised.closed_by, raised.closing_note) == (None, None, "")


def test_the_database_keeps_no_word_about_a_flag_that_is_open(care_client):
    with pytest.raises(IntegrityError):
        RedFlagReportFactory(client=care_client, closing_note="Closed after all")
