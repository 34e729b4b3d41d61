"""The client's page behind the day's mail: a GET keeps nothing, one POST keeps the client's word."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.links import issue_client_link
from clients.models import AccessEvent
from homework.models import EarlierAnswer, HomeworkCheckIn
from outbox.models import Suppression
from outbox.suppression import suppress
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, ReadingFactory
from tests.pages import as_read
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def prescription(care_client, today):
    return PrescriptionFactory(client=care_client, starts_on=today - timedelta(days=20))


def page_of(care_client, on, purpose="homework", route="homework:homework"):
    return reverse(route, args=[issue_client_link(care_client, purpose, on=on)])


@pytest.fixture
def page(care_client, today, prescription):
    return page_of(care_client, today)


def answer(prescription, choice="done", **more):
    return {f"{prescription.pk}-{name}": value for name, value in ({"answer": choice} | more).items()}


def test_a_hundred_looks_keep_nothing(client, page):
    for number in range(100):
        response = (client.get if number % 2 else client.head)(page, {"answer": "done"})
        assert response.status_code == 200
    assert not HomeworkCheckIn.objects.exists()


def test_the_page_is_for_nobody_elses_eyes(client, page):
    response = client.get(page)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_a_forwarded_link_shows_the_day_alone_and_an_answer_is_logged_as_the_links(
    client, page, prescription, care_client
):
    """Whoever has the mail has its link: it opens one day's exercises, and nothing else of the client."""
    PrescriptionFactory(client=care_client, cues="Of sessions alone", where="session")
    GuidanceFactory(client=care_client, text="No jumping at all")
    ReadingFactory(client=care_client, measure="nprs", value=7)
    care_client.phone, care_client.emergency_phone = "416 555 0177", "416 555 0188"
    care_client.save()
    somebody = Browser()
    for method in (somebody.get, somebody.head):
        assert method(page, {"answer": "skipped"}).status_code == 200
    shown = somebody.get(page).content.decode()
    assert prescription.exercise.name in shown
    private = ["Of sessions alone", "No jumping at all", "416 555 0177", "416 555 0188", care_client.email]
    assert not [words for words in private if words in shown]
    assert not HomeworkCheckIn.objects.exists(), "a look keeps nothing, whoever looks"
    assert not somebody.session.get("_auth_user_id"), "it signs nobody in"
    others = [
        reverse("client_portal:progress", args=[care_client.pk]),
        reverse("homework:own_homework", args=[care_client.pk]),
    ]
    assert {somebody.get(address).status_code for address in others} <= {302, 404}
    somebody.post(page, answer(prescription, "done"))
    assert HomeworkCheckIn.objects.get().told_by == "client"
    events = AccessEvent.objects.filter(client_id=care_client.pk, action="homework:homework")
    assert {event.through_kind for event in events} == {"link"}
    client.post(page, answer(prescription, "partly"))
    assert HomeworkCheckIn.objects.get().answer == "partly", "the client's own later word stands"
    assert [row.answer for row in EarlierAnswer.objects.all()] == ["done"], "and the other is kept"


@pytest.mark.parametrize("value", ["done", "partly", "skipped"])
def test_the_mails_button_chooses_the_answer(client, page, value):
    content = client.get(page, {"answer": value}).content.decode()
    [checked] = [line for line in content.split("<input") if "checked" in line and "-answer" in line]
    assert f'value="{value}"' in checked


@pytest.mark.parametrize("value", ["nonsense", "\x00", "<script>"])
def test_a_button_that_is_none_chooses_nothing(client, page, value):
    content = client.get(page, {"answer": value}).content.decode()
    assert not [line for line in content.split("<input") if "checked" in line and "-answer" in line]


