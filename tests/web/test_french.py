"""Clients read French: whole pages and mails of it (those of others: tests/web/test_own_language.py).

Where a test here names texts, add them to locale/fr/LC_MESSAGES/django.po and run
`manage.py compilemessages -l fr` (docs/house.md, "Code").
"""

import ast
import gettext
import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.mail import SIGN_IN_CODE
from accounts.models import SignInCode, User
from clients.addresses import change_client
from clients.links import issue_client_link
from clients.models import MailboxChange
from consent.kiosk import HANDED_OVER
from outbox import content
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.access.asking import kwargs_of
from tests.access.record import Record
from tests.access.rows import ROWS
from tests.access.world import BACKEND
from tests.factories.consent import AddressChangeFactory
from tests.mail_to_clients import owe_every_mail
from web.mailbox_links import mailbox_token

CATALOGUE = Path(settings.BASE_DIR) / "locale/fr/LC_MESSAGES/django"


def entries(text: str) -> dict[str, tuple[list[str], list[str]]]:
    """What a .po file says: for each text itself, with its plural, and the translation or one for each plural form."""
    translations: dict[str, tuple[list[str], list[str]]] = {}
    for block in re.split(r"\n\s*\n", text):
        parts: list[tuple[str, str]] = []
        for line in block.splitlines():
            keyword, quoted = re.fullmatch(r'(?:(msg\S+) )?(".*")|.*', line).groups()
            if keyword:
                parts.append((keyword, ast.literal_eval(quoted)))
            elif quoted:
                parts[-1] = (parts[-1][0], parts[-1][1] + ast.literal_eval(quoted))
        words = dict(parts)
        if words.get("msgid"):
            key = f"{words['msgctxt']}\x04{words['msgid']}" if "msgctxt" in words else words["msgid"]
            assert key not in translations, key
            sources = [text for keyword, text in parts if keyword.startswith("msgid")]
            translations[key] = sources, [text for keyword, text in parts if keyword.startswith("msgstr")]
    return translations


@pytest.fixture
def record(db) -> Record:
    """A client who reads French, with everything that there may be about them."""
    made = Record()
    made.client.language = "fr"
    made.client.save()
    made.fill()
    return made


@pytest.fixture
def browser(record) -> Browser:
    browser = Browser(headers={"accept-language": "fr-CA"})
    browser.force_login(record.account, backend=BACKEND)
    return browser


def test_the_compiled_catalogue_is_that_of_the_words_beside_it():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for text, (_sources, translated) in entries(CATALOGUE.with_suffix(".po").read_text("utf-8")).items():
        plural = len(translated) > 1
        written |= {(text, n): one for n, one in enumerate(translated)} if plural else {text: translated[0]}
    compiled.pop("")
    stale = sorted(str(text) for text in written.keys() | compiled if written.get(text) != compiled.get(text))
    assert not stale, "Run manage.py compilemessages -l fr: " + "\n".join(stale)


def test_translations_fill_in_the_same_names_and_read_as_the_rest():
    slots = re.compile(r"%(?:\(\w+\))?[sd]")
    for text, (sources, translated) in entries(CATALOGUE.with_suffix(".po").read_text("utf-8")).items():
        for source, translation in zip(sources, translated, strict=True):
            assert translation, f"Nothing is said for: {text}"
            assert set(slots.findall(translation)) == set(slots.findall(source)), translation
            assert not re.search("[—!'\"]|« | »| :|[\\s\u202f][?;]", re.sub("<[^>]*>", "", translation)), (
                f"A dash, a straight quote or a space that may break: {translation}"
            )


CLIENTS_PAGES = [
    (row, method)
    for row in ROWS
    for method in row.answers
    if row.kind in ("own_page", "clients", "signed_in")
    or (row.kind == "client_link" and row.purpose not in {"share", "address-change"})
]


