"""Guidance is never edited away: a change replaces it, of two at once the second sees the difference, nothing is lost."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from careplan.guidance import LeavesGapError, chain_of, change, lift
from careplan.guidance_changes import as_typed, differences
from careplan.lanes import OutOfLaneError
from careplan.models import Document, Guidance
from clients.access import give_cover
from tests.access.world import BACKEND
from tests.careplan.test_lanes import typed
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.practitioner_portal.test_asked_practitioner import a_picture
from tests.practitioner_portal.test_shared_page import a_dont, at, browser_of
from web.errors import EditConflict
from web.keys import uuid7
from web.zones import today_in


@pytest.fixture
def physio(care_client):
    return CareTeamMemberFactory(client=care_client).practitioner


@pytest.fixture
def guidance(care_client, physio):
    return GuidanceFactory(client=care_client, practitioner=physio, text="No bending", load_limit_kg=10)


def change_page(guidance):
    return reverse("careplan:change_guidance", args=[guidance.client_id, guidance.pk])


def a_change(guidance, text="Bend up to half way", **more):
    return change(
        guidance, by=guidance.practitioner, how_it_came="call", kind="caution", text=text, key=uuid7(), **more
    )


def test_a_change_replaces_and_keeps_what_was_said(trainer, trainer_browser, guidance, physio):
    form = typed(physio, kind="caution", text="Bend up to half way", load_limit_kg="20")
    for _ in range(2):  # sent twice
        assert trainer_browser.post(change_page(guidance), form).status_code == 302
    newer = Guidance.objects.get(replaces=guidance)
    guidance.refresh_from_db()
    assert (guidance.state, guidance.text) == ("superseded", "No bending")
    assert guidance.state_changed_at is not None
    assert (newer.entered_by, newer.how_it_came, newer.load_limit_kg) == (trainer, "call", 20)
    assert list(Guidance.objects.in_force(timezone.localdate() + timedelta(days=1))) == [newer]


def test_the_form_holds_what_stands(trainer_browser, guidance):
    page = trainer_browser.get(change_page(guidance)).content.decode()
    assert "No bending" in page
    assert 'name="load_limit_kg" value="10"' in page


def test_only_its_author_or_who_may_clear_changes_it(guidance):
    other_physio, masseur = PractitionerFactory(), MassageTherapistFactory()
    with pytest.raises(OutOfLaneError):
        change(guidance, by=masseur, how_it_came="call", kind="caution", text="Bend again")
    assert Guidance.objects.get().state == "active"
    assert change(guidance, by=other_physio, how_it_came="call", kind="do", text="Bend").practitioner == other_physio


def test_a_trainer_names_only_those_who_may(trainer_browser, care_client, guidance):
    masseur = CareTeamMemberFactory(client=care_client, practitioner=MassageTherapistFactory()).practitioner
    stranger = PractitionerFactory()
    for nobody in (masseur, stranger):
        answer = trainer_browser.post(change_page(guidance), typed(nobody, kind="caution"))
        assert answer.status_code == 422
    assert not Guidance.objects.exclude(pk=guidance.pk).exists()


def test_the_second_trainer_is_shown_the_difference_and_loses_nothing(
    client, trainer_browser, care_client, guidance, physio
):
    second = TrainerFactory(name="Marc Second")
    give_cover(care_client, second, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=2))
    client.force_login(second, backend=BACKEND)
    trainer_browser.post(change_page(guidance), typed(physio, text="Half way", load_limit_kg="20"))
    first = Guidance.objects.get(replaces=guidance)
    mine = typed(physio, text="A third of the way", load_limit_kg="15", range_limit="to the knee")
    answer = client.post(change_page(guidance), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Somebody else was first", "Half way", "A third of the way", "20 kg", "15 kg", "to the knee"):
        assert words in page
    assert Guidance.objects.count() == 2
    assert f'action="{change_page(first)}"' in page
    assert client.post(change_page(first), mine).status_code == 302
    newest = Guidance.objects.get(replaces=first)
    assert (newest.text, newest.range_limit, newest.entered_by) == ("A third of the way", "to the knee", second)
    assert [one.text for one in chain_of(guidance)] == ["No bending", "Half way", "A third of the way"]


def test_what_was_lifted_meanwhile_is_not_changed_but_can_be_said_anew(trainer_browser, guidance, physio):
    lift(guidance, by=physio, reason="Fine again")
    answer = trainer_browser.post(change_page(guidance), typed(physio, text="Half way"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It was lifted meanwhile" in page
    assert f'action="{reverse("careplan:add_guidance", args=[guidance.client_id])}"' in page
    assert Guidance.objects.get().state == "lifted"


def test_an_old_address_leads_to_what_stands(trainer_browser, guidance):
    newer = a_change(guidance)
    assert trainer_browser.get(change_page(guidance)).headers["Location"] == change_page(newer)


def test_the_practitioner_changes_their_own_and_sees_what_the_trainer_did_meanwhile(care_client, guidance, physio):
    grant = ConsentGrantFactory(client=care_client, practitioner=physio)
    browser = browser_of(physio)
    a_change(guidance, text="What the letter said")
    mine = a_dont(text="What I meant")
    answer = browser.post(at("change_guidance", grant, guidance.pk), mine)
    assert answer.status_code == 422
    assert "What the letter said" in answer.content.decode()
    assert "What I meant" in answer.content.decode()
    newer = Guidance.objects.get(replaces=guidance)
    assert browser.post(at("change_guidance", grant, newer.pk), mine).status_code == 302
    assert Guidance.objects.get(replaces=newer).text == "What I meant"


def test_a_practitioner_is_not_shown_what_others_put_in_its_place_without_the_scope(care_client, guidance, physio):
    grant = ConsentGrantFactory(client=care_client, practitioner=physio, scopes=["goals"])
    other = PractitionerFactory(name="Sign of another")
    change(guidance, by=other, how_it_came="call", kind="dont", text="Sign of another's word")
    answer = browser_of(physio).post(at("change_guidance", grant, guidance.pk), a_dont(text="What I meant"))
    assert answer.status_code == 422
    assert "Sign of another" not in answer.content.decode()
    assert "What I meant" in answer.content.decode()


def test_others_guidance_is_not_there_for_a_practitioner_to_change(care_client, guidance):
    grant = ConsentGrantFactory(client=care_client)
    elsewhere = GuidanceFactory(practitioner=grant.practitioner)
    for row in (guidance, elsewhere):
        page = at("change_guidance", grant, row.pk)
        browser = browser_of(grant.practitioner)
        assert browser.get(page).status_code == 404
        assert browser.post(page, a_dont()).status_code == 404


def test_the_history_tells_what_replaced_what_and_who_lifted_it(trainer_browser, guidance, physio):
    newer = a_change(guidance)
    lift(newer, by=physio, reason="Moves freely", how="letter", on=timezone.localdate())
    page = trainer_browser.get(reverse("careplan:guidance", args=[guidance.client_id, guidance.pk])).content.decode()
    for words in (
        "No bending",
        "Bend up to half way",
        "Replaced on",
        "Moves freely",
        "by letter or e-mail",
        physio.name,
    ):
        assert words in page


def test_the_difference_names_each_field_once():
    was = as_typed(Guidance(kind="dont", text="No bending", patterns=["spinal-flexion"], starts_on=date(2026, 3, 3)))
    now = was | {"kind": "caution", "patterns": ["hinge"], "load_limit_kg": 20, "until_next_visit": True}
    labels = [str(one.label) for one in differences(was, now)]
    assert labels == ["Kind", "Which movements", "Load at most", "Until"]
    assert differences(was, dict(was)) == []


@pytest.mark.parametrize("rows", [5, 200])
def test_pages_ask_as_often_whatever_there_is(
    trainer_browser, care_client, guidance, rows, django_assert_max_num_queries
):
    GuidanceFactory.create_batch(rows, client=care_client, practitioner=guidance.practitioner)
    newer = a_change(guidance)
    for page in (
        reverse("careplan:all_guidance", args=[care_client.pk]),
        reverse("careplan:guidance", args=[care_client.pk, newer.pk]),
        change_page(newer),
    ):
        with django_assert_max_num_queries(18):  # the door among them: session, user, access, log and what that locks
            trainer_browser.get(page)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_too_late(guidance):
    """Two connections on PostgreSQL; SQLite in memory has one, and takes them in turn."""
    results: list[object] = []
    together = Barrier(2)

    def one_of_them(text: str) -> None:
        try:
            mine = Guidance.objects.select_related("practitioner__discipline", "client").get(pk=guidance.pk)
            if connection.vendor == "postgresql":
                together.wait(timeout=20)
            results.append(a_change(mine, text=text))
        except EditConflict as error:
            results.append(error)
        finally:
            if connection.vendor == "postgresql":
                connections.close_all()

    if connection.vendor == "postgresql":
        threads = [Thread(target=one_of_them, args=(text,)) for text in ("First", "Second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    else:
        one_of_them("First")
        one_of_them("Second")
    [saved] = [one for one in results if isinstance(one, Guidance)]
    [late] = [one for one in results if isinstance(one, EditConflict)]
    assert late.standing == saved
    assert Guidance.objects.count() == 2


# --- no time in between in which nothing holds ------------------------------------------------


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


def a_gap(today):
    """Dates of a change that does not hold today, and what is said at which field."""
    later, over = today + timedelta(days=1), today - timedelta(days=1)
    return [
        ({"starts_on": f"{later}", "ends_on": ""}, "What stands holds until then"),
        ({"starts_on": f"{over}", "ends_on": f"{over}"}, "This day is over"),
    ]


def test_a_change_that_would_leave_a_gap_is_refused_on_both_pages(
    trainer_browser, care_client, guidance, physio, today
):
    grant = ConsentGrantFactory(client=care_client, practitioner=physio)
    for dates, words in a_gap(today):
        for browser, address, form in (
            (trainer_browser, change_page(guidance), typed(physio, text="Half way", **dates)),
            (
                browser_of(physio),
                at("change_guidance", grant, guidance.pk),
                a_dont(text="Half way", file=a_picture(), **dates),
            ),
        ):
            answer = browser.post(address, form)
            assert answer.status_code == 422
            assert words in answer.content.decode()
            assert "Half way" in answer.content.decode(), "what was typed stays"
        assert list(Guidance.objects.in_force(today)) == [guidance], "what stands still holds"
    assert Guidance.objects.count() == 1
    assert not Document.objects.exists(), "nor is the letter kept that came with it"


@pytest.mark.parametrize("until", [{}, {"until_next_visit": True}, {"ends_on": 0}, {"ends_on": 5}])
def test_whatever_it_holds_until_there_is_no_gap(care_client, physio, today, until):
    if "ends_on" in until:
        until = {"ends_on": today + timedelta(days=until["ends_on"])}
    guidance = GuidanceFactory(client=care_client, practitioner=physio, starts_on=today - timedelta(days=9), **until)
    with pytest.raises(LeavesGapError):
        a_change(guidance, starts_on=today + timedelta(days=3))
    newer = a_change(guidance, starts_on=today)
    assert list(Guidance.objects.in_force(today)) == [newer]


def test_what_has_not_begun_or_is_over_can_be_changed_to_a_later_day(care_client, physio, today):
    later = today + timedelta(days=9)
    same = {"client": care_client, "practitioner": physio}
    ahead = GuidanceFactory(**same, starts_on=today + timedelta(days=3))
    over = GuidanceFactory(**same, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=2))
    assert a_change(ahead, starts_on=later).starts_on == later
    assert a_change(over, starts_on=later).starts_on == later
