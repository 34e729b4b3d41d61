"""What a reader asks of a report: which activities, which doses, which regions hurt, what lies on the next page."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from consent.models import Scope
from reports.pdf import document_html
from sessions_log.models import SetEntry
from sharing.view import SharedView
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from tests.factories.sessions_log import ReadingFactory
from tests.pages import as_read
from tests.reports.test_content import content, record

__all__ = ["record"]  # the fixture


def test_the_functional_scale_names_its_activities(care_client):
    today = timezone.localdate()
    ratings = [("Stairs", 30, 3), ("Run", 30, 1), ("Stairs", 1, 6), ("Sit", 1, 7)]
    for item, days_ago, value in ratings:
        on = today - timedelta(days=days_ago)
        ReadingFactory(client=care_client, measure="psfs", item=item, value=value, taken_on=on)
    told = content(ConsentGrantFactory(client=care_client))
    shown = " ".join(as_read(document_html(told)).split())
    assert "The mean of:" in shown
    assert "<q>Stairs</q> 3 → 6" in shown
    assert f"<q>Run</q> 1, rated on {date_format(today - timedelta(days=30), 'j M Y')} alone" in shown
    assert "(named later, not in the mean)" in shown.split("<q>Sit</q>")[1]


def test_it_says_what_holds_longer_than_sharing_does(record):
    grant = ConsentGrantFactory(client=record)
    words = "What you have set holds after that too"
    GuidanceFactory(client=record, text="Of somebody else", ends_on=None)
    assert words not in document_html(content(grant))
    own = GuidanceFactory(client=record, practitioner=grant.practitioner, ends_on=SharedView(grant).last_day)
    assert words not in document_html(content(grant))
    own.ends_on += timedelta(days=1)
    own.save()
    assert words in document_html(content(grant))


def test_an_exercise_with_another_dose_is_one_row_with_both(record):
    grant, today = ConsentGrantFactory(client=record), timezone.localdate()
    exercise = ExerciseFactory(name="Heel raise")
    prescribed = {"client": record, "practitioner": grant.practitioner, "exercise": exercise, "where": "both"}
    PrescriptionFactory(
        **prescribed,
        starts_on=today - timedelta(days=20),
        ends_on=today - timedelta(days=11),
        stopped_at=timezone.now(),
    )
    PrescriptionFactory(**prescribed, amount=15, starts_on=today - timedelta(days=10))
    (row,) = content(grant)["homework"]["rows"]
    assert row["dose"] == "3 × 12 → 3 × 15"
    assert (row["due"], row["in_sessions"]) == (content(grant)["homework"]["due"], 0)


def test_what_is_asked_for_in_sessions_or_at_home_alone_says_so(record):
    grant, today = ConsentGrantFactory(client=record), timezone.localdate()
    prescribed = {"client": record, "practitioner": grant.practitioner, "starts_on": today - timedelta(days=20)}
    PrescriptionFactory(**prescribed, exercise=ExerciseFactory(name="Bird dog"), where="home")
    PrescriptionFactory(**prescribed, exercise=ExerciseFactory(name="Step up"), where="session")
    shown = " ".join(as_read(document_html(content(grant))).split())
    at_home, in_sessions = shown.split("Bird dog")[1], shown.split("Step up")[1]
    assert "at home only" in at_home.split("</tr>")[0]
    assert "0 of 1" in in_sessions.split("</tr>")[0]
    assert "not asked for at home in this period" in in_sessions.split("</tr>")[0]
    assert "Not that day: left out, by the client's answer." in shown


def test_the_first_page_says_what_the_second_holds(record):
    with_log = ConsentGrantFactory(client=record)
    assert 'href="#session-by-session"' in document_html(content(with_log))
    scopes = [scope for scope in Scope.values if scope != Scope.EXERCISE_LOG]
    without = document_html(content(ConsentGrantFactory(client=record, scopes=scopes)))
    assert "session-by-session" not in without


def test_a_massage_therapist_reads_the_pain_in_what_loaded_a_region(record):
    discipline = DisciplineFactory(code="massage-therapist")
    grant = ConsentGrantFactory(client=record, practitioner=PractitionerFactory(discipline=discipline))
    assert "Pain in it" not in document_html(content(grant))
    SetEntry.objects.update(pain=3)
    told = content(grant)
    assert {row["pain"] for row in told["regions"]["rows"]} == {"3"}
    assert "Pain in it" in document_html(told)
    scopes = [scope for scope in Scope.values if scope != Scope.PAIN_MEASURES]
    other = PractitionerFactory(discipline=discipline)
    without = ConsentGrantFactory(client=record, practitioner=other, scopes=scopes)
    assert "Pain in it" not in document_html(content(without))
