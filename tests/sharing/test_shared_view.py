"""What the scopes don't name does not exist on the view."""

import dataclasses
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from consent.models import ConsentGrant, GrantScope, Scope
from measures.pain import SOURCES, pain_of
from sessions_log.models import ExerciseEntry
from sharing.view import SharedView
from tests.access.asking import undone
from tests.factories.accounts import TrainerFactory
from tests.factories.benefits import BenefitLineFactory, ClaimFactory
from tests.factories.careplan import (
    DocumentFactory,
    GoalFactory,
    GuidanceFactory,
    PrescriptionFactory,
    QuestionFactory,
    ReplyFactory,
)
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import MassageTherapyFactory
from tests.factories.referrals import AttemptFactory, ReferralFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from web.zones import today_in

GOAL_FIGURES = ["target=Decimal('77.25')", "baseline=Decimal('66.75')", "unit='sign of a unit'"]
# Each scope's own words or figures: they are nowhere else.
SIGNS = {
    Scope.ATTENDANCE: ["minutes=53"],
    Scope.EXERCISE_LOG: ["Sign of the log", "effort=7"],
    Scope.HOMEWORK: ["Sign of homework"],
    Scope.PAIN_MEASURES: ["pain_before=9", "pain_after=8", "pain=10", "4.4"],
    Scope.GOALS: ["Sign of the goal", *GOAL_FIGURES],
    Scope.GUIDANCE_OTHERS: ["Sign of another's don't", "Sign of another's exercise", "Sign of another's why"],
    Scope.BENEFITS: ["left=Decimal('321.00')"],
    Scope.REFERRAL: ["Sign of the referral"],
    Scope.TEAM_NOTES: ["Sign of the team note", "Sign of the question"],
    Scope.CONTACT: ["@home.example", "416 555 0117"],
}
OWN = ["Sign of one's own don't", "Sign of one's own cue", "Sign of one's own reply"]
BETWEEN_OTHERS = "Sign of words between others"  # the client reads them, the practitioner never does
NEVER = ["Sign of the private note", "Sign of an open session", "Sign of another client"]

# The rules are the same on both databases: what is many examples there is a few here.
IS_SQLITE = connection.vendor == "sqlite"


def a_full_record(grant):
    """One of everything on the grant's client, and as much on somebody else."""
    client, reader = grant.client, grant.practitioner
    client.phone = "416 555 0117"
    client.save(update_fields=["phone"])
    own = PrescriptionFactory(client=client, practitioner=reader, cues="Sign of one's own cue", starts_on=LONG_AGO)
    others = PrescriptionFactory(
        client=client, exercise=ExerciseFactory(name="Sign of another's exercise"), starts_on=LONG_AGO
    )
    GuidanceFactory(client=client, practitioner=reader, text="Sign of one's own don't", starts_on=LONG_AGO)
    dont = GuidanceFactory(client=client, text="Sign of another's don't", starts_on=LONG_AGO)
    session = TrainingSessionFactory(
        client=client,
        started_at=timezone.now() - timedelta(days=1, minutes=53),
        ended_at=timezone.now() - timedelta(days=1),
        effort=7,
        pain_before=9,
        pain_after=8,
        team_note="Sign of the team note",
        private_note="Sign of the private note",
    )
    entry = ExerciseEntryFactory(
        session=session,
        exercise=ExerciseFactory(name="Sign of the log"),
        conflicting_guidance=dont,
        reason="Sign of another's why",
    )
    SetEntryFactory(entry=entry, pain=10)
    running = TrainingSessionFactory(
        client=client, trainer=TrainerFactory(), state="open", ended_at=None, team_note="Sign of an open session"
    )
    ExerciseEntryFactory(session=running, exercise=ExerciseFactory(name="Sign of an open session"))
    yesterday = today_in(client.time_zone, timezone.now()) - timedelta(days=1)
    for prescription in (own, others):
        HomeworkCheckInFactory(prescription=prescription, on=yesterday, note="Sign of homework", pain=10)
    ReadingFactory(client=client, value="4.4", taken_on=yesterday)
    GoalFactory(
        client=client,
        text="Sign of the goal",
        measure="Chair stand",
        unit="sign of a unit",
        baseline=Decimal("66.75"),
        target=Decimal("77.25"),
    )
    line = BenefitLineFactory(plan__client=client, annual_maximum=Decimal("401.00"), disciplines=[reader.discipline])
    ClaimFactory(line=line, paid=Decimal("80.00"), date_of_service=today_in(client.time_zone, timezone.now()))
    ClaimFactory(line=line, paid=Decimal("33.00"), date_of_service=yesterday - timedelta(days=800))
    AttemptFactory(
        referral=ReferralFactory(client=client, reason="Sign of the referral"), practitioner=reader, grant=grant
    )
    QuestionFactory(client=client, practitioner=reader, text="Sign of the question")
    ReplyFactory(client=client, practitioner=reader, text="Sign of one's own reply")
    for factory in (GoalFactory, GuidanceFactory, QuestionFactory, ReplyFactory):
        factory(text="Sign of another client")
    for factory in (QuestionFactory, ReplyFactory):  # between the reader and somebody else, and the other way round
        factory(practitioner=reader, text=BETWEEN_OTHERS)
        factory(client=client, text=BETWEEN_OTHERS)
    DocumentFactory(client=client, title=BETWEEN_OTHERS)
    TrainingSessionFactory(team_note="Sign of another client")


