"""Everything that happened with a client: in order, whole over pages, nobody else's, at the same price."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from clients.models import ClientUserObjectPermission, ContactNote, EmergencyAccess, Transfer
from referrals.models import AttemptEvent, ClientsWord, IncomingEvent, Outcome
from script.benchmarks.years import THREE_YEARS, add_weeks
from sessions_log.models import PlannedSession, RedFlagReport
from tests.access.asking import reads
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.benefits import BenefitLineFactory, ClaimFactory
from tests.factories.careplan import (
    CareTeamMemberFactory,
    DocumentFactory,
    GoalFactory,
    GuidanceFactory,
    HomePauseFactory,
    IntakeFactory,
    NamedMemberFactory,
    OwnIntakeFactory,
    PrescriptionFactory,
    QuestionFactory,
    ReadinessScreeningFactory,
    ReplyFactory,
    VisitFactory,
)
from tests.factories.clients import ClientFactory, ContactNoteFactory, CorrectionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory, RedFlagFactory
from tests.factories.referrals import AcceptedFactory, AttemptFactory, ReferralFactory, ReferralMessageFactory
from tests.factories.reports import ProgressReportFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, ReadingFactory, TrainingSessionFactory
from workspace.timeline import GROUPS, KINDS, timeline_of

MOST_QUERIES = 10
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # in Toronto
NOW = NOON + timedelta(days=3)


def address(client, **query) -> str:
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("workspace:timeline", args=[client.pk]) + (f"?{parameters}" if parameters else "")


def page_of(browser, client, **query) -> str:
    return browser.get(address(client, **query)).content.decode()


def entries_of(client, **about) -> list[tuple[str, str]]:
    """(kind, key) of one page."""
    timeline = timeline_of(client, now=NOW, **about)
    return [(entry.kind, entry.key) for day in timeline.days for entry in day.entries]


def everything_of(client) -> None:
    """One row of every kind."""
    now = timezone.now()
    yesterday = timezone.localdate() - timedelta(days=1)
    practitioner = PractitionerFactory()
    about = {"client": client, "practitioner": practitioner}
    TrainingSessionFactory(client=client)
    TrainingSessionFactory(client=client, imported_from="fitnotes", imported_as="2026-11-01")
    PlannedSession.objects.create(
        client=client, trainer=client.lead_trainer, starts_at=now - timedelta(days=2), attendance="no-show"
    )
    RedFlagReport.objects.create(client=client, red_flag=RedFlagFactory(), done="Sent to the physio", closed_at=now)
    HomeworkCheckInFactory(prescription=PrescriptionFactory(**about, stopped_at=now), pain=3)
    HomePauseFactory(client=client)
    ReadingFactory(client=client)
    GuidanceFactory(**about)
    GuidanceFactory(**about, state="superseded", state_changed_at=now)
    GuidanceFactory(**about, state="lifted", state_changed_at=now, lifted_by=practitioner, lifted_on=yesterday)
    VisitFactory(member=CareTeamMemberFactory(**about), on=yesterday, state="attended", note="It is better")
    NamedMemberFactory(client=client, left_on=yesterday)
    QuestionFactory(**about, answer="Yes, slowly", answered_at=now)
    DocumentFactory(**about)
    ReplyFactory(**about)
    ContactNoteFactory(client=client)
    GoalFactory(client=client, status="reached", status_changed_at=now, status_reason="Carried it home")
    IntakeFactory(client=client)
    OwnIntakeFactory(client=client)
    ReadinessScreeningFactory(client=client)
    ConsentGrantFactory(**about, withdrawn_at=now, ended_by="client")
    ConsentGrantFactory(**about, given_at=None, declined_at=now)
    attempt = AttemptFactory(referral=ReferralFactory(client=client))
    AttemptEvent.objects.create(attempt=attempt, by="Somebody", to_status="accepted", why="Gladly")
    ReferralMessageFactory(attempt=attempt)
    Outcome.objects.create(attempt=attempt, attended=True, summary="Loosened, come back in a month")
    ClientsWord.objects.create(attempt=attempt, change=2, text="Sleeps again")
    IncomingEvent.objects.create(referral=AcceptedFactory(client=client), by="Somebody", to_status="accepted")
    ProgressReportFactory(client=client)
    line = BenefitLineFactory(plan__client=client, plan__ended_on=yesterday)
    ClaimFactory(line=line, date_of_service=yesterday)
    CorrectionFactory(client=client, answer="Changed", answered_at=now)
    other = TrainerFactory()
    Transfer.objects.create(
        client=client, from_trainer=client.lead_trainer, to_trainer=other, reason="handover", state="declined"
    )
    give_cover(client, other, starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=2))
    EmergencyAccess.objects.create(
        client=client, admin=AdminFactory(), reason="She fell", at=now, ends_at=now + timedelta(hours=1)
    )


def test_every_kind_is_in_a_group_once_and_appears_in_it(care_client, trainer_browser):
    everything_of(care_client)
    in_groups = [code for _words, kinds in GROUPS.values() for code in kinds]
    assert sorted(in_groups) == sorted(KINDS)
    for show, (_words, kinds) in GROUPS.items():
        shown = timeline_of(care_client, show=show, now=timezone.now())
        assert {entry.kind for day in shown.days for entry in day.entries} == set(kinds)
        assert trainer_browser.get(address(care_client, show=show)).status_code == 200
    whole = timeline_of(care_client, now=timezone.now(), size=200)
    assert {entry.kind for day in whole.days for entry in day.entries} == set(KINDS)


def test_nothing_of_another_client_is_ever_in_it(care_client, trainer, trainer_browser):
    everything_of(ClientFactory(lead_trainer=trainer))  # whom the same trainer leads
    assert {kind for kind, _key in entries_of(care_client)} <= {"client-added", "client-confirmed"}
    everything_of(care_client)
    other = ClientFactory(lead_trainer=trainer)
    for kind, key in entries_of(care_client, size=200):
        assert (kind, key) not in entries_of(other, size=200)


def test_the_rows_say_what_happened_and_lead_to_its_page(care_client, trainer_browser):
    everything_of(care_client)
    page = "".join(page_of(trainer_browser, care_client, show=show) for show in GROUPS)
    for words in (
        "✕ Don&#x27;t lifted by",
        "It is better",
        "Yes, slowly",
        "Goal reached",
        "Carried it home",
        "Loosened, come back in a month",
        "Readiness: PAR-Q+, cleared",
        "Homework answered",
        "Ended the consent to share with",
        "opened the record in an emergency",
    ):
        assert words in page, words
    for session in care_client.training_sessions.all():
        assert reverse("sessions_log:detail", args=[care_client.pk, session.pk]) in page
    report = care_client.reports.get()
    assert reverse("reports:detail", args=[care_client.pk, report.pk]) in page
    assert 'data-lane="2"' in page


def test_a_note_that_is_the_trainers_alone_is_not_told(care_client, trainer_browser):
    session = TrainingSessionFactory(client=care_client)
    page = page_of(trainer_browser, care_client)
    assert session.team_note in page
    assert session.private_note not in page


def test_who_covers_is_not_led_to_a_page_that_is_the_leads(care_client, trainer_browser, client):
    grant = ConsentGrantFactory(client=care_client)
    detail = reverse("consent:consent_detail", args=[care_client.pk, grant.pk])
    assert detail in page_of(trainer_browser, care_client)
    cover = TrainerFactory()
    now = timezone.now()
    give_cover(care_client, cover, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    client.force_login(cover, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = page_of(client, care_client)
    assert "Agreed to share with" in page
    assert detail not in page


def test_the_newest_stands_first_under_the_day_where_the_client_lives(care_client, trainer_browser):
    late = ContactNoteFactory(client=care_client, text="Late at night", at=datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
    early = ContactNoteFactory(client=care_client, text="In the evening", at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
    page = page_of(trainer_browser, care_client)
    day = page.partition("20 November 2026")[2].partition("</section>")[0]
    assert day.index(late.text) < day.index(early.text)
    assert "21 November 2026" not in page
    assert "22:30" in day


@pytest.mark.parametrize("zone", ["America/St_Johns", "America/Vancouver"])
def test_what_has_only_a_day_stands_on_that_day_everywhere(zone, trainer):
    client = ClientFactory(lead_trainer=trainer, time_zone=zone)
    ReadingFactory(client=client, taken_on=NOON.date())
    VisitFactory(member=CareTeamMemberFactory(client=client, added_at=NOW), on=NOON.date(), state="attended")
    timeline = timeline_of(client, now=NOW)
    days = {entry.kind: day.on for day in timeline.days for entry in day.entries}
    assert (days["reading"], days["visit"]) == (NOON.date(), NOON.date())


def test_what_is_still_to_come_is_not_told_and_today_is(care_client):
    member = CareTeamMemberFactory(client=care_client, added_at=NOON)
    VisitFactory(member=member, on=NOW.date() + timedelta(days=1))
    today = VisitFactory(member=member, on=NOW.date())
    keys = [key for kind, key in entries_of(care_client) if kind == "visit"]
    assert [key.replace("-", "") for key in keys] == [today.pk.hex]


def test_pages_miss_nothing_and_repeat_nothing_where_times_are_equal(care_client):
    ContactNote.objects.bulk_create(
        ContactNote(client=care_client, kind="called", text=str(number), at=NOON) for number in range(7)
    )
    GoalFactory.create_batch(4, client=care_client, created_at=NOON, status="reached", status_changed_at=NOON)
    ReadingFactory.create_batch(3, client=care_client, taken_on=NOON.date())
    care_client.__class__.objects.filter(pk=care_client.pk).update(created_at=NOON, confirmed_at=NOON)
    whole = entries_of(care_client, size=100)
    assert len(whole) == 7 + 4 * 2 + 3 + 2
    for size in (1, 2, 5):
        paged, after = [], ""
        while True:
            timeline = timeline_of(care_client, after=after, now=NOW, size=size)
            paged += [(entry.kind, entry.key) for day in timeline.days for entry in day.entries]
            after = timeline.next_key
            if not after:
                break
        assert paged == whole


def test_a_page_leads_to_the_next_one(care_client, trainer_browser):
    ContactNote.objects.bulk_create(
        ContactNote(client=care_client, kind="called", text=f"Call {number:03d}.", at=NOON + timedelta(minutes=number))
        for number in range(70)
    )
    first = page_of(trainer_browser, care_client, show="words")
    assert "Call 069." in first
    assert "Call 010." not in first
    following = re.search(r'href="(\?[^"]*after=[^"]+)"', first)
    assert following
    second = trainer_browser.get(address(care_client) + following[1].replace("&amp;", "&")).content.decode()
    assert "Call 010." in second
    assert "Call 069." not in second
    assert "show=words" in following[1]


@pytest.mark.parametrize(
    "after", ["x", "1.2.3", "9" * 40 + ".contact.x", "-1.contact.x", ".contact.", "1.contact.x'--"]
)
def test_a_key_that_leads_nowhere_is_no_error(after, care_client, trainer_browser):
    assert trainer_browser.get(address(care_client, after=after)).status_code == 200


def test_an_unknown_kind_shows_everything(care_client, trainer_browser):
    note = ContactNoteFactory(client=care_client)
    assert note.text in page_of(trainer_browser, care_client, show="nonsense")
    assert note.text not in page_of(trainer_browser, care_client, show="goals")
    assert "Nothing of this kind has happened yet." in page_of(trainer_browser, care_client, show="goals")


def test_a_days_homework_is_one_row(care_client, trainer_browser):
    for name in ("Heel raise", "Bird dog"):
        prescription = PrescriptionFactory(client=care_client, exercise=ExerciseFactory(name=name))
        HomeworkCheckInFactory(prescription=prescription, on=NOON.date(), answered_at=NOON, answer="partly", pain=2)
    page = page_of(trainer_browser, care_client)
    assert page.count("Homework answered") == 1
    assert "Heel raise: partly, pain 2" in page
    assert "Bird dog: partly, pain 2" in page


def queries_of_the_page(browser, client) -> int:
    page_of(browser, client)  # begins the access log
    with CaptureQueriesContext(connection) as captured:
        page_of(browser, client)
    return len(reads([query["sql"] for query in captured.captured_queries]))


def test_it_costs_the_same_with_every_kind_and_after_three_years(care_client, trainer_browser):
    bare = queries_of_the_page(trainer_browser, care_client)
    everything_of(care_client)
    assert queries_of_the_page(trainer_browser, care_client) == bare <= MOST_QUERIES
    add_weeks(care_client, PractitionerFactory(), ExerciseFactory(), weeks=THREE_YEARS)
    assert queries_of_the_page(trainer_browser, care_client) == bare


def test_a_cover_that_goes_on_has_not_ended(care_client):
    now = timezone.now()
    give_cover(care_client, TrainerFactory(), starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=5))
    shown = timeline_of(care_client, show="record", now=now)
    kinds = [entry.kind for day in shown.days for entry in day.entries]
    assert "cover-began" in kinds
    assert "cover-ended" not in kinds
    assert ClientUserObjectPermission.objects.filter(kind="cover").count() == 1
