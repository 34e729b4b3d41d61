"""What a practitioner answers on their page, what the client and the trainer then hear, each once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access_log import Actor
from consent.ending import end_sharing
from consent.models import ConsentGrant, ShareLink
from outbox.delivery import deliver_due
from outbox.models import Message
from practitioners.models import Practitioner
from referrals import answers, attempts
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus, Outcome
from referrals.workflow import MoveNotPossibleError, Party
from tests.factories.consent import ViewerSessionFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.referrals import AttemptFactory, BookedAttemptFactory
from tests.pages import as_read
from tests.referrals.lives import BY, a_date, past_its_date

pytestmark = pytest.mark.django_db
CLIENT_BOOKS = Booking(BusinessStatus.CLIENT_BOOKS)


def browser_of(practitioner) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=practitioner, token=f"browser-{practitioner.pk}")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = f"browser-{practitioner.pk}"
    return browser


def page_of(attempt, name="referral") -> str:
    return reverse(f"practitioner_portal:{name}", args=[attempt.grant_id, attempt.pk])


def typed_date(days=9, **changes) -> dict:
    day = timezone.localdate() + timedelta(days)
    given = {"how": "booked", "day": day.isoformat(), "time": "15:45", "place": "Room 2", "phone": "416 555 0100"}
    return given | changes


def letters_to(address):
    mail.outbox.clear()
    deliver_due()
    return [letter for letter in mail.outbox if letter.to == [address]]


def kinds_to(address) -> list[str]:
    return sorted(Message.objects.filter(to=address).values_list("kind", flat=True))


# --- the way in ---------------------------------------------------------------------------


def test_the_mail_says_how_soon_and_from_whom_and_opens_that_referral():
    attempt = AttemptFactory(status="draft", referral__urgency="same-day")
    attempts.move(attempt, to="requested", by=Party("Ana", "requester"))
    (letter,) = letters_to(attempt.practitioner.email)
    trainer, client = attempt.referral.client.lead_trainer, attempt.referral.client
    assert trainer.name in letter.subject
    assert "should not wait until tomorrow" in letter.body
    for secret in (client.name, client.first_name, attempt.referral.reason, attempt.referral.question):
        assert secret not in letter.body + letter.subject
    link = next(word for word in letter.body.split() if "/l/share/" in word)
    browser = browser_of(attempt.practitioner)
    assert browser.get(link.partition(settings.BASE_URL)[2]).headers["Location"] == page_of(attempt)


def test_the_mails_link_shows_nothing_where_the_consent_was_withdrawn_before_it_was_opened():
    attempt = AttemptFactory(status="draft")
    attempts.move(attempt, to="requested", by=Party("Ana", "requester"))
    (letter,) = letters_to(attempt.practitioner.email)
    link = next(word for word in letter.body.split() if "/l/share/" in word).partition(settings.BASE_URL)[2]
    end_sharing(attempt.grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.system())
    client = attempt.referral.client
    for browser in (Browser(), browser_of(attempt.practitioner)):
        page = as_read(browser.get(link, follow=True).content.decode())
        for secret in (client.name, client.first_name, client.email, attempt.referral.reason):
            assert secret not in page
    assert Attempt.objects.get(pk=attempt.pk).status == "cancelled"


def test_how_to_reach_the_client_is_there_as_far_as_they_agreed():
    attempt = AttemptFactory()
    client = attempt.referral.client
    client.phone = "416 555 0117"
    client.save()
    browser = browser_of(attempt.practitioner)
    assert "416 555 0117" in browser.get(page_of(attempt)).content.decode()
    attempt.grant.scopes.filter(scope="contact").update(taken_back_at=timezone.now())
    page = browser.get(page_of(attempt)).content.decode()
    assert "416 555 0117" not in page
    assert client.email not in page
    assert client.lead_trainer.email in page


@pytest.mark.parametrize("change", ["withdrawn", "suspended", "another's"])
def test_what_ended_before_it_was_opened_shows_nothing(change):
    attempt = AttemptFactory()
    reader = attempt.practitioner
    if change == "withdrawn":
        end_sharing(attempt.grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.system())
    if change == "suspended":
        Practitioner.objects.filter(pk=reader.pk).update(verification="suspended")
    if change == "another's":
        reader = PractitionerFactory()
    answer = browser_of(reader).post(page_of(attempt, "referral_accept"), {"how": "client-books"})
    assert answer.status_code in (302, 404, 410)
    assert attempt.referral.client.first_name not in answer.content.decode()
    assert Attempt.objects.get(pk=attempt.pk).status in ("requested", "cancelled")


# --- yes ----------------------------------------------------------------------------------


def test_yes_with_a_date_tells_the_client_where_and_when_and_the_trainer_once():
    attempt = AttemptFactory()
    browser = browser_of(attempt.practitioner)
    for _ in range(2):
        assert browser.post(page_of(attempt, "referral_accept"), typed_date()).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.status, attempt.business_status, attempt.appointment_place) == ("accepted", "booked", "Room 2")
    assert attempt.events.count() == 1
    client = attempt.referral.client
    assert kinds_to(client.lead_trainer.email) == ["referrals.answered"]
    (letter,) = letters_to(client.email)
    for words in (attempt.practitioner.name, "Room 2", "416 555 0100", "15:45", "/l/visit/"):
        assert words in letter.body
    assert attempt.referral.reason not in letter.body


@pytest.mark.parametrize(("how", "words"), [("client-books", "call them to find a date"), ("we-call", "will call you")])
def test_yes_without_a_date_says_whose_turn_it_is(how, words):
    attempt = AttemptFactory(practitioner__phone="416 555 0100")
    browser_of(attempt.practitioner).post(page_of(attempt, "referral_accept"), {"how": how})
    (letter,) = letters_to(attempt.referral.client.email)
    assert words in letter.body
    assert "/l/visit/" not in letter.body


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (typed_date(days=-1), "over already"),
        (typed_date(days=800), "more than two years"),
        (typed_date(day="9999-12-31"), "years 1900 and 2099"),
        (typed_date(day="2027-03-14", time="02:30"), "leaves this time out"),
        (typed_date(day=""), "Give the day and the time"),
        (typed_date(time="26:99"), "valid time"),
        (typed_date(how="perhaps"), "Select a valid choice"),
        ({}, "required"),
    ],
)
def test_what_is_no_date_is_refused_beside_what_was_typed(typed, words):
    attempt = AttemptFactory()
    answer = browser_of(attempt.practitioner).post(page_of(attempt, "referral_accept"), typed or {"how": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert not typed or "Room 2" in page
    attempt.refresh_from_db()
    assert (attempt.status, attempt.business_status, attempt.events.count()) == ("requested", "", 0)


def test_another_yes_after_the_first_says_who_came_first_and_changes_nothing():
    attempt = AttemptFactory()
    answers.accept(attempt, by="The front desk", booking=CLIENT_BOOKS)
    page = browser_of(attempt.practitioner).post(page_of(attempt, "referral_accept"), typed_date(), follow=True)
    assert "The front desk has set the referral to “accepted”" in page.content.decode()
    attempt.refresh_from_db()
    assert attempt.business_status == "client-books"


def test_a_yes_after_the_end_is_refused_and_names_who_ended_it():
    attempt = AttemptFactory()
    AttemptFactory(referral__client=attempt.referral.client, practitioner=attempt.practitioner, grant=attempt.grant)
    attempts.move(attempt, to="cancelled", by=Party("Ana Costa", "requester"), why="Found somebody nearer")
    with pytest.raises(MoveNotPossibleError) as refused:
        answers.accept(attempt, by=BY, booking=CLIENT_BOOKS)
    assert "Ana Costa has set the referral to “cancelled”" in refused.value.in_words()


# --- no, later, not at all ----------------------------------------------------------------


def test_no_goes_to_both_with_its_reason_for_the_trainer_alone():
    attempt = AttemptFactory()
    typed = {"why": "On leave until May", "suggested_instead": "Dr. Bell, two streets on"}
    browser_of(attempt.practitioner).post(page_of(attempt, "referral_decline"), typed)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.suggested_instead) == ("rejected", "Dr. Bell, two streets on")
    declined = [
        letter for letter in letters_to(attempt.referral.client.email) if "suggest somebody else" in letter.body
    ]
    assert len(declined) == 1
    assert "On leave" not in declined[0].body


def test_another_date_reaches_the_client_with_the_same_calendar_entry():
    attempt = BookedAttemptFactory()
    browser_of(attempt.practitioner).post(page_of(attempt, "referral_book"), typed_date(why="The room is taken"))
    attempt.refresh_from_db()
    assert (attempt.business_status, attempt.calendar_sequence) == ("rescheduled", 2)
    assert attempt.events.get().why == "The room is taken"
    assert "/l/visit/" in letters_to(attempt.referral.client.email)[0].body


def test_missed_once_asks_for_a_new_date_and_twice_has_failed():
    attempt = past_its_date(BookedAttemptFactory())
    browser = browser_of(attempt.practitioner)
    for _ in range(2):
        browser.post(page_of(attempt, "referral_missed"))
    attempt.refresh_from_db()
    assert (attempt.status, attempt.business_status, attempt.times_missed) == ("accepted", "no-show", 1)
    (letter,) = letters_to(attempt.referral.client.email)
    assert "new date" in letter.subject
    answers.book(attempt, a_date(attempt), by=Party(BY, "recipient"))
    browser.post(page_of(past_its_date(attempt), "referral_missed"))
    attempt.refresh_from_db()
    assert (attempt.status, attempt.times_missed) == ("failed", 2)
    assert "two appointments" in attempt.events.last().why


def test_nothing_is_missed_before_its_time():
    attempt = BookedAttemptFactory()
    page = browser_of(attempt.practitioner).post(page_of(attempt, "referral_missed"), follow=True).content.decode()
    assert "Nothing is missed yet" in page
    attempt.refresh_from_db()
    assert attempt.business_status == "booked"


def test_a_withdrawal_with_a_date_asks_the_client_to_call_and_the_clinic_to_free_the_time():
    attempt = BookedAttemptFactory()
    end_sharing(attempt.grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.system())
    client, letters = attempt.referral.client, letters_to(attempt.practitioner.email)
    deliver_due()
    assert "may be free" in letters[0].subject
    assert client.name not in letters[0].body
    assert [letter for letter in mail.outbox if letter.to == [client.email] and "416 555 0199" in letter.body]
    assert not ShareLink.objects.filter(grant=attempt.grant, revoked_at=None).exists()


# --- how it goes, and the end -------------------------------------------------------------


def test_a_word_on_how_it_goes_is_written_once_and_reaches_the_trainer():
    attempt = AttemptFactory(status="in-progress")
    browser = browser_of(attempt.practitioner)
    for _ in range(2):
        browser.post(page_of(attempt, "referral_note"), {"text": "Seen twice, two more to come"})
    assert [event.why for event in attempt.events.all()] == ["Seen twice, two more to come"]
    assert kinds_to(attempt.referral.client.lead_trainer.email) == ["referrals.answered"]


def test_the_outcome_says_what_it_does_to_training_and_is_written_once():
    attempt = BookedAttemptFactory(practitioner=PractitionerFactory())
    browser = browser_of(attempt.practitioner)
    typed = {
        "attended": "yes",
        "summary": "Calf strain, healing",
        "goals_effect": "same",
        "clearance": "limits",
        "limits": "No hills before the new year",
        "review_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    missing = browser.post(page_of(attempt, "referral_complete"), typed | {"limits": " "})
    assert missing.status_code == 422
    assert "Name the limits" in missing.content.decode()
    for _ in range(2):
        browser.post(page_of(attempt, "referral_complete"), typed)
    outcome = Outcome.objects.get(attempt=attempt)
    assert (outcome.clearance, outcome.limits, outcome.goals_effect) == ("limits", typed["limits"], "same")
    attempt.refresh_from_db()
    assert (attempt.status, attempt.business_status) == ("completed", "attended")


def test_who_may_not_clear_for_exercise_is_not_asked_about_it():
    attempt = AttemptFactory(status="accepted")  # a massage therapist
    page = browser_of(attempt.practitioner).get(page_of(attempt, "referral_complete")).content.decode()
    assert "summary" in page
    assert "clearance" not in page


def test_what_came_too_late_is_shown_to_be_copied_and_kept_nowhere():
    attempt = AttemptFactory(status="accepted")
    end_sharing(attempt.grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.system())
    typed = {"attended": "yes", "summary": "Sign of what was written"}
    answer = browser_of(attempt.practitioner).post(page_of(attempt, "referral_complete"), typed)
    assert answer.status_code == 410
    assert "Sign of what was written" in answer.content.decode()
    assert not Outcome.objects.exists()


def test_closed_with_thanks_and_one_question_to_the_client(client):
    attempt = AttemptFactory(status="accepted")
    answers.complete(attempt, by=BY, attended=True, summary="Seen twice")
    for _ in range(2):
        answers.acknowledge(attempt)
    (thanks,) = [letter for letter in letters_to(attempt.practitioner.email) if "Thank you" in letter.subject]
    person = attempt.referral.client
    assert person.name not in thanks.body
    (question,) = [letter for letter in mail.outbox if letter.subject == "Has it helped?"]
    page = next(word for word in question.body.split() if "/l/helped/" in word).partition(settings.BASE_URL)[2]
    assert client.get(page).status_code == 200
    assert not hasattr(Attempt.objects.get(pk=attempt.pk), "clients_word")
    assert client.post(page, {"change": "9"}).status_code == 422
    client.post(page, {"change": "2", "text": "Sleeps again"})
    client.post(page, {"change": "1", "text": "Sleeps again"})
    word = Attempt.objects.get(pk=attempt.pk).clients_word
    assert (word.change, word.text) == (1, "Sleeps again")
