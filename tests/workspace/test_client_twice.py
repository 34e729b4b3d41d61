"""A client who was entered twice: found among the trainer's own, said when entered, made one, and two again."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from careplan.models import CareTeamMember, Goal
from clients.access import join_own_account
from clients.access_log import Actor
from clients.addresses import change_client
from clients.duplicates import likely_pairs, reasons_of
from clients.erasure import erase_client
from clients.lifecycle import send_welcome
from clients.links import issue_client_link
from clients.models import Client, ClientLink, ClientMerge, ClientUserObjectPermission
from consent.models import ConsentGrant
from outbox.models import Message
from tests.accounts.signing_in import PASSWORD
from tests.factories.careplan import CareTeamMemberFactory, GoalFactory, VisitFactory
from tests.factories.clients import ClientFactory, ContactNoteFactory, PrivacyRequestFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.sessions_log import TrainingSessionFactory
from web.merging import MergeRefusedError, hanging_on
from web.retention import delete_over_age
from workspace import client_merging
from workspace.client_merging import STAYS, merge_clients, moved_with_a_client, undo_client_merge

pytestmark = pytest.mark.django_db
ZOE = "zoe@home.example"


@pytest.fixture
def two(trainer):
    """One client of the trainer's, entered twice at one mailbox, who has answered for both."""
    made = [ClientFactory(lead_trainer=trainer, name=name, email=ZOE) for name in ("Zoe Tremblay", "Tremblay, Zoé")]
    for client in made:
        join_own_account(client)
        client.refresh_from_db()
    return made


def merged(two, trainer) -> ClientMerge:
    return merge_clients(two[0], into=two[1], by=trainer)


# --- found --------------------------------------------------------------------------------


BORN = date(1990, 5, 6)


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        ({"name": "Zoe T", "email": "Zoe@Home.example"}, {"name": "Z Zoe", "email": ZOE}, ("email",)),
        ({"name": "Zoe T", "phone": "416 555 0100"}, {"name": "T. Zoé", "phone": "(416) 555-0100 ext 2"},
         ("phone", "name")),
        ({"name": "Dr. Zoé O’Neill", "birth_date": BORN}, {"name": "ONeill, Zoe", "birth_date": BORN}, ("birth",)),
        ({"name": "Berg Ida", "birth_date": BORN}, {"name": "Ida Berg"}, ("name",)),
        ({"name": "Ida Berg", "birth_date": BORN}, {"name": "Ida Berg", "birth_date": date(1990, 6, 5)}, ()),
        ({"name": "Al Fine", "email": ZOE}, {"name": "Bo Lee", "email": ZOE}, ()),  # one mailbox, two people
        ({"name": "Al Fine", "email": ""}, {"name": "Bo Fine", "email": ""}, ()),
    ],
)  # fmt: skip
def test_two_entries_are_likely_one_by_what_they_have_in_common(trainer, first, second, reasons):
    for values in (first, second):
        ClientFactory(lead_trainer=trainer, **values)
    assert [pair.reasons for pair in likely_pairs(trainer)] == ([reasons] if reasons else [])


def test_another_trainers_clients_are_not_compared_and_nothing_is_asked_for_each(trainer, django_assert_num_queries):
    for number in range(20):
        ClientFactory(lead_trainer=trainer, name=f"Zoe Number{number}")
    ClientFactory(name="Zoe Number3")
    with django_assert_num_queries(2):
        assert likely_pairs(trainer) == []


def test_a_clubs_mailbox_tells_nothing(trainer):
    ClientFactory.create_batch(21, lead_trainer=trainer, email="club@home.example")
    assert likely_pairs(trainer) == []


def test_the_page_names_both_and_who_are_two_stay_two(two, trainer, trainer_browser):
    page = trainer_browser.get(reverse("workspace:duplicates")).content.decode()
    assert "the same e-mail" in page
    first, second = sorted(two, key=lambda client: client.pk)
    assert reverse("workspace:merge_clients", args=[second.pk, first.pk]) in page
    trainer_browser.post(reverse("workspace:tell_apart", args=[second.pk, first.pk]))
    assert likely_pairs(trainer) == []
    assert "Nobody seems to be there twice" in trainer_browser.get(reverse("workspace:duplicates")).content.decode()


