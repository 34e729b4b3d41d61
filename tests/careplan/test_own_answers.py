"""What the client answers alone is kept as their word, by the link in their mail and on their own pages."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.models import CareTeamMember, Intake, NamedPerson, OwnIntake
from client_portal.download import tables_of
from clients.access import join_own_account
from clients.models import AccessEvent, Client
from tests.access.world import BACKEND
from tests.careplan.own_answers import IDA, answers_all, at, people, says_yes, step
from tests.factories.careplan import (
    CareTeamMemberFactory,
    GoalFactory,
    GuidanceFactory,
    IntakeFactory,
    NamedMemberFactory,
    VisitFactory,
)
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


# --- answering ----------------------------------------------------------------------------


def test_the_answers_are_kept_as_the_clients_word(care_client, token):
    physio = DisciplineFactory()
    browser = Browser()
    assert answers_all(browser, token, IDA | {"discipline": str(physio.pk)}).url == at(token)
    own = OwnIntake.objects.get()
    assert (own.client, own.sees_practitioner, own.expectations) == (care_client, "yes", "Row again")
    member = CareTeamMember.objects.get()
    assert (member.client, member.name, member.discipline, member.named_by_client, member.practitioner) == (
        care_client,
        "Ida Berg",
        physio,
        True,
        None,
    )
    shown = browser.get(at(token)).content.decode()
    for words in ("Ida Berg", "Harbour", "My knee", "1 March 2026", "Row again", "Yes"):
        assert words in shown
    assert {(event.actor_kind, event.action) for event in AccessEvent.objects.all()} == {
        ("client", "careplan:link_intake"),
        ("client", "careplan:link_step"),
    }


def test_the_same_answers_twice_are_one_and_need_no_new_reading(token):
    browser = Browser()
    answers_all(browser, token, IDA)
    OwnIntake.objects.update(read_at=timezone.now())
    answers_all(browser, token, IDA)
    assert OwnIntake.objects.count() == NamedPerson.objects.count() == CareTeamMember.objects.count() == 1
    assert OwnIntake.objects.get().read_at is not None
    browser.post(step(token, "hopes"), {"expectations": "Something else"})
    assert OwnIntake.objects.get().read_at is None


def test_coming_back_shows_the_answer_and_changes_it(token):
    answers_all(Browser(), token, IDA)
    later = Browser()
    assert "Row again" not in later.get(at(token)).content.decode(), "not before the yes"
    says_yes(later, token)
    assert "Row again" in later.get(at(token)).content.decode()
    change = step(token, "hopes") + "?change"
    assert "Row again" in later.get(change).content.decode()
    assert later.post(change, {"expectations": "Row far"}).url == at(token)
    assert later.post(step(token, "sees") + "?change", {"sees_practitioner": "no"}).url == at(token)
    own = OwnIntake.objects.get()
    assert (own.expectations, own.sees_practitioner) == ("Row far", "no")


def test_nothing_of_the_record_is_shown(care_client, token):
    IntakeFactory(client=care_client, who_else="Trainer heard of a surgeon", expectations="Trainer heard a hope")
    CareTeamMemberFactory(client=care_client, practitioner__name="Dana Whitfield", for_what="Low back")
    NamedMemberFactory(client=care_client, name="Kenji Mori")
    GuidanceFactory(client=care_client, text="No loaded flexion")
    GoalFactory(client=care_client, text="Lift my grandchildren")
    browser = Browser()
    says_yes(browser, token)
    shown = browser.get(step(token, "sees")).content.decode()
    shown += browser.post(step(token, "sees"), {"sees_practitioner": "no"}, follow=True).content.decode()
    shown += browser.post(step(token, "team"), people({}), follow=True).content.decode()
    shown += browser.post(step(token, "hopes"), {}, follow=True).content.decode()
    for words in ("surgeon", "heard a hope", "Dana", "Low back", "Kenji", "flexion", "grandchildren"):
        assert words not in shown


def test_whom_the_trainer_has_already_is_not_doubled_and_not_told(care_client, token):
    CareTeamMemberFactory(client=care_client, practitioner=PractitionerFactory(name="Ida Bérg"), for_what="Low back")
    browser = Browser()
    answers_all(browser, token, IDA)
    assert CareTeamMember.objects.get().for_what == "Low back"
    assert "Low back" not in browser.get(at(token)).content.decode()


def test_a_changed_word_changes_the_team_and_one_taken_back_leaves_it(token):
    browser = Browser()
    answers_all(browser, token, IDA, {"name": "Ken"})
    browser.post(step(token, "team"), people(IDA | {"for_what": "Both knees"}))
    assert [(one.name, one.for_what) for one in CareTeamMember.objects.all()] == [("Ida Berg", "Both knees")]


def test_what_others_added_is_not_taken_along(care_client, token):
    browser = Browser()
    answers_all(browser, token, IDA, {"name": "Ken"}, {"name": "Rosa"})
    CareTeamMember.objects.filter(name="Ida Berg").update(for_what="As the trainer knows it")
    VisitFactory(member=CareTeamMember.objects.get(name="Ken"))
    physio = PractitionerFactory(name="Rosa Delgado")
    CareTeamMember.objects.filter(name="Rosa").update(practitioner=physio, name="")
    browser.post(step(token, "team"), people({}))
    left = {one.known_as: one.for_what for one in CareTeamMember.objects.filter(client=care_client)}
    assert left == {"Ida Berg": "As the trainer knows it", "Ken": "", "Rosa Delgado": ""}
    assert not NamedPerson.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed", "stays"),
    [
        ("sees", {}, ""),
        ("sees", {"sees_practitioner": "not-asked"}, ""),
        ("hopes", {"expectations": "x" * 501}, "xxx"),
        ("hopes", {"expectations": "a\x00b"}, ""),
        ("team", people({"for_what": "Only my knee"}), "Only my knee"),
        ("team", people(IDA, {"name": "ida berg"}), "Harbour"),
        ("team", people(IDA | {"since": "2999-01-01"}), "Harbour"),
        ("team", people(IDA | {"discipline": "nonsense"}), "Harbour"),
    ],
)
def test_nothing_is_lost_on_an_error(token, name, typed, stays):
    browser = Browser()
    says_yes(browser, token)
    response = browser.post(step(token, name), typed)
    assert response.status_code == 422
    shown = response.content.decode()
    assert "<title>Error:" in shown
    assert "There is a problem" in shown
    assert stays in shown
    assert not OwnIntake.objects.exists()
    assert not CareTeamMember.objects.exists()


def test_a_trainer_cannot_be_chosen_as_who_looks_after_them(token):
    trainer = DisciplineFactory(code="personal-trainer", name_en="Personal trainer", mark="TR", lane=1)
    browser = Browser()
    says_yes(browser, token)
    assert browser.post(step(token, "team"), people(IDA | {"discipline": str(trainer.pk)})).status_code == 422


def test_one_more_person_by_a_press_saves_nothing_yet(token):
    browser = Browser()
    says_yes(browser, token)
    shown = browser.post(step(token, "team"), people(IDA) | {"another": "1"}).content.decode()
    assert 'value="Ida Berg"' in shown
    assert 'name="person1-name"' in shown
    assert "autofocus" in shown
    assert not OwnIntake.objects.exists()


# --- on their own pages, and for the trainer ----------------------------------------------


@pytest.fixture
def own_browser(care_client):
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    return browser


def test_the_same_questions_on_the_clients_own_pages(own_browser, care_client):
    page = reverse("careplan:own_intake", args=[care_client.pk])
    first = own_browser.get(page)
    assert first.url == reverse("careplan:own_step", args=[care_client.pk, "sees"])
    for name, typed in {
        "sees": {"sees_practitioner": "not-sure"},
        "team": people(IDA),
        "hopes": {"expectations": "Row again"},
    }.items():
        last = own_browser.post(reverse("careplan:own_step", args=[care_client.pk, name]), typed)
    assert last.url == page
    shown = own_browser.get(page).content.decode()
    assert "Ida Berg" in shown
    assert "Not sure" in shown


def test_an_archived_client_reads_their_answers_and_changes_none(own_browser, care_client):
    sees = reverse("careplan:own_step", args=[care_client.pk, "sees"])
    hopes = reverse("careplan:own_step", args=[care_client.pk, "hopes"])
    own_browser.post(sees, {"sees_practitioner": "no"})
    own_browser.post(hopes, {"expectations": "Row again"})
    Client.objects.filter(pk=care_client.pk).update(status="archived")
    refused = own_browser.post(hopes, {"expectations": "Something else"}, follow=True)
    assert refused.redirect_chain[0][0] == reverse("client_portal:record", args=[care_client.pk])
    assert "Nothing was saved: this care has ended" in refused.content.decode()
    assert OwnIntake.objects.get().expectations == "Row again"
    assert "Row again" in own_browser.get(reverse("careplan:own_intake", args=[care_client.pk])).content.decode()


def test_the_answers_stand_on_today_until_they_are_read(trainer_browser, care_client, token):
    answers_all(Browser(), token, IDA)
    today, page = reverse("today"), reverse("careplan:intake", args=[care_client.pk])
    assert "Has answered the questions" in trainer_browser.get(today).content.decode()
    shown = trainer_browser.get(page).content.decode()
    assert "Client's word" in html_unescaped(shown)
    overview = trainer_browser.get(reverse("workspace:overview", args=[care_client.pk])).content.decode()
    assert "Client's word" in html_unescaped(overview)
    until = shown.split('name="until" value="')[1].split('"')[0]
    later = Browser()
    says_yes(later, token)
    later.post(step(token, "hopes"), {"expectations": "Changed meanwhile"})
    trainer_browser.post(reverse("careplan:read_intake", args=[care_client.pk]), {"until": until})
    assert "Has answered the questions" in trainer_browser.get(today).content.decode(), "the change is unread"
    until = trainer_browser.get(page).content.decode().split('name="until" value="')[1].split('"')[0]
    trainer_browser.post(reverse("careplan:read_intake", args=[care_client.pk]), {"until": until})
    assert "Has answered the questions" not in trainer_browser.get(today).content.decode()


def html_unescaped(text):
    return text.replace("&#x27;", "'")


@pytest.mark.parametrize("until", ["", "yesterday", "2026-13-45T99:00:00Z", "9999-12-31"])
def test_a_time_that_is_none_marks_nothing_or_what_is_there(trainer_browser, care_client, until):
    response = trainer_browser.post(reverse("careplan:read_intake", args=[care_client.pk]), {"until": until})
    assert response.status_code == 302


def test_what_was_answered_is_in_the_clients_download(care_client, token):
    answers_all(Browser(), token, IDA)
    tables = tables_of(care_client)
    assert tables["own_answers"][0]["expectations"] == "Row again"
    assert tables["named_people"][0]["name"] == "Ida Berg"
    assert Intake.objects.count() == len(tables["intake"])
