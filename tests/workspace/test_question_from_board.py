"""A cell or row of the board becomes a question, which tells the practitioner nothing of anybody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from careplan.correspondence import About
from careplan.models import Goal, Guidance, Prescription, Question
from clients.access import give_cover
from consent.models import Scope
from exercises.models import Exercise
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import (
    CareTeamMemberFactory,
    GoalFactory,
    GuidanceFactory,
    NamedMemberFactory,
    PrescriptionFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.practitioners import PractitionerFactory
from tests.practitioner_portal.test_shared_page import browser_of
from web.keys import uuid7
from workspace.asking import suggested

pytestmark = pytest.mark.django_db
OTHERS_WORDS = "Secretly no overhead work after the surgery"
NOTES_AND_GOALS = [Scope.TEAM_NOTES, Scope.GOALS]


@pytest.fixture
def goal(care_client):
    return GoalFactory(client=care_client, text="Dance at the wedding in June")


@pytest.fixture
def guidance(care_client):
    """A do that another practitioner contradicts."""
    other = PractitionerFactory(name="Rosalind Hidden", email="rosalind@hidden.example")
    GuidanceFactory(client=care_client, practitioner=other, text=OTHERS_WORDS)
    return GuidanceFactory(client=care_client, kind="do", text="Bend and lift daily")


def asking(guidance, goal=None, **more):
    about = {"guidance": guidance.pk} | ({"goal": goal.pk} if goal else {}) | more
    query = "&".join(f"{name}={value}" for name, value in about.items())
    return f"{reverse('workspace:ask_question', args=[guidance.client_id])}?{query}"


def allow(guidance, scopes=NOTES_AND_GOALS):
    return ConsentGrantFactory(client=guidance.client, practitioner=guidance.practitioner, scopes=scopes)


def suggestion(browser, address) -> str:
    return str(browser.get(address).context["form"]["text"].value())


def test_it_opens_prefilled_and_is_kept_with_what_it_is_about(trainer_browser, guidance, goal):
    allow(guidance)
    text = suggestion(trainer_browser, asking(guidance, goal))
    assert "You wrote: Do, “Bend and lift daily”." in text
    assert "Dance at the wedding in June" in text
    sent = {"key": uuid7(), "practitioner": guidance.practitioner_id, "text": text}
    for _ in range(2):
        response = trainer_browser.post(asking(guidance, goal), sent)
        assert response.url.endswith(f"/alignment/#cell-{guidance.pk}-{goal.pk}")
    question = Question.objects.get()
    assert (question.guidance, question.goal, question.practitioner) == (guidance, goal, guidance.practitioner)


def test_about_a_row_and_about_an_exercise(trainer_browser, care_client, guidance):
    allow(guidance)
    assert "Is that still what you want?" in suggestion(trainer_browser, asking(guidance))
    exercise = PrescriptionFactory(client=care_client, practitioner=guidance.practitioner)
    address = f"{reverse('workspace:ask_question', args=[care_client.pk])}?exercise={exercise.pk}"
    text = suggestion(trainer_browser, address)
    assert f"You asked for this exercise: {exercise.exercise.name}." in text
    sent = {"key": uuid7(), "practitioner": guidance.practitioner_id, "text": text}
    assert trainer_browser.post(address, sent).url.endswith(f"#row-{exercise.pk}")
    assert Question.objects.get().prescription == exercise


def test_a_goal_that_is_not_shared_is_not_quoted(trainer_browser, guidance, goal):
    allow(guidance, [Scope.TEAM_NOTES])
    text = suggestion(trainer_browser, asking(guidance, goal))
    assert "Dance" not in text
    assert "Bend and lift daily" in text


def test_nothing_of_another_practitioner_is_suggested_or_reaches_the_one_who_is_asked(trainer_browser, guidance, goal):
    grant = allow(guidance)
    for address in (asking(guidance), asking(guidance, goal)):
        text = suggestion(trainer_browser, address)
        trainer_browser.post(address, {"key": uuid7(), "practitioner": guidance.practitioner_id, "text": text})
    assert Question.objects.count() == 2
    deliver_due()
    shared = browser_of(grant.practitioner).get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()
    letters = "".join(letter.subject + letter.body for letter in mail.outbox)
    assert "Bend and lift daily" in shared, "the question is there"
    for words in ("Rosalind", "Hidden", "overhead work", "surgery", "contradict", "somebody else"):
        assert words not in shared + letters
    assert "Dance" not in letters


@given(
    kind=st.sampled_from(["do", "dont", "caution"]),
    text=st.text(max_size=500),
    wanted=st.none() | st.text(max_size=300),
    shares_goals=st.booleans(),
    is_exercise=st.booleans(),
)
def test_a_suggestion_always_fits_the_field(kind, text, wanted, shares_goals, is_exercise):
    exercise = Prescription(exercise=Exercise(source_name=text[:120]))
    about = About(exercise if is_exercise else Guidance(kind=kind, text=text), Goal(text=wanted) if wanted else None)
    assert 0 < len(suggested(about, shares_goals=shares_goals)) <= 500


@pytest.mark.parametrize(
    "typed", ["What of ROSALIND   hidden's advice?", "I read: secretly no overhead work after  the surgery. True?"]
)
def test_the_name_or_the_words_of_another_are_refused_and_stay_typed(trainer_browser, guidance, typed):
    allow(guidance)
    sent = {"key": uuid7(), "practitioner": guidance.practitioner_id, "text": typed}
    response = trainer_browser.post(asking(guidance), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "the client does not share with" in page
    assert response.context["form"]["text"].value() == typed
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "Does Ken Ashdown know?",
        "And what of Vera Oakes?",
        "Is it: knee bent to 90 degrees at most?",
        "Is it: add two kilos each week?",
    ],
)
def test_nobody_of_the_care_team_is_named_and_no_limit_of_others_is_quoted(
    trainer_browser, care_client, guidance, typed
):
    allow(guidance)
    NamedMemberFactory(client=care_client, name="Ken Ashdown")
    NamedMemberFactory(client=care_client, name=guidance.practitioner.name)  # the one who is asked, by name alone
    CareTeamMemberFactory(client=care_client, practitioner=PractitionerFactory(name="Vera Oakes"))
    GuidanceFactory(client=care_client, range_limit="Knee bent to 90 degrees at most")
    PrescriptionFactory(client=care_client, progression="Add two kilos each week")
    sent = {"key": uuid7(), "practitioner": guidance.practitioner_id, "text": typed}
    assert trainer_browser.post(asking(guidance), sent).status_code == 422
    assert not Question.objects.exists()
    harmless = f"{guidance.practitioner.name}, may they lift this weekend, or will a token load do?"
    assert trainer_browser.post(asking(guidance), sent | {"text": harmless}).status_code == 302


def test_where_the_client_shares_others_guidance_it_may_be_named(trainer_browser, guidance):
    allow(guidance, [*NOTES_AND_GOALS, Scope.GUIDANCE_OTHERS])
    assert "you can name it" in trainer_browser.get(asking(guidance)).content.decode()
    sent = {"key": uuid7(), "practitioner": guidance.practitioner_id, "text": "Rosalind Hidden says otherwise?"}
    assert trainer_browser.post(asking(guidance), sent).status_code == 302


def test_only_who_asked_for_it_can_be_asked_about_it(trainer_browser, guidance):
    allow(guidance)
    third = ConsentGrantFactory(client=guidance.client).practitioner
    form = trainer_browser.get(asking(guidance)).context["form"]
    assert list(form.fields["practitioner"].queryset) == [guidance.practitioner]
    sent = {"key": uuid7(), "practitioner": third.pk, "text": "Is that so?"}
    assert trainer_browser.post(asking(guidance), sent).status_code == 422
    assert not Question.objects.exists()


def test_without_a_consent_that_covers_it_the_way_to_one_is_shown(trainer_browser, guidance):
    allow(guidance, [Scope.GOALS])
    RecordRequestFactory(client=guidance.client, practitioner=guidance.practitioner)
    page = trainer_browser.get(asking(guidance)).content.decode()
    assert "does not share your notes" in page
    for route in ("request_record", "ask_consent"):
        way = reverse(f"consent:{route}", args=[guidance.client_id])
        assert f"{way}?practitioner={guidance.practitioner_id}" in page
    board = trainer_browser.get(reverse("workspace:alignment", args=[guidance.client_id])).content.decode()
    assert "(needs consent first)" in board


def test_a_cover_trainer_is_told_who_can_ask_for_consent(guidance, browser_for_cover):
    page = browser_for_cover.get(asking(guidance)).content.decode()
    assert f"tell {guidance.client.lead_trainer.name}" in page
    assert "request_record" not in page


@pytest.fixture
def browser_for_cover(guidance):
    cover, now = TrainerFactory(), timezone.now()
    give_cover(guidance.client, cover, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1))
    browser = Browser()
    browser.force_login(cover, backend=BACKEND)
    return browser


@pytest.mark.parametrize("name", ["guidance", "exercise", "goal"])
def test_what_is_another_clients_or_no_key_at_all_is_not_there(trainer_browser, guidance, name):
    others = ClientFactory(lead_trainer=guidance.client.lead_trainer)
    made = {"guidance": GuidanceFactory, "exercise": PrescriptionFactory, "goal": GoalFactory}[name](client=others)
    page = reverse("workspace:ask_question", args=[guidance.client_id])
    for key in (made.pk, uuid7(), "no-key"):
        assert trainer_browser.get(f"{page}?{name}={key}").status_code == 404
        assert trainer_browser.post(f"{page}?{name}={key}", {"text": "So?"}).status_code == 404
