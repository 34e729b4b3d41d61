"""What can't be is refused in words, on every way that coverage and claims are written down; nothing is half kept."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benefits.asking_mail import write_still_holds
from benefits.coverage import copy_to_next_year
from benefits.models import BenefitLine, Booklet, Claim, CoveragePlan
from clients.access import join_own_account
from clients.links import issue_client_link
from outbox.composing import compose
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.access.world import BACKEND
from tests.benefits.test_claims import typed as typed_claim
from tests.benefits.test_coverage import typed as typed_plan
from tests.factories.benefits import BenefitLineFactory, CoveragePlanFactory
from tests.factories.practitioners import MassageTherapistFactory
from web.keys import uuid7

WAYS = ["trainer", "own", "link"]


@pytest.fixture
def send(trainer_browser, care_client):
    """Posts a form to a route of benefits, by one of the ways; gives the answer."""
    join_own_account(care_client)
    own = Browser()
    own.force_login(User.objects.get(email__iexact=care_client.email), backend=BACKEND)
    token = issue_client_link(care_client, "benefits")
    ways = {
        "trainer": (trainer_browser, "", care_client.pk),
        "own": (own, "own_", care_client.pk),
        "link": (Browser(), "link_", token),
    }

    def post(way, route, *args, data):
        browser, prefix, key = ways[way]
        return browser.post(reverse(f"benefits:{prefix}{route}", args=[key, *args]), data)

    return post


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"annual_maximum": "-1"}, "Maximum a year"),
        ({"annual_maximum": "1e12"}, "Maximum a year"),
        ({"annual_maximum": "1000000000000"}, "Maximum a year"),
        ({"share": "0"}, "The share covered"),
        ({"share": "120"}, "The share covered"),
        ({"disciplines": []}, "This field is required"),
        ({"year_starts_month": "6", "year_starts_day": "31"}, "This month has 30 days"),
        ({"insurer": "Maple\r\nBcc: everybody@example.org"}, "Insurer"),
    ],
)
def test_a_plan_that_can_not_be(send, care_client, way, wrong, words):
    answer = send(way, "add_plan", data=typed_plan(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CoveragePlan.objects.exists()
    assert not BenefitLine.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_two_plans_that_both_pay_first(send, care_client, way):
    first = BenefitLineFactory(plan=CoveragePlanFactory(client=care_client, insurer="Maple Mutual")).plan
    second = BenefitLineFactory(plan=CoveragePlanFactory(client=care_client)).plan
    form = typed_plan(position="1")
    for route, key in (("add_plan", []), ("change_plan", [second.pk])):
        answer = send(way, route, *key, data=form)
        assert answer.status_code == 422
        assert "Maple Mutual pays as number 1 already" in answer.content.decode()
    assert set(CoveragePlan.objects.values_list("pk", "position")) == {(first.pk, 1), (second.pk, 2)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"date_of_service": f"{timezone.localdate() - timedelta(days=40)}"}, "The cover begins on"),
        ({"date_of_service": f"{timezone.localdate() + timedelta(days=3)}"}, "The visit can&#x27;t be in the future"),
        ({"date_of_service": "2999-01-01"}, "Date of the visit"),
        ({"date_of_service": "0001-01-01"}, "Date of the visit"),
        ({"paid": "-1"}, "What the plan paid"),
        ({"paid": "1e12"}, "What the plan paid"),
        ({"paid": "90", "fee": "80"}, "The plan can&#x27;t pay more than the fee"),
        ({"paid": "120"}, "Only $100.00 was left for this visit"),
    ],
)
def test_a_claim_that_can_not_be(send, care_client, way, wrong, words):
    since = timezone.localdate() - timedelta(days=20)
    plan = CoveragePlanFactory(client=care_client, covered_from=since, year_starts_month=since.month, year_starts_day=1)
    line = BenefitLineFactory(plan=plan, annual_maximum=100, visit_maximum=None)
    answer = send(way, "add_claim", line.pk, data=typed_claim(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_is_no_document(send, way):
    answer = send(way, "keep_booklet", data={"key": str(uuid7())})
    assert answer.status_code == 422
    assert "Choose a file" in answer.content.decode()
    assert not Booklet.objects.exists()


def test_an_insurers_name_adds_no_header_to_a_mail(care_client, trainer):
    plan = CoveragePlanFactory(client=care_client, insurer="Maple\r\nBcc: everybody@example.org")
    BenefitLineFactory(plan=plan, disciplines=[MassageTherapistFactory().discipline])
    copy_to_next_year(plan, by=trainer, on=timezone.localdate())
    message = Message.objects.get(kind="benefits.still-holds")
    written = compose(write_still_holds(message, unseal_secrets(message.sealed_secrets)), message).message()
    assert written["Bcc"] is None
    assert "\n" not in written["Subject"]
