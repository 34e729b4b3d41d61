"""The client is asked by a mail: the link in it is theirs alone, and opens after saying who they are."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.models import CareTeamMember, OwnIntake
from careplan.own_intake import send_questions
from clients.access_log import Actor
from clients.addresses import change_client
from clients.lifecycle import disown_address
from clients.links import issue_client_link
from clients.models import AccessEvent, Client, ClientLink
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.careplan.own_answers import IDA, answers_all, at, people, says_yes, step
from tests.factories.clients import ClientFactory
from web.keys import uuid7
from workspace.archiving import archive

pytestmark = pytest.mark.django_db

HEALTH = ["health", "physio", "pain", "injur", "massage", "therap", "doctor", " body", "care team", "santé", "douleur"]


# --- the mail -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_mail_is_short_names_no_health_matter_and_has_one_thing_to_do(care_client, language, mailoutbox):
    care_client.language = language
    care_client.save()
    send_questions(care_client, key=uuid7())
    deliver_due()
    [mail] = mailoutbox
    assert mail.to == [care_client.mailbox]
    assert len(mail.subject) <= 50
    own_words = mail.body.split("/l/intake/")[0].casefold()
    assert not [word for word in HEALTH if word in f"{mail.subject} {own_words}".casefold()]
    assert len(mail.body.split()) <= 120
    assert mail.body.count("/l/intake/") == 1
    assert "/l/sharing/" in mail.body
    address = next(word for word in mail.body.split() if "/l/intake/" in word)
    assert care_client.email not in address
    assert "client" not in address.casefold()


def test_a_minors_guardian_is_asked_by_their_own_name(trainer, mailoutbox):
    born = timezone.localdate() - timedelta(days=12 * 365)
    minor = ClientFactory(
        lead_trainer=trainer,
        name="Lea Roy",
        birth_date=born,
        guardian_name="Pat Roy",
        guardian_email="pat@home.example",
    )
    send_questions(minor, key=uuid7())
    deliver_due()
    assert mailoutbox[0].to == ["pat@home.example"]
    assert "Hello Pat" in mailoutbox[0].body
    token = issue_client_link(minor, "intake")
    shown = Browser().get(at(token)).content.decode()
    assert "Is this you: Pat?" in shown
    assert "You answer for Lea" in shown


def test_the_same_press_twice_is_one_mail_and_a_new_one_ends_the_earlier_link(trainer_browser, care_client):
    page = reverse("careplan:send_intake", args=[care_client.pk])
    key = str(uuid7())
    for _ in range(2):
        trainer_browser.post(page, {"key": key})
    assert Message.objects.filter(kind="careplan.intake-asked").count() == 1
    assert ClientLink.objects.live().filter(purpose="intake").count() == 1
    trainer_browser.post(page, {"key": str(uuid7())})
    assert Message.objects.filter(kind="careplan.intake-asked").count() == 2
    assert ClientLink.objects.live().filter(purpose="intake").count() == 1
    deliver_due()
    states = Message.objects.filter(kind="careplan.intake-asked").order_by("created_at")
    assert [one.state for one in states] == ["not-wanted", "sent"]


def test_who_has_no_mailbox_is_sent_nothing(trainer):
    client = ClientFactory(lead_trainer=trainer, email="")
    assert not send_questions(client, key=uuid7())
    assert not ClientLink.objects.exists()


# --- who the reader is --------------------------------------------------------------------


def test_a_hundred_looks_of_a_scanner_change_nothing(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    pages = [at(token), step(token, "sees"), step(token, "team"), step(token, "hopes")]
    browser = Browser()
    for number in range(100):
        look = browser.get if number % 2 else browser.head
        assert look(pages[number % 4]).status_code in (200, 302)
    unconfirmed.refresh_from_db()
    assert unconfirmed.confirmed_at is None
    assert not OwnIntake.objects.exists()
    assert not AccessEvent.objects.exists()
    assert not browser.cookies.get("session")


def test_the_form_comes_only_after_the_yes(care_client, token):
    browser = Browser()
    assert browser.get(step(token, "sees")).url == at(token)
    shown = browser.get(at(token)).content.decode()
    assert f"Is this you: {care_client.first_name}?" in shown
    assert care_client.name not in shown
    says_yes(browser, token)
    assert browser.get(at(token)).url == step(token, "sees")
    assert browser.get(step(token, "sees")).status_code == 200


def test_yes_confirms_who_has_not_confirmed(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    says_yes(Browser(), token)
    unconfirmed.refresh_from_db()
    assert unconfirmed.has_proven_mailbox
    assert [event.action for event in AccessEvent.objects.all()] == ["clients:confirm"]
    assert unconfirmed.account is not None


def test_nothing_is_kept_before_the_client_has_confirmed(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    for name, typed in {
        "sees": {"sees_practitioner": "yes"},
        "team": people(IDA),
        "hopes": {"expectations": "x"},
    }.items():
        assert Browser().post(step(token, name), typed).url == at(token)
    assert not OwnIntake.objects.exists()
    assert not CareTeamMember.objects.exists()


def test_a_browser_that_did_not_say_yes_writes_nothing_also_of_who_has_confirmed(token):
    for name, typed in {"sees": {"sees_practitioner": "yes"}, "team": people(IDA), "hopes": {}}.items():
        assert Browser().post(step(token, name), typed).url == at(token)
    assert not OwnIntake.objects.exists()
    assert not CareTeamMember.objects.exists()
    assert not AccessEvent.objects.exists()


def test_this_isnt_me_is_what_it_is_in_the_first_mail(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    not_me = reverse("clients:not_me", args=[token])
    assert not_me in Browser().get(at(token)).content.decode()
    assert "Not you?" in Browser().get(not_me).content.decode()
    Browser().post(not_me)
    unconfirmed.refresh_from_db()
    assert unconfirmed.status == "not-me"
    assert Browser().get(at(token)).status_code == 404


def test_who_has_confirmed_goes_on_to_the_questions(unconfirmed):
    token = issue_client_link(unconfirmed, "confirm")
    browser = Browser()
    shown = browser.post(reverse("clients:confirm", args=[token])).content.decode()
    assert at(token) in shown
    assert browser.get(at(token)).url == step(token, "sees")
    answers_all(browser, token, IDA)
    assert OwnIntake.objects.get().client == unconfirmed


def test_yes_for_one_client_is_none_for_another(token):
    browser = Browser()
    says_yes(browser, token)
    other = issue_client_link(ClientFactory(), "intake")
    assert browser.get(step(other, "sees")).url == at(other)


# --- whose link ---------------------------------------------------------------------------


def test_another_clients_link_writes_nothing_here(care_client):
    other = ClientFactory()
    answers_all(Browser(), issue_client_link(other, "intake"), IDA)
    assert OwnIntake.objects.get().client == other
    assert not CareTeamMember.objects.filter(client=care_client).exists()


def ended(client):
    ClientLink.objects.filter(client=client).update(expires_at=timezone.now())


def moved(client):
    client.email = "elsewhere@home.example"
    change_client(client)


def said_not_me(client):
    Client.objects.filter(pk=client.pk).update(confirmed_at=None, confirmed_address="")
    client.refresh_from_db()
    disown_address(client)


DEAD = {
    "expired": ended,
    "archived": lambda client: archive(client, actor=Actor.user(client.lead_trainer)),
    "not me": said_not_me,
    "another address": moved,
    "sent again": lambda client: send_questions(client, key=uuid7()),
}


@pytest.mark.parametrize("how", DEAD)
def test_a_dead_link_is_the_same_404_everywhere_and_writes_nothing(care_client, token, how):
    browser = Browser()
    says_yes(browser, token)
    DEAD[how](care_client)
    never = browser.get(at("no-such-link"))
    assert never.status_code == 404
    for answer in (
        browser.get(at(token)),
        browser.post(at(token, "link_yes")),
        browser.get(step(token, "team")),
        browser.post(step(token, "team"), people(IDA)),
        browser.get(step(token, "nonsense")),
    ):
        assert (answer.status_code, answer.content) == (404, never.content)
    assert not OwnIntake.objects.exists()


def test_a_restored_client_is_asked_anew(care_client, token):
    archive(care_client, actor=Actor.user(care_client.lead_trainer))
    Client.objects.filter(pk=care_client.pk).update(status="active")
    assert Browser().get(at(token)).status_code == 404


def test_a_confirmation_link_of_an_archived_client_opens_no_questions(care_client):
    token = issue_client_link(care_client, "confirm")
    archive(care_client, actor=Actor.user(care_client.lead_trainer))
    assert Browser().get(at(token)).status_code == 404


@pytest.mark.parametrize("purpose", ["stop", "homework", "sharing", "withdraw", "consent", "transfer"])
def test_a_link_for_something_else_opens_no_questions(care_client, purpose):
    assert Browser().get(at(issue_client_link(care_client, purpose))).status_code == 404


def test_the_pages_are_for_nobody_elses_eyes(token):
    browser = Browser()
    for response in (
        browser.get(at(token)),
        browser.post(at(token, "link_yes")),
        browser.get(step(token, "sees")),
        browser.post(step(token, "sees"), {"sees_practitioner": "no"}),
    ):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]


def test_the_pages_want_their_own_forms(token):
    strict = Browser(enforce_csrf_checks=True)
    assert strict.post(at(token, "link_yes")).status_code == 403
    assert strict.post(step(token, "sees"), {"sees_practitioner": "no"}).status_code == 403
