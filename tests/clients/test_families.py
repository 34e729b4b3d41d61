"""One mailbox may be a family's: each of it is named, gets and stops their own; names and language are the client's."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import join_own_account
from clients.access_log import Actor
from clients.addresses import change_client
from clients.lifecycle import send_welcome
from clients.links import issue_client_link
from clients.mail import for_a_minor
from clients.models import Client, ClientLink
from clients.reminders import have_stopped, stop_reminders, take_reminders_again
from homework.asking import ask_for_homework
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.access.record import Record
from tests.access.world import BACKEND
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.mail_to_clients import owe_every_mail
from workspace.archiving import archive, restore

pytestmark = pytest.mark.django_db
PARENT = "parent@home.example"
HOME = "home@home.example"


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def record() -> Record:
    made = Record()
    made.fill()
    return made


def child(trainer, name: str, **values) -> Client:
    born = timezone.localdate() - timedelta(days=12 * 365)
    values = {"birth_date": born, "guardian_name": "Pat Parent", "guardian_email": PARENT} | values
    return ClientFactory(lead_trainer=trainer, name=name, **values)


@pytest.fixture
def couple(trainer) -> list[Client]:
    return [ClientFactory(lead_trainer=trainer, name=name, email=HOME) for name in ("Ann Roy", "Bob Roy")]


def asked_for_homework(clients: list[Client]):
    local = timezone.now().astimezone(clients[0].zone).replace(hour=21, minute=0)
    for client in clients:
        PrescriptionFactory(client=client, where="home", days_a_week=7, question_due_at=local)
    ask_for_homework(local)
    return local


# --- a guardian of two --------------------------------------------------------------------


def test_every_mail_about_a_minor_names_the_child(record, settings):
    client = record.client
    Client.objects.filter(pk=client.pk).update(
        name="Milo Enfant", birth_date=timezone.localdate() - timedelta(days=12 * 365), guardian_name="Pat Parent",
        guardian_email=client.email,
    )  # fmt: skip
    client.refresh_from_db()
    moment = owe_every_mail(record)
    Message.objects.filter(client_id=client.pk, to=client.mailbox).update(due_at=moment, next_try_at=moment)
    mail.outbox.clear()
    deliver_due(now=moment + timedelta(hours=1))
    letters = [letter for letter in mail.outbox if letter.to == [client.mailbox]]
    assert len({letter.subject for letter in letters}) > 15
    unnamed = {letter.subject for letter in letters if "Milo" not in letter.body}
    assert unnamed <= {"Your sign-in code", "An address for a calendar was made"}, "the account's own, not the child's"


def test_the_line_stands_once_and_no_grown_up_has_it(trainer):
    milo, grown_up = child(trainer, "Milo Roy", confirmed_at=None), ClientFactory(confirmed_at=None)
    for client in (milo, grown_up):
        send_welcome(client)
    deliver_due()
    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    assert bodies[PARENT].count("as the guardian of Milo") == 1
    assert "guardian" not in bodies[grown_up.email]
    assert for_a_minor(grown_up) == []


def test_a_guardians_own_pages_name_each_child(trainer):
    children = [child(trainer, name) for name in ("Milo Roy", "Nina Roy")]
    for each in children:
        join_own_account(each)
        each.refresh_from_db()
    browser = Browser()
    browser.force_login(children[0].account, backend=BACKEND)
    page = browser.get(reverse("client_portal:records")).content.decode()
    for each in children:
        assert f"{each.first_name}, with {trainer.name}" in page


# --- two at one mailbox -------------------------------------------------------------------


def test_one_stops_reminders_and_the_other_goes_on(couple):
    ann, bob = couple
    token = issue_client_link(ann, ClientLink.Purpose.STOP)
    page = Browser().post(reverse("clients:stop", args=[token])).content.decode()
    assert "about Ann" in page
    for client in couple:
        client.refresh_from_db()
    assert [have_stopped(client) for client in couple] == [True, False]
    now = asked_for_homework(couple)
    deliver_due(now=now + timedelta(minutes=1))
    assert [("Ann" in letter.body, "Bob" in letter.body) for letter in mail.outbox] == [(False, True)]
    Browser().post(reverse("clients:resume", args=[token]))
    ann.refresh_from_db()
    assert not have_stopped(ann)
    assert not have_stopped(bob)


def test_what_waits_of_a_reminder_is_not_sent_after_the_stop(couple):
    now = asked_for_homework(couple)
    stop_reminders(couple[0])
    deliver_due(now=now + timedelta(minutes=1))
    assert len(mail.outbox) == 1
    assert "Bob" in mail.outbox[0].body
    take_reminders_again(couple[0])
    assert not have_stopped(couple[0])


def test_each_answers_their_own(couple):
    asked_for_homework(couple)
    links = ClientLink.objects.filter(purpose=ClientLink.Purpose.HOMEWORK, sent_to=HOME)
    assert {link.client for link in links} == set(couple)


# --- language -----------------------------------------------------------------------------


def test_a_changed_language_changes_what_waits_and_the_account(trainer):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    send_welcome(client)
    join_own_account(client)
    client.refresh_from_db()
    client.language = "fr"
    change_client(client, by=trainer)
    client.account.refresh_from_db()
    assert client.account.language == "fr"
    deliver_due()
    assert "Bonjour" in mail.outbox[-1].body


def test_an_account_that_opens_a_record_in_another_language_stays_as_it_is(couple, trainer):
    for client in couple:
        join_own_account(client)
        client.refresh_from_db()
    couple[0].language = "fr"
    change_client(couple[0], by=trainer)
    couple[0].account.refresh_from_db()
    assert couple[0].account.language == "en"


# --- names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Tremblay, Zoé", "Zoé"), ("van der Berg, Jan", "Jan"), ("Dr. Ann O’Neill", "Ann"), ("Bo Lee", "Bo"),
     ("Nguyễn Thị Minh Khai", "Nguyễn"), ("Cher", "Cher"), ("Dr. Ann", "Ann")],
)  # fmt: skip
def test_who_is_greeted_is_called_by_their_given_name(name, greeted):
    assert Client(name=name).greeted == greeted


def test_a_preferred_name_is_how_they_are_called_everywhere(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, name="Leonora Roy", confirmed_at=None)
    form = {"name": "Leonora Roy", "preferred_name": "Leo", "pronouns": "they/them", "email": client.email,
            "language": "en", "time_zone": "America/Toronto"}  # fmt: skip
    assert trainer_browser.post(reverse("clients:edit", args=[client.pk]), form).status_code == 302
    send_welcome(client := Client.objects.get(pk=client.pk))
    deliver_due()
    assert "Hello Leo," in mail.outbox[-1].body
    page = trainer_browser.get(reverse("workspace:overview", args=[client.pk])).content.decode()
    assert "Called Leo" in page
    assert "they/them" in page
    assert "Leonora Roy" in trainer_browser.get(reverse("workspace:clients"), {"q": "leo"}).content.decode()


# --- who is gone --------------------------------------------------------------------------


def test_nothing_more_goes_to_who_has_died_not_even_a_receipt(trainer, trainer_browser, care_client):
    ConsentGrantFactory(client=care_client)
    now = asked_for_homework([care_client])
    trainer_browser.post(reverse("workspace:archive", args=[care_client.pk]), {"has_died": "yes"})
    care_client.refresh_from_db()
    assert (care_client.status, care_client.has_died) == ("archived", True)
    deliver_due(now=now + timedelta(minutes=1))
    assert not [letter for letter in mail.outbox if letter.to == [care_client.mailbox]]
    assert "Has died" in trainer_browser.get(reverse("workspace:overview", args=[care_client.pk])).content.decode()
    restore(care_client)
    assert not care_client.has_died


def test_a_client_who_is_archived_gets_no_reminder(care_client):
    now = asked_for_homework([care_client])
    Client.objects.filter(pk=care_client.pk).update(status="archived")
    deliver_due(now=now + timedelta(minutes=1))
    assert not mail.outbox
    archive(care_client, actor=Actor.system())
