"""A register gives each number to one person: the database holds that, and whoever meets it reads it in words."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from network_admin.merging import merge, undo_merge
from practitioners.models import Practitioner
from practitioners.verification import Finding, set_standing
from tests.accounts.admins import browser_of
from tests.factories.accounts import AdminFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.network_admin.test_network_import import brought_in
from tests.outbox.processes import ended, fork, shared_database  # noqa: F401

WAITING = {"verification": "pending", "verified_on": None}
FOUND = Finding(
    Practitioner.Verification.VERIFIED,
    register="COLLEGE OF PHYSIOTHERAPISTS OF ONTARIO",
    licence_number="pt77",
    looked_up_on=date(2026, 1, 20),
)


@pytest.fixture
def ida(db):
    return PractitionerFactory(name="Ida Berg", email="ida@clinic.example", licence_number="PT-77")


@pytest.fixture
def browser(admin_user):
    return browser_of(admin_user)


def test_the_database_refuses_a_second_person(ida, admin_user):
    jo = PractitionerFactory(**WAITING)
    with pytest.raises(IntegrityError), transaction.atomic():
        set_standing(jo.pk, FOUND, by=admin_user)
    jo.refresh_from_db()
    assert not jo.is_verified


def test_others_may_have_the_number(ida):
    PractitionerFactory(licence_number="PT-77", register="Ordre de la physiothérapie du Québec")
    MassageTherapistFactory(licence_number="PT-77", register=ida.register)
    PractitionerFactory(licence_number="PT-77", **WAITING)  # who is looked up is told of Ida
    at_another_clinic = PractitionerFactory(
        person=ida, name=ida.name, email="ida@other.example", discipline=ida.discipline, licence_number="PT-77"
    )
    assert at_another_clinic.is_verified


def test_of_several_from_before_the_first_stays_verified(ida):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX practitioner_licence_once")
    later = PractitionerFactory(licence_number="pt 77", register=ida.register.upper())
    another = PractitionerFactory()
    import_module("practitioners.migrations.0020_a_licence_is_one_persons").look_up_again(apps, None)
    for entry in (ida, later, another):
        entry.refresh_from_db()
    assert [entry.is_verified for entry in (ida, later, another)] == [True, False, True]


@pytest.mark.usefixtures("shared_database")
def test_of_two_who_are_verified_with_it_at_once_one_is():
    admin = AdminFactory()
    entries = [PractitionerFactory(**WAITING) for _ in range(2)]
    presses = [fork(lambda entry=entry: set_standing(entry.pk, FOUND, by=admin)) for entry in entries]
    assert sorted(map(ended, presses)) == [0, 1]
    assert Practitioner.objects.verified().count() == 1


def test_a_form_tells_whose_it_is_however_it_is_written(browser, ida):
    jo = PractitionerFactory(**WAITING)
    typed = {
        "verification": "verified", "register": ida.register.lower(), "licence_number": "pt 77",
        "looked_up_on": "2026-01-20",
    }  # fmt: skip
    answer = browser.post(reverse("network_admin:set_practitioner_standing", args=[jo.pk]), typed)
    assert answer.status_code == 422
    assert "Ida Berg has this number already." in answer.content.decode()


def test_so_does_the_form_that_gives_somebody_their_discipline(browser, ida):
    jo = MassageTherapistFactory(name="Jo Lee", licence_number="PT-77", register=ida.register)
    typed = {"name": jo.name, "email": jo.email, "discipline": str(ida.discipline_id), "language": "en"}
    answer = browser.post(reverse("network_admin:practitioner", args=[jo.pk]), typed)
    assert answer.status_code == 422
    assert "Ida Berg has the licence PT-77 in this discipline already." in answer.content.decode()


def test_an_undone_merge_leaves_the_licence_where_it_was_looked_up_since(ida, admin_user):
    into = PractitionerFactory(
        name="I. Berg", email="ida@clinic.example", discipline=ida.discipline, licence_number="", register="", **WAITING
    )
    merged = merge(ida, into=into, by=admin_user)
    set_standing(into.pk, FOUND, by=admin_user)
    undo_merge(merged, by=admin_user)
    for entry in (ida, into):
        entry.refresh_from_db()
    assert (into.is_verified, into.licence_number) == (True, "pt77")
    assert (ida.verification, ida.licence_number) == ("pending", "PT-77")


def test_an_import_that_is_taken_back_leaves_it_too(browser, ida, admin_user):
    batch = brought_in(browser, "Name,E-mail,Discipline,Licence\nIda Berg,ida@clinic.example,PT,PT-78\n")
    jo = PractitionerFactory(**WAITING)
    set_standing(jo.pk, FOUND, by=admin_user)
    page = browser.post(reverse("network_admin:undo_import", args=[batch.pk]), follow=True).content.decode()
    assert "has a licence that another has been verified with since" in page
    ida.refresh_from_db()
    assert (ida.verification, ida.licence_number) == ("pending", "PT-78")
