"""Every change of address, role, second step, password and status stands in the account's events, for good."""

import ast
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import AccountEvent, User
from clients.access import join_own_account, part_own_account
from practitioners.accounts import join_account
from script.access_checks import APPS
from tests.accounts.admins import browser_of, let_in, reset_password, set_address
from tests.accounts.mails import link_in_mail_to, mails_to
from tests.accounts.signing_in import PASSWORD, code_of_the_app
from tests.factories.accounts import AdminFactory, TrainerFactory, UserFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import PractitionerFactory

NEW_PASSWORD = "staple-battery-horse-9"
What = AccountEvent.What


def events_of(user: User) -> list[tuple[str, str, str, str]]:
    """What, who, before, after; the oldest first."""
    events = user.account_events.select_related("by").order_by("at", "id")
    return [(event.what, event.by.name if event.by else "", event.before, event.after) for event in events]


@pytest.fixture
def ana(db) -> User:
    return TrainerFactory(name="Ana", email="ana@people.example")


@pytest.fixture
def ruth(db) -> User:
    return AdminFactory(name="Ruth")


def test_an_invitation_and_its_roles(ruth):
    new = {"name": "Nia", "email": "Nia@people.example", "is_trainer": "on", "is_network_admin": "on"}
    browser = browser_of(ruth)
    browser.post(reverse("network_admin:invite_person"), new)
    nia = User.objects.get(email="nia@people.example")
    invited = (What.INVITED, "Ruth", "", "nia@people.example")
    roles = [(What.ROLE_GIVEN, "Ruth", "", "admin"), (What.ROLE_GIVEN, "Ruth", "", "trainer")]
    assert events_of(nia) == [invited, *roles]
    browser.post(reverse("network_admin:send_invitation", args=[nia.pk]))
    assert events_of(nia)[-1] == invited
    assert "Trainer, Network admin" in mails_to("nia@people.example")[0].body


def test_the_first_admin(db):
    call_command("first_admin", "first@people.example")
    first = User.objects.get()
    given = (What.ROLE_GIVEN, "", "", "admin")
    assert events_of(first) == [(What.INVITED, "", "", "first@people.example"), given]


def test_what_an_admin_changes(ana, ruth):
    browser = browser_of(ruth)
    answers = {"name": "Ana", "email": ana.email, "is_network_admin": "on"}
    browser.post(reverse("network_admin:person", args=[ana.pk]), answers)
    assert events_of(ana) == [(What.ROLE_TAKEN, "Ruth", "trainer", ""), (What.ROLE_GIVEN, "Ruth", "", "admin")]
    let_in(browser, ana)
    for route in ("network_admin:close_person", "network_admin:open_person"):
        browser.post(reverse(route, args=[ana.pk]), {"reason": "Left, and came back"})
    assert [what for what, *_ in events_of(ana)][2:] == [What.LET_IN_AGAIN, What.CLOSED, What.OPENED]
    page = browser.get(reverse("network_admin:person", args=[ana.pk])).content.decode()
    for words in ("Role given: Network admin", "Second factor taken off", "Left, and came back", "Account closed"):
        assert words in " ".join(page.split())


def test_an_address_that_an_admin_changes(ana, ruth):
    set_address(browser_of(ruth), ana, "ana@new.example")
    assert events_of(ana) == [(What.ADDRESS, "Ruth", "ana@people.example", "ana@new.example")]
    assert ana.account_events.get().reason == "A new mailbox"


def test_saving_without_a_change_is_none(ana, ruth):
    set_address(browser_of(ruth), ana, "ANA@people.example")
    assert events_of(ana) == []


def test_ones_own_address(ana):
    browser = browser_of(ana)
    browser.post(reverse("account_email"), {"email": "mine@new.example", "action_add": "1"})
    assert events_of(ana) == [], "not before it is confirmed"
    browser.post(link_in_mail_to("mine@new.example", "/account/confirm-email/"))
    assert events_of(ana) == [(What.ADDRESS, "Ana", "ana@people.example", "mine@new.example")]


def test_ones_own_second_step(ana):
    browser = browser_of(ana)
    browser.post(reverse("mfa_generate_recovery_codes"))
    passkey = {"name": "Phone", "credential": {}}
    key = Authenticator.objects.create(user=ana, type=Authenticator.Type.WEBAUTHN, data=passkey)
    browser.post(reverse("mfa_deactivate_totp"))
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_of_the_app(secret)})
    browser.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert events_of(ana) == [
        (What.FACTOR_ADDED, "Ana", "", "recovery codes"),
        (What.FACTOR_REMOVED, "Ana", "", "authenticator app"),
        (What.FACTOR_ADDED, "Ana", "", "authenticator app"),
        (What.FACTOR_REMOVED, "Ana", "", "passkey"),
    ]
    assert [letter.subject for letter in mails_to(ana.email)] == ["How you sign in was changed"] * 4