@pytest.mark.either_stack
@pytest.mark.parametrize(
    ("row", "method"), CLIENTS_PAGES, ids=[f"{row.route} {method}" for row, method in CLIENTS_PAGES]
)
def test_no_page_of_a_clients_is_half_in_french(record, browser, missing, row, method):
    row.before(record)
    address = reverse(row.route, kwargs=kwargs_of(row, record))
    missing.clear()
    if method == "GET":
        response = browser.get(address, follow=True)
    else:
        response = browser.post(address, row.data(record), follow=True)
    assert not missing, f"{row.route} shows a French client texts that the catalogue lacks:\n" + "\n".join(missing)
    if response.headers["Content-Type"].startswith("text/html") and response.status_code in (200, 422):
        assert '<html lang="fr">' in response.content.decode()


@pytest.mark.either_stack
@pytest.mark.parametrize("state", MailboxChange.State.values)
@pytest.mark.parametrize("reason", MailboxChange.Reason.values)
@pytest.mark.parametrize("new", ["", "elsewhere@home.example"])
def test_a_changed_address_is_told_in_french(record, missing, state, reason, new):
    token = record.client_token("address")
    settled_at = None if state == "open" else timezone.now()
    MailboxChange.objects.update(state=state, reason=reason, new=new, settled_at=settled_at)
    assert '<html lang="fr">' in Browser().get(reverse("clients:address_change", args=[token])).content.decode()
    assert not missing, "\n".join(missing)


def test_naming_an_address_in_person_and_confirming_it_is_in_french(record, missing):
    client = record.client
    client.email = "elsewhere@home.example"
    change_client(client)
    token = record.client_token("confirm")
    browser = Browser()
    browser.force_login(record.trainer, backend=BACKEND)
    session = browser.session
    session[HANDED_OVER] = {"client": str(client.pk), "grant": "", "at": 0}
    session.save()
    confirm, mailbox = reverse("clients:confirm", args=[token]), reverse("consent:in_person_mailbox")
    missing.clear()
    pages = [Browser().get(confirm), Browser().post(confirm), browser.get(mailbox)]
    form = {"mailbox": client.email, "signed_name": "Nora L."}
    pages.append(browser.post(reverse("consent:in_person_vouch"), form | {"signed_name": ""}))
    pages.append(browser.post(reverse("consent:in_person_vouch"), form, follow=True))
    assert all('<html lang="fr">' in page.content.decode() for page in pages)
    assert not missing, "\n".join(missing)


def test_signing_in_by_code_is_in_the_browsers_language(record, missing):
    browser = Browser(headers={"accept-language": "fr-CA"})
    assert '<html lang="fr">' in browser.get(reverse("account_request_login_code")).content.decode()
    for email in ("nobody", record.account.email):
        page = browser.post(reverse("account_request_login_code"), {"email": email}, follow=True).content.decode()
        assert '<html lang="fr">' in page
    for typed in ("short", "AAAA-AAAA", "AAAA-AAAA"):
        page = browser.post(reverse("account_confirm_login_code"), {"code": typed}).content.decode()
        assert '<html lang="fr">' in page
    token = mailbox_token(record.account.pk, record.account.email, what_for=SIGN_IN_CODE)
    assert '<html lang="fr">' in browser.get(reverse("account_code_from_mail", args=[token])).content.decode()
    browser.post(reverse("account_request_login_code"), {"email": record.account.email})
    SignInCode.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    again = browser.post(reverse("account_request_login_code"), {"email": record.account.email}, follow=True)
    assert "il y a 3 minutes" in again.content.decode()
    for _ in range(3):
        other = Browser(headers={"accept-language": "fr-CA"})
        refused = other.post(reverse("account_request_login_code"), {"email": record.account.email})
    assert '<html lang="fr">' in refused.content.decode()
    assert refused.status_code == 429
    assert not missing, "\n".join(missing)


