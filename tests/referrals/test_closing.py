"""Closing a referral: thanks, a progress summary where sharing goes on, and a fair time to say whether it shall."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from consent.after_referral import choose_care
from consent.models import ConsentGrant
from outbox.models import Message
from outbox.sealing import unseal_secrets
from referrals import answers
from referrals.closing import close_with_thanks
from reports.models import ProgressReport
from tests.factories.consent import ConsentGrantFactory
from tests.referrals.lives import attempt_at


@pytest.fixture
def completed(care_client):
    attempt = attempt_at("in-progress", referral__client=care_client)
    return answers.complete(attempt, by="Kenji Mori", attended=True, summary="Seen twice")


def page_of(attempt) -> str:
    return reverse("referrals:detail", args=[attempt.referral.client_id, attempt.pk])


def acknowledge(browser, attempt, **ticked):
    address = reverse("referrals:acknowledge", args=[attempt.referral.client_id, attempt.pk])
    return browser.post(address, ticked, follow=True).content.decode()


def test_without_sharing_beyond_it_there_are_thanks_alone(trainer_browser, completed):
    page = trainer_browser.get(page_of(completed)).content.decode()
    assert 'name="summary"' not in page
    assert "no progress summary goes along" in " ".join(page.split())
    assert "Thanks are on their way" in acknowledge(trainer_browser, completed, summary="on")
    assert Message.objects.filter(kind="referrals.thanked").count() == 1
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("shares", ["chose to go on", "shares for care"])
def test_where_sharing_goes_on_a_summary_goes_along_once(trainer_browser, completed, shares):
    if shares == "chose to go on":
        choose_care(completed.grant, keeps=True)
    else:
        ConsentGrantFactory(client=completed.referral.client, practitioner=completed.practitioner)
    assert 'name="summary"' in trainer_browser.get(page_of(completed)).content.decode()
    for _ in range(2):
        assert "a progress summary are on their way" in acknowledge(trainer_browser, completed, summary="on")
    report = ProgressReport.objects.get()
    assert (report.grant.purpose, report.grant.is_live) == ("care", True)
    assert report.period_starts_on == timezone.localdate(completed.created_at)
    assert Message.objects.filter(kind="reports.sent", to=completed.practitioner.email).count() == 1


def test_who_does_not_want_it_sends_none(trainer_browser, completed):
    choose_care(completed.grant, keeps=True)
    acknowledge(trainer_browser, completed)
    assert not ProgressReport.objects.exists()


def test_nothing_is_told_of_one_that_is_not_completed(care_client):
    attempt = attempt_at("in-progress", referral__client=care_client)
    ConsentGrantFactory(client=care_client, practitioner=attempt.practitioner)
    assert not close_with_thanks(attempt, by=care_client.lead_trainer, with_summary=True)
    assert not ProgressReport.objects.exists()


def test_the_client_may_still_say_that_sharing_goes_on_after_it_was_closed(trainer_browser, completed):
    question = ConsentGrant.objects.get(renews=completed.grant)
    day = f"{question.last_day:%-d %B %Y}"
    assert f"can answer until {day}, also" in " ".join(trainer_browser.get(page_of(completed)).content.decode().split())
    acknowledge(trainer_browser, completed)
    assert question.last_day - timezone.localdate() >= timedelta(days=7)
    token = unseal_secrets(Message.objects.get(kind="consent.asked", subject_id=question.pk).sealed_secrets)["token"]
    assert f"You can answer until {day}" in " ".join(
        Browser().get(reverse("consent:answer_consent", args=[token])).content.decode().split()
    )
    Browser().post(reverse("consent:agree", args=[token]), {"scopes": ["goals"]})
    assert ConsentGrant.objects.live().get(client=completed.referral.client).scopes_given == ["goals"]
