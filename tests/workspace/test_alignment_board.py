"""The alignment board: marking a cell, what contradicts, and what it costs."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from careplan.models import PlanLink
from tests.factories.careplan import (
    CareTeamMemberFactory,
    GoalFactory,
    GuidanceFactory,
    PlanLinkFactory,
    PrescriptionFactory,
    QuestionFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import SitUpFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory

pytestmark = pytest.mark.django_db
# Who asks, may they, and the log of it.
DOOR = (
    "django_session",
    '"accounts_user"."id" =',
    "clients_access",
    "objectpermission",
    "BEGIN",
    "SAVEPOINT",
    "COMMIT",
)


def board_of(client):
    return reverse("workspace:alignment", args=[client.pk])


def cell_of(goal, guidance):
    return reverse("workspace:mark_guidance", args=[goal.client_id, goal.pk, guidance.pk])


@pytest.fixture
def goal(care_client):
    return GoalFactory(client=care_client)


@pytest.fixture
def guidance(care_client):
    return GuidanceFactory(client=care_client)


def html(browser, address):
    response = browser.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_care_team_of_ones_own_it_leads_to_adding_somebody(trainer_browser, trainer, care_client):
    CareTeamMemberFactory(client=ClientFactory(lead_trainer=trainer))
    add_member = reverse("careplan:add_member", args=[care_client.pk])
    assert f'href="{add_member}"' in html(trainer_browser, board_of(care_client))
    CareTeamMemberFactory(client=care_client)
    assert f'href="{add_member}"' not in html(trainer_browser, board_of(care_client))


def test_goals_go_across_and_what_is_in_force_goes_down(trainer_browser, care_client, goal, guidance):
    exercise = PrescriptionFactory(client=care_client)
    gone = [
        GoalFactory(client=care_client, status="dropped").text,
        GuidanceFactory(
            client=care_client, ends_on=timezone.localdate() - timedelta(days=3), starts_on="2026-01-01"
        ).text,
        PrescriptionFactory(client=care_client, stopped_at=timezone.now()).exercise.name,
        GuidanceFactory(client=ClientFactory()).text,
    ]
    page = html(trainer_browser, board_of(care_client))
    for words in (goal.text, guidance.text, guidance.practitioner.name, exercise.exercise.name, "until further notice"):
        assert words in page
    assert page.count('class="cell"') == page.count("Not marked") == 2
    assert not [words for words in gone if words in page]


@pytest.mark.parametrize("mark", ["supports", "limits", "unclear"])
def test_a_cell_is_marked_changed_and_unmarked_and_twice_is_once(trainer_browser, trainer, goal, guidance, mark):
    address = cell_of(goal, guidance)
    for _ in range(2):
        response = trainer_browser.post(address, {"mark": mark})
        assertRedirects(
            response, f"{board_of(goal.client)}#cell-{guidance.pk}-{goal.pk}", fetch_redirect_response=False
        )
    link = PlanLink.objects.get()
    assert (link.goal, link.guidance, link.mark, link.marked_by) == (goal, guidance, mark, trainer)
    assert f'class="mark mark-{mark}"' in html(trainer_browser, board_of(goal.client))
    trainer_browser.post(address, {"mark": "limits"})
    assert PlanLink.objects.get().mark == "limits"
    for _ in range(2):
        assert trainer_browser.post(address, {"mark": "none"}).status_code == 302
    assert not PlanLink.objects.exists()


def test_the_same_mark_again_keeps_who_marked_it_and_when(trainer_browser, goal, guidance):
    link = PlanLinkFactory(goal=goal, guidance=guidance, marked_at=timezone.now() - timedelta(days=9))
    trainer_browser.post(cell_of(goal, guidance), {"mark": "supports"})
    assert PlanLink.objects.get().marked_at == link.marked_at


def test_an_exercise_is_marked_too(trainer_browser, goal):
    exercise = PrescriptionFactory(client=goal.client)
    address = reverse("workspace:mark_prescription", args=[goal.client_id, goal.pk, exercise.pk])
    trainer_browser.post(address, {"mark": "supports"})
    assert PlanLink.objects.get().prescription == exercise


@pytest.mark.parametrize("sent", [{}, {"mark": ""}, {"mark": "perhaps"}])
def test_another_mark_is_refused_with_words(trainer_browser, goal, guidance, sent):
    response = trainer_browser.post(cell_of(goal, guidance), sent)
    assert response.status_code == 422
    assert "Choose" in response.content.decode()
    assert not PlanLink.objects.exists()


def test_what_is_another_clients_or_not_in_force_has_no_cell(trainer_browser, goal, guidance):
    others = GuidanceFactory(client=ClientFactory(lead_trainer=goal.client.lead_trainer))
    ended = GuidanceFactory(client=goal.client, starts_on="2026-01-01", ends_on="2026-01-02")
    others_goal = GoalFactory(client=others.client)
    dropped = GoalFactory(client=goal.client, status="dropped")
    for address in (
        cell_of(goal, others),
        cell_of(goal, ended),
        cell_of(dropped, guidance),
        reverse("workspace:mark_guidance", args=[goal.client_id, others_goal.pk, guidance.pk]),
    ):
        assert trainer_browser.post(address, {"mark": "supports"}).status_code == 404
    assert not PlanLink.objects.exists()


def test_htmx_gets_the_cell_alone_to_choose_in_and_then_marked(trainer_browser, goal, guidance):
    headers = {"HX-Request": "true", "HX-Target": f"cell-{guidance.pk}-{goal.pk}"}
    choosing = trainer_browser.get(cell_of(goal, guidance), headers=headers).content.decode()
    assert "<html" not in choosing
    assert 'value="unclear"' in choosing
    assert choosing.count("data-focus") == 1
    marked = trainer_browser.post(cell_of(goal, guidance), {"mark": "unclear"}, headers=headers).content.decode()
    assert "<html" not in marked
    assert marked.count("data-focus") == 1
    assert "Marked: unclear" in marked
    assert marked.count('class="cell"') == 1


@pytest.fixture
def at_odds(care_client):
    """A do and a don't of two practitioners that mean the same."""
    physio, other = PractitionerFactory(), MassageTherapistFactory()
    tags = {"client": care_client, "patterns": ["hinge"], "regions": ["hip"]}
    return (
        GuidanceFactory(kind="do", practitioner=physio, **tags),
        GuidanceFactory(kind="dont", practitioner=other, until_next_visit=True, **tags),
    )