@pytest.mark.django_db
def test_a_new_second_step_brings_its_recovery_codes():
    newcomer = TrainerFactory(name="Nia", second_factor=False)
    browser = browser_of(newcomer)
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_of_the_app(secret)})
    assert events_of(newcomer) == [(What.FACTOR_ADDED, "Nia", "", "authenticator app, recovery codes")]
    assert len(mails_to(newcomer.email)) == 1


def test_a_password_that_is_changed_or_reset(ana):
    answers = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    browser_of(ana).post(reverse("account_change_password"), answers)
    reset_password(ana.email, "another-battery-horse-9")
    assert events_of(ana) == [(What.PASSWORD, "Ana", "", "")] * 2


def test_the_roles_that_come_with_a_record(ana):
    practitioner = PractitionerFactory(email=ana.email)
    assert join_account(practitioner) == ana
    client = ClientFactory(email=ana.email)
    join_own_account(client)
    client.refresh_from_db()
    part_own_account(client)
    assert events_of(ana) == [
        (What.ROLE_GIVEN, "", "", "practitioner"),
        (What.ROLE_GIVEN, "", "", "client"),
        (What.ROLE_TAKEN, "", "client", ""),
    ]


def test_what_an_admin_changes_of_a_practitioner(ruth):
    account = UserFactory(email="dana@clinic.example", is_practitioner=True)
    entry = PractitionerFactory(email=account.email, account=account, verification="pending")
    other, browser = AdminFactory(), browser_of(ruth)
    at = reverse("network_admin:practitioner", args=[entry.pk])
    form = browser.get(at).context["entry_form"]
    answers = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    browser.post(at, answers | {"email": "thief@elsewhere.example"})
    browser.post(f"{at}standing/", {"verification": "suspended", "note": "The college says so."})
    assert events_of(account) == [
        (What.ENTRY, "Ruth", "dana@clinic.example", "thief@elsewhere.example"),
        (What.ENTRY, "Ruth", "not yet verified", "suspended"),
    ]
    assert link_in_mail_to("dana@clinic.example", "/account/stop/")
    assert "entry of" in mails_to(other.email)[-1].body


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_them(ana, ruth, verb):
    event = AccountEvent.objects.create(user=ana, by=ruth, what=What.PASSWORD)
    rows = AccountEvent.objects.filter(pk=event.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(reason="Another one") if verb == "update" else rows._raw_delete(rows.db)
    assert AccountEvent.objects.filter(pk=event.pk, reason="").exists()


# --- nothing changes an account without it ---------------------------------------------------

IDENTITY = {"is_active", "is_client", "is_network_admin", "is_practitioner", "is_trainer", "stopped_until"}
NOTES = {"record_event", "record_roles"}


@pytest.mark.either_stack
def test_every_function_that_changes_an_account_notes_it():
    """Read from the code: whoever writes a role, a status, an address or a second step calls one that notes it."""
    silent = {name for name, function in functions() if changes_an_account(name, function) and not notes(function)}
    assert silent == set(), "Note the change by accounts/events.py."
    changing = {name for name, function in functions() if changes_an_account(name, function)}
    assert {
        "accounts.identity.change_roles",
        "accounts.identity.let_in_again",
        "clients.deactivation.close_account",
    } <= (changing), "the kind is found"


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if {"migrations", "demo"} & set(path.parts):
                continue
            module = path.relative_to(settings.BASE_DIR).with_suffix("").as_posix().replace("/", ".")
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    yield f"{module}.{node.name}", node


def changes_an_account(name: str, function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            parts = [part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Attribute)]
            if any(part.attr in IDENTITY or ast.unparse(part) == "user.email" for part in parts):
                return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            written = ast.unparse(node.func)
            if written.startswith("Authenticator.objects") and node.func.attr in {"create", "delete", "update"}:
                return True
            if node.func.attr == "update" and {keyword.arg for keyword in node.keywords} & IDENTITY:
                return True
    return False


def notes(function: ast.FunctionDef) -> bool:
    return bool(
        {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        & NOTES
    )