# --- made one -----------------------------------------------------------------------------


def test_all_that_hangs_on_one_goes_over_and_comes_back(two, trainer):
    entry, into = two
    grant, goal = ConsentGrantFactory(client=entry), GoalFactory(client=entry)
    session, note = TrainingSessionFactory(client=entry, trainer=trainer), ContactNoteFactory(client=entry)
    link = ClientLink.objects.get(pk=find(issue_client_link(entry, ClientLink.Purpose.STOP)))
    send_welcome(Client.objects.get(pk=entry.pk))
    rows = (grant, goal, session, note, link)
    made = merged(two, trainer)
    for row in (*rows, entry, into):
        row.refresh_from_db()
    assert {row.client for row in rows} == {into}
    assert grant in ConsentGrant.objects.live()
    assert (entry.status, entry.merged_into, entry.account) == ("archived", into, None)
    assert not Message.objects.outstanding().filter(client_id=entry.pk).exists()
    undo_client_merge(made, by=trainer)
    for row in (*rows, entry, into):
        row.refresh_from_db()
    assert {row.client for row in rows} == {entry}
    assert (entry.status, entry.merged_into, entry.archived_at) == ("active", None, None)
    assert entry.account is not None
    assert grant in ConsentGrant.objects.live()


def find(token: str):
    from clients.links import find_client_link

    return find_client_link(token, *ClientLink.Purpose.values).pk


def test_every_model_that_refers_to_a_client_goes_over_but_for_what_is_named(two):
    """A new one does by itself; one that should stay is named in workspace/client_merging.py, STAYS."""
    referring = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Client and field.db_constraint
    }
    moved = {hanging.label for hanging in moved_with_a_client()}
    assert moved | STAYS == referring
    assert not moved & STAYS


def test_the_keys_of_the_database_are_known(two):
    by_label = {hanging.label: hanging for hanging in hanging_on(Client)}
    assert by_label["careplan.HomePlan"].once[0].columns == ()
    assert by_label["careplan.CareTeamMember"].once[0].columns == ("practitioner",)
    assert {once.columns for once in by_label["consent.ConsentGrant"].once} == {
        ("direction", "practitioner", "purpose")
    }


def test_somebody_on_both_care_teams_is_there_once_with_the_visits_of_both(two, trainer):
    _entry, into = two
    physio = PractitionerFactory()
    members = [CareTeamMemberFactory(client=client, practitioner=physio) for client in two]
    visits = [VisitFactory(member=member, on=date(2026, 5, day)) for day, member in enumerate(members, 1)]
    made = merged(two, trainer)
    assert [member.visits.count() for member in CareTeamMember.objects.filter(client=into)] == [2]
    undo_client_merge(made, by=trainer)
    for visit, member in zip(visits, members, strict=True):
        visit.refresh_from_db()
        assert visit.member == member


def test_what_is_empty_is_filled_and_emptied_again(two, trainer):
    entry, into = two
    Client.objects.filter(pk=entry.pk).update(phone="416 555 0100", preferred_name="Zo", emergency_name="Al")
    Client.objects.filter(pk=into.pk).update(emergency_name="Bo")
    made = merged(two, trainer)
    into.refresh_from_db()
    assert (into.phone, into.preferred_name, into.emergency_name) == ("416 555 0100", "Zo", "Bo")
    Client.objects.filter(pk=into.pk).update(preferred_name="Zozo")
    undo_client_merge(made, by=trainer)
    into.refresh_from_db()
    assert (into.phone, into.preferred_name, into.emergency_name) == ("", "Zozo", "Bo")


# --- refused ------------------------------------------------------------------------------


def refused(entry, into, trainer, match):
    with pytest.raises(MergeRefusedError, match=match), transaction.atomic():
        merge_clients(entry, into=into, by=trainer)


