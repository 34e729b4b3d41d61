"""Before a session, on one screen: what changed, what to spare, and what to ask."""

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
    GoalFactory,
    GuidanceFactory,
    PrescriptionFactory,
    QuestionFactory,
    ReadinessScreeningFactory,
    ReplyFactory,
    VisitFactory,
)
from tests.factories.clients import ClientFactory, CorrectionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, TrainingSessionFactory
from tests.pages import as_read
from workspace.preparation import MOST_CHANGES, prepare

MOST_QUERIES = 10


def day(number: int):
    """So many days from today."""
    return timezone.localdate() + timedelta(days=number)


def ago(**about):
    return timezone.now() - timedelta(**about)


def page_of(browser, client) -> str:
    return browser.get(reverse("workspace:prepare", args=[client.pk])).content.decode()


def card(page: str, heading: str) -> str:
    return as_read(page).partition(f"<h2>{heading}")[2].partition("</section>")[0]


def asked(client) -> str:
    return "\n".join(one.words for one in prepare(client, now=timezone.now()).ask)


@pytest.fixture
def session(care_client):
    """The last one, three days ago."""
    return TrainingSessionFactory(client=care_client, started_at=ago(days=3), pain_before=5, pain_after=4)


def test_what_changed_is_what_came_after_the_last_session(care_client, trainer_browser, session):
    old = GuidanceFactory(client=care_client, created_at=ago(days=5))
    new = GuidanceFactory(client=care_client, created_at=ago(days=1))
    lifted = GuidanceFactory(
        client=care_client,
        created_at=ago(days=30),
        state="lifted",
        state_changed_at=ago(days=2),
        lifted_by=new.practitioner,
        lifted_on=day(-2),
    )
    sent = DocumentFactory(client=care_client)
    reached = GoalFactory(client=care_client, created_at=ago(days=40), status="reached", status_changed_at=ago(days=1))
    others = GuidanceFactory(client=ClientFactory(lead_trainer=care_client.lead_trainer))
    changed = card(page_of(trainer_browser, care_client), "Changed since")
    for text in (new.text, lifted.text, sent.title, reached.text):
        assert text in changed
    assert "lifted by" in changed
    assert old.text not in changed
    assert others.text not in changed


def test_long_lists_of_changes_lead_on_to_the_timeline(care_client, trainer_browser, session):
    GuidanceFactory.create_batch(MOST_CHANGES + 3, client=care_client)
    changed = card(page_of(trainer_browser, care_client), "Changed since")
    assert changed.count("<li") == MOST_CHANGES
    assert "More in the timeline" in changed


def test_without_a_session_yet_it_says_what_is_known(care_client, trainer_browser):
    goal = GoalFactory(client=care_client)
    assert goal.text in card(page_of(trainer_browser, care_client), "Known so far")


def test_what_to_spare_comes_with_its_limits_the_donts_first(care_client, trainer_browser):
    GuidanceFactory(client=care_client, kind="do", text="Keep walking")
    GuidanceFactory(
        client=care_client,
        text="Spare the knee",
        side="left",
        load_limit_kg="20.00",
        range_limit="bent to 90° at most",
        pain_limit=3,
        impact_limit="none",
        until_next_visit=True,
    )
    GuidanceFactory(client=care_client, text="Over by now", ends_on=day(-1))
    spare = card(page_of(trainer_browser, care_client), "What to spare")
    for words in ("left", "20 kg", "bent to 90° at most", "3 of 10", "no impact", "until the next visit"):
        assert words in spare, words
    assert spare.index("Spare the knee") < spare.index("Keep walking")
    assert "Over by now" not in spare


