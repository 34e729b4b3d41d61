"""Everybody reads their own language, and changes it with one click."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import allauth
import pytest
from django.conf import settings
from django.core import mail
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import User
from clients.models import ClientLink
from consent import answering
from consent.models import ConsentGrant
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.sealing import unseal_secrets
from practitioners.models import Practitioner
from referrals import answers
from referrals.models import Attempt
from tests.access.asking import kwargs_of
from tests.access.record import Record
from tests.access.rows import ROWS
from tests.access.world import BACKEND
from tests.factories.accounts import AdminFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import PractitionerFactory
from tests.factories.referrals import AttemptFactory
from tests.referrals.lives import a_date, browser_of
from tests.referrals.test_asking import typed
from web.models import PracticeSettings
from web.practice import environment, keep_until_told
from web.zones import moment_with_clock

# By the first word of an access row, who reads its pages.
READ_BY = {
    "signed_in": "trainer",
    "trainers": "trainer",
    "client_page": "trainer",
    "admins": "admin",
    "practitioners": "practitioner",
    "practitioner_page": "practitioner",
}


def choose(browser: Browser, language: str, **typed: str):
    return browser.post(reverse("accounts:set_language"), {"language": language, **typed})


def language_of(page) -> str:
    return re.search(r'<html lang="(\w+)"', page.content.decode()).group(1)


def test_somebody_signed_in_changes_their_language_everywhere(db):
    trainer = ClientFactory().lead_trainer
    browser = Browser()
    browser.force_login(trainer, backend=BACKEND)
    response = choose(browser, "fr", next="/account/me/")
    assert (response.status_code, response.headers["Location"]) == (302, "/account/me/")
    assert User.objects.get(pk=trainer.pk).language == "fr"
    assert language_of(browser.get(reverse("accounts:me"))) == "fr"
    browser.post(reverse("account_logout"))
    assert language_of(browser.get(reverse("account_login"))) == "fr"  # the browser keeps it


def test_a_clients_own_records_follow(db):
    client = ClientFactory(account=User.objects.create(email="nora@home.example", name="Nora"), language="en")
    other = ClientFactory(language="en")
    browser = Browser()
    browser.force_login(client.account, backend=BACKEND)
    choose(browser, "fr")
    client.refresh_from_db()
    other.refresh_from_db()
    assert (client.language, other.language) == ("fr", "en")


def test_a_practice_that_writes_english_offers_its_clients_no_other(db):
    keep_until_told(replace(environment(), languages=PracticeSettings.Languages.ENGLISH))
    account = User.objects.create(email="nora@home.example", name="Nora", is_client=True)
    client = ClientFactory(account=account, language="en")
    browser, button = Browser(), 'name="language" value="fr"'
    browser.force_login(client.account, backend=BACKEND)
    assert button not in browser.get(reverse("accounts:me")).content.decode()
    assert choose(browser, "fr").status_code == 404
    client.refresh_from_db()
    assert client.language == "en"
    browser.force_login(client.lead_trainer, backend=BACKEND)
    assert button in browser.get(reverse("accounts:me")).content.decode()


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [("fr", "1er décembre 2026", "2 décembre 2026"), ("en", "1 December 2026", "2 December 2026")],
)
def test_the_first_of_a_month_is_written_as_french_writes_it(language, first, second):
    with translation.override(language):
        assert date_format(date(2026, 12, 1)) == first
        assert date_format(date(2026, 12, 2)) == second
        assert Template('{{ on|date:"l j F" }}').render(Context({"on": date(2026, 12, 1)})).endswith(first[:-5])


@pytest.mark.parametrize(("language", "written"), [("fr", "HNE"), ("en", "EST")])
def test_a_clock_is_called_as_the_reader_calls_it(language, written):
    with translation.override(language):
        words = moment_with_clock(datetime(2026, 12, 1, 17, 30, tzinfo=ZoneInfo("America/Toronto")))
    hour = {"fr": "1er décembre 2026, 17\xa0h\xa030", "en": "1 December 2026, 17:30"}[language]
    assert words == f"{hour} ({written})"


@pytest.mark.parametrize(("asked_for", "spoken"), [("fr", "fr"), ("en", "en"), ("", "en"), ("xx", "en")])
def test_the_shell_of_the_log_is_in_the_language_that_its_worker_asks_for(db, asked_for, spoken):
    trainer = ClientFactory().lead_trainer
    browser = Browser(headers={"accept-language": "fr-CA"})
    browser.force_login(trainer, backend=BACKEND)
    address = reverse("sessions_log:phone")
    shell = browser.get(address, {"lang": asked_for})
    assert language_of(shell) == spoken
    assert shell.content == Browser().get(address, {"lang": asked_for}).content


def test_a_page_that_is_not_there_is_in_the_readers_language_and_the_same_whatever_it_was(db):
    trainer, anothers = ClientFactory().lead_trainer, ClientFactory()
    browser = Browser()
    browser.force_login(trainer, backend=BACKEND)
    paths = ["/nothing-here/", reverse("network_admin:desk"), reverse("workspace:overview", args=[anothers.pk])]
    for language in ("en", "fr"):
        choose(browser, language)
        pages = [browser.get(path) for path in paths]
        assert {page.status_code for page in pages} == {404}
        assert len({page.content for page in pages}) == 1
        assert language_of(pages[0]) == language


def test_a_month_is_shortened_in_small_letters():
    for language, written in (("fr", "30 nov. 2026"), ("en", "30 Nov 2026")):
        with translation.override(language):
            assert date_format(date(2026, 11, 30), "SHORT_DATE_FORMAT") == written


def test_a_practitioner_without_an_account_changes_it_on_the_page(db):
    record = Record()
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = record.viewer_token
    page = reverse("practitioner_portal:record", args=[record.grant.pk])
    assert language_of(browser.get(page)) == "en"
    choose(browser, "fr", next=page)
    assert language_of(browser.get(page)) == "fr"
    practitioner = Practitioner.objects.get(pk=record.practitioner.pk)
    assert practitioner.language == "fr"
    assert practitioner.events.latest("at").by_themselves


@pytest.mark.parametrize("language", ["", "xx", "fr-CA", "../fr"])
def test_a_language_that_is_not_spoken_is_refused(db, language):
    assert choose(Browser(), language).status_code == 404


def test_the_way_back_stays_on_this_site(db):
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "foo", "\\evil.example"):
        assert choose(Browser(), "fr", next=elsewhere).headers["Location"] == "/"


def test_an_english_trainer_a_french_client_and_a_french_physio_each_read_their_own(db):
    attempt = AttemptFactory(referral__client__language="fr", practitioner__language="fr", status="accepted")
    answers.complete(attempt, by=attempt.practitioner.name, attended=True, summary="Vu deux fois")
    answers.acknowledge(attempt)
    deliver_due()
    trainer = attempt.referral.client.lead_trainer
    languages = {letter.to[0]: re.search(r'lang="(\w+)"', letter.alternatives[0][0]).group(1) for letter in mail.outbox}
    assert languages[attempt.practitioner.email] == languages[attempt.referral.client.email] == "fr"
    assert languages[trainer.email] == "en"


def test_each_reads_their_own_from_the_start_of_a_referral_to_its_end(trainer_browser, care_client):
    care_client.language = "fr"
    care_client.save()
    physio = PractitionerFactory(language="fr")
    form = typed(last_day=f"{timezone.localdate() + timedelta(days=30)}", send="1")
    sent = trainer_browser.post(reverse("referrals:write", args=[care_client.pk, physio.pk]), form, follow=True)
    assert language_of(sent) == "en"
    token = unseal_secrets(Message.objects.get(to=care_client.email).sealed_secrets)["token"]
    answer = Browser().get(reverse("consent:answer_consent", args=[token]))
    assert language_of(answer) == "fr"
    assert "Physiothérapeute" in answer.content.decode()
    grant = ConsentGrant.objects.get()
    answering.agree(grant, link=ClientLink.objects.get(purpose="consent"), scopes=["referral", "goals"])
    attempt = Attempt.objects.get()
    shared = browser_of(physio).get(reverse("practitioner_portal:referral", args=[attempt.grant_id, attempt.pk]))
    assert language_of(shared) == "fr"
    answers.accept(attempt, by=physio.name, booking=a_date(attempt))
    answers.complete(Attempt.objects.get(), by=physio.name, attended=True, summary="Vu deux fois")
    answers.acknowledge(Attempt.objects.get())
    closed = trainer_browser.get(reverse("referrals:detail", args=[care_client.pk, attempt.pk]))
    assert language_of(closed) == "en"
    deliver_due()
    reads = {care_client.email: "fr", physio.email: "fr", care_client.lead_trainer.email: "en"}
    read = {letter.to[0]: set() for letter in mail.outbox}
    for letter in mail.outbox:
        read[letter.to[0]].add(re.search(r'lang="(\w+)"', letter.alternatives[0][0]).group(1))
    assert read == {reader: {language} for reader, language in reads.items() if reader in read}
    assert {care_client.email, physio.email} <= read.keys()


FLASHES = [
    f"{folder}/messages/{path.name}"
    for folder in ("account", "mfa", "usersessions")
    for path in sorted((Path(allauth.__file__).parent / "templates" / folder / "messages").glob("*.txt"))
]


@pytest.mark.parametrize("template", FLASHES)
def test_what_allauth_says_in_passing_is_in_the_french_of_quebec(template):
    names = {"email": "ana@clinic.example", "user": User(name="Ana"), "recipient": "x", "phone": "1"}
    told = {}
    for language in ("en", "fr"):
        with translation.override(language):
            told[language] = render_to_string(template, names)
    assert told["fr"].strip() == "" or told["fr"] != told["en"]
    assert "mail" not in told["fr"].lower().replace(names["email"], "")


def test_a_report_is_shown_to_its_trainer_as_the_practitioner_reads_it(db):
    record = Record()
    record.practitioner.language = "fr"
    record.practitioner.save()
    browser = Browser()
    browser.force_login(record.trainer, backend=BACKEND)
    page = browser.get(reverse("reports:draft", args=[record.client.pk, record.report_draft.pk]))
    assert language_of(page) == "en"
    own, theirs = page.content.decode().split('<div lang="fr">')
    assert "Draft of a progress report" in own
    assert "Pourquoi ceci est communiqué" in theirs
    assert "Why this is shared" not in theirs


@pytest.mark.either_stack
def test_pages_of_who_works_here_are_in_french(db, missing):
    """All in one record: what a page of theirs says and the catalogue lacks is named with the page."""
    record = Record()
    record.fill()
    people = {"trainer": record.trainer, "admin": AdminFactory()}
    User.objects.update(language="fr")
    Practitioner.objects.update(language="fr")
    browsers = {name: Browser() for name in people}
    for name, person in people.items():
        browsers[name].force_login(person, backend=BACKEND)
    browsers["practitioner"] = Browser()
    browsers["practitioner"].cookies[settings.VIEWER_COOKIE_NAME] = record.viewer_token
    seen, lacking = 0, []
    for row in ROWS:
        if row.kind not in READ_BY or "GET" not in row.answers:
            continue
        missing.clear()
        page = browsers[READ_BY[row.kind]].get(reverse(row.route, kwargs=kwargs_of(row, record)))
        lacking += [f"{row.route}: {text}" for text in missing]
        if page.status_code == 200 and not page.streaming and b"<html" in page.content[:100]:
            assert language_of(page) == "fr", row.route
            seen += 1
    assert not lacking, "\n".join(lacking)
    assert seen > 150