def test_no_consent_goes_over_to_another_mailbox(two, trainer):
    entry, into = two
    elsewhere = ClientFactory(lead_trainer=trainer, name="Zoe Tremblay")
    ConsentGrantFactory(client=entry)
    refused(entry, elsewhere, trainer, "two mailboxes")
    changed = Client.objects.get(pk=into.pk)
    changed.email = "new@home.example"
    change_client(changed, by=trainer)
    refused(entry, into, trainer, "has changed and waits")


def test_a_consent_does_not_come_back_to_another_mailbox(two, trainer):
    ConsentGrantFactory(client=two[0])
    made = merged(two, trainer)
    Client.objects.filter(pk=two[1].pk).update(email="new@home.example", confirmed_address="new@home.example")
    with pytest.raises(MergeRefusedError, match="another mailbox"):
        undo_client_merge(made, by=trainer)


def test_an_undo_gives_no_record_to_an_earlier_mailbox(two, trainer):
    made = merged(two, trainer)
    Client.objects.filter(pk=two[1].pk).update(email="new@home.example", confirmed_address="new@home.example")
    with pytest.raises(MergeRefusedError, match="another mailbox"):
        undo_client_merge(made, by=trainer)


@pytest.mark.parametrize("which", [0, 1])
def test_a_request_is_answered_before(two, trainer, which):
    PrivacyRequestFactory(client_id=two[which].pk, kind="copy")
    refused(*two, trainer, "Answer it first")


def test_a_question_at_another_mailbox_is_taken_back_before(two, trainer):
    silent = ClientFactory(lead_trainer=trainer, name="Zoe Tremblay", confirmed_at=None)
    ConsentGrantFactory(client=silent, given_at=None)
    refused(silent, two[0], trainer, "Take that back first")


def test_a_link_of_an_entry_that_is_part_of_another_opens_nothing(two, trainer):
    silent = ClientFactory(lead_trainer=trainer, name="Zoe Tremblay", confirmed_at=None)
    link = ClientLink.objects.get(pk=find(issue_client_link(silent, ClientLink.Purpose.CONFIRM)))
    merge_clients(silent, into=two[0], by=trainer)
    link.refresh_from_db()
    assert link.revoked_at
    later = issue_client_link(silent, ClientLink.Purpose.CONFIRM)
    with pytest.raises(Http404):
        find(later)


@pytest.mark.parametrize(("days", "earlier"), [((3, None), 3), ((None, 2), 2), ((3, 2), 3), ((None, None), None)])
def test_their_word_that_they_want_no_reminders_goes_over(two, trainer, days, earlier):
    now = timezone.now()
    moments = [number and now - timedelta(days=number) for number in days]
    for client, moment in zip(two, moments, strict=True):
        Client.objects.filter(pk=client.pk).update(reminders_stopped_at=moment)
    made = merged(two, trainer)
    undo_client_merge(made, by=trainer)
    two[1].refresh_from_db()
    assert two[1].reminders_stopped_at == (earlier and now - timedelta(days=earlier))


def test_who_never_answered_becomes_part_of_who_did_and_not_the_other_way_round(two, trainer):
    silent = ClientFactory(lead_trainer=trainer, name="Zoe Tremblay", confirmed_at=None)
    goal = GoalFactory(client=silent)
    refused(two[0], silent, trainer, "Only the first of the two has answered")
    merge_clients(silent, into=two[0], by=trainer)
    goal.refresh_from_db()
    assert goal.client == two[0]
    assert not silent.permissions.filter(user=two[0].account_id).exists()


def test_two_dates_of_birth_an_open_session_one_with_itself_and_an_archived_one(two, trainer):
    entry, into = two
    refused(entry, entry, trainer, "one and the same")
    TrainingSessionFactory(client=entry, trainer=trainer, state="open")
    refused(entry, into, trainer, "session of the first one is open")
    Client.objects.filter(pk=entry.pk).update(birth_date=date(1990, 1, 1))
    Client.objects.filter(pk=into.pk).update(birth_date=date(1990, 1, 2))
    refused(entry, into, trainer, "dates of birth differ")
    Client.objects.filter(pk=into.pk).update(status="archived")
    refused(entry, into, trainer, "archived")