def test_homework_and_pain_of_the_week_are_counted(care_client, trainer_browser, session):
    prescription = PrescriptionFactory(client=care_client, starts_on=day(-20))
    for number in range(1, 5):
        HomeworkCheckInFactory(prescription=prescription, on=day(-number), answer="done", pain=number)
    HomeworkCheckInFactory(prescription=prescription, on=day(-12), answer="done", pain=9)
    HomeworkCheckInFactory(on=day(-1), pain=10)  # another client's
    page = page_of(trainer_browser, care_client)
    homework = card(page, "Homework of the last seven days")
    assert "done 4 of 6" in homework
    assert "no answer to 2" in homework
    assert "Pain at home: 4 of 10 at most" in homework
    pain = card(page, "Pain")
    assert 'role="img"' in pain
    assert "First 9, best 1, last 1" in pain


def test_with_nothing_kept_it_says_no_data(care_client, trainer_browser):
    page = page_of(trainer_browser, care_client)
    for heading in ("Homework of the last seven days", "Next visit", "Pain"):
        assert "No data" in card(page, heading)
    assert "<svg viewBox" not in card(page, "Pain")


def test_the_next_visit_is_the_earliest_that_is_booked(care_client, trainer_browser):
    member = CareTeamMemberFactory(client=care_client)
    VisitFactory(member=member, on=day(20))
    VisitFactory(member=member, on=day(3))
    VisitFactory(member=member, on=day(1), state="cancelled")
    VisitFactory(on=day(1))  # another client's
    visit = prepare(care_client, now=timezone.now()).next_visit
    assert visit
    assert visit.on == day(3)
    assert member.known_as in card(page_of(trainer_browser, care_client), "Next visit")


def test_what_is_open_stands_as_sentences(care_client):
    practitioner = PractitionerFactory(name="Dana Whitfield")
    member = CareTeamMemberFactory(client=care_client, practitioner=practitioner)
    VisitFactory(member=member, on=day(-9), state="attended")
    VisitFactory(member=member, on=day(-8), state="booked")
    VisitFactory(member=member, on=day(-7), state="attended", note="Carry on")
    VisitFactory(member=member, on=day(-3), state="missed")
    VisitFactory(member=member, on=day(2), state="booked")
    QuestionFactory(client=care_client, practitioner=practitioner, text="May it be loaded?")
    QuestionFactory(
        client=care_client, practitioner=practitioner, answer="Yes.", answered_at=timezone.now(), text="Answered"
    )
    CorrectionFactory(client=care_client)
    GoalFactory(client=care_client, text="Climb the stairs")
    GoalFactory(client=care_client, text="Measured", measure="Chair stand")
    prescription = PrescriptionFactory(client=care_client, starts_on=day(-30))
    HomeworkCheckInFactory(prescription=prescription, on=day(-10))
    words = asked(care_client)
    for part in (
        "What did Dana Whitfield say on",
        "Did they see Dana Whitfield on",
        "was missed",
        "They see Dana Whitfield on",
        "Dana Whitfield has not answered yet: “May it be loaded?”",
        "Dana Whitfield has answered your question",
        f"{care_client.name} would correct",
        "“Climb the stairs” has no measure yet",
        "No answer about homework since",
        "No screening is on record",
    ):
        assert part in words, part
    assert words.count("What did Dana") == 1
    assert "Measured" not in words
    assert "yet: “Answered”" not in words


def test_where_all_is_well_there_is_nothing_to_ask(care_client, trainer_browser):
    ReadinessScreeningFactory(client=care_client)
    GoalFactory(client=care_client, measure="Chair stand")
    HomeworkCheckInFactory(prescription=PrescriptionFactory(client=care_client, starts_on=day(-30)), on=day(-1))
    QuestionFactory()  # about another client
    assert asked(care_client) == ""
    assert "Nothing is open." in card(page_of(trainer_browser, care_client), "What to ask")


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"lapses_on": day(-1)}, "has lapsed"),
        ({"outcome": "refer-first"}, "to be referred first"),
        ({"lapses_on": day(2)}, ""),
    ],
)
def test_readiness_is_asked_after_once_it_no_longer_counts(about, words, care_client):
    GoalFactory(client=care_client, measure="Chair stand")
    ReadinessScreeningFactory(client=care_client, screened_on=day(-400), lapses_on=day(-200))
    ReadinessScreeningFactory(client=care_client, **about)
    assert words in asked(care_client)
    assert bool(asked(care_client)) == bool(words)


