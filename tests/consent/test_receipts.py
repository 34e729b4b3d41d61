"""A consent that ends or is reduced sends the client one receipt, in their language, whoever did it and however."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.access import join_own_account
from clients.links import issue_client_link
from clients.models import ClientLink
from consent.ending import GRANT_ENDED
from consent.models import ConsentGrant
from consent.restoring import end_again
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.access.world import BACKEND
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory, ViewerSessionFactory
from tests.factories.referrals import AttemptFactory
from web.endings import Ending

KINDS = ["consent.ended", "consent.reduced"]
SUBJECTS = {"Un partage a pris fin", "Vous partagez moins désormais"}  # a referral that ends with it is told apart
ENDS_OR_REDUCES = {"end_sharing", "reduce_scopes"}
FACTS = {"withdrawn_at", "ended_by", "taken_back_at"}


def of_trainer(grant: ConsentGrant) -> Browser:
    browser = Browser()
    browser.force_login(grant.client.lead_trainer, backend=BACKEND)
    return browser


def of_client(grant: ConsentGrant) -> Browser:
    join_own_account(grant.client)
    browser = Browser()
    browser.force_login(ConsentGrant.objects.get(pk=grant.pk).client.account, backend=BACKEND)
    return browser


def of_practitioner(grant: ConsentGrant) -> Browser:
    browser = Browser()
    token = f"browser-{grant.practitioner_id}"
    if not grant.practitioner.viewer_sessions.exists():
        ViewerSessionFactory(practitioner=grant.practitioner, token=token)
    browser.cookies[settings.VIEWER_COOKIE_NAME] = token
    return browser


def token_for(grant: ConsentGrant, purpose: str) -> str:
    return issue_client_link(grant.client, purpose, subject_id=grant.pk)


def archives(grant: ConsentGrant) -> None:
    of_trainer(grant).post(reverse("workspace:archive", args=[grant.client_id]))


def by_the_receipts_link(grant: ConsentGrant) -> None:
    Browser().post(reverse("consent:withdraw", args=[token_for(grant, ClientLink.Purpose.WITHDRAW)]))


def by_any_mail(grant: ConsentGrant) -> None:
    Browser().post(reverse("consent:end_one", args=[token_for(grant, ClientLink.Purpose.SHARING), grant.pk]))


def by_the_trainer(grant: ConsentGrant) -> None:
    of_trainer(grant).post(reverse("consent:trainer_ends_sharing", args=[grant.client_id, grant.pk]))


def reduced_on_the_own_page(grant: ConsentGrant) -> None:
    address = reverse("consent:own_reduce", args=[grant.client_id, grant.pk])
    of_client(grant).post(address, {"scopes": ["goals", "referral"]})


def on_the_own_page(grant: ConsentGrant) -> None:
    of_client(grant).post(reverse("consent:own_ends_sharing", args=[grant.client_id, grant.pk]))


def not_my_patient_by_link(grant: ConsentGrant) -> None:
    token = f"link-{grant.pk}"
    if not grant.links.exists():
        ShareLinkFactory(grant=grant, token=token)
    Browser().post(reverse("practitioner_portal:not_my_client", args=[token]))


def not_my_patient_on_the_page(grant: ConsentGrant) -> None:
    of_practitioner(grant).post(reverse("practitioner_portal:not_mine", args=[grant.pk]))


def with_its_referral(grant: ConsentGrant) -> None:
    attempt = grant.attempts.get()
    address = reverse("practitioner_portal:referral_decline", args=[grant.pk, attempt.pk])
    of_practitioner(grant).post(address, {"why": "No room"})


def told_after_a_restore(grant: ConsentGrant) -> None:
    now = timezone.now()
    end_again([Ending(now, GRANT_ENDED, grant.pk, ConsentGrant.EndedBy.CLIENT)], now=now)


# Each function that ends or reduces a consent, and how somebody gets there.
WAYS: dict[str, Callable[[ConsentGrant], None]] = {
    "workspace/archiving.py:archive": archives,
    "consent/views/by_mail.py:withdraw": by_the_receipts_link,
    "consent/views/by_mail.py:end_one": by_any_mail,
    "consent/views/trainer.py:trainer_ends_sharing": by_the_trainer,
    "consent/views/own.py:own_reduce": reduced_on_the_own_page,
    "consent/views/own.py:own_ends_sharing": on_the_own_page,
    "practitioner_portal/views/record.py:not_my_client": not_my_patient_by_link,
    "practitioner_portal/views/correspondence.py:shared_not_mine": not_my_patient_on_the_page,
    "consent/after_referral.py:end_with_referral": with_its_referral,
    "consent/restoring.py:_end_again": told_after_a_restore,
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    root = Path(settings.BASE_DIR)
    for path in sorted(root.glob("*/**/*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith((".", "script/", "tests/", "var/")) and "/migrations/" not in name:
            yield name, ast.parse(path.read_text("utf-8"))


def calls(tree: ast.AST) -> set[str]:
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in functions}


@pytest.mark.either_stack
def test_every_way_that_ends_or_reduces_a_consent_is_one_of_these():
    ways = {
        f"{name}:{function.name}"
        for name, tree in sources()
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and calls(function) & ENDS_OR_REDUCES
    }
    assert ways == set(WAYS), "give each of these a way to get there in WAYS, so that its receipt is looked at"


@pytest.mark.either_stack
def test_nothing_else_writes_that_a_consent_has_ended():
    writers = defaultdict(set)
    for name, tree in sources():
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else []
            set_here = {part.attr for target in targets for part in ast.walk(target) if isinstance(part, ast.Attribute)}
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "update",
                "create",
                "update_or_create",
            }:
                set_here |= {str(keyword.arg) for keyword in node.keywords}
            if set_here & FACTS:
                writers[name] |= set_here & FACTS
    assert writers.pop("careplan/replies.py") == {"ended_by"}, "who ended a reply, which has a field of that name"
    assert writers.pop("homework/plans.py") == {"taken_back_at"}, "a pause of the exercises at home"
    assert set(writers) - {"demo/sharing.py"} == {"consent/ending.py"}, "the demo has a past of its own"


@pytest.fixture
def client(db):
    return ClientFactory(language="fr")


def given(client, how: str) -> ConsentGrant:
    """A consent to a referral that waits for an answer: whatever ends it, it is one consent that ends."""
    signed = {"witness": client.lead_trainer, "answered_name": client.name} if how == "in-person" else {}
    grant = ConsentGrantFactory(client=client, purpose="referral", how_given=how, **signed)
    AttemptFactory(referral__client=client, practitioner=grant.practitioner, grant=grant)
    return grant


@pytest.mark.parametrize("how", ConsentGrant.HowGiven.values)
@pytest.mark.parametrize("way", WAYS)
def test_one_receipt_in_the_clients_language(client, way, how):
    grant = given(client, how)
    for _ in range(2):  # a button that is pressed twice
        WAYS[way](grant)
    [receipt] = Message.objects.filter(kind__in=KINDS)
    assert (receipt.to, receipt.language) == (client.email, "fr")
    deliver_due()
    [letter] = [one for one in mail.outbox if one.to == [client.email] and one.subject in SUBJECTS]
    assert grant.practitioner.name in letter.body
    assert letter.reply_to == [client.lead_trainer.email], "whoever did not want it says so by answering"


def test_all_of_those_who_end_a_consent_are_walked(client):
    ended_by = set()
    for way in WAYS.values():
        grant = given(client, "mail")
        way(grant)
        ended_by.add(ConsentGrant.objects.get(pk=grant.pk).ended_by)
        type(client).objects.filter(pk=client.pk).update(status="active")
    assert ended_by - {""} == set(ConsentGrant.EndedBy.values)


def test_archiving_tells_of_all_that_ended_in_one_mail(client):
    grants = [given(client, "mail") for _ in range(3)]
    archives(grants[0])
    deliver_due()
    [letter] = [one for one in mail.outbox if one.to == [client.email]]
    for grant in grants:
        assert grant.practitioner.name in letter.body


def test_a_question_that_is_taken_back_and_a_consent_that_had_lapsed_send_none(client):
    question, lapsed = given(client, "mail"), given(client, "mail")
    ConsentGrant.objects.filter(pk=question.pk).update(given_at=None)
    ConsentGrant.objects.filter(pk=lapsed.pk).update(ends_at=lapsed.given_at)
    by_the_trainer(question)
    by_the_trainer(lapsed)
    assert not Message.objects.filter(kind__in=KINDS).exists()


def test_taking_the_referral_itself_back_ends_it_with_one_receipt(client):
    grant = given(client, "mail")
    address = reverse("consent:own_reduce", args=[grant.client_id, grant.pk])
    of_client(grant).post(address, {"scopes": ["goals"]})
    assert ConsentGrant.objects.get(pk=grant.pk).ended_by == "referral"
    assert Message.objects.get(kind__in=KINDS).kind == "consent.ended"
    assert grant.attempts.get().status == "cancelled"
