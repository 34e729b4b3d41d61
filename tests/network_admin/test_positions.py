"""One person with several disciplines or clinics: entries of their own licence and standing, and no duplicates."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from network_admin.merging import merge, undo_merge
from practitioners.duplicates import compare_due
from practitioners.models import Practitioner
from practitioners.network import find_practitioner
from practitioners.network_records import LikelyDuplicate
from tests.accounts.admins import browser_of
from tests.factories.practitioners import ClinicFactory, MassageTherapyFactory, PractitionerFactory
from web.merging import MergeRefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser(admin_user):
    return browser_of(admin_user)


@pytest.fixture
def ida() -> Practitioner:
    return PractitionerFactory(name="Ida Berg", email="ida@clinic.example")


def position(person: Practitioner, **values) -> Practitioner:
    values = {"discipline": MassageTherapyFactory(), "clinic": person.clinic} | values
    return PractitionerFactory(name=person.name, email=person.email, person=person, **values)


def add(browser, person: Practitioner, **values):
    given = {"discipline": MassageTherapyFactory().pk, "email": person.email, "clinic_name": person.clinic.name}
    return browser.post(reverse("network_admin:add_position", args=[person.pk]), given | values)


def test_an_admin_adds_a_second_discipline_that_waits_for_its_own_licence(admin_browser, ida):
    assert add(admin_browser, ida).status_code == 302
    second = Practitioner.objects.get(person=ida)
    assert (second.name, second.verification, second.licence_number) == ("Ida Berg", "pending", "")
    assert Practitioner.objects.verified().get() == ida
    page = admin_browser.get(reverse("network_admin:practitioner", args=[second.pk])).content.decode()
    assert reverse("network_admin:practitioner", args=[ida.pk]) in page


def test_the_same_discipline_at_the_same_clinic_is_there_already(admin_browser, ida):
    answer = add(admin_browser, ida, discipline=ida.discipline.pk)
    assert answer.status_code == 422
    assert "with this discipline at this clinic already" in answer.content.decode()
    assert add(admin_browser, ida, discipline=ida.discipline.pk, clinic_name="Another Clinic").status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        position(ida, discipline=ida.discipline, clinic=Practitioner.objects.get(person=ida).clinic)


def test_another_person_of_that_name_at_that_mailbox_is_still_refused(ida):
    with pytest.raises(IntegrityError), transaction.atomic():
        PractitionerFactory(name="IDA BERG", email="Ida@clinic.example")


def test_they_are_no_likely_duplicates_and_are_not_made_one(ida, admin_user):
    second = position(ida, licence_number=ida.licence_number)
    compare_due()
    assert not LikelyDuplicate.objects.exists()
    with pytest.raises(MergeRefusedError, match="two disciplines or clinics of one person"):
        merge(second, into=ida, by=admin_user)


def test_both_are_found_by_a_search_and_name_each_other(ida, trainer_browser):
    second = position(ida)
    page = trainer_browser.get(reverse("practitioners:list"), {"q": "ida berg"}).content.decode()
    for entry in (ida, second):
        assert reverse("practitioners:detail", args=[entry.pk]) in page
    detail = trainer_browser.get(reverse("practitioners:detail", args=[ida.pk])).content.decode()
    assert reverse("practitioners:detail", args=[second.pk]) in detail
    assert find_practitioner("ida berg", "IDA@clinic.example") == ida


def test_a_suspended_licence_leaves_the_other_discipline_in_the_network(ida):
    second = position(ida)
    second.verification = "suspended"
    second.save()
    assert list(Practitioner.objects.verified()) == [ida]


def test_a_merge_takes_the_other_disciplines_along_and_back(ida, admin_user):
    other = PractitionerFactory(name="Ida M. Berg", email="berg@clinic.example")
    second = position(other)
    merged = merge(other, into=ida, by=admin_user)
    second.refresh_from_db()
    assert second.person == ida
    assert second.email == "berg@clinic.example"  # what its mailbox may open is no other's
    undo_merge(merged, by=admin_user)
    second.refresh_from_db()
    assert second.person == other


def test_two_who_have_the_same_second_discipline_are_made_one_from_below(ida, admin_user):
    other = PractitionerFactory(name="Ida M. Berg", email="berg@clinic.example", clinic=ida.clinic)
    position(ida)
    position(other, clinic=ida.clinic)
    with pytest.raises(MergeRefusedError, match="Make these one first"):
        merge(other, into=ida, by=admin_user)


def test_a_position_at_another_clinic_has_that_clinics_name_in_its_search(ida):
    second = position(ida, clinic=ClinicFactory(name="Harbour Physio"))
    assert list(Practitioner.objects.in_network().matching("ida harbour")) == [second]


def test_a_further_entry_takes_no_twin_of_what_its_person_has(ida, admin_user):
    """Whatever the entry that stays is, the whole person is looked at."""
    second = position(ida)
    other = PractitionerFactory(name="I. Berg", email="ida@clinic.example", discipline=second.discipline)
    position(other, discipline=ida.discipline, clinic=ida.clinic)
    with pytest.raises(MergeRefusedError, match="in common"):
        merge(other, into=second, by=admin_user)
    assert other in Practitioner.objects.in_network()


def test_one_that_was_made_part_of_another_counts_too(ida, admin_user):
    second = position(ida)
    merge(position(ida, clinic=ClinicFactory()), into=PractitionerFactory(discipline=second.discipline), by=admin_user)
    gone = Practitioner.objects.get(person=ida, merged_into__isnull=False)
    other = PractitionerFactory(name="I. Berg", email="ida@clinic.example", discipline=second.discipline)
    position(other, discipline=gone.discipline, clinic=gone.clinic)
    with pytest.raises(MergeRefusedError, match="in common"):
        merge(other, into=second, by=admin_user)


def test_positions_go_to_the_person_of_a_further_entry_and_back(ida, admin_user):
    second = position(ida)
    other = PractitionerFactory(name="I. Berg", email="ida@clinic.example", discipline=second.discipline)
    third = position(other, clinic=ClinicFactory())
    merged = merge(other, into=second, by=admin_user)
    third.refresh_from_db()
    assert third.person == ida
    undo_merge(merged, by=admin_user)
    third.refresh_from_db()
    assert third.person == other


def test_a_clinic_is_not_taken_over_where_the_person_is_there_already(ida, admin_user):
    second = position(ida, clinic=None)
    position(ida, clinic=ida.clinic)
    other = PractitionerFactory(
        name="I. Berg", email="ida@clinic.example", discipline=second.discipline, clinic=ida.clinic
    )
    merge(other, into=second, by=admin_user)
    second.refresh_from_db()
    assert second.clinic is None


def test_a_clinic_is_not_given_back_where_another_entry_has_none_by_now(ida, admin_user):
    second = position(ida, clinic=None)
    other = PractitionerFactory(name="I. Berg", email="ida@clinic.example", discipline=second.discipline)
    merged = merge(other, into=second, by=admin_user)
    position(ida, clinic=None)
    undo_merge(merged, by=admin_user)
    second.refresh_from_db()
    assert second.clinic == other.clinic


def test_two_disciplines_are_never_made_one_and_the_second_is_merged_as_itself(admin_browser, admin_user, ida):
    other = PractitionerFactory(name="I. Berg", email="ida@home.example", discipline=MassageTherapyFactory())
    page = admin_browser.get(reverse("network_admin:merge", args=[other.pk, ida.pk])).content.decode()
    assert "They are of two disciplines" in page
    assert reverse("network_admin:add_position", args=[ida.pk]) in page
    with pytest.raises(MergeRefusedError, match="two disciplines"):
        merge(other, into=ida, by=admin_user)
    second = position(ida, discipline=other.discipline)
    merged = merge(other, into=second, by=admin_user)
    other.refresh_from_db()
    assert other.merged_into == second
    undo_merge(merged, by=admin_user)
    other.refresh_from_db()
    assert other.merged_into is None