def test_one_post_keeps_the_answer_and_the_page_shows_it(client, page, prescription, today, care_client):
    response = client.post(page, answer(prescription, "partly", pain="2", note="Only two sets"))
    assert (response.status_code, response.url) == (302, page)
    check_in = HomeworkCheckIn.objects.get()
    assert (check_in.prescription, check_in.on, check_in.answer, check_in.pain, check_in.note) == (
        prescription,
        today,
        "partly",
        2,
        "Only two sets",
    )
    shown = as_read(client.get(page).content.decode())
    assert f"{prescription.exercise.name}: <strong>Partly</strong>" in shown
    assert f"{care_client.lead_trainer.name} sees this week" in shown
    for word in ("streak", "missed", "failed", "!"):
        assert word not in shown.split("<main")[1].split("</main>")[0].replace("<!--", "")


def test_the_look_and_the_act_are_in_the_access_log_once_each(client, page, prescription, care_client):
    client.get(page)
    client.post(page, answer(prescription))
    logged = AccessEvent.objects.values_list("client_id", "actor_kind", "action")
    assert list(logged) == [(care_client.pk, "client", "homework:homework")] * 2


def test_a_second_answer_replaces_the_first(client, page, prescription):
    for value in ("done", "done", "skipped"):
        client.post(page, answer(prescription, value))
    assert HomeworkCheckIn.objects.get().answer == "skipped"


def test_each_exercise_has_its_own_answer_and_one_may_be_left_out(client, page, prescription, care_client):
    other = PrescriptionFactory(client=care_client, starts_on=prescription.starts_on)
    silent = PrescriptionFactory(client=care_client, starts_on=prescription.starts_on)
    client.post(page, answer(prescription) | answer(other, "skipped") | answer(silent, ""))
    assert dict(HomeworkCheckIn.objects.values_list("prescription", "answer")) == {
        prescription.pk: "done",
        other.pk: "skipped",
    }


def test_no_answer_at_all_is_asked_for(client, page):
    response = client.post(page, {})
    assert response.status_code == 422
    assert "Choose an answer for at least one exercise" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"pain": "11"}, {"note": "x" * 301}, {"note": "a\x00b"}, {"answer": "nonsense"}, {"answer": "", "note": "Sore"}],
)
def test_what_cannot_be_kept_saves_nothing_and_stays(client, page, prescription, wrong):
    response = client.post(
        page, answer(prescription, **({"choice": wrong.pop("answer", "done")} | {"note": "Kept"} | wrong))
    )
    assert response.status_code == 422
    assert not HomeworkCheckIn.objects.exists()
    if wrong.get("note", "Kept") == "Kept":
        assert "Kept" in response.content.decode()


def test_another_clients_exercise_cannot_be_answered(client, page, prescription):
    other = PrescriptionFactory()
    client.post(page, answer(prescription) | answer(other))
    assert HomeworkCheckIn.objects.get().prescription == prescription


def test_after_midnight_the_answer_stands(client, care_client, prescription, today):
    yesterday = today - timedelta(days=1)
    HomeworkCheckInFactory(prescription=prescription, on=yesterday, answer="partly", note="")
    page = page_of(care_client, yesterday)
    shown = client.get(page).content.decode()
    assert "this answer stands" in shown
    assert "<form" not in shown.split("<main")[1]
    response = client.post(page, answer(prescription))
    assert response.status_code == 422
    assert "That day is over" in response.content.decode()
    assert HomeworkCheckIn.objects.get().answer == "partly"


def test_a_day_without_an_answer_is_no_answer(client, care_client, prescription, today):
    marks = client.get(page_of(care_client, today)).context["week"]
    assert [mark.state for mark in marks] == ["no-answer"] * 6 + ["open"]


def test_what_was_stopped_meanwhile_is_not_asked(client, page, prescription):
    prescription.stopped_at = timezone.now()
    prescription.save()
    assert "Nothing is asked of you" in client.get(page).content.decode()
    assert client.post(page, answer(prescription)).status_code == 422
    assert not HomeworkCheckIn.objects.exists()


@pytest.mark.parametrize("token", ["nonsense", "x" * 500, "%00"])
def test_a_link_that_is_none_is_the_same_404(client, token):
    response = client.get(f"/l/homework/{token}/")
    assert response.status_code == 404
    assert response.content == client.get("/l/homework/other/").content


