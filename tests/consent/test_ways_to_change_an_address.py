"""Each way in which a practitioner's address can change, taken from the forms, the admins' pages and the code itself."""

import ast
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django import forms
from django.conf import settings
from django.contrib import admin
from django.test import Client as Browser
from django.urls import get_resolver, reverse

from accounts.identity import change_address
from accounts.models import User
from consent.links import send_share_link
from consent.models import ConsentGrant
from outbox.delivery import deliver_due
from practitioners.changes import save_practitioner
from practitioners.models import Practitioner
from script.access_checks import APPS
from tests.access.world import BACKEND
from tests.accounts.admins import browser_of
from tests.consent.two_mailboxes import DOORS, Mailbox, account_of
from tests.factories.accounts import AdminFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory

OLD, NEW = "dana@clinic.example", "dana@elsewhere.example"


@pytest.fixture
def grant(db) -> ConsentGrant:
    grant = ConsentGrantFactory(practitioner=PractitionerFactory(email=OLD, name="Dana Whitfield"))
    account_of(grant.practitioner)
    send_share_link(grant)
    deliver_due()
    return grant


def by_an_admin_of_the_network(practitioner: Practitioner) -> None:
    browser = browser_of(AdminFactory())
    address = reverse("network_admin:practitioner", args=[practitioner.pk])
    form = browser.get(address).context["entry_form"]
    fields = {name: form[name].value() for name in form.fields}
    answers = {name: value for name, value in fields.items() if value not in {None, False}}
    assert browser.post(address, answers | {"email": NEW}).status_code == 302
    practitioner.refresh_from_db()


def by_an_admin_of_people(practitioner: Practitioner) -> None:
    change_address(practitioner.account, email=NEW, by=AdminFactory(), reason="Moved")


def by_its_owner(practitioner: Practitioner) -> None:
    browser = Browser()
    browser.force_login(practitioner.account, backend=BACKEND)
    fresh = EmailAddress.objects.create(user=practitioner.account, email=NEW)
    browser.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(fresh).key]))
    assert User.objects.get(pk=practitioner.account_id).email == NEW


def by_the_rule(practitioner: Practitioner) -> None:
    practitioner.email = NEW
    save_practitioner(practitioner)


def by_any_save(practitioner: Practitioner) -> None:
    practitioner.email = NEW
    practitioner.save()


def by_any_update(practitioner: Practitioner) -> None:
    Practitioner.objects.filter(pk=practitioner.pk).update(email=NEW)


def by_any_save_of_the_account(practitioner: Practitioner) -> None:
    practitioner.account.email = NEW
    practitioner.account.save()


def by_any_update_of_the_account(practitioner: Practitioner) -> None:
    User.objects.filter(pk=practitioner.account_id).update(email=NEW)
    EmailAddress.objects.filter(user=practitioner.account_id).update(email=NEW, verified=True)


WAYS = [by_an_admin_of_the_network, by_an_admin_of_people, by_its_owner, by_the_rule, by_any_save, by_any_update]
# What no page does: the practitioner's address stays, and so does what its mailbox opens. The account is shut.
OF_THE_ACCOUNT_ALONE = [by_any_save_of_the_account, by_any_update_of_the_account]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_leaves_an_opened_consent_behind(grant, way: Callable[[Practitioner], None]):
    old, new = Mailbox(OLD), Mailbox(NEW)
    old.remember(grant.practitioner)
    assert old.open_doors(grant) == set(DOORS)
    way(grant.practitioner)
    grant = ConsentGrant.objects.get(pk=grant.pk)
    assert grant.state == "paused"
    assert not ConsentGrant.objects.live().filter(pk=grant.pk).exists()
    new.remember(grant.practitioner)
    assert old.open_doors(grant) == new.open_doors(grant) == set()


@pytest.mark.parametrize("way", [*WAYS[:4]], ids=lambda way: way.__name__)
def test_each_page_and_rule_tells_the_old_mailbox_at_once(grant, way: Callable[[Practitioner], None]):
    way(grant.practitioner)
    assert Mailbox(OLD).letters("This isn't me")


