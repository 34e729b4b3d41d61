"""The client's page: what is in force, the lanes, and the same price whatever lies behind."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from script.benchmarks.years import THREE_YEARS, add_weeks
from tests.access.asking import reads
from tests.factories.careplan import (
    CareTeamMemberFactory,
    DocumentFactory,
    GuidanceFactory,
    NamedMemberFactory,
    PrescriptionFactory,
    VisitFactory,
)
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, TrainingSessionFactory
from tests.pages import as_read

MOST_QUERIES = 10


def overview(browser, client) -> str:
    return browser.get(reverse("workspace:overview", args=[client.pk])).content.decode()


def queries_of_the_page(browser, client) -> list[str]:
    overview(browser, client)  # begins the access log
    with CaptureQueriesContext(connection) as captured:
        overview(browser, client)
    return reads([query["sql"] for query in captured.captured_queries])


def card(page: str, heading: str) -> str:
    """The card under a heading."""
    return as_read(page).partition(f"<h2>{heading}")[2].partition("</section>")[0]


def test_it_costs_the_same_with_five_and_with_two_hundred_pieces_of_guidance(care_client, trainer_browser):
    practitioner = PractitionerFactory()
    CareTeamMemberFactory(client=care_client, practitioner=practitioner)
    letter = DocumentFactory(client=care_client, practitioner=practitioner)
    GuidanceFactory.create_batch(5, client=care_client, practitioner=practitioner, document=letter)
    few = queries_of_the_page(trainer_browser, care_client)
    GuidanceFactory.create_batch(190, client=care_client, practitioner=practitioner, document=letter)
    GuidanceFactory.create_batch(5, client=care_client)  # of five others
    assert len(queries_of_the_page(trainer_browser, care_client)) == len(few) <= MOST_QUERIES


def test_it_costs_the_same_after_three_years(care_client, trainer_browser):
    empty = queries_of_the_page(trainer_browser, care_client)
    add_weeks(care_client, PractitionerFactory(), ExerciseFactory(), weeks=THREE_YEARS)
    assert len(queries_of_the_page(trainer_browser, care_client)) == len(empty) <= MOST_QUERIES


def test_only_the_weeks_of_the_picture_are_loaded(care_client):
    from workspace.overview import overview_of

    add_weeks(care_client, PractitionerFactory(), ExerciseFactory(), weeks=THREE_YEARS)
    shown = overview_of(care_client, now=timezone.now())
    assert len(shown.lanes.picture.homework) <= 85
    assert len(shown.lanes.picture.trainer.marks) <= 26
    assert len(shown.lanes.people[0].guidance) <= 5


@pytest.mark.parametrize(
    ("about", "in_force"),
    [
        ({}, True),
        ({"ends_on": timezone.localdate() + timedelta(days=2)}, True),
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, False),
        ({"starts_on": timezone.localdate() + timedelta(days=2)}, False),
        ({"state": "superseded", "state_changed_at": timezone.now()}, False),
    ],
)
def test_what_to_spare_is_what_holds_today_and_the_picture_has_the_rest(about, in_force, care_client, trainer_browser):
    guidance = GuidanceFactory(client=care_client, **{"starts_on": timezone.localdate() - timedelta(days=9)} | about)
    GuidanceFactory(text="Another client's")
    page = overview(trainer_browser, care_client)
    assert (guidance.text in card(page, "What to spare")) == in_force
    assert guidance.text in card(page, "Lanes")
    assert "Another client" not in page


def test_lifted_guidance_ends_in_the_picture_on_the_day_it_was_lifted(care_client, trainer_browser):
    practitioner = PractitionerFactory()
    lifted_at = timezone.now() - timedelta(days=10)
    GuidanceFactory(
        client=care_client,
        practitioner=practitioner,
        starts_on=timezone.localdate() - timedelta(days=30),
        state="lifted",
        state_changed_at=lifted_at,
        lifted_by=practitioner,
        lifted_on=lifted_at.date(),
    )
    lanes = card(overview(trainer_browser, care_client), "Lanes")
    day = lifted_at.astimezone(care_client.zone)
    assert f"to {day.day} {day:%B %Y}" in lanes


def test_everybody_of_the_care_team_has_a_lane_and_so_has_whoever_else_asked_for_something(
    care_client, trainer_browser
):
    members = [CareTeamMemberFactory(client=care_client), NamedMemberFactory(client=care_client)]
    VisitFactory(member=members[0])
    gone = CareTeamMemberFactory(client=care_client, left_on=timezone.localdate() - timedelta(days=3))
    gone_and_silent = CareTeamMemberFactory(client=care_client, left_on=timezone.localdate() - timedelta(days=3))
    VisitFactory(member=gone, on=timezone.localdate() - timedelta(days=9), state="missed")
    stranger = GuidanceFactory(client=care_client).practitioner
    VisitFactory()  # of another client
    page = overview(trainer_browser, care_client)
    lanes = card(page, "Lanes")
    for name in (members[0].known_as, members[1].known_as, gone.known_as, stranger.name):
        assert lanes.count(name) >= 2  # in the picture and in the table
    assert gone_and_silent.known_as not in lanes
    team = card(page, "Care team")
    assert team.count(f"<strong>{members[0].known_as}") == 1
    assert gone.known_as not in team
    assert "Visit booked" in lanes
    assert "Visit missed" in lanes
    assert lanes.count("<title>") >= 3


def test_a_member_with_many_visits_stands_once_on_the_care_team(care_client, trainer_browser):
    member = CareTeamMemberFactory(client=care_client)
    for days in (-40, -20, -3, 9):
        VisitFactory(member=member, on=timezone.localdate() + timedelta(days=days))
    assert card(overview(trainer_browser, care_client), "Care team").count(f"<strong>{member.known_as}") == 1


def test_pain_is_the_highest_of_a_day_and_private_notes_are_nowhere(care_client, trainer_browser):
    session = TrainingSessionFactory(client=care_client, pain_before=3, pain_after=7)
    on = session.started_at.astimezone(care_client.zone).date()
    prescription = PrescriptionFactory(client=care_client)
    HomeworkCheckInFactory(prescription=prescription, on=on, pain=5)
    HomeworkCheckInFactory(pain=9)  # another client's
    page = overview(trainer_browser, care_client)
    lanes = card(page, "Lanes")
    assert f"7 on {on.day} {on:%B}" in lanes
    assert "9 on" not in lanes
    assert "done 1" in lanes
    assert session.private_note not in page


def test_with_nothing_yet_the_card_says_what_will_be_there(care_client, trainer_browser):
    lanes = card(overview(trainer_browser, care_client), "Lanes")
    assert "No data in these weeks" in lanes
    assert "<svg" not in lanes
    TrainingSessionFactory(client=care_client, started_at=timezone.now() - timedelta(days=200))
    assert "<svg" not in card(overview(trainer_browser, care_client), "Lanes")
