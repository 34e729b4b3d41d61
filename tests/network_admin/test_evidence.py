"""What an admin looked up: a note or a file beside it, checked like any upload; and trainers' certifications."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from practitioners.models import CertificationLookUp, PractitionerEvent
from tests.accounts.admins import browser_of
from tests.factories.practitioners import PractitionerFactory, TrainerProfileFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def browser(admin_user):
    return browser_of(admin_user)


def a_file(content: bytes = PDF, name: str = "My register.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def verify(browser, practitioner, **more):
    typed = {
        "verification": "verified", "register": "College", "licence_number": "PT-1",
        "looked_up_on": timezone.localdate().isoformat(), "note": "",
    }  # fmt: skip
    return browser.post(reverse("network_admin:set_practitioner_standing", args=[practitioner.pk]), typed | more)


def test_a_registers_page_is_kept_under_a_name_of_ours_and_saved_not_shown(browser, trainer_browser):
    practitioner = PractitionerFactory()
    assert verify(browser, practitioner, evidence=a_file()).status_code == 302
    event = PractitionerEvent.objects.get(practitioner=practitioner)
    assert event.file.name.startswith("evidence/")
    assert "register" not in event.file.name
    address = reverse("network_admin:evidence", args=[practitioner.pk, event.pk])
    assert address in browser.get(reverse("network_admin:practitioner", args=[practitioner.pk])).content.decode()
    answer = browser.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert trainer_browser.get(address).status_code == 404
    other = reverse("network_admin:evidence", args=[PractitionerFactory().pk, event.pk])
    assert browser.get(other).status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"MZ\x90", b"", b"%PDF-1.4 cut"])
def test_anything_else_is_refused_in_words_and_the_standing_stays(browser, content):
    practitioner = PractitionerFactory(verification="pending", verified_on=None)
    answer = verify(browser, practitioner, evidence=a_file(content))
    assert answer.status_code == 422
    assert "PT-1" in answer.content.decode()
    practitioner.refresh_from_db()
    assert practitioner.verification == "pending"
    assert not PractitionerEvent.objects.exists()


def test_without_a_file_there_is_none_to_open(browser):
    practitioner = PractitionerFactory()
    verify(browser, practitioner)
    event = PractitionerEvent.objects.get()
    assert browser.get(reverse("network_admin:evidence", args=[practitioner.pk, event.pk])).status_code == 404


def test_a_certification_is_looked_up_on_the_trainers_page_with_its_history(browser, admin_user):
    profile = TrainerProfileFactory(certification="CSEP CPT", certification_number="77")
    page = reverse("network_admin:certification", args=[profile.trainer_id])
    assert page in browser.get(reverse("network_admin:desk")).content.decode()
    address = reverse("network_admin:certification", args=[profile.trainer_id])
    today = timezone.localdate().isoformat()
    answer = browser.post(address, {"is_found": "yes", "looked_up_on": today, "evidence": a_file()})
    assert answer.url == page
    profile.refresh_from_db()
    assert (profile.verified_on, profile.verified_by) == (timezone.localdate(), admin_user)
    look_up = CertificationLookUp.objects.get()
    assert look_up.certification_number == "77"
    file = reverse("network_admin:certification_evidence", args=[profile.trainer_id, look_up.pk])
    assert file in browser.get(page).content.decode()
    assert browser.get(file).status_code == 200
    browser.post(address, {"is_found": "no", "looked_up_on": today, "note": "Lapsed in June"})
    profile.refresh_from_db()
    assert (profile.verified_on, profile.verified_by) == (None, None)
    assert "Lapsed in June" in browser.get(page).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "is_found"),
        ({"is_found": "no"}, "note"),
        ({"is_found": "yes", "looked_up_on": "2999-01-01"}, "looked_up_on"),
    ],
)
def test_what_can_not_be_is_told_at_the_field(browser, typed, field):
    profile = TrainerProfileFactory(certification="CSEP CPT")
    given = {"looked_up_on": timezone.localdate().isoformat()} | typed
    answer = browser.post(reverse("network_admin:certification", args=[profile.trainer_id]), given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not CertificationLookUp.objects.exists()


def test_who_names_no_certification_has_none_to_look_up(browser):
    profile = TrainerProfileFactory()
    address = reverse("network_admin:certification", args=[profile.trainer_id])
    assert address in browser.get(reverse("network_admin:person", args=[profile.trainer_id])).content.decode()
    assert "None named" in browser.get(address).content.decode()
    today = timezone.localdate().isoformat()
    assert browser.post(address, {"is_found": "yes", "looked_up_on": today}).status_code == 422
    assert not CertificationLookUp.objects.exists()


def test_django_admin_has_no_trainers_page_any_more(browser):
    assert browser.get("/admin/practitioners/trainerprofile/").status_code == 404
