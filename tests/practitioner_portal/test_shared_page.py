"""The practitioner's page and what is written on it."""

import itertools
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from careplan.models import Guidance, Prescription
from clients.models import AccessEvent
from consent.models import ConsentGrant, Scope, ViewerSession
from reports.models import ProgressReport
from tests.access.asking import undone
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import DisciplineFactory, MassageTherapistFactory
from tests.sharing.test_shared_view import LONG_AGO, NEVER, OWN, SIGNS, a_full_record, give
from web.keys import uuid7
from web.zones import today_in

_numbers = itertools.count()
TODAY = today_in("America/Toronto", timezone.now())  # where the clients of the factories live


def browser_of(practitioner):
    """A browser that `practitioner` has verified."""
    browser, token = Browser(), f"cookie-{next(_numbers)}"
    browser.cookies[django_settings.VIEWER_COOKIE_NAME] = token
    ViewerSessionFactory(practitioner=practitioner, token=token)
    return browser


@pytest.fixture
def grant(db):
    return ConsentGrantFactory()


@pytest.fixture
def browser(grant):
    return browser_of(grant.practitioner)


def at(route, grant, *more):
    return reverse(f"practitioner_portal:{route}", args=[grant.pk, *more])


def a_dont(**changes):
    return {
        "key": str(uuid7()),
        "kind": "dont",
        "text": "No loaded spinal flexion",
        "patterns": ["spinal-flexion"],
        "side": "both",
        "starts_on": f"{TODAY}",
        "ends_on": f"{TODAY + timedelta(days=50)}",
    } | changes


def an_exercise(**changes):
    return {
        "key": str(uuid7()),
        "exercise": str(ExerciseFactory(name="Heel raise").pk),
        "sets": "3",
        "amount": "12",
        "days_a_week": "7",
        "side": "both",
        "where": "home",
        "starts_on": f"{TODAY}",
    } | changes


# What a scope's words look like on the page; figures stand among others there, so words alone are looked for.
WORDS = {scope: [sign for sign in signs if sign.startswith("Sign")] for scope, signs in SIGNS.items()}


@pytest.fixture
def grant_of_nothing(db):
    """Of a client of whom there is everything."""
    grant = ConsentGrantFactory(scopes=[])
    a_full_record(grant)
    return grant


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scopes=st.sets(st.sampled_from(list(Scope))))
def test_nothing_outside_the_scopes_is_on_the_page(grant_of_nothing, scopes):
    with undone():
        grant = give(grant_of_nothing, scopes)
        page = browser_of(grant.practitioner).get(at("record", grant)).content.decode()
    for scope, signs in WORDS.items():
        for sign in signs:
            if scope not in scopes:
                assert sign.replace("'", "&#x27;") not in page, (sign, scopes)
    for sign in OWN[:1]:
        assert sign.replace("'", "&#x27;") in page
    for sign in NEVER:
        assert sign not in page
    if Scope.GOALS in scopes:
        assert "Sign of the goal" in page


def test_the_page_costs_the_same_with_ten_times_the_record(grant, browser, django_assert_max_num_queries):
    a_full_record(grant)
    browser.get(at("record", grant))  # begins the access log
    with django_assert_max_num_queries(
        22
    ) as few:  # ten for the page, the rest is the door: browser, grant, log, last look
        browser.get(at("record", grant))
    for _ in range(9):
        a_full_record(grant)
    with django_assert_max_num_queries(len(few)):
        browser.get(at("record", grant))


def test_a_dont_is_saved_once_and_shown(grant, browser):
    typed = a_dont()
    for _ in range(2):
        assert browser.post(at("guidance", grant), typed).headers["Location"] == at("record", grant)
    guidance = Guidance.objects.get()
    assert (guidance.client, guidance.practitioner, guidance.how_it_came) == (grant.client, grant.practitioner, "link")
    assert guidance.patterns == ["spinal-flexion"]
    assert "No loaded spinal flexion" in browser.get(at("record", grant)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])  # never on the same day
def test_a_dont_holds_from_the_day_that_it_is_where_the_client_lives(zone):
    grant = ConsentGrantFactory(client__time_zone=zone)
    browser, today = browser_of(grant.practitioner), today_in(zone, timezone.now())
    assert f'value="{today}"' in browser.get(at("guidance", grant)).content.decode()
    browser.post(at("guidance", grant), a_dont(starts_on=f"{today}"))
    assert "No loaded spinal flexion" in browser.get(at("record", grant)).content.decode()


