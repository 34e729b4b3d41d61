"""An announcement goes once to each mailbox of those it is for, and to nobody who has stopped them."""

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from outbox.delivery import deliver_due
from outbox.models import Message
from practitioners.announcement_records import Announcement, AnnouncementStop
from practitioners.announcements import ANNOUNCEMENT, mailboxes_of, stop_token
from tests.accounts.admins import browser_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.outbox import SuppressionFactory
from tests.factories.practitioners import (
    AnnouncementFactory,
    ClinicFactory,
    MassageTherapistFactory,
    PractitionerFactory,
)
from tests.practitioner_portal.test_shared_page import browser_of as viewer_of
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser(admin_user):
    return browser_of(admin_user)


def typed(**changes) -> dict[str, str]:
    words = {"audience": "practitioners", "subject": "We move", "text": "On Monday.\n\nThe phone stays."}
    return words | {"key": str(uuid7())} | changes


def send(browser: Browser, **changes):
    return browser.post(reverse("network_admin:send_to_network"), typed(**changes), follow=True)


def to() -> list[str]:
    return sorted(Message.objects.filter(kind=ANNOUNCEMENT).values_list("to", flat=True))


def test_it_is_shown_with_the_number_of_mailboxes_before_anything_goes(admin_browser):
    PractitionerFactory.create_batch(3)
    page = admin_browser.post(reverse("network_admin:announcements"), typed()).content.decode()
    assert "3 mailboxes" in page
    assert not Message.objects.exists()
    assert not Announcement.objects.exists()


def test_it_goes_once_to_each_mailbox_of_the_discipline_in_the_province(admin_browser, admin_user):
    halifax = ClinicFactory(province="NS")
    for name in ("Ida Berg", "Ann Berg"):
        MassageTherapistFactory(name=name, email="desk@halifax.example", clinic=halifax)
    MassageTherapistFactory(email="on@clinic.example", clinic=ClinicFactory(province="ON"))
    PractitionerFactory(email="pt@halifax.example", clinic=halifax)
    MassageTherapistFactory(email="gone@halifax.example", clinic=halifax, verification="suspended")
    discipline = MassageTherapistFactory(email="none@clinic.example", clinic=None).discipline
    ClientFactory(email="client@home.example")
    send(admin_browser, discipline=str(discipline.pk), province="NS")
    assert to() == ["desk@halifax.example"]
    sent = Announcement.objects.get()
    assert (sent.by, sent.recipients) == (admin_user, 1)


def test_who_has_no_province_is_where_the_practice_is():
    PractitionerFactory(email="here@clinic.example", clinic=None)
    PractitionerFactory(email="west@clinic.example", clinic=ClinicFactory(province="BC"))
    assert list(mailboxes_of(AnnouncementFactory.build(province="ON"))) == ["here@clinic.example"]


def test_pressed_twice_it_goes_once(admin_browser):
    PractitionerFactory()
    key = str(uuid7())
    for _press in range(2):
        assert "On its way to 1 mailbox." in send(admin_browser, key=key).content.decode()
    assert (len(to()), Announcement.objects.count()) == (1, 1)


def test_the_link_in_the_mail_stops_them_without_signing_in(admin_browser, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    PractitionerFactory(email="ida@clinic.example")
    send(admin_browser)
    deliver_due()
    letter = next(each for each in mail.outbox if each.subject == "We move")
    address = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    browser = Browser(enforce_csrf_checks=True)
    assert "Stop announcements?" in browser.get(address).content.decode()
    assert not AnnouncementStop.objects.exists()
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    send(admin_browser)
    assert to() == ["ida@clinic.example"]  # the first one alone


def test_one_that_waits_is_not_sent_to_who_stops_meanwhile(admin_browser, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    PractitionerFactory(email="ida@clinic.example")
    send(admin_browser)
    Browser().post(reverse("practitioners:stop_announcements", args=[stop_token("Ida@clinic.example")]))
    deliver_due()
    assert not [each for each in mail.outbox if each.subject == "We move"]


def test_whose_mail_comes_back_is_not_counted():
    SuppressionFactory(address="bad@clinic.example")
    PractitionerFactory(email="bad@clinic.example")
    assert mailboxes_of(AnnouncementFactory.build()) == {}


def test_trainers_have_it_too_where_everybody_is_meant(admin_user):
    trainer, practitioner = TrainerFactory(), PractitionerFactory()
    TrainerFactory(is_active=False)
    wanted = mailboxes_of(AnnouncementFactory.build(audience="everybody"))
    assert {trainer.email, practitioner.email} <= set(wanted)
    assert len(wanted) == 2


@pytest.mark.parametrize("wrong", [{"subject": ""}, {"subject": "A\nB"}, {"text": ""}, {"audience": "clients"}])
def test_what_says_nothing_or_goes_to_nobody_known_is_refused(admin_browser, wrong):
    PractitionerFactory()
    assert send(admin_browser, **wrong).status_code == 422
    assert to() == []


def test_trainers_have_no_discipline(admin_browser):
    answer = send(admin_browser, audience="trainers", discipline=str(PractitionerFactory().discipline_id))
    assert answer.status_code == 422


def test_markup_is_shown_as_typed(admin_browser):
    PractitionerFactory()
    page = admin_browser.post(reverse("network_admin:announcements"), typed(text="<script>x</script>"))
    assert "<script>x" not in page.content.decode()


def test_a_forged_link_stops_nothing():
    assert Browser().post(reverse("practitioners:stop_announcements", args=["x:y:z"])).status_code == 404


def test_who_stopped_them_has_them_again_by_the_same_link():
    PractitionerFactory(email="ida@clinic.example")
    token = stop_token("ida@clinic.example")
    browser = Browser()
    page = browser.post(reverse("practitioners:stop_announcements", args=[token])).content.decode()
    again = reverse("practitioners:want_announcements", args=[token])
    assert again in page
    assert again in browser.get(reverse("practitioners:stop_announcements", args=[token])).content.decode()
    assert mailboxes_of(AnnouncementFactory.build()) == {}
    assert browser.get(again).status_code == 405
    assert "come again" in browser.post(again).content.decode()
    assert list(mailboxes_of(AnnouncementFactory.build())) == ["ida@clinic.example"]
    assert browser.post(reverse("practitioners:want_announcements", args=["x:y:z"])).status_code == 404


def test_a_trainer_stops_them_and_has_them_again_on_their_own_page(trainer_browser, trainer):
    address, page = reverse("practitioners:set_announcements"), reverse("practitioners:own_profile")
    audience = AnnouncementFactory.build(audience="trainers")
    trainer_browser.post(address, {"wanted": "no"})
    assert trainer.email.lower() not in mailboxes_of(audience)
    assert "Have announcements again" in trainer_browser.get(page).content.decode()
    trainer_browser.post(address, {"wanted": "yes"})
    assert trainer.email.lower() in mailboxes_of(audience)
    assert "Stop announcements" in trainer_browser.get(page).content.decode()


def test_a_practitioner_does_so_on_theirs():
    practitioner = PractitionerFactory()
    browser = viewer_of(practitioner)
    address = reverse("practitioner_portal:set_announcements")
    assert "No more announcements come to you." in browser.post(address, {"wanted": "no"}, follow=True).content.decode()
    assert mailboxes_of(AnnouncementFactory.build()) == {}
    browser.post(address, {"wanted": "yes"})
    assert list(mailboxes_of(AnnouncementFactory.build())) == [practitioner.email.lower()]
