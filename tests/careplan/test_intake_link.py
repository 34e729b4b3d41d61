"""The client answers alone: by a link in their mail, after saying who they are, and on their own pages."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.models import CareTeamMember, Intake, NamedPerson, OwnIntake
from careplan.own_intake import send_questions
from clients.access import open_own_account
from clients.access_log import Actor
from clients.links import issue_client_link
from clients.models import AccessEvent, Client, ClientLink
from clients.registry import change_client, disown_address
from coordination.archiving import archive
from coordination.download import tables_of
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.access.world import BACKEND
from tests.factories.careplan import (
    CareTeamMemberFactory,
    GoalFactory,
    GuidanceFactory,
    IntakeFactory,
    NamedMemberFactory,
    VisitFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db

HEALTH = ["health", "physio", "pain", "injur", "massage", "therap", "doctor", " body", "care team", "santé", "douleur"]


@pytest.fixture
def token(care_client):
    return issue_client_link(care_client, "intake", expires_at=timezone.now() + timedelta(days=30))


@pytest.fixture
def unconfirmed(trainer):
    return ClientFactory(lead_trainer=trainer, confirmed_at=None)


def at(token, route="link_intake", *more):
    return reverse(f"careplan:{route}", args=[token, *more])


def step(token, name):
    return at(token, "link_step", name)


def says_yes(browser, token):
    assert browser.post(at(token, "link_yes")).status_code == 302


def people(*each):
    typed = {"people": str(max(1, len(each)))}
    for number, person in enumerate(each):
        typed |= {f"person{number}-{name}": value for name, value in person.items()}
    return typed


def answers_all(browser, token, *each):
    says_yes(browser, token)
    browser.post(step(token, "sees"), {"sees_practitioner": "yes"})
    browser.post(step(token, "team"), people(*each))
    return browser.post(step(token, "hopes"), {"expectations": "Row again"})


IDA = {"name": "Ida Berg", "clinic_name": "Harbour", "for_what": "My knee", "since": "2026-03-01"}


# --- the mail -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_mail_is_short_names_no_health_matter_and_has_one_thing_to_do(care_client, language, mailoutbox):
    care_client.language = language
    care_client.save()
    send_questions(care_client, key=uuid7())
    deliver_due()
    [mail] = mailoutbox
    assert mail.to == [care_client.mailbox]
    assert len(mail.subject) <= 50
    own_words = mail.body.split("/l/intake/")[0].casefold()
    assert not [word for word in HEALTH if word in f"{mail.subject} {own_words}".casefold()]
    assert len(mail.body.split()) <= 120
    assert mail.body.count("/l/intake/") == 1
    assert "/l/sharing/" in mail.body
    address = next(word for word in mail.body.split() if "/l/intake/" in word)
    assert care_client.email not in address
    assert "client" not in address.casefold()


def test_a_minors_guardian_is_asked_by_their_own_name(trainer, mailoutbox):
    born = timezone.localdate() - timedelta(days=12 * 365)
    minor = ClientFactory(
        lead_trainer=trainer,
        name="Lea Roy",
        birth_date=born,
        guardian_name="Pat Roy",
        guardian_email="pat@home.example",
    )
    send_questions(minor, key=uuid7())
    deliver_due()
    assert mailoutbox[0].to == ["pat@home.example"]
    assert "Hello Pat" in mailoutbox[0].body
    token = issue_client_link(minor, "intake")
    shown = Browser().get(at(token)).content.decode()
    assert "Is this you: Pat?" in shown
    assert "You answer for Lea" in shown


def test_the_same_press_twice_is_one_mail_and_a_new_one_ends_the_earlier_link(trainer_browser, care_client):
    page = reverse("careplan:send_intake", args=[care_client.pk])
    key = str(uuid7())
    for _ in range(2):
        trainer_browser.post(page, {"key": key})
    assert Message.objects.filter(kind="careplan.intake-asked").count() == 1
    assert ClientLink.objects.live().filter(purpose="intake").count() == 1
    trainer_browser.post(page, {"key": str(uuid7())})
    assert Message.objects.filter(kind="careplan.intake-asked").count() == 2
    assert ClientLink.objects.live().filter(purpose="intake").count() == 1
    deliver_due()
    states = Message.objects.filter(kind="careplan.intake-asked").order_by("created_at")
    assert [one.state for one in states] == ["not-wanted", "sent"]


def test_who_has_no_mailbox_is_sent_nothing(trainer):
    client = ClientFactory(lead_trainer=trainer, email="")
    assert not send_questions(client, key=uuid7())
    assert not ClientLink.objects.exists()


# --- who the reader is --------------------------------------------------------------------


def test_a_hundred_looks_of_a_scanner_change_nothing(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    pages = [at(token), step(token, "sees"), step(token, "team"), step(token, "hopes")]
    browser = Browser()
    for number in range(100):
        look = browser.get if number % 2 else browser.head
        assert look(pages[number % 4]).status_code in (200, 302)
    unconfirmed.refresh_from_db()
    assert unconfirmed.confirmed_at is None
    assert not OwnIntake.objects.exists()
    assert not AccessEvent.objects.exists()
    assert not browser.cookies.get("session")


def test_the_form_comes_only_after_the_yes(care_client, token):
    browser = Browser()
    assert browser.get(step(token, "sees")).url == at(token)
    shown = browser.get(at(token)).content.decode()
    assert f"Is this you: {care_client.first_name}?" in shown
    assert care_client.name not in shown
    says_yes(browser, token)
    assert browser.get(at(token)).url == step(token, "sees")
    assert browser.get(step(token, "sees")).status_code == 200


def test_yes_confirms_who_has_not_confirmed(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    says_yes(Browser(), token)
    unconfirmed.refresh_from_db()
    assert unconfirmed.has_proven_mailbox
    assert [event.action for event in AccessEvent.objects.all()] == ["clients:confirm"]
    assert unconfirmed.account is not None


def test_nothing_is_kept_before_the_client_has_confirmed(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    for name, typed in {
        "sees": {"sees_practitioner": "yes"},
        "team": people(IDA),
        "hopes": {"expectations": "x"},
    }.items():
        assert Browser().post(step(token, name), typed).url == at(token)
    assert not OwnIntake.objects.exists()
    assert not CareTeamMember.objects.exists()


def test_a_browser_that_did_not_say_yes_writes_nothing_also_of_who_has_confirmed(token):
    for name, typed in {"sees": {"sees_practitioner": "yes"}, "team": people(IDA), "hopes": {}}.items():
        assert Browser().post(step(token, name), typed).url == at(token)
    assert not OwnIntake.objects.exists()
    assert not CareTeamMember.objects.exists()
    assert not AccessEvent.objects.exists()


def test_this_isnt_me_is_what_it_is_in_the_first_mail(unconfirmed):
    token = issue_client_link(unconfirmed, "intake")
    not_me = reverse("clients:not_me", args=[token])
    assert not_me in Browser().get(at(token)).content.decode()
    assert "Not you?" in Browser().get(not_me).content.decode()
    Browser().post(not_me)
    unconfirmed.refresh_from_db()
    assert unconfirmed.status == "not-me"
    assert Browser().get(at(token)).status_code == 404


def test_who_has_confirmed_goes_on_to_the_questions(unconfirmed):
    token = issue_client_link(unconfirmed, "confirm")
    browser = Browser()
    shown = browser.post(reverse("clients:confirm", args=[token])).content.decode()
    assert at(token) in shown
    assert browser.get(at(token)).url == step(token, "sees")
    answers_all(browser, token, IDA)
    assert OwnIntake.objects.get().client == unconfirmed


def test_yes_for_one_client_is_none_for_another(token):
    browser = Browser()
    says_yes(browser, token)
    other = issue_client_link(ClientFactory(), "intake")
    assert browser.get(step(other, "sees")).url == at(other)


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
    assert {(one.actor_kind, one.action) for one in AccessEvent.objects.all()} == {("client", "careplan:link_step")}


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


# --- whose link ---------------------------------------------------------------------------


def test_another_clients_link_writes_nothing_here(care_client):
    other = ClientFactory()
    answers_all(Browser(), issue_client_link(other, "intake"), IDA)
    assert OwnIntake.objects.get().client == other
    assert not CareTeamMember.objects.filter(client=care_client).exists()


def ended(client):
    ClientLink.objects.filter(client=client).update(expires_at=timezone.now())


def moved(client):
    before = client.mailbox
    client.email = "elsewhere@home.example"
    change_client(client, mailbox_before=before)


def said_not_me(client):
    Client.objects.filter(pk=client.pk).update(confirmed_at=None, confirmed_address="")
    client.refresh_from_db()
    disown_address(client)


DEAD = {
    "expired": ended,
    "archived": lambda client: archive(client, actor=Actor.user(client.lead_trainer)),
    "not me": said_not_me,
    "another address": moved,
    "sent again": lambda client: send_questions(client, key=uuid7()),
}


@pytest.mark.parametrize("how", DEAD)
def test_a_dead_link_is_the_same_404_everywhere_and_writes_nothing(care_client, token, how):
    browser = Browser()
    says_yes(browser, token)
    DEAD[how](care_client)
    never = browser.get(at("no-such-link"))
    assert never.status_code == 404
    for answer in (
        browser.get(at(token)),
        browser.post(at(token, "link_yes")),
        browser.get(step(token, "team")),
        browser.post(step(token, "team"), people(IDA)),
        browser.get(step(token, "nonsense")),
    ):
        assert (answer.status_code, answer.content) == (404, never.content)
    assert not OwnIntake.objects.exists()


def test_a_restored_client_is_asked_anew(care_client, token):
    archive(care_client, actor=Actor.user(care_client.lead_trainer))
    Client.objects.filter(pk=care_client.pk).update(status="active")
    assert Browser().get(at(token)).status_code == 404


def test_a_confirmation_link_of_an_archived_client_opens_no_questions(care_client):
    token = issue_client_link(care_client, "confirm")
    archive(care_client, actor=Actor.user(care_client.lead_trainer))
    assert Browser().get(at(token)).status_code == 404


@pytest.mark.parametrize("purpose", ["stop", "homework", "sharing", "withdraw", "consent", "transfer"])
def test_a_link_for_something_else_opens_no_questions(care_client, purpose):
    assert Browser().get(at(issue_client_link(care_client, purpose))).status_code == 404


def test_the_pages_are_for_nobody_elses_eyes(token):
    browser = Browser()
    for response in (
        browser.get(at(token)),
        browser.post(at(token, "link_yes")),
        browser.get(step(token, "sees")),
        browser.post(step(token, "sees"), {"sees_practitioner": "no"}),
    ):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]


def test_the_pages_want_their_own_forms(token):
    strict = Browser(enforce_csrf_checks=True)
    assert strict.post(at(token, "link_yes")).status_code == 403
    assert strict.post(step(token, "sees"), {"sees_practitioner": "no"}).status_code == 403


# --- on their own pages, and for the trainer ----------------------------------------------


@pytest.fixture
def own_browser(care_client):
    open_own_account(care_client)
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
    assert refused.redirect_chain[0][0] == reverse("coordination:own_record", args=[care_client.pk])
    assert "Nothing was saved: this care has ended" in refused.content.decode()
    assert OwnIntake.objects.get().expectations == "Row again"
    assert "Row again" in own_browser.get(reverse("careplan:own_intake", args=[care_client.pk])).content.decode()


def test_the_answers_stand_on_today_until_they_are_read(trainer_browser, care_client, token):
    answers_all(Browser(), token, IDA)
    today, page = reverse("today"), reverse("careplan:intake", args=[care_client.pk])
    assert "Has answered the questions" in trainer_browser.get(today).content.decode()
    shown = trainer_browser.get(page).content.decode()
    assert "Client's word" in html_unescaped(shown)
    overview = trainer_browser.get(reverse("coordination:overview", args=[care_client.pk])).content.decode()
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
