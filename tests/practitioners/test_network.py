"""The network as trainers see it: who is there, who is verified, and nobody twice."""

import pytest
from django.urls import reverse

from practitioners.models import Practitioner
from tests.factories.practitioners import ClinicFactory, DisciplineFactory, MassageTherapistFactory, PractitionerFactory


def test_the_list_is_searched_and_filtered(trainer_browser):
    physio, masseur = PractitionerFactory(name="Dana Whitfield"), MassageTherapistFactory(name="Kenji Mori")
    page = trainer_browser.get(reverse("practitioners:list"), {"q": "dana"}).content.decode()
    assert physio.name in page
    assert masseur.name not in page
    page = trainer_browser.get(reverse("practitioners:list"), {"discipline": masseur.discipline_id}).content.decode()
    assert masseur.name in page
    assert physio.name not in page


OFFERS = [
    ({"area": "montreal plat"}, "Zoé"),
    ({"area": "MONTRÉAL"}, "Zoé"),
    ({"most_wait": "7"}, "Zoé"),
    ({"where": "treats_virtually"}, "Zoé"),
    ({"where": "treats_at_home"}, "Ann"),
    ({"insurer": "maple"}, "Ann"),
    ({"insurer": "Prévoyance"}, "Zoé"),
    ({"area": "toronto", "insurer": "maple mutual", "most_wait": "30"}, "Ann"),
]


@pytest.fixture
def offers(db):
    zoe, ann = PractitionerFactory(name="Zoé"), PractitionerFactory(name="Ann", clinic=ClinicFactory(city="Toronto"))
    zoe.area, zoe.treats_virtually, zoe.usual_wait_days, zoe.direct_billing = "Plateau, Montréal", True, 7, "Prevoyance"
    ann.treats_at_home, ann.usual_wait_days, ann.direct_billing = True, 8, "Northern Life, Maple Mutual"
    for practitioner in (zoe, ann, PractitionerFactory(name="Untold")):
        practitioner.save()


@pytest.mark.parametrize(("asked_for", "name"), OFFERS)
def test_the_list_is_narrowed_by_what_they_offer(offers, trainer_browser, asked_for, name):
    page = trainer_browser.get(reverse("practitioners:list"), asked_for)
    assert [row.name for row in page.context["page"].rows] == [name]
    for value in asked_for.values():
        assert f'value="{value}"' in page.content.decode()


@pytest.mark.parametrize("wait", ["soon", "-1", "731", "1.5", "9" * 40])
def test_a_wait_that_is_none_is_told_and_the_rest_holds(offers, trainer_browser, wait):
    page = trainer_browser.get(reverse("practitioners:list"), {"most_wait": wait, "insurer": "maple", "where": "mars"})
    assert [row.name for row in page.context["page"].rows] == ["Ann"]
    assert "The wait must be a whole number" in page.content.decode()


def test_the_suspended_are_not_shown(trainer_browser):
    gone = PractitionerFactory(verification="suspended")
    assert gone.name not in trainer_browser.get(reverse("practitioners:list")).content.decode()
    assert trainer_browser.get(reverse("practitioners:detail", args=[gone.pk])).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_the_same_number_of_queries(trainer_browser, django_assert_num_queries, count):
    PractitionerFactory.create_batch(count)
    trainer_browser.get(reverse("practitioners:list"))
    with django_assert_num_queries(4):  # session, user, practitioners, the filter's disciplines
        trainer_browser.get(reverse("practitioners:list"))


def typed(**changes):
    given = {
        "name": "Ida Berg",
        "email": "ida@clinic.example",
        "discipline": str(DisciplineFactory().pk),
        "clinic_name": "Harbour Physiotherapy",
    }
    return given | changes


def test_somebody_new_is_not_verified_whatever_is_posted(trainer_browser, trainer):
    power = {"verification": "verified", "licence_number": "1", "register": "CPO", "verified_on": "2026-01-01"}
    trainer_browser.post(reverse("practitioners:add"), typed(**power))
    added = Practitioner.objects.get()
    assert (added.verification, added.licence_number, added.added_by) == ("pending", "", trainer)
    assert added.clinic.name == "Harbour Physiotherapy"


def test_who_is_there_already_is_shown_instead(trainer_browser):
    known = PractitionerFactory(name="Ida Berg", email="ida@clinic.example")
    answer = trainer_browser.post(reverse("practitioners:add"), typed(name="IDA BERG", email="Ida@clinic.example"))
    assert answer.headers["Location"] == reverse("practitioners:detail", args=[known.pk])
    assert Practitioner.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 121},
        {"email": "ida@clinic.example\nBcc: all@example.org"},
        {"discipline": ""},
        {"name": "a\x00b"},
        {"clinic_name": "x" * 121},
    ],
)
def test_what_is_wrong_is_said_with_what_was_typed(trainer_browser, wrong):
    answer = trainer_browser.post(reverse("practitioners:add"), typed(**wrong))
    assert answer.status_code == 422
    assert not Practitioner.objects.exists()
