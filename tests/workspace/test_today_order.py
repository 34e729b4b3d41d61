"""What comes first on Today, one row a client and subject, and where the database cuts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import AccessEvent
from clients.today import Group, Section
from outbox.models import Nudge
from tests.factories.careplan import DocumentFactory, GuidanceFactory, QuestionFactory, ReplyFactory
from tests.factories.clients import ClientFactory, CorrectionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory, RedFlagFactory
from tests.factories.referrals import AttemptFactory
from tests.factories.sessions_log import PlannedSessionFactory, RedFlagReportFactory, TrainingSessionFactory
from tests.today import rows_of, sections_of
from workspace.today import ON_THE_FIRST_PAGE, today_counts
from workspace.today_statement import Wanted

pytestmark = pytest.mark.django_db


def test_the_sections_stand_in_order(trainer, care_client):
    AttemptFactory(referral__client=care_client)
    GuidanceFactory(client=care_client)
    TrainingSessionFactory(client=care_client, state="open", ended_at=None)
    RedFlagReportFactory(client=care_client)
    assert [part.section for part in sections_of(trainer)] == [
        Section.NOW,
        Section.SESSIONS,
        Section.ANSWERS,
        Section.YOU,
        Section.OTHERS,
    ]


def test_now_has_the_gravest_first_with_the_words_themselves(trainer, care_client):
    soon = RedFlagFactory(urgency="soon", sign="Numb fingers")
    emergency = RedFlagFactory(urgency="emergency", sign="Chest pain")
    others = [ClientFactory(lead_trainer=trainer) for _ in range(2)]
    ReplyFactory(client=others[0], kind="call-me", text="Before Tuesday")
    RedFlagReportFactory(client=care_client, red_flag=soon)
    RedFlagReportFactory(client=others[1], red_flag=emergency, done="Called 911", raised_at=timezone.now())
    rows = rows_of(trainer, Section.NOW)
    assert rows[0].words == "Chest pain"
    assert rows[0].remark == "Called 911"
    assert {row.words for row in rows} == {"Chest pain", "Numb fingers", "Before Tuesday"}


def test_the_days_sessions_are_by_time_and_what_is_usual_comes_last(trainer):
    late, early, usual = (ClientFactory(lead_trainer=trainer, name=name) for name in ("Late", "Early", "Usual"))
    now = timezone.now()
    PlannedSessionFactory(client=late, starts_at=now)
    PlannedSessionFactory(client=early, starts_at=now - timedelta(minutes=30))
    for weeks in (1, 2):
        TrainingSessionFactory(client=usual, started_at=now - timedelta(weeks=weeks))
    assert [row.client_name for row in rows_of(trainer, Section.SESSIONS, now=now)] == ["Early", "Late", "Usual"]


def test_a_session_of_an_earlier_day_that_is_still_open_says_for_how_long(trainer, care_client):
    now = timezone.now()
    TrainingSessionFactory(client=care_client, state="open", ended_at=None, started_at=now - timedelta(days=2))
    PlannedSessionFactory(client=care_client, starts_at=now)
    assert [row.aside for row in rows_of(trainer, Section.SESSIONS, now=now)] == ["2 days", ""]


def test_one_row_a_client_and_subject_the_most_urgent(trainer, care_client):
    practitioner, other = PractitionerFactory(name="Dana Whitfield"), PractitionerFactory(name="Kenji Mori")
    about = {"client": care_client, "practitioner": practitioner}
    DocumentFactory(**about)
    QuestionFactory(**about, answer="Yes", answered_at=timezone.now())
    ReplyFactory(**about, kind="stop")
    ReplyFactory(client=care_client, practitioner=other, kind="noted")
    (urgent,) = rows_of(trainer, Section.NOW)
    assert urgent.what == "Dana Whitfield says stop"
    assert "and 2 more" in urgent.aside
    assert [row.what for row in rows_of(trainer, Section.ANSWERS)] == ["Kenji Mori has noted what you shared"]


def test_the_longest_waiting_comes_first_and_says_for_how_long(trainer):
    for days in (2, 9, 0):
        client = ClientFactory(lead_trainer=trainer, name=f"Waits {days}")
        CorrectionFactory(client=client, written_at=timezone.now() - timedelta(days=days))
    rows = rows_of(trainer, Section.ANSWERS)
    assert [(row.client_name, row.aside) for row in rows] == [
        ("Waits 9", "9 days"),
        ("Waits 2", "2 days"),
        ("Waits 0", "today"),
    ]


def test_what_reminders_did_not_move_waits_for_the_trainer_in_the_row_of_its_subject(trainer, care_client):
    grant = ConsentGrantFactory(client=care_client, given_at=None)
    Nudge.objects.filter(subject_id=grant.pk).delete()
    moment = timezone.now()
    Nudge.objects.create(
        kind="consent.asked",
        subject_id=grant.pk,
        client_id=care_client.pk,
        audience="client",
        recipient_id=care_client.pk,
        to=care_client.email,
        since=moment - timedelta(days=20),
        sent=3,
        exhausted_at=moment,
    )
    assert not [row for row in rows_of(trainer, Section.OTHERS) if "Asked to share" in row.what]
    (row,) = [row for row in rows_of(trainer, Section.YOU) if "reminders" in row.what]
    assert row.what == "Has not answered whether something may be shared: three reminders, no answer"
    assert row.url == reverse("consent:consent_detail", args=[care_client.pk, grant.pk])


# --- the cut --------------------------------------------------------------------------------


def many(trainer, number):
    for _ in range(number):
        client = ClientFactory(lead_trainer=trainer)
        CorrectionFactory(client=client)
        AttemptFactory(referral__client=client)


def test_the_first_page_is_cut_and_says_how_many_there_are(trainer, trainer_browser):
    many(trainer, ON_THE_FIRST_PAGE + 3)
    (answers,) = [part for part in sections_of(trainer) if part.section == Section.ANSWERS]
    assert (len(answers.rows), answers.total) == (ON_THE_FIRST_PAGE, ON_THE_FIRST_PAGE + 3)
    assert today_counts(trainer, now=timezone.now())[Section.ANSWERS] == ON_THE_FIRST_PAGE + 3
    page = trainer_browser.get(reverse("today")).content.decode()
    assert f"Show all {ON_THE_FIRST_PAGE + 3}: Answers that came" in page
    alone = trainer_browser.get(reverse("today"), {"section": Section.ANSWERS}).content.decode()
    assert alone.count("<br>Would correct something") == ON_THE_FIRST_PAGE + 3
    assert "waits for an answer" not in alone


def test_a_section_is_paged(trainer):
    many(trainer, 5)
    pages = [
        sections_of(trainer, wanted=Wanted(section=Section.ANSWERS, after=after, size=3))[0].rows for after in (0, 3)
    ]
    names = [row.client_name for rows in pages for row in rows]
    assert [len(rows) for rows in pages] == [3, 2]
    assert len(set(names)) == 5


def test_the_same_queries_with_three_things_and_with_three_hundred(trainer, trainer_browser):
    def counted():
        with CaptureQueriesContext(connection) as captured:
            trainer_browser.get(reverse("today"))
        return len(captured)

    many(trainer, 1)
    counted()  # the session's first page
    few = counted()
    many(trainer, 30)
    assert counted() <= few, "fewer once the first steps are not asked for"


# --- filters, and what the address may say ---------------------------------------------------


def test_one_kind_alone(trainer, care_client):
    CorrectionFactory(client=care_client)
    AttemptFactory(referral__client=care_client)
    shown = sections_of(trainer, wanted=Wanted(group=Group.REFERRALS))
    assert [row.what.split(" ")[0] for part in shown for row in part.rows] == ["Referral"]


@pytest.mark.parametrize(
    "address", ["?show=nonsense", "?section=99", "?section=4&after=99999999999", "?after=-1", "?undo=wake/x", "?undo=/"]
)
def test_whatever_is_no_choice_of_ours_is_left_out(trainer_browser, care_client, address):
    assert trainer_browser.get(reverse("today") + address).status_code == 200


# --- the boundary ---------------------------------------------------------------------------


def looks(client):
    return AccessEvent.objects.filter(client_id=client.pk, action="today").count()


def test_words_of_now_are_a_look_at_that_client_and_nothing_else_is(trainer, trainer_browser, care_client):
    quiet, strange = ClientFactory(lead_trainer=trainer), ClientFactory()
    RedFlagReportFactory(client=care_client)
    CorrectionFactory(client=quiet, text="My knee is the left one")
    RedFlagReportFactory(client=strange, red_flag__sign="Fever")
    page = trainer_browser.get(reverse("today")).content.decode()
    assert (looks(care_client), looks(quiet), looks(strange)) == (1, 0, 0)
    assert "left one" not in page, "what was said stands on the rows of Now alone"
    assert strange.name not in page
    assert "Fever" not in page