def test_every_mail_to_a_client_is_in_french(record, missing):
    moment = owe_every_mail(record)
    to_clients = {name for name, kind in content._kinds.items() if kind.to_client}
    # Whoever has an account is told of what changes in it: that is no mail to clients alone.
    owed = Message.objects.filter(language="fr").exclude(kind="accounts.account_changed")
    assert set(owed.values_list("kind", flat=True)) == to_clients, "owe_every_mail and MailKind.to_client disagree"
    missing.clear()
    for days in range(2):  # some wait a day for the others (outbox/day_limit.py)
        deliver_due(now=moment + timedelta(days=days))
    assert not missing, "\n".join(missing)
    assert set(owed.filter(state="sent").values_list("kind", flat=True)) == to_clients
    to_french_clients = [one for one in mail.outbox if one.to[0] in owed.values_list("to", flat=True)]
    for letter in to_french_clients:
        assert '<html lang="fr">' in letter.alternatives[0][0]


def test_the_words_agreed_to_are_kept_in_the_language_in_which_they_were_read(record, browser):
    grant = record.asked_grant
    User.objects.filter(pk=record.account.pk).update(language="en")  # the record's language counts, not the account's
    page = browser.get(reverse("consent:own_consent", args=[record.client.pk, grant.pk])).content.decode()
    browser.post(reverse("consent:own_agree", args=[record.client.pk, grant.pk]), {"scopes": ["attendance"]})
    grant.refresh_from_db()
    assert grant.language == "fr"
    first = grant.wording.splitlines()[0]
    assert "peut montrer ce que je coche" in first
    assert first in html.unescape(page)


def test_what_a_clients_answer_leaves_for_the_trainer_is_in_english(record, browser):
    attempt = record.attempt
    record.grant  # noqa: B018
    browser.post(reverse("consent:own_ends_sharing", args=[record.client.pk, attempt.grant_id]))
    event = attempt.events.latest("at")
    assert (event.by, event.why) == ("the client", "The client has ended sharing.")


def test_the_question_on_the_trainers_device_is_in_the_clients_language(record, missing):
    browser = Browser()
    browser.force_login(record.trainer, backend=BACKEND)
    session = browser.session
    session[HANDED_OVER] = {"client": str(record.client.pk), "grant": str(record.asked_grant.pk), "at": 0}
    session.save()
    page = reverse("consent:in_person")
    missing.clear()
    assert "Votre nom" in browser.get(page).content.decode()
    browser.post(reverse("consent:in_person_agree"), {})
    browser.post(reverse("consent:in_person_decline"), {})
    assert "Vous avez dit non" in browser.get(page).content.decode()
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("change", ["paused", "disputed", "objected", "suspended"])
def test_the_question_about_a_changed_address_is_in_french(record, browser, missing, change):
    grant = record.paused_grant
    practitioner = grant.practitioner
    practitioner.disowned_address = practitioner.email if change in {"disputed", "objected"} else ""
    practitioner.verification = "suspended" if change == "suspended" else practitioner.verification
    practitioner.save()
    if change == "objected":
        AddressChangeFactory(practitioner=practitioner, new_address=practitioner.email, objected_at=timezone.now())
    token = issue_client_link(record.client, "consent", subject_id=grant.pk)
    at_the_trainers = Browser()
    at_the_trainers.force_login(record.trainer, backend=BACKEND)
    session = at_the_trainers.session
    session[HANDED_OVER] = {"client": str(record.client.pk), "grant": str(grant.pk), "at": 0}
    session.save()
    missing.clear()
    for page in (
        browser.get(reverse("consent:answer_consent", args=[token])),
        browser.get(reverse("consent:withdraw", args=[token])),
        browser.get(reverse("consent:own_consent", args=[record.client.pk, grant.pk])),
        browser.get(reverse("client_portal:record", args=[record.client.pk])),
        at_the_trainers.get(reverse("consent:in_person")),
    ):
        assert page.status_code == 200
        assert '<html lang="fr">' in page.content.decode()
    assert not missing, "\n".join(missing)