LONG_AGO = timezone.localdate() - timedelta(days=30)


def all_of(view):
    """Everything that the view gives, as text."""
    start, end = view.today - timedelta(days=42), view.today
    parts = [
        view.sessions(start, end),
        view.homework(start, end),
        view.readings(start, end),
        view.goals(),
        view.guidance(),
        view.prescriptions(),
        view.referral_attempts(),
        view.benefits(),
        view.reports(),
        view.questions(),
        view.replies(),
        view.documents(),
        view.client_phone,
        view.client_mailbox,
    ]
    return repr(parts)


@pytest.fixture
def grants(db) -> dict[int, ConsentGrant]:
    """Grants without a scope, by how often everything stands in the record of their client."""
    made = {number: ConsentGrantFactory(scopes=[]) for number in (1, 2)}
    for number, grant in made.items():
        for _ in range(number):
            a_full_record(grant)
    return made


def give(grant: ConsentGrant, scopes: set[Scope], *, purpose: str = "care") -> ConsentGrant:
    """The grant as it is read anew once the client has given these scopes."""
    ConsentGrant.objects.filter(pk=grant.pk).update(purpose=purpose)
    for scope in scopes:
        GrantScope.objects.create(grant=grant, scope=scope, is_given=True)
    return ConsentGrant.objects.get(pk=grant.pk)


@settings(
    max_examples=500 if IS_SQLITE else 50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    agreed_to=st.sets(st.sampled_from(list(Scope))),
    taken_back=st.sets(st.sampled_from(list(Scope)), max_size=4),
    purpose=st.sampled_from(["care", "referral"]),
    records=st.integers(1, 2),
)
def test_nothing_outside_the_scopes_is_on_the_view(grants, agreed_to, taken_back, purpose, records):
    with undone():
        grant = give(grants[records], agreed_to, purpose=purpose)
        grant.scopes.filter(scope__in=taken_back).update(taken_back_at=timezone.now())
        seen = all_of(SharedView(grant))
    scopes = agreed_to - taken_back
    for scope, signs in SIGNS.items():
        for sign in signs:
            needs = {Scope.EXERCISE_LOG, Scope.GUIDANCE_OTHERS} if sign == "Sign of another's why" else {scope}
            if sign in GOAL_FIGURES:
                needs = {Scope.GOALS, Scope.PAIN_MEASURES}
            if sign == "pain=10":
                needs = {Scope.PAIN_MEASURES}
                may = needs <= scopes and scopes & {Scope.EXERCISE_LOG, Scope.HOMEWORK}
                assert (sign in seen) == bool(may), (sign, scopes)
            else:
                assert (sign in seen) == (needs <= scopes), (sign, scopes)
    for sign in OWN:
        assert sign in seen
    for sign in [*NEVER, BETWEEN_OTHERS]:
        assert sign not in seen


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["asked", "withdrawn", "declined", "replaced", "lapsed", "archived", "suspended"])
def test_a_consent_that_is_not_live_shows_nothing_at_all(change):
    grant = ConsentGrantFactory()
    a_full_record(grant)
    now = timezone.now()
    if change == "asked":
        grant.given_at = None
    elif change == "declined":
        grant.given_at, grant.declined_at = None, now
    elif change == "lapsed":
        grant.ends_at = now
    elif change == "archived":
        grant.client.status = "archived"
    elif change == "suspended":
        grant.practitioner.verification = "suspended"
    else:
        setattr(grant, f"{change}_at", now)
    view = SharedView(grant)
    assert "Sign" not in all_of(view)
    assert view.scopes == frozenset()
    assert (view.client_name, view.client_first_name, view.trainer_email) == ("", "", "")


