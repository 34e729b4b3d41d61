"""Today: what stands in which section, from what is so at this moment, and of one's own clients alone."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benefits.models import LapseAnswer
from benefits.nudges import HOLDS
from clients.today import Section
from homework.models import FollowUp
from outbox.models import Nudge
from outbox.nudges import start_nudging
from tests.factories.benefits import BenefitLineFactory, BookletFactory, CoveragePlanFactory
from tests.factories.careplan import (
    CareTeamMemberFactory,
    DocumentFactory,
    GuidanceFactory,
    HomePauseFactory,
    OwnIntakeFactory,
    PrescriptionFactory,
    QuestionFactory,
    ReadinessScreeningFactory,
    ReplyFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory
from tests.factories.referrals import AttemptFactory, ReferralMessageFactory
from tests.factories.reports import ReportDraftFactory
from tests.factories.sessions_log import (
    HomeworkCheckInFactory,
    PlannedSessionFactory,
    RedFlagReportFactory,
    TrainingSessionFactory,
)
from tests.today import rows_of, sections_of


def make_unconfirmed(client):
    client.confirmed_at = None
    client.save()


def make_wrong_address(client):
    client.status = "not-me"
    client.save()


def make_lapsing_benefits(client):
    ends = timezone.now().date() + timedelta(days=20)
    starts = ends + timedelta(days=1)
    plan = CoveragePlanFactory(client=client, year_starts_month=starts.month, year_starts_day=starts.day)
    BenefitLineFactory(plan=plan)


def make_silent_about_coverage(client):
    copy = BenefitLineFactory(plan__client=client, plan__awaits_client=True).plan
    start_nudging(HOLDS, copy.pk)
    Nudge.objects.filter(subject_id=copy.pk).update(exhausted_at=timezone.now(), next_at=None)


def make_quiet_homework(client):
    PrescriptionFactory(client=client, starts_on=timezone.localdate() - timedelta(days=30))
    since = timezone.localdate() - timedelta(days=9)
    FollowUp.objects.create(client=client, quiet_since=since, noticed_at=timezone.now() - timedelta(days=1))


def make_pain_up(client):
    today = timezone.localdate()
    exercise = PrescriptionFactory(client=client, starts_on=today - timedelta(days=5))
    for days in (2, 3, 4):
        HomeworkCheckInFactory(prescription=exercise, on=today - timedelta(days=days), pain=3)
    HomeworkCheckInFactory(prescription=exercise, on=today, pain=6, concern_open=True)


def make_session_pain(client):
    TrainingSessionFactory(client=client, pain_after=7, pain_concern="after|7|3|")


def make_paused_homework(client):
    HomePauseFactory(client=client, starts_on=timezone.localdate(), ends_on=None)


def make_asked_to_book(client):
    plan = BenefitLineFactory(plan__client=client).plan
    LapseAnswer.objects.create(client=client, plan=plan, answer="ask", silent_until=timezone.localdate())


def make_usual(client):
    for weeks in (1, 3):
        TrainingSessionFactory(client=client, started_at=timezone.now() - timedelta(weeks=weeks))


def make_unopened_link(client):
    ShareLinkFactory(grant=ConsentGrantFactory(client=client), created_at=timezone.now() - timedelta(days=8))


def make_lapsed_screening(client):
    today = timezone.localdate()
    ReadinessScreeningFactory(client=client, screened_on=today - timedelta(days=400), lapses_on=today)


def make_step_ready(client):
    today = timezone.localdate()
    rule = {"progress_pain": 3, "progress_days": 3, "progress_by": 2, "where": "home"}
    prescription = PrescriptionFactory(client=client, starts_on=today - timedelta(days=5), **rule)
    for days in (1, 2, 3):
        HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=days), pain=2)


SITUATIONS = {
    "Readiness to look at": (lambda client: None, Section.YOU),
    "Has answered the questions": (lambda client: OwnIntakeFactory(client=client), Section.ANSWERS),
    "Has not confirmed": (make_unconfirmed, Section.OTHERS),
    "Wrong address": (make_wrong_address, Section.YOU),
    "Asked to share": (lambda client: ConsentGrantFactory(client=client, given_at=None), Section.OTHERS),
    "about to lapse": (
        lambda client: ConsentGrantFactory(client=client, ends_at=timezone.now() + timedelta(days=10)),
        Section.YOU,
    ),
    "not their patient": (
        lambda client: ConsentGrantFactory(client=client, withdrawn_at=timezone.now(), ended_by="practitioner"),
        Section.YOU,
    ),
    "A backup was restored": (
        lambda client: ConsentGrantFactory(client=client, unconfirmed_since=timezone.now()),
        Section.YOU,
    ),
    "has not opened the link": (make_unopened_link, Section.OTHERS),
    "waits for an answer": (lambda client: AttemptFactory(referral__client=client), Section.OTHERS),
    "has declined the referral": (
        lambda client: AttemptFactory(referral__client=client, status="rejected"),
        Section.YOU,
    ),
    "what came of the referral": (
        lambda client: AttemptFactory(referral__client=client, status="completed"),
        Section.ANSWERS,
    ),
    "has written about the referral": (
        lambda client: ReferralMessageFactory(attempt__referral__client=client),
        Section.ANSWERS,
    ),
    "A session is still open": (
        lambda client: TrainingSessionFactory(client=client, state="open", ended_at=None),
        Section.SESSIONS,
    ),
    "condition for the next step holds": (make_step_ready, Section.YOU),
    "New guidance": (lambda client: GuidanceFactory(client=client), Section.ANSWERS),
    "says stop": (lambda client: ReplyFactory(client=client, kind="stop"), Section.NOW),
    "asks you to call": (lambda client: ReplyFactory(client=client, kind="call-me"), Section.NOW),
    "to change the load": (
        lambda client: ReplyFactory(client=client, kind="change-load", text="Half"),
        Section.ANSWERS,
    ),
    "has answered your question": (
        lambda client: QuestionFactory(client=client, answer="Yes", answered_at=timezone.now()),
        Section.ANSWERS,
    ),
    "is ready to be read and sent": (
        lambda client: ReportDraftFactory(grant=ConsentGrantFactory(client=client)),
        Section.YOU,
    ),
    "could not be made": (
        lambda client: ReportDraftFactory(grant=ConsentGrantFactory(client=client), state="failed"),
        Section.YOU,
    ),
    "has sent a document": (lambda client: DocumentFactory(client=client), Section.ANSWERS),
    "A red flag is open": (lambda client: RedFlagReportFactory(client=client), Section.NOW),
    "Pain in a session was over the limit": (make_session_pain, Section.NOW),
    "Pain is up": (make_pain_up, Section.NOW),
    "Homework has gone quiet": (make_quiet_homework, Section.OTHERS),
    "Has paused the exercises at home": (make_paused_homework, Section.OTHERS),
    "Wants you to book or refer": (make_asked_to_book, Section.ANSWERS),
    "Benefits lapse": (make_lapsing_benefits, Section.YOU),
    "whether the coverage still holds": (make_silent_about_coverage, Section.YOU),
    "a picture of their coverage": (lambda client: BookletFactory(client=client), Section.ANSWERS),
    "Usually trains": (make_usual, Section.SESSIONS),
    "Session at": (lambda client: PlannedSessionFactory(client=client, starts_at=timezone.now()), Section.SESSIONS),
}


@pytest.mark.parametrize("words", SITUATIONS)
def test_a_row_stands_where_it_belongs(trainer, care_client, words):
    arrange, section = SITUATIONS[words]
    arrange(care_client)
    arrange(ClientFactory())  # of another trainer: it must not show
    matches = [row for row in rows_of(trainer, section) if words in row.what]
    assert [row.client_name for row in matches] == [care_client.name]
    assert {row.client_name for part in sections_of(trainer) for row in part.rows} == {care_client.name}


def refer_first(client):
    ReadinessScreeningFactory(client=client, outcome="refer-first")


@pytest.mark.parametrize("arrange", [lambda client: None, make_lapsed_screening, refer_first])
def test_what_came_of_a_screening_is_on_the_clients_own_page_alone(trainer, trainer_browser, care_client, arrange):
    """Today owes no line in the access log: it says the same of all three."""
    arrange(care_client)
    assert [row.what for row in rows_of(trainer, Section.YOU)] == ["Readiness to look at"]
    page = trainer_browser.get(reverse("today")).content.decode()
    assert not [words for words in ("Never screened", "lapsed", "referred first") if words in page]


def test_nothing_waits(trainer_browser, care_client):
    ReadinessScreeningFactory(client=care_client)
    assert "Nothing waits" in trainer_browser.get(reverse("today")).content.decode()


def test_the_first_day(trainer_browser):
    page = trainer_browser.get(reverse("today")).content.decode()
    assert "Your first steps" in page
    assert page.index("Add your first client") < page.index("Say who else") < page.index("Plan the first session")
    assert "Nothing waits" not in page


def test_the_first_steps_tick_themselves_off(trainer, trainer_browser, care_client):
    def ticked():
        return trainer_browser.get(reverse("today")).content.decode().count("✓")

    assert ticked() == 1
    CareTeamMemberFactory(client=care_client)
    assert ticked() == 2
    PlannedSessionFactory(client=care_client, starts_at=timezone.now() + timedelta(days=3))
    assert "Your first steps" not in trainer_browser.get(reverse("today")).content.decode()


def test_a_new_session_answers_new_guidance(trainer, care_client):
    GuidanceFactory(client=care_client, created_at=timezone.now() - timedelta(hours=5))
    TrainingSessionFactory(client=care_client)
    ReadinessScreeningFactory(client=care_client)
    assert sections_of(trainer) == []


def test_the_same_number_of_queries_with_one_client_and_with_twelve(trainer, trainer_browser):
    from django.db import connection

    def counted():
        with CaptureQueriesContext(connection) as captured:
            trainer_browser.get(reverse("today"))
        return len(captured)

    def arrange():
        client = ClientFactory(lead_trainer=trainer)
        AttemptFactory(referral__client=client)
        make_lapsing_benefits(client)
        make_quiet_homework(client)
        GuidanceFactory(client=client)

    arrange()
    counted()  # the session's first page
    few = counted()
    for _ in range(11):
        arrange()
    assert counted() <= few, "fewer once the first steps are not asked for"