def test_who_shares_with_one_practitioner_by_both_ends_one_first(two, trainer):
    physio = PractitionerFactory(name="Ida Berg")
    for client in two:
        ConsentGrantFactory(client=client, practitioner=physio)
    refused(*two, trainer, "Both share with Ida Berg")


def test_nobody_but_the_lead_of_both_makes_them_one(two, trainer):
    another = ClientFactory(name="Zoe Tremblay", email=ZOE)
    refused(two[0], another, trainer, "lead trainer of both")


def test_no_rights_are_carried(two, trainer):
    entry, into = two
    before = set(ClientUserObjectPermission.objects.filter(content_object=into).values_list("user", "kind"))
    cover = ClientFactory().lead_trainer
    ClientUserObjectPermission.objects.create(
        content_object=entry, user=cover, kind="cover", ends_at=timezone.now() + timedelta(days=5),
        permission=entry.permissions.filter(kind="lead").first().permission,
    )  # fmt: skip
    merged(two, trainer)
    assert set(ClientUserObjectPermission.objects.filter(content_object=into).values_list("user", "kind")) == before


def test_an_undo_comes_once_in_time_and_in_its_order(two, trainer):
    made = merged(two, trainer)
    third = ClientFactory(lead_trainer=trainer, email=ZOE)
    later = merge_clients(two[1], into=third, by=trainer)
    for attempt, now, match in (
        (made, None, "Undo that first"),
        (later, timezone.now() + timedelta(days=31), "30 days"),
    ):
        with pytest.raises(MergeRefusedError, match=match):
            undo_client_merge(attempt, by=trainer, now=now)
    undo_client_merge(later, by=trainer)
    undo_client_merge(made, by=trainer)
    with pytest.raises(MergeRefusedError, match="30 days"):
        undo_client_merge(made, by=trainer)


def test_it_is_done_whole_or_not_at_all(two, trainer, monkeypatch):
    goal = GoalFactory(client=two[0])
    monkeypatch.setattr(client_merging, "TAKEN_OVER", ("no_such_field",))
    with pytest.raises(AttributeError), transaction.atomic():
        merged(two, trainer)
    assert Goal.objects.get(pk=goal.pk).client == two[0]
    assert not ClientMerge.objects.exists()


def test_pages_compare_make_one_and_undo(two, trainer_browser):
    entry, into = two
    trainer_browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("workspace:merge_clients", args=[entry.pk, into.pk])
    assert "Make them one" in trainer_browser.get(address).content.decode()
    trainer_browser.post(address)
    made = ClientMerge.objects.get()
    assert "Undo" in trainer_browser.get(reverse("workspace:duplicates")).content.decode()
    overview = trainer_browser.get(reverse("workspace:overview", args=[entry.pk]))
    assert reverse("workspace:overview", args=[into.pk]) in overview.content.decode()
    answer = trainer_browser.post(reverse("workspace:merge_clients", args=[into.pk, into.pk]))
    assert answer.status_code == 422
    assert "one and the same" in answer.content.decode()
    trainer_browser.post(reverse("workspace:restore", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.status == "archived", "a merge is undone, not restored"
    trainer_browser.post(reverse("workspace:undo_client_merge", args=[into.pk, made.pk]))
    entry.refresh_from_db()
    assert entry.status == "active"


def test_a_pair_is_named_by_words():
    first, second = (Client(name="Zoe T", birth_date=BORN, email="", phone="") for _number in range(2))
    assert reasons_of(first, second) == ("birth",)


def test_a_record_is_erased_with_the_entries_that_are_part_of_it(two, trainer):
    merged(two, trainer)
    erase_client(two[1], by=Actor.system())
    assert not Client.objects.filter(pk__in=[client.pk for client in two]).exists()
    assert not ClientMerge.objects.exists()


def test_long_archived_entries_of_one_client_go_in_one_night(two, trainer):
    merged(two, trainer)
    long_ago = timezone.now() - timedelta(days=100 * 365)
    Client.objects.filter(pk__in=[client.pk for client in two]).update(status="archived", archived_at=long_ago)
    delete_over_age(now=timezone.now())
    assert not Client.objects.filter(pk__in=[client.pk for client in two]).exists()