def test_a_contradiction_is_told_in_a_sentence_and_in_both_rows(trainer_browser, care_client, at_odds, goal):
    do, dont = at_odds
    page = unescape(html(trainer_browser, board_of(care_client)))
    assert "Contradicts" in page
    assert f"{do.practitioner.name} says do: “{do.text}”" in page
    assert f"{dont.practitioner.name} says don't, until the next visit: “{dont.text}”" in page
    assert "hip hinge, hip" in page
    assert page.count("at-odds") == 2


def test_an_exercise_that_hits_anothers_dont_is_told_and_so_is_its_mark(trainer_browser, care_client, goal):
    dont = GuidanceFactory(client=care_client)
    exercise = PrescriptionFactory(client=care_client, exercise=SitUpFactory())
    PlanLinkFactory(goal=goal, guidance=None, prescription=exercise)
    page = html(trainer_browser, board_of(care_client))
    assert f"asks for the exercise {exercise.exercise.name}." in page
    assert f"is marked as supporting “{goal.text}”, and {dont.practitioner.name} limits it" in page
    assert f"Limited by {dont.practitioner.name}" in page


def test_without_a_contradiction_it_says_so(trainer_browser, care_client, guidance):
    assert "Nothing that can be compared contradicts" in html(trainer_browser, board_of(care_client))


def test_words_alone_are_said_not_to_be_comparable(trainer_browser, care_client):
    GuidanceFactory(client=care_client, patterns=[], regions=[])
    assert "Only words" in html(trainer_browser, board_of(care_client))


def test_an_open_question_and_an_answer_stand_in_their_cells(trainer_browser, goal, guidance):
    about = {"client": goal.client, "practitioner": guidance.practitioner, "guidance": guidance, "goal": goal}
    PlanLinkFactory(goal=goal, guidance=guidance, mark="unclear")
    question = QuestionFactory(**about)
    page = html(trainer_browser, board_of(goal.client))
    assert f"Asked on {timezone.localtime(question.asked_at):%-d %B %Y}" in page
    assert f"Ask {guidance.practitioner.name}" not in page, "one question at a time"
    question.answer, question.answered_at = "Up to ninety degrees", timezone.now()
    question.save()
    page = html(trainer_browser, board_of(goal.client))
    assert f"Answered on {timezone.localtime(question.answered_at):%-d %B %Y}" in page
    assert "Up to ninety degrees" in page
    assert f"Ask {guidance.practitioner.name}" in page


def test_without_goals_or_anything_asked_it_says_what_to_do(trainer_browser, care_client):
    page = html(trainer_browser, board_of(care_client))
    assert "Nobody has asked for anything yet" in page
    assert reverse("careplan:add_member", args=[care_client.pk]) in page
    CareTeamMemberFactory(client=care_client)
    assert reverse("careplan:add_guidance", args=[care_client.pk]) in html(trainer_browser, board_of(care_client))
    GuidanceFactory(client=care_client)
    page = html(trainer_browser, board_of(care_client))
    assert "No goal at the moment" in page
    assert reverse("careplan:add_goal", args=[care_client.pk]) in page


def test_the_board_costs_the_same_with_two_hundred_rows(trainer_browser, care_client, django_assert_num_queries):
    goals = [GoalFactory(client=care_client) for _ in range(2)]
    others = [PractitionerFactory() for _ in range(2)]
    kinds = ["do", "dont", "caution"]

    def ask_for(count):
        for number in range(count):
            row = GuidanceFactory(client=care_client, kind=kinds[number % 3], practitioner=others[number % 2])
            PlanLinkFactory(goal=goals[number % 2], guidance=row)
            QuestionFactory(client=care_client, practitioner=row.practitioner, guidance=row, goal=goals[0])

    ask_for(5)
    ConsentGrantFactory(client=care_client, practitioner=others[0])
    address = board_of(care_client)
    trainer_browser.get(address)  # the first look begins the client's access log
    with CaptureQueriesContext(connection) as few:
        trainer_browser.get(address)
    assert sum(not any(part in query["sql"] for part in DOOR) for query in few) <= 10
    ask_for(195)
    with django_assert_num_queries(len(few)):
        page = trainer_browser.get(address).content.decode()
    assert page.count('class="cell"') == 400


def test_the_clients_page_says_when_two_contradict_each_other(trainer_browser, care_client, at_odds):
    address = reverse("workspace:overview", args=[care_client.pk])
    page = html(trainer_browser, address)
    assert "Two of the care team contradict each other" in page
    assert board_of(care_client) in page
    at_odds[1].delete()
    assert "contradict each other" not in html(trainer_browser, address)
