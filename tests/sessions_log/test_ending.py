"""Ending a session, correcting what was said of it, and looking back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import TrainingSession
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from tests.sessions_log.rules import end_session, save_scores

pytestmark = pytest.mark.django_db

SCORES = {
    "effort": "7",
    "pain_before": "3",
    "pain_after": "0",
    "minutes": "50",
    "team_note": "Good day",
    "private_note": "Shy",
}


def scores(session, **changed):
    return {"version": session.version, "then": "end"} | SCORES | changed


def test_a_session_ends_with_its_scores_and_notes(the_log):
    session = the_log.session
    response = the_log.post("finish", **scores(session))
    assert response.url == the_log.address("detail")
    session.refresh_from_db()
    assert (session.state, session.effort, session.pain_before, session.pain_after) == ("completed", 7, 3, 0)
    assert (session.team_note, session.private_note) == ("Good day", "Shy")
    assert session.ended_at == session.started_at + timedelta(minutes=50)


def test_nothing_but_the_length_is_owed(the_log):
    the_log.post("finish", version=1, minutes="50")
    session = TrainingSession.objects.get()
    assert (session.state, session.effort, session.pain_before, session.pain_after) == ("completed", None, None, None)


def test_ending_twice_is_ending_once(the_log):
    answers = {the_log.post("finish", **scores(the_log.session)).url for _ in range(2)}
    assert answers == {the_log.address("detail")}
    assert TrainingSession.objects.get().version == 2


def test_scores_can_be_kept_while_the_session_goes_on(the_log):
    response = the_log.post("finish", **scores(the_log.session, then="go-on"))
    assert response.url == the_log.address("log")
    session = TrainingSession.objects.get()
    assert (session.state, session.pain_before) == ("open", 3)


def test_the_end_is_never_in_the_future(session):
    session.started_at = timezone.now() - timedelta(minutes=5)
    session.save()
    assert end_session(session, minutes=600).ended_at <= timezone.now()


def test_a_session_left_open_overnight_is_offered_the_usual_length(the_log):
    TrainingSession.objects.update(started_at=timezone.now() - timedelta(hours=20))
    assert the_log.get("finish").context["form"]["minutes"].value() == 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"effort": "11"},
        {"pain_before": "-1"},
        {"pain_after": "x"},
        {"minutes": "0"},
        {"minutes": "601"},
        {"minutes": ""},
        {"team_note": "x" * 1001},
        {"private_note": "a\x00b"},
        {"version": ""},
        {"version": "x"},
        {"version": "9" * 30},
    ],
)
def test_what_cannot_be_kept_keeps_what_was_typed_and_saves_nothing(the_log, wrong):
    response = the_log.post("finish", **scores(the_log.session, **({"private_note": "Typed"} | wrong)))
    assert response.status_code == 422
    session = TrainingSession.objects.get()
    assert (session.state, session.effort, session.team_note) == ("open", None, "")
    if "private_note" not in wrong:
        assert "Typed" in response.content.decode()


@pytest.fixture
def session(care_client):
    return TrainingSessionFactory(client=care_client, state="open", ended_at=None, effort=None, pain_before=None, pain_after=None, team_note="", private_note="")  # fmt: skip


def test_a_held_session_can_be_corrected(the_log):
    the_log.post("finish", **scores(the_log.session))
    assert "Good day" in the_log.get("finish").content.decode()
    the_log.post("finish", **scores(the_log.session, version=2, effort="", team_note="Better day"))
    session = TrainingSession.objects.get()
    assert (session.state, session.effort, session.team_note, session.version) == ("completed", None, "Better day", 3)


def test_nobody_overwrites_what_they_have_not_seen(the_log):
    save_scores(the_log.session, version=1, effort=4, pain_before=1, pain_after=1, team_note="Theirs", private_note="")
    response = the_log.post("finish", **scores(the_log.session, version=1))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Somebody changed this session meanwhile" in page
    assert "Theirs" in page
    assert "Good day" in page
    assert TrainingSession.objects.get().team_note == "Theirs"
    the_log.post("finish", **scores(the_log.session, version=response.context["form"]["version"].value()))
    assert TrainingSession.objects.get().team_note == "Good day"


def test_state_trainer_and_client_cannot_be_typed(the_log, trainer):
    other = ClientFactory(lead_trainer=trainer)
    the_log.post(
        "finish", **scores(the_log.session, then="go-on", state="completed", client=other.pk, trainer=other.pk)
    )
    session = TrainingSession.objects.get()
    assert (session.state, session.client_id, session.trainer) == ("open", the_log.session.client_id, trainer)


def test_an_empty_session_can_be_dropped_and_a_used_one_not(the_log):
    entry = ExerciseEntryFactory(session=the_log.session)
    assert the_log.post("discard").url == the_log.address("log")
    entry.delete()
    for _ in range(2):
        assert the_log.post("discard").url == reverse("sessions_log:history", args=[the_log.session.client_id])
    assert not TrainingSession.objects.exists()


def test_a_held_session_is_never_dropped(the_log, session):
    TrainingSession.objects.update(state="completed", ended_at=timezone.now())
    the_log.post("discard")
    assert TrainingSession.objects.exists()


def test_one_session_shows_what_was_done_and_what_went_against_guidance(trainer_browser, care_client):
    session = TrainingSessionFactory(client=care_client)
    dont = GuidanceFactory(client=care_client)
    entry = ExerciseEntryFactory(session=session, conflicting_guidance=dont, reason="Agreed on the phone")
    SetEntryFactory(entry=entry, amount=9, load_kg=41, pain=5)
    page = trainer_browser.get(reverse("sessions_log:detail", args=[care_client.pk, session.pk])).content.decode()
    for words in (
        entry.exercise.name,
        "9 × 41 kg",
        "pain 5",
        dont.text,
        "Agreed on the phone",
        session.team_note,
        session.private_note,
    ):
        assert words in page


def test_an_open_session_has_no_page_but_its_log(the_log):
    assert the_log.get("detail").url == the_log.address("log")


def test_a_held_sessions_log_is_for_correcting(the_log, entry):
    TrainingSession.objects.update(state="completed", ended_at=timezone.now())
    page = the_log.get().content.decode()
    assert "Correcting" in page
    the_log.post("add_set", entry.pk, amount="12")
    assert entry.sets.count() == 1


# --- the list -----------------------------------------------------------------------------------


def history(browser, client, **query):
    return browser.get(reverse("sessions_log:history", args=[client.pk]), query)


def test_an_open_session_is_gone_on_with_from_the_list(the_log):
    page = history(the_log.browser, the_log.session.client).content.decode()
    assert "Continue the session of" in page
    assert "Start a session" not in page


def test_the_list_is_paged_by_key_and_shows_each_session_once(trainer_browser, care_client):
    now = timezone.now()
    sessions = [
        TrainingSessionFactory(client=care_client, started_at=now - timedelta(days=day)) for day in range(1, 46)
    ]
    TrainingSessionFactory()
    seen, after = [], ""
    for _ in range(3):
        page = history(trainer_browser, care_client, after=after).context["page"]
        seen += page.rows
        after = page.next_key
    assert seen == sessions
    assert after == ""


@pytest.mark.parametrize("after", ["x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_a_page_that_leads_nowhere_begins_anew(trainer_browser, care_client, after):
    TrainingSessionFactory(client=care_client)
    assert len(history(trainer_browser, care_client, after=after).context["page"].rows) == 1


def test_an_empty_list_says_what_to_do(trainer_browser, care_client):
    assert "Start the first one" in history(trainer_browser, care_client).content.decode()


def test_the_pages_ask_the_same_number_of_queries_whatever_they_hold(
    trainer_browser, care_client, django_assert_max_num_queries, django_assert_num_queries
):
    detail = TrainingSessionFactory(client=care_client)

    def fill():
        for _ in range(2):
            session = TrainingSessionFactory(client=care_client)
            for row in (session, detail):
                SetEntryFactory(
                    entry=ExerciseEntryFactory(
                        session=row, conflicting_guidance=GuidanceFactory(client=care_client), reason="x"
                    )
                )

    address = reverse("sessions_log:detail", args=[care_client.pk, detail.pk])
    fill()
    history(trainer_browser, care_client)
    for get in (lambda: history(trainer_browser, care_client), lambda: trainer_browser.get(address)):
        with django_assert_max_num_queries(20) as few:
            get()
        assert sum("sessions_log" in query["sql"] for query in few) <= 10
        fill(), fill(), fill()
        with django_assert_num_queries(len(few)):
            get()
