"""What goes wrong with the network's books, case by case: told in words, nothing half done, and who did what is kept."""

import time

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from outbox.delivery import deliver_due
from practitioners.joining_records import JoinCode
from practitioners.models import Practitioner, PractitionerEvent, PractitionerImport
from practitioners.network_records import Merge
from tests.accounts.admins import browser_of
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from tests.factories.referrals import AttemptFactory
from tests.network_admin.test_network_import import preview, problems, upload
from tests.network_admin.test_practice import SET
from web.limits import APPLICATIONS_OF_NETWORK
from web.models import PracticeSettings
from web.robot_trap import opened_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(admin_user):
    DisciplineFactory()
    return admin_user


@pytest.fixture
def browser(admin):
    return browser_of(admin)


def test_a_licence_that_another_holds_is_told_before_anybody_is_added(browser):
    ida = PractitionerFactory(name="Ida Berg", licence_number="PT-77")
    batch, page = preview(browser, "Name,E-mail,Discipline,Licence\nBo Lee,bo@clinic.example,PT,pt77\n")
    assert problems(page) == [(2, "Licence", "pt77")]
    assert batch.state == "open"
    assert list(Practitioner.objects.all()) == [ida]


def test_a_licence_that_another_holds_is_told_where_somebody_is_verified(browser):
    ida = PractitionerFactory(name="Ida Berg", register="College", licence_number="PT-77")
    jo = PractitionerFactory(name="Jo Lee", discipline=ida.discipline, verification="pending", verified_on=None)
    typed = {"verification": "verified", "register": "college", "licence_number": "pt-77", "looked_up_on": "2026-01-05"}
    answer = browser.post(reverse("network_admin:set_practitioner_standing", args=[jo.pk]), typed)
    assert answer.status_code == 422
    assert "Ida Berg has this number already." in answer.content.decode()
    jo.refresh_from_db()
    assert not jo.is_verified
    again = reverse("network_admin:set_practitioner_standing", args=[ida.pk])
    assert browser.post(again, typed).status_code == 302, "their own is looked up again"


def test_somebody_with_the_phone_of_another_is_told_at_an_admins_form(browser):
    ida = PractitionerFactory(name="Ida Berg", phone="416 555 0100")
    typed = {"name": "Berg Ida", "email": "i@c.example", "discipline": str(ida.discipline_id), "phone": "4165550100"}
    answer = browser.post(reverse("network_admin:add_practitioner"), typed)
    assert answer.status_code == 422
    assert "Berg Ida" in answer.content.decode()
    assert Practitioner.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("Ann A,ann@clinic.example,Wizard", (2, "Discipline", "Wizard")),
        ("Ann A,,PT", (2, "E-mail", "")),
        ("=HYPERLINK(1),ann@clinic.example,PT", (2, "Name", "=HYPERLINK(1)")),
        ("<b>Ann</b>,ann@clinic.example,PT", (2, "Name", "<b>Ann</b>")),
    ],
    ids=["a wrong discipline", "a missing e-mail", "a formula", "HTML in a name"],
)
def test_an_import_with(browser, row, wrong):
    batch, page = preview(browser, f"Name,E-mail,Discipline\n{row}\n")
    assert problems(page) == [wrong]
    assert "<b>Ann</b>" not in page.content.decode()
    assert (batch.state, Practitioner.objects.exists()) == ("open", False)


def test_an_import_of_200_columns(browser):
    answer = upload(browser, ",".join(f"c{number}" for number in range(200)) + "\nx\n")
    assert answer.status_code == 422
    assert "200 columns" in answer.content.decode()
    assert not PractitionerImport.objects.exists()


def test_a_merge_of_one_with_itself(browser):
    ida = PractitionerFactory()
    answer = browser.post(reverse("network_admin:merge", args=[ida.pk, ida.pk]))
    assert answer.status_code == 422
    assert "one and the same entry" in answer.content.decode()
    assert not Merge.objects.exists()


def test_suspension_in_the_middle_of_a_referral(browser, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    attempt = AttemptFactory(status="requested", requested_at=timezone.now())
    ida = attempt.practitioner
    address = reverse("network_admin:set_practitioner_standing", args=[ida.pk])
    without_reason = browser.post(address, {"verification": "suspended"})
    assert without_reason.status_code == 422
    ida.refresh_from_db()
    assert not ida.is_suspended
    browser.post(address, {"verification": "suspended", "note": "Licence lapsed"})
    ida.refresh_from_db()
    assert ida.is_suspended
    event = PractitionerEvent.objects.get(practitioner=ida)
    assert (event.by, event.note) == (admin, "Licence lapsed")
    attempt.refresh_from_db()
    assert (attempt.status, attempt.practitioner) == ("requested", ida), "the referral is still open, and the trainer's"
    assert Practitioner.objects.verified().filter(pk=ida.pk).first() is None
    deliver_due()
    assert not [letter for letter in mail.outbox if "Licence lapsed" in letter.body]


def test_an_application_from_a_script_at_100_a_minute():
    typed = {
        "name": "Ida Berg", "phone": "", "discipline": DisciplineFactory().code, "clinic_name": "", "licence_number": "1",
        "register": "College", "opened": opened_at(time.time() - 60),
    }  # fmt: skip
    sent = (typed | {"email": f"x{number}@clinic.example"} for number in range(100))
    answers = [Browser().post(reverse("practitioners:join_practitioner"), each).status_code for each in sent]
    assert answers.count(302) == APPLICATIONS_OF_NETWORK.amount
    assert set(answers) == {302, 429}
    assert JoinCode.objects.count() == APPLICATIONS_OF_NETWORK.amount
    assert not Practitioner.objects.exists()


def test_html_in_a_name_is_shown_as_typed(browser, trainer_browser):
    ida = PractitionerFactory(name="<script>alert(1)</script>")
    for page in (
        browser.get(reverse("network_admin:practitioner", args=[ida.pk])),
        trainer_browser.get(reverse("practitioners:detail", args=[ida.pk])),
    ):
        assert "<script>alert" not in page.content.decode()


def test_a_logo_that_is_an_svg_with_script(browser):
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    logo = SimpleUploadedFile("logo.png", svg, content_type="image/png")
    answer = browser.post(reverse("network_admin:practice_settings"), SET | {"new_logo": logo})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["new_logo"]
    assert "Harbour Health" in answer.content.decode()
    assert not PracticeSettings.objects.exists()
