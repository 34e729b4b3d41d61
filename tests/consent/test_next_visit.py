"""A practitioner reads the client's next visit to them, and of no visit to anybody else; goals with their figures."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from consent.models import Scope
from reports.content import progress
from sharing.view import SharedView
from tests.factories.careplan import CareTeamMemberFactory, GoalFactory, VisitFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from web.zones import today_in


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client, scopes=[Scope.ATTENDANCE])


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def member(grant):
    return CareTeamMemberFactory(client=grant.client, practitioner=grant.practitioner)


def next_date(grant) -> str:
    view = SharedView(grant)
    return progress(view, start=view.today, end=view.today).next_date


def test_the_next_visit_to_the_reader_alone(grant, member, today):
    VisitFactory(member__client=grant.client, on=today + timedelta(days=1))  # to somebody else
    VisitFactory(member__practitioner=grant.practitioner, on=today + timedelta(days=2))  # another client's
    assert next_date(grant) == ""
    for state in ("missed", "cancelled"):
        VisitFactory(member=member, on=today + timedelta(days=3), state=state)
    VisitFactory(member=member, on=today - timedelta(days=3))
    assert next_date(grant) == ""
    VisitFactory(member=member, on=today + timedelta(days=9))
    assert next_date(grant) == (today + timedelta(days=9)).isoformat()
    VisitFactory(member=member, on=today + timedelta(days=8), time=time(10, 30))
    assert next_date(grant).startswith(f"{today + timedelta(days=8)}T10:30:00")
    assert SharedView(grant).next_visit.on == today + timedelta(days=8)


def test_nothing_through_a_consent_that_has_ended_or_that_shares_nothing(grant, member, today):
    VisitFactory(member=member, on=today + timedelta(days=9))
    asking = RecordRequestFactory(client=grant.client, practitioner=grant.practitioner)
    assert SharedView(asking).next_visit is None
    grant.withdrawn_at, grant.ended_by = timezone.now(), "client"
    grant.save()
    assert SharedView(grant).next_visit is None


def test_what_was_said_to_others_is_nowhere_on_it(grant, member, today):
    VisitFactory(member__client=grant.client, on=today, state="attended", note="Sign of another's words")
    view = SharedView(grant)
    assert "Sign of" not in str(progress(view, start=today, end=today))


def test_goals_go_with_their_figures_only_where_measures_are_shared_too(grant, today):
    about = {"client": grant.client, "measure": "Chair stand", "unit": "reps", "baseline": Decimal("11.5")}
    GoalFactory(**about, text="Get up", target=14, target_date=today)
    GoalFactory(**about, text="Given up", status="dropped")
    GoalFactory(**about, text="Was another", status="replaced")
    words = ConsentGrantFactory(client=grant.client, scopes=[Scope.GOALS])
    [goal] = SharedView(words).goals()
    assert (goal.text, goal.aim, goal.target_date) == ("Get up", "Chair stand", today)
    assert (goal.unit, goal.baseline, goal.target) == ("", None, None)
    content = str(progress(SharedView(words), start=today, end=today))
    assert not [figure for figure in ("11.5", "reps") if figure in content]
    sharing = ConsentGrantFactory(client=grant.client, scopes=[Scope.GOALS, Scope.PAIN_MEASURES])
    [goal] = SharedView(sharing).goals()
    assert (goal.text, goal.aim, goal.target_date) == ("Get up", "Chair stand: from 11.5 to 14 reps", today)
    content = progress(SharedView(sharing), start=today, end=today)
    assert content.goals_aimed[0].aim == goal.aim
    without = progress(SharedView(grant), start=today, end=today)
    assert (without.goals, without.goals_aimed) == ([], [])
    assert "Chair stand" not in str(without)