def test_an_exercise_is_prescribed_once_and_shown(grant, browser):
    typed = an_exercise()
    for _ in range(2):
        assert browser.post(at("prescription", grant), typed).status_code == 302
    prescription = Prescription.objects.get()
    assert (prescription.client, prescription.practitioner) == (grant.client, grant.practitioner)
    assert (prescription.sets, prescription.amount, prescription.how_it_came) == (3, 12, "link")
    assert "<strong>Heel raise</strong> 3 × 12" in browser.get(at("record", grant)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": "x" * 600},
        {"text": "nul \x00"},
        {"kind": "order"},
        {"starts_on": "2026-12-24", "ends_on": "2026-12-01"},
        {"patterns": ["no-such-movement"]},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(grant, browser, changes):
    answer = browser.post(at("guidance", grant), a_dont(**changes))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert 'value="' in answer.content.decode()
    assert not Guidance.objects.exists()


@pytest.mark.parametrize("changes", [{"amount": "0"}, {"amount": "400"}, {"sets": "a"}, {"exercise": ""}])
def test_a_dose_that_makes_no_sense_is_not_kept(grant, browser, changes):
    assert browser.post(at("prescription", grant), an_exercise(**changes)).status_code == 422
    assert not Prescription.objects.exists()


def test_an_rmt_may_caution_but_not_forbid(db):
    grant = ConsentGrantFactory(practitioner=MassageTherapistFactory())
    browser = browser_of(grant.practitioner)
    assert "a caution or a do" in browser.get(at("guidance", grant)).content.decode()
    assert browser.post(at("guidance", grant), a_dont()).status_code == 422
    assert browser.post(at("guidance", grant), a_dont(kind="caution")).status_code == 302


def test_a_discipline_without_the_right_is_told_so(db):
    discipline = DisciplineFactory(
        code="dietitian", mark="RD", lane=6, may_set_restrictions="no", may_prescribe_exercise="no"
    )
    grant = ConsentGrantFactory(practitioner__discipline=discipline)
    browser = browser_of(grant.practitioner)
    for route, typed in (("guidance", a_dont()), ("prescription", an_exercise())):
        page = browser.get(at(route, grant))
        assert page.status_code == 200
        assert "not in your discipline" in page.content.decode()
        assert browser.post(at(route, grant), typed).status_code == 422
    assert not Guidance.objects.exists()
    assert not Prescription.objects.exists()


def test_fields_that_are_not_the_practitioners_to_set_change_nothing(grant, browser):
    other = ConsentGrantFactory()
    typed = a_dont(client=str(other.client_id), practitioner=str(other.practitioner_id), state="lifted")
    browser.post(at("guidance", grant), typed | {"how_it_came": "letter", "entered_by": str(uuid7())})
    guidance = Guidance.objects.get()
    assert (guidance.client, guidance.practitioner, guidance.how_it_came) == (grant.client, grant.practitioner, "link")
    assert guidance.state == "active"


def test_a_form_open_while_consent_is_withdrawn_saves_nothing(grant, browser):
    browser.get(at("guidance", grant))
    ConsentGrant.objects.update(withdrawn_at=timezone.now())
    for route, typed in (("guidance", a_dont()), ("prescription", an_exercise())):
        answer = browser.post(at(route, grant), typed)
        assert answer.status_code == 410
        assert "Nothing was saved" in answer.content.decode()
        assert grant.client.name not in answer.content.decode()
    assert not Guidance.objects.exists()
    assert not Prescription.objects.exists()


def test_a_form_that_was_open_too_long_is_kept_and_saved_by_one_press(grant, browser):
    ViewerSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    typed = a_dont()
    shut = browser.post(at("guidance", grant), typed)
    assert not Guidance.objects.exists()
    assert 'value="No loaded spinal flexion"' in shut.content.decode()
    assert browser.post(at("guidance", grant), typed | {"go_on": "1"}).status_code == 302
    assert Guidance.objects.get().text == "No loaded spinal flexion"


def test_ones_own_word_is_lifted_and_anothers_is_not(grant, browser):
    own = GuidanceFactory(client=grant.client, practitioner=grant.practitioner)
    others = GuidanceFactory(client=grant.client)
    elsewhere = GuidanceFactory(practitioner=grant.practitioner)
    for guidance, status in ((own, 302), (own, 302), (others, 404), (elsewhere, 404)):
        assert browser.post(at("lift_guidance", grant, guidance.pk)).status_code == status
    states = [Guidance.objects.get(pk=guidance.pk).state for guidance in (own, others, elsewhere)]
    assert states == ["lifted", "active", "active"]


def test_ones_own_exercise_is_stopped_and_anothers_is_not(grant, browser):
    own = PrescriptionFactory(client=grant.client, practitioner=grant.practitioner)
    others = PrescriptionFactory(client=grant.client)
    assert browser.post(at("stop_prescription", grant, own.pk)).status_code == 302
    assert browser.post(at("stop_prescription", grant, others.pk)).status_code == 404
    assert list(Prescription.objects.filter(stopped_at=None)) == [others]


def test_reports_are_read_through_the_grant_that_they_were_sent_through(grant, browser):
    report = a_report(grant)
    other = a_report(ConsentGrantFactory(client=grant.client))
    assert at("report", grant, report.pk) in browser.get(at("record", grant)).content.decode()
    assert at("report_pdf", grant, report.pk) in browser.get(at("report", grant, report.pk)).content.decode()
    assert browser.get(at("report", grant, other.pk)).status_code == 404
    answer = browser.get(at("report_pdf", grant, report.pk))
    assert b"".join(answer.streaming_content) == b"%PDF of the report"
    assert browser.get(at("report_pdf", grant, other.pk)).status_code == 404
    assert AccessEvent.objects.filter(object_kind="report", object_id=str(report.pk)).count() == 2
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
    assert browser.get(at("report_pdf", grant, report.pk)).status_code == 410


def a_report(grant):
    report = ProgressReport(
        client=grant.client,
        grant=grant,
        period_starts_on=LONG_AGO,
        period_ends_on=timezone.localdate(),
        content={},
        sent_by=grant.client.lead_trainer,
    )
    report.pdf.save("report.pdf", ContentFile(b"%PDF of the report"))
    return report
