"""The client's page: what is in force, the lanes, and the same price whatever lies behind."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from script.benchmarks.years import THREE_YEARS, add_weeks
from tests.access.asking import reads
from tests.factories.benefits import CoveragePlanFactory
from tests.factories.careplan import (
    CareTeamMemberFactory,
    DocumentFactory,
    GuidanceFactory,
    NamedMemberFactory,
    PrescriptionFactory,
    QuestionFactory,
    ReadinessScreeningFactory,
    ReplyFactory,
    VisitFactory,
)
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.referrals import AttemptFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, PlannedSessionFactory, TrainingSessionFactory
from tests.pages import as_read
from workspace.lanes_data import lanes_shown

MOST_QUERIES = 10


def overview(browser, client) -> str:
    return browser.get(reverse("workspace:overview", args=[client.pk])).content.decode()


def queries_of_the_page(browser, client) -> list[str]:
    overview(browser, client)  # begins the access log
    with CaptureQueriesContext(connection) as captured:
        overview(browser, client)
    return reads([query["sql"] for query in captured.captured_queries])


def part(page: str, name: str) -> str:
    """One part of the page by its id."""
    return as_read(page).partition(f' id="{name}"')[2].partition("</section>")[0]


def whole_plan(browser, client) -> str:
    return part(browser.get(reverse("workspace:overview", args=[client.pk]), {"open": "plan"}).content.decode(), "plan")


def lanes_of(browser, client) -> str:
    return part(browser.get(reverse("workspace:lanes", args=[client.pk])).content.decode(), "lanes")


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
    add_weeks(care_client, PractitionerFactory(), ExerciseFactory(), weeks=THREE_YEARS)
    shown = lanes_shown(care_client, now=timezone.now())
    assert len(shown.picture.homework) <= 85
    assert len(shown.picture.trainer.marks) <= 26
    assert len(shown.people[0].guidance) <= 5


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
    assert (guidance.text in part(page, "plan")) == in_force
    assert (guidance.text in whole_plan(trainer_browser, care_client)) == in_force
    assert guidance.text in lanes_of(trainer_browser, care_client)
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
    lanes = lanes_of(trainer_browser, care_client)
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
    lanes = lanes_of(trainer_browser, care_client)
    for name in (members[0].known_as, members[1].known_as, gone.known_as, stranger.name):
        assert lanes.count(name) >= 2  # in the picture and in the table
    assert gone_and_silent.known_as not in lanes
    team = part(page, "team")
    assert team.count(f"<strong>{members[0].known_as}") == 1
    assert gone.known_as not in team
    assert "Visit booked" in lanes
    assert "Visit missed" in lanes
    assert lanes.count("<title>") >= 3


def test_a_member_with_many_visits_stands_once_on_the_care_team(care_client, trainer_browser):
    member = CareTeamMemberFactory(client=care_client)
    for days in (-40, -20, -3, 9):
        VisitFactory(member=member, on=timezone.localdate() + timedelta(days=days))
    assert part(overview(trainer_browser, care_client), "team").count(f"<strong>{member.known_as}") == 1


def test_pain_is_the_highest_of_a_day_and_private_notes_are_nowhere(care_client, trainer_browser):
    session = TrainingSessionFactory(client=care_client, pain_before=3, pain_after=7)
    on = session.started_at.astimezone(care_client.zone).date()
    prescription = PrescriptionFactory(client=care_client)
    HomeworkCheckInFactory(prescription=prescription, on=on, pain=5)
    HomeworkCheckInFactory(pain=9)  # another client's
    page = overview(trainer_browser, care_client)
    lanes = lanes_of(trainer_browser, care_client)
    assert "<strong>7</strong>/10" in part(page, "now")
    assert f"7 on {on.day} {on:%B}" in lanes
    assert "9 on" not in lanes
    assert "done 1" in lanes
    assert session.private_note not in page


def test_with_nothing_yet_the_card_says_what_will_be_there(care_client, trainer_browser):
    lanes = lanes_of(trainer_browser, care_client)
    assert "No data in these weeks" in lanes
    assert "<svg" not in lanes
    TrainingSessionFactory(client=care_client, started_at=timezone.now() - timedelta(days=200))
    assert "<svg" not in lanes_of(trainer_browser, care_client)


def todo_of(browser, client) -> str:
    return as_read(overview(browser, client)).partition(">To do</h2>")[2].partition("</section>")[0]


def test_what_must_be_done_stands_in_one_card_what_says_stop_first(care_client, trainer_browser):
    ReadinessScreeningFactory(client=care_client)
    ReplyFactory.create_batch(4, client=care_client, kind="noted")
    stop = ReplyFactory(client=care_client, kind="stop", text="Nothing overhead")
    QuestionFactory(client=care_client, answer="Yes, close to the body", answered_at=timezone.now())
    todo = todo_of(trainer_browser, care_client)
    before_more, _details, more = todo.partition("<details>")
    assert before_more.index("Nothing overhead") < before_more.index("Read the reply")
    assert before_more.count("<li") == 2
    assert "4 more" in more
    assert (before_more + more).count("<li") == 6
    assert "Read the answer" in todo
    stop.read_at = timezone.now()
    stop.save()
    assert "Nothing overhead" not in todo_of(trainer_browser, care_client)


def test_where_nothing_is_to_be_done_there_is_no_card(care_client, trainer_browser):
    ReadinessScreeningFactory(client=care_client)
    assert ">To do</h2>" not in overview(trainer_browser, care_client)


def test_a_changed_load_stays_after_it_is_read_until_it_is_guidance_or_over(care_client, trainer_browser):
    guided, over = ReplyFactory.create_batch(2, client=care_client, kind="change-load")
    assert "Make it guidance" in todo_of(trainer_browser, care_client)
    for reply in (guided, over):
        trainer_browser.post(reverse("workspace:read_reply", args=[care_client.pk, reply.pk]))
    page = overview(trainer_browser, care_client)
    for shown in (part(page, "plan"), whole_plan(trainer_browser, care_client)):
        assert shown.count("It holds no longer") == 2
        assert guided.text in shown
    trainer_browser.post(reverse("workspace:guidance_from_reply", args=[care_client.pk, guided.pk]))
    trainer_browser.post(reverse("workspace:end_reply", args=[care_client.pk, over.pk]), {"note": "Over by phone"})
    plan = part(overview(trainer_browser, care_client), "plan")
    assert "It holds no longer" not in plan
    assert plan.count(guided.text) == 1, "as guidance"
    assert over.text not in plan


def test_the_first_steps_with_a_client_tick_themselves_off(care_client, trainer_browser):
    def steps() -> tuple[int, int]:
        shown = as_read(overview(trainer_browser, care_client)).partition('class="first-steps"')[2]
        shown = shown.partition("</section>")[0]
        return shown.count("<li"), shown.count("✓")

    assert steps() == (3, 0)
    CareTeamMemberFactory(client=care_client)
    ReadinessScreeningFactory(client=care_client)
    assert steps() == (3, 2)
    TrainingSessionFactory(client=care_client)
    assert steps() == (0, 0)


def test_the_plan_opens_in_its_place_or_as_a_page(care_client, trainer_browser):
    PrescriptionFactory(client=care_client)
    address = reverse("workspace:overview", args=[care_client.pk])
    folded = part(overview(trainer_browser, care_client), "plan")
    assert "Stop" not in folded
    assert f"{address}?open=plan" in folded
    assert "Stop" in whole_plan(trainer_browser, care_client)
    alone = trainer_browser.get(address, {"open": "plan"}, headers={"HX-Request": "true", "HX-Target": "plan"})
    assert alone.content.decode().lstrip().startswith('<section class="card part" id="plan"')


def test_what_is_planned_booked_sent_and_covered_is_said(care_client, trainer_browser):
    member = CareTeamMemberFactory(client=care_client)
    VisitFactory(member=member, on=timezone.localdate() + timedelta(days=9), state="booked")
    VisitFactory(member=member, on=timezone.localdate() + timedelta(days=2), state="missed")
    soon = timezone.now() + timedelta(days=3)
    PlannedSessionFactory(client=care_client, starts_at=soon)
    PlannedSessionFactory(client=care_client, starts_at=soon - timedelta(days=1), attendance="cancelled")
    plan = CoveragePlanFactory(client=care_client)
    attempt = AttemptFactory(referral__client=care_client)
    page = overview(trainer_browser, care_client)
    now = part(page, "now")
    assert f"{soon.astimezone(care_client.zone):%H:%M}" in now
    assert member.known_as in now
    assert plan.insurer in part(page, "benefits")
    assert attempt.practitioner.name in part(page, "sharing")