@pytest.mark.parametrize("way", OF_THE_ACCOUNT_ALONE, ids=lambda way: way.__name__)
def test_an_account_with_another_address_than_its_practitioner_opens_nothing(grant, way):
    way(grant.practitioner)
    assert not Mailbox(NEW).open_doors(grant)
    assert "account" not in Mailbox(OLD).open_doors(grant)


# --- and these are all of them ------------------------------------------------------------

# Every form of ours in which somebody types an e-mail address: the way that it is, or why it changes none of these.
FORMS = {
    "accounts.forms.PersonForm": by_an_admin_of_people,
    "accounts.forms.ChangeAddressForm": by_its_owner,
    "accounts.forms.InviteForm": "somebody new",
    "accounts.forms.EmergencyForm": "finds a client",
    "accounts.forms.ForgottenPasswordForm": "asks for a mail",
    "accounts.forms.SendCodeForm": "asks for a code",
    "practitioners.forms.PractitionerForm": "somebody new; who is there already stays as they are",
    "practitioners.forms.NewPractitionerForm": "somebody new; who is there already stays as they are",
    "network_admin.forms.EntryForm": by_an_admin_of_the_network,
    "network_admin.forms.NewEntryForm": "somebody new; who is there already is an error",
    "network_admin.forms.PositionForm": "a further entry of somebody, with consents of its own; no entry there is changed",
    "network_admin.practice_forms.PracticeForm": "the practice's own",
    "practitioners.joining_forms.PractitionerJoinForm": "somebody new, once a code has come; who is there stays as they are",
    "practitioners.joining_forms.TrainerJoinForm": "somebody new, once a code has come; an admin invites them",
    "consent.forms.AddressForm": "asks for a code",
    "careplan.forms.intake.AddClientForm": "a client's own",
    "clients.forms.DetailsForm": "a client's own",
    "clients.forms.PersonForm": "a client's own",
    "clients.import_forms.RowForm": "a client's own",
    "referrals.forms.incoming.SuggestionForm": "a client's own",
    "referrals.forms.incoming.PublicSuggestionForm": "a client's own; the sender's has to answer a code, and changes nobody",
    "referrals.forms.incoming.GuardianForm": "a guardian's own",
}


def forms_with_an_address() -> Iterator[type[forms.BaseForm]]:
    assert get_resolver().url_patterns  # every view and its forms are imported by then
    waiting = [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        fields = getattr(form, "base_fields", {})
        if form.__module__.split(".")[0] in APPS and any("email" in name for name in fields):
            yield form


def test_every_form_with_an_address_is_known():
    names = {f"{form.__module__}.{form.__qualname__}" for form in forms_with_an_address()}
    assert names == set(FORMS), "Say which way to change a practitioner's address it is, or why it is none."
    assert {way for way in FORMS.values() if callable(way)} <= set(WAYS)


def test_the_admin_site_changes_no_address():
    with_address = {
        model for model in admin.site._registry if any(field.name == "email" for field in model._meta.fields)
    }
    assert with_address == set()


def assignments(tree: ast.AST) -> Iterator[ast.AST]:
    """Where an attribute `email` is set, or an update names one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Attribute) and target.attr == "email" for target in node.targets
        ):
            yield node
        is_update = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        if is_update and any(keyword.arg == "email" for keyword in node.keywords):
            yield node


def test_the_code_sets_an_address_in_these_places_alone():
    paths = set()
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "migrations" not in path.parts and any(assignments(ast.parse(path.read_text()))):
                paths.add(path.relative_to(settings.BASE_DIR).as_posix())
    assert paths == {
        "accounts/erasure.py",  # of an erased account: one that nobody has
        "accounts/identity.py",  # by_an_admin_of_people
        "practitioners/accounts.py",  # follows the two ways of an account
    }