@pytest.mark.django_db
def test_it_hands_out_plain_values_and_asks_once(django_assert_num_queries):
    grant = ConsentGrantFactory()
    a_full_record(grant)
    view = SharedView(grant)
    all_of(view)
    with django_assert_num_queries(0):
        again = all_of(view)
    assert "Sign of the goal" in again
    session = view.sessions(view.today - timedelta(days=42), view.today)[0]
    assert dataclasses.is_dataclass(session)
    assert not hasattr(session, "private_note")
    assert not hasattr(view.practitioner, "guidance")


@pytest.mark.django_db
def test_the_number_of_queries_stays_with_ten_times_the_record(django_assert_max_num_queries):
    grant = ConsentGrantFactory()
    for _ in range(10):
        a_full_record(grant)
    with django_assert_max_num_queries(15):  # its scopes among them
        all_of(SharedView(grant))


@pytest.mark.django_db
def test_coverage_of_another_discipline_and_of_an_ended_plan_is_not_on_it():
    grant = ConsentGrantFactory()
    BenefitLineFactory(plan__client=grant.client, disciplines=[MassageTherapyFactory()])
    BenefitLineFactory(plan__client=grant.client, plan__ended_on=LONG_AGO, disciplines=[grant.practitioner.discipline])
    BenefitLineFactory(disciplines=[grant.practitioner.discipline])
    assert SharedView(grant).benefits() == []
    unclaimed = BenefitLineFactory(plan__client=grant.client, disciplines=[grant.practitioner.discipline])
    assert [one.left for one in SharedView(grant).benefits()] == [unclaimed.annual_maximum]


@pytest.mark.django_db
def test_of_a_pool_and_a_line_within_it_the_reader_sees_their_own_line():
    grant = ConsentGrantFactory()
    theirs = grant.practitioner.discipline
    pool = BenefitLineFactory(
        plan__client=grant.client, disciplines=[theirs, MassageTherapyFactory()], annual_maximum=500
    )
    BenefitLineFactory(plan=pool.plan, pool=pool, disciplines=[theirs], annual_maximum=300, needs_note=True)
    shown = [(benefit.left, benefit.lacks_note) for benefit in SharedView(grant).benefits()]
    assert shown == [(300, True)]


@pytest.mark.django_db
def test_days_are_those_where_the_client_lives():
    grant = ConsentGrantFactory(client__time_zone="America/Vancouver")
    late = timezone.now().astimezone(grant.client.zone).replace(hour=23, minute=30) - timedelta(days=2)
    TrainingSessionFactory(client=grant.client, started_at=late, ended_at=late + timedelta(minutes=53))
    view = SharedView(grant)
    assert [session.on for session in view.sessions(late.date(), late.date())] == [late.date()]
    assert view.sessions(late.date() + timedelta(days=1), view.today) == []


@pytest.mark.django_db
def test_with_everything_shared_pain_is_the_series_that_the_trainer_reads():
    grant = ConsentGrantFactory()
    a_full_record(grant)
    ExerciseEntry.objects.filter(session__client=grant.client, session__state="completed").update(pain=6)
    view = SharedView(grant)
    start = view.today - timedelta(days=40)

    def told(points):
        return sorted((point.on, point.value, point.source, point.exercise) for point in points)

    points = pain_of(grant.client, since=start, until=view.today)
    assert {point.source for point in points} == set(SOURCES)
    assert told(view.pain(start, view.today)) == told(points)