def test_a_reply_that_must_be_read_stands_first_and_is_asked_for_before_the_start(care_client, trainer_browser):
    reply = ReplyFactory(client=care_client, kind="stop", text="Nothing on one leg")
    page = page_of(trainer_browser, care_client)
    assert page.index(reply.text) < page.index("What to spare")
    start = reverse("sessions_log:start", args=[care_client.pk])
    assert f'action="{start}"' in page
    answer = trainer_browser.post(start, {"key": page.partition('name="key" value="')[2].partition('"')[0]})
    assert answer.status_code == 422
    assert reply.text in answer.content.decode()


def test_an_open_session_is_gone_on_with(care_client, trainer_browser):
    session = TrainingSessionFactory(client=care_client, state="open", ended_at=None)
    page = page_of(trainer_browser, care_client)
    assert reverse("sessions_log:log", args=[care_client.pk, session.pk]) in page
    assert "Start session" not in page


def test_before_the_client_has_confirmed_no_session_is_offered(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    page = page_of(trainer_browser, client)
    assert "Start session" not in page
    assert "has not confirmed yet" in page


def test_private_notes_are_not_on_it(care_client, trainer_browser, session):
    assert session.private_note not in page_of(trainer_browser, care_client)


def queries_of_the_page(browser, client) -> int:
    page_of(browser, client)  # begins the access log
    with CaptureQueriesContext(connection) as captured:
        page_of(browser, client)
    return len(reads([query["sql"] for query in captured.captured_queries]))


def test_it_costs_the_same_after_three_years(care_client, trainer_browser):
    bare = queries_of_the_page(trainer_browser, care_client)
    practitioner = PractitionerFactory()
    add_weeks(care_client, practitioner, ExerciseFactory(), weeks=THREE_YEARS)
    GuidanceFactory.create_batch(200, client=care_client, practitioner=practitioner)
    QuestionFactory.create_batch(20, client=care_client)
    GoalFactory.create_batch(5, client=care_client)
    # One less while nothing has changed: there are no words to load.
    assert bare <= queries_of_the_page(trainer_browser, care_client) <= MOST_QUERIES


@pytest.mark.parametrize(
    ("days_ago", "is_listed"),
    [((7, 14), True), ((7, 21, 28), True), ((7,), False), ((6, 13), False), ((0, 7, 14), False)],
)
def test_today_lists_who_usually_trains_on_this_weekday(days_ago, is_listed, care_client, trainer_browser):
    for number in days_ago:
        TrainingSessionFactory(client=care_client, started_at=ago(days=number))
    TrainingSessionFactory(started_at=ago(days=7))  # another trainer's
    page = trainer_browser.get(reverse("today")).content.decode()
    assert (reverse("workspace:prepare", args=[care_client.pk]) in page) == is_listed


def test_who_is_in_a_session_is_not_listed_to_prepare(care_client, trainer_browser):
    for number in (7, 14):
        TrainingSessionFactory(client=care_client, started_at=ago(days=number))
    TrainingSessionFactory(client=care_client, started_at=ago(hours=1), state="open", ended_at=None)
    page = trainer_browser.get(reverse("today")).content.decode()
    assert "A session is still open" in page
    assert reverse("workspace:prepare", args=[care_client.pk]) not in page


@pytest.mark.parametrize(
    ("days_a_week", "answered_ago", "is_asked"),
    [(7, 3, True), (7, 2, False), (1, 6, False), (1, 20, True), (1, None, True)],
)
def test_no_answer_is_by_the_days_that_were_asked(care_client, days_a_week, answered_ago, is_asked):
    """Two asked days in a row, be they two days or two weeks apart."""
    prescription = PrescriptionFactory(client=care_client, starts_on=day(-30), days_a_week=days_a_week)
    if answered_ago is not None:
        HomeworkCheckInFactory(prescription=prescription, on=day(-answered_ago))
    assert ("No answer about homework" in asked(care_client)) is is_asked
