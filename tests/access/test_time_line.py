"""A practitioner's view along the time line of a consent: right at each point, from the next request on."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access_log import Actor
from clients.links import issue_client_link
from clients.models import ClientLink
from consent import grants
from consent.answering import agree
from consent.ending import end_sharing, reduce_scopes
from consent.models import ConsentGrant, Scope
from tests.factories.careplan import GoalFactory
from tests.factories.consent import ViewerSessionFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.sessions_log import TrainingSessionFactory

GOAL = "To carry her grandson up the stairs"
NOTE = "Slept badly, trained with half the load"


@pytest.fixture
def physio(db):
    return PractitionerFactory()


@pytest.fixture
def browser(physio) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=physio, token="the-browser-of-the-physio")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "the-browser-of-the-physio"
    return browser


@pytest.fixture
def record(care_client):
    GoalFactory(client=care_client, text=GOAL)
    TrainingSessionFactory(client=care_client, team_note=NOTE)
    return care_client


def ask(client, physio, scopes) -> ConsentGrant:
    return grants.ask_for_consent(
        client, grants.ConsentRequest(practitioner=physio, purpose="care", scopes=scopes, trainer=client.lead_trainer)
    )


def say_yes(grant: ConsentGrant, scopes) -> None:
    token = issue_client_link(grant.client, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    link = ClientLink.objects.latest("created_at")
    assert token
    agree(grant, scopes=scopes, link=link)


def seen(browser: Browser, grant: ConsentGrant) -> tuple[int, set[str]]:
    """The status, and which of the two sentences the page has; a newer consent is followed."""
    response = browser.get(reverse("practitioner_portal:record", args=[grant.pk]), follow=True)
    page = response.content.decode()
    return response.status_code, {words for words in (GOAL, NOTE) if words in page}


def test_at_each_point_of_its_life(browser, physio, record):
    everything = [Scope.GOALS, Scope.TEAM_NOTES, Scope.ATTENDANCE]
    first = ask(record, physio, everything)
    assert seen(browser, first) == (410, set()), "not given yet"

    say_yes(first, everything)
    assert seen(browser, first) == (200, {GOAL, NOTE}), "given"

    narrower = ask(record, physio, everything)
    assert seen(browser, first) == (200, {GOAL, NOTE}), "asked anew, not answered: what was given stands"
    say_yes(narrower, [Scope.GOALS])
    assert seen(browser, narrower) == (200, {GOAL}), "reduced"
    assert seen(browser, first) == (200, {GOAL}), "by the old address too"

    wider = ask(record, physio, everything)
    say_yes(wider, everything)
    assert seen(browser, wider) == (200, {GOAL, NOTE}), "given anew"
    reduce_scopes(wider, keep=[Scope.TEAM_NOTES])
    assert seen(browser, wider) == (200, {NOTE}), "reduced by the client alone"

    ConsentGrant.objects.filter(pk=wider.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert seen(browser, wider) == (410, set()), "lapsed"

    again = ask(record, physio, everything)
    say_yes(again, everything)
    assert seen(browser, again) == (200, {GOAL, NOTE}), "given again"

    end_sharing(again, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(record.pk))
    assert seen(browser, again) == (410, set()), "withdrawn"
    assert seen(browser, first) == (410, set()), "by every address"


def test_to_another_practitioner_there_is_nothing_at_any_point(record, physio):
    other = Browser()
    ViewerSessionFactory(practitioner=PractitionerFactory(), token="the-browser-of-another")
    other.cookies[settings.VIEWER_COOKIE_NAME] = "the-browser-of-another"
    grant = ask(record, physio, [Scope.GOALS])
    assert seen(other, grant) == (404, set())
    say_yes(grant, [Scope.GOALS])
    assert seen(other, grant) == (404, set())
    end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(record.pk))
    assert seen(other, grant) == (404, set())
