"""Link purpose × route, and the client's doors × two mailboxes: each opens what it is for, and logs what it shows."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from clients.addresses import agree_to_change, change_client
from clients.lifecycle import confirm_client
from clients.links import find_client_link, issue_client_link
from clients.models import AccessEvent, ClientLink
from outbox import content
from outbox.content import EmailContent
from outbox.models import Message
from tests.access.asking import kwargs_of, undone
from tests.access.link_table import EARLIER_MAILBOX, LOGGED, NEW_MAILBOX, OPENED_BY
from tests.access.record import Record
from tests.access.rows import ROWS
from tests.access.world import BACKEND, routes

pytestmark = pytest.mark.django_db

PURPOSES = [*ClientLink.Purpose.values, "share"]
OWN_PAGES = [row for row in ROWS if row.kind == "own_page"]
NEW = "elsewhere@home.example"
ANY_SECRETS = dict.fromkeys(["token", "answer_token", "stop_token", "sharing_token"], "token")


@pytest.fixture
def record() -> Record:
    made = Record()
    made.grant  # noqa: B018
    made.account  # noqa: B018
    return made


def opened(record: Record, route: str, token: str) -> HttpResponse:
    """The answer to a GET, or to a POST where the route takes nothing else."""
    [row] = [row for row in ROWS if row.route == route]
    kwargs: dict[str, Any] = kwargs_of(row, record) | {"token": token}
    method = "get" if "GET" in row.answers else "post"
    return getattr(Browser(), method)(reverse(route, kwargs=kwargs))


def token_of(record: Record, purpose: str) -> str:
    return record.share_token if purpose == "share" else record.client_token(purpose)


def test_every_route_with_a_token_is_in_the_table():
    assert {route.name for route in routes() if "token" in route.parameters} == set(OPENED_BY)


@pytest.mark.either_stack
@pytest.mark.parametrize("route", OPENED_BY)
def test_each_link_opens_its_own_routes_alone_and_each_personal_look_is_logged(record, route):
    made = {purpose: token_of(record, purpose) for purpose in PURPOSES}
    for purpose, token in made.items():
        with undone():
            before = AccessEvent.objects.count()
            answer = opened(record, route, token)
            cell = f"{route} by a link for {purpose}: {answer.status_code}"
            if purpose not in OPENED_BY[route]:
                assert record.client.name not in answer.content.decode(), cell
                assert record.practitioner.name not in answer.content.decode(), cell
                assert AccessEvent.objects.count() == before, cell
            if purpose != "share" and route.split(":")[0] in {
                "clients",
                "careplan",
                "consent",
                "homework",
                "practitioner_portal",
            }:
                is_opened = answer.status_code != 404
                expected = purpose in OPENED_BY[route]
                assert is_opened == expected or not OPENED_BY[route] or "share" in OPENED_BY[route], cell
            if purpose in OPENED_BY[route] and route in LOGGED:
                assert AccessEvent.objects.count() == before + 1, cell


# --- two mailboxes ------------------------------------------------------------------------


def tokens(record: Record) -> dict[str, str]:
    return {purpose: record.client_token(purpose) for purpose in ClientLink.Purpose.values}


def live(made: dict[str, str]) -> set[str]:
    """The purposes whose links open their own page."""
    purposes = set()
    for purpose, token in made.items():
        try:
            find_client_link(token, purpose)
        except Exception:  # noqa: BLE001 -- any refusal
            continue
        purposes.add(purpose)
    return purposes


def own_pages_open(record: Record, account: User) -> set[str]:
    browser = Browser()
    browser.force_login(account, backend=BACKEND)
    pages = set()
    for row in OWN_PAGES:
        for method in row.answers:
            address = reverse(row.route, kwargs=kwargs_of(row, record))
            with undone():
                answer = browser.generic(method, address)
                if answer.status_code != 404:
                    pages.add(f"{method} {row.route}")
    return pages


def test_a_changed_mailbox_opens_nothing_until_the_earlier_one_agrees(record):
    old, earlier = record.account, tokens(record)
    all_pages = own_pages_open(record, old)
    assert len(all_pages) == sum(len(row.answers) for row in OWN_PAGES)
    client = record.client
    client.refresh_from_db()
    client.email = NEW
    change_client(client)
    change = client.mailbox_changes.open().get()
    agree = issue_client_link(client, "address", subject_id=change.pk, sent_to=change.earlier)
    newer = tokens(record)
    newcomer = User.objects.create_user(NEW, name="New")
    EmailAddress.objects.create(user=newcomer, email=NEW, verified=True, primary=True)
    assert live(earlier) | {"address"} == EARLIER_MAILBOX
    assert live(newer) == NEW_MAILBOX
    assert own_pages_open(record, old) == own_pages_open(record, newcomer) == set()
    confirm_client(client)
    client.refresh_from_db()
    assert not client.has_proven_mailbox, "a press in the new mailbox opens nothing by itself"
    assert live(newer) == NEW_MAILBOX
    agree_to_change(change, link=find_client_link(agree, "address"))
    client.refresh_from_db()
    assert client.has_proven_mailbox
    assert live(earlier) == set()
    assert live(newer) == set(ClientLink.Purpose.values)
    assert own_pages_open(record, old) == set()
    assert own_pages_open(record, newcomer) == all_pages


def test_no_mail_goes_to_a_mailbox_that_is_shut_but_the_question_whether_it_is_theirs(record):
    client = record.client
    client.email = NEW
    change_client(client)
    written = set()
    for name, kind in content._kinds.items():
        if kind.to_client and not name.startswith("accounts."):
            message = Message(kind=name, to=NEW, client_id=client.pk, subject_id=client.pk, dedupe_key=name)
            letter = kind.write(message, ANY_SECRETS)
            if letter:
                written.add(name)
                tells_nothing(record, letter)
    assert written == {"clients.welcome"}


def tells_nothing(record: Record, letter: EmailContent) -> None:
    told = " ".join([letter.subject, *letter.paragraphs, *letter.after])
    names = (
        record.client.name,
        record.client.first_name,
        record.practitioner.name,
        record.practitioner.discipline.name,
    )
    assert not [name for name in names if name in told]
