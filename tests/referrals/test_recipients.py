"""Whom a client can be referred to: the client's own first, then trusted ones, never the whole network."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practitioners.models import TrustedPractitioner
from practitioners.search import Wanted
from referrals.recipients import find_recipients, recipients
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.practitioners import ClinicFactory, MassageTherapistFactory, PractitionerFactory
from tests.factories.referrals import AttemptFactory


def names(fitting):
    return [practitioner.name for practitioner in fitting.rows]


def test_the_clients_own_come_first_then_trusted_ones_then_the_shortest_wait(care_client, trainer):
    PractitionerFactory(name="Adam Slow", usual_wait_days=40)
    PractitionerFactory(name="Bea Quick", usual_wait_days=3)
    PractitionerFactory(name="Carl Unknown")
    trusted = PractitionerFactory(name="Tara Trusted", usual_wait_days=60)
    TrustedPractitioner.objects.create(trainer=trainer, practitioner=trusted)
    own = PractitionerFactory(name="Zed Own", verification="pending", verified_on=None, takes_new_clients=False)
    CareTeamMemberFactory(client=care_client, practitioner=own)
    expected = ["Zed Own", "Tara Trusted", "Bea Quick", "Adam Slow", "Carl Unknown"]
    assert names(find_recipients(care_client, trainer)) == expected


def test_only_who_can_take_somebody_new_is_found(care_client, trainer):
    PractitionerFactory(name="Pending", verification="pending", verified_on=None)
    PractitionerFactory(name="Suspended", verification="suspended")
    PractitionerFactory(name="Full", takes_new_clients=False)
    former = PractitionerFactory(name="Former", verification="pending", verified_on=None)
    CareTeamMemberFactory(client=care_client, practitioner=former, left_on=date(2026, 1, 1))
    assert names(find_recipients(care_client, trainer)) == []


def test_a_search_goes_by_name_clinic_city_language_and_discipline_without_accents(care_client, trainer):
    clinic = ClinicFactory(name="Clinique du Château", city="Québec")
    zoe = PractitionerFactory(name="Zoé Tremblay", clinic=clinic, languages="French")
    MassageTherapistFactory(name="Zoe Smith", clinic=None)
    for words in ("zoe chateau", "TREMBLAY", "quebec french", "physiothérapeute zoé"):
        assert names(find_recipients(care_client, trainer, Wanted(words=words))) == ["Zoé Tremblay"], words
    clinic.city = "Lévis"
    clinic.save()
    assert names(find_recipients(care_client, trainer, Wanted(words="levis"))) == ["Zoé Tremblay"]
    assert names(find_recipients(care_client, trainer, Wanted(discipline=zoe.discipline))) == ["Zoé Tremblay"]


def test_a_search_goes_by_what_they_offer(care_client, trainer):
    near = PractitionerFactory(name="Nia Near", area="Leslieville", usual_wait_days=5, treats_at_home=True)
    PractitionerFactory(name="Fay Far", area="Hamilton", usual_wait_days=50)
    for wanted in (Wanted(area="leslie"), Wanted(most_wait=5), Wanted(where="treats_at_home")):
        assert names(find_recipients(care_client, trainer, wanted)) == [near.name]
    assert names(find_recipients(care_client, trainer, Wanted(insurer="maple"))) == []


def test_ten_are_shown_however_many_there_are(care_client, trainer, django_assert_num_queries):
    PractitionerFactory.create_batch(12)
    CareTeamMemberFactory(client=care_client, practitioner=PractitionerFactory(name="Zed Own"))
    with django_assert_num_queries(3):
        fitting = find_recipients(care_client, trainer)
    assert (len(fitting.rows), fitting.has_more) == (10, True)
    assert fitting.rows[0].name == "Zed Own"


@pytest.mark.parametrize("is_of_one_discipline", [False, True])
def test_an_index_gives_the_first_ten_and_nobody_sorts_the_network(care_client, trainer, is_of_one_discipline):
    """Of SQLite's plan, which is the same for a small table and for a large one; both have the index."""
    discipline = PractitionerFactory.create_batch(3)[0].discipline if is_of_one_discipline else None
    with CaptureQueriesContext(connection) as queries:
        find_recipients(care_client, trainer, Wanted(discipline=discipline))
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[-1]['sql']}")
        plan = " ".join(str(step) for _key, parent, _unused, step in cursor.fetchall() if parent == 0)
    assert ("practitioner_of_lane_by_wait" if is_of_one_discipline else "practitioner_by_wait") in plan
    assert "TEMP B-TREE" not in plan


def test_an_open_referral_to_them_is_known(care_client, trainer):
    attempt = AttemptFactory(referral__client=care_client)
    over = AttemptFactory(referral__client=care_client, status="rejected")
    AttemptFactory()
    open_attempts = {row.pk: row.open_attempt for row in recipients(care_client, trainer)}
    assert open_attempts.pop(attempt.practitioner_id) == attempt.pk
    assert over.practitioner_id in open_attempts
    assert not any(open_attempts.values())