def test_a_stop_link_opens_no_answers(client, care_client, today):
    token = issue_client_link(care_client, "stop")
    assert client.get(f"/l/homework/{token}/").status_code == 404
    token = issue_client_link(care_client, "homework", on=today)
    assert client.get(f"/l/stop/{token}/").status_code == 404


def test_the_page_asks_the_same_number_of_queries_whatever_is_asked(
    client, page, prescription, care_client, django_assert_max_num_queries, django_assert_num_queries
):
    client.get(page)  # the first look begins the client's chain in the access log
    with django_assert_max_num_queries(11) as few:  # 6 of them for the line in the access log
        client.get(page)
    for _ in range(9):
        HomeworkCheckInFactory(prescription=PrescriptionFactory(client=care_client, starts_on=prescription.starts_on))
    with django_assert_num_queries(len(few)):
        client.get(page)


# --- stopping ---------------------------------------------------------------------------------


@pytest.fixture
def stop_page(care_client):
    return page_of(care_client, None, "stop", "clients:stop")


def test_a_mail_program_stops_the_reminders_with_one_post(care_client, stop_page):
    strict = Browser(enforce_csrf_checks=True)
    response = strict.post(stop_page, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    care_client.refresh_from_db()
    stopped_at = care_client.reminders_stopped_at
    assert stopped_at is not None
    assert strict.post(stop_page).status_code == 200
    care_client.refresh_from_db()
    assert care_client.reminders_stopped_at == stopped_at


def test_looking_at_the_stop_page_stops_nothing(client, care_client, stop_page):
    for look in (client.get, client.head):
        assert look(stop_page).status_code == 200
    assert client.get(stop_page).content.decode().count("<button") == 1
    care_client.refresh_from_db()
    assert care_client.reminders_stopped_at is None


def test_reminders_can_be_had_again(client, care_client, stop_page):
    client.post(stop_page)
    assert "Reminders have stopped" in client.get(stop_page).content.decode()
    client.post(f"{stop_page}again/")
    care_client.refresh_from_db()
    assert care_client.reminders_stopped_at is None


def test_an_address_that_bounced_stays_out(client, care_client, stop_page):
    suppress(care_client.email, scope="all", cause="bad-mailbox", why="550 no such user")
    client.post(stop_page)
    client.post(f"{stop_page}again/")
    assert Suppression.objects.get().scope == "all"


def test_the_way_back_needs_a_post_from_our_own_page(client, stop_page):
    assert client.get(f"{stop_page}again/").status_code == 405
    assert Browser(enforce_csrf_checks=True).post(f"{stop_page}again/").status_code == 403


def test_how_it_is_done_stands_in_steps_with_a_link_to_how_it_looks(client, page, prescription):
    prescription.cues, prescription.shown_at = "Heel down; knee over the toes. Slowly up", "https://physio.example/heel"
    prescription.save()
    shown = as_read(client.get(page).content.decode())
    for step in ("Heel down", "knee over the toes.", "Slowly up"):
        assert f"<li>{step}</li>" in shown
    assert 'href="https://physio.example/heel" rel="noopener noreferrer"' in shown
    assert "(physio.example)" in shown


@pytest.mark.parametrize("of_client", ["lb", ""])
def test_loads_are_read_in_the_clients_unit(client, care_client, today, of_client):
    """Their own, else their trainer's."""
    care_client.load_unit = of_client
    care_client.save()
    User.objects.filter(pk=care_client.lead_trainer_id).update(load_unit="lb")
    PrescriptionFactory(client=care_client, starts_on=today, load_kg=10)
    assert "22 lb" in client.get(page_of(care_client, today)).content.decode()


def test_a_day_without_exercises_shows_what_is_done_on_others(client, page, prescription):
    prescription.starts_on += timedelta(days=30)
    prescription.save()
    shown = as_read(client.get(page).content.decode())
    assert "Nothing is asked of you for this day." in shown
    assert prescription.exercise.name in shown
    assert "Slowly down" in shown
