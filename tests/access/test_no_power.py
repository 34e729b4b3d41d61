"""Nobody takes power by a form: fields that say who leads, owns or may, sent along anywhere, change nothing."""

import pytest
from django import forms
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.models import Client, ClientUserObjectPermission, Transfer
from consent.models import ConsentGrant, GrantScope
from practitioners.models import Practitioner
from tests.access.asking import ask, undone
from tests.access.rows import ROWS
from tests.access.world import BACKEND
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.project import our_forms
from web.keys import uuid7

# What must never be bound from a request, but where it is the very thing that a form is for.
POWER = {
    "account", "admin", "client", "client_id", "codename", "ends_at", "given_at", "grant", "is_active", "is_admin",
    "is_client", "is_network_admin", "is_practitioner", "is_staff", "is_superuser", "is_trainer", "kind", "lead",
    "lead_trainer", "owner", "permission", "permissions", "role", "starts_at", "status", "successor", "trainer",
    "user", "verification", "verified_by", "withdrawn_at",
}  # fmt: skip
MEANT = {
    "accounts.forms.InviteForm": {"is_trainer", "is_network_admin"},  # an admin's
    "accounts.forms.PersonForm": {"is_trainer", "is_network_admin"},  # an admin's
    "network_admin.forms.StandingForm": {"verification"},  # an admin's
    "clients.forms.CoverForm": {"trainer"},  # the lead trainer's
    "clients.forms.SuccessorForm": {"trainer"},
    "clients.forms.HandoverForm": {"trainer"},
    "careplan.forms.guidance.GuidanceForm": {"kind"},  # do / don't / caution
    "sessions_log.forms.log.SetForm": {"kind"},  # working / warm-up / drop / to failure
    "sessions_log.forms.plans.PlanSessionForm": {"starts_at"},  # of a session, not of a right
    "reports.forms.ReportForm": {"grant", "kind"},  # which of this client's own; report or case summary
    "clients.forms.ContactNoteForm": {"kind"},  # called / left word / wrote / …
    "careplan.forms.correspondence.ReplyForm": {"kind"},  # noted / change the load / stop / call me
    "sessions_log.forms.plans.PlanNewSessionForm": {"starts_at"},
    "benefits.forms.coverage.PlanForm": {"kind"},  # insured / health spending / …
}


def test_no_form_has_a_field_of_power_but_those_that_are_for_it():
    offered = {name: set(form.base_fields) & POWER for name, form in our_forms().items()}
    taken = {name: fields for name, fields in offered.items() if fields and not name.endswith("Form.media")}
    assert taken == {name: fields for name, fields in MEANT.items() if name in taken}, "A form binds who may what."
    assert len(offered) > 20, "the forms are found"


def test_no_form_takes_all_fields_of_its_model():
    for name, form in our_forms().items():
        if issubclass(form, forms.BaseModelForm) and form._meta.model is not None:
            assert isinstance(form._meta.fields, list | tuple), f"{name} names its fields"


def powers() -> dict[str, list]:
    """Who may what, as the database has it."""
    return {
        "users": list(User.objects.order_by("pk").values("pk", "is_active", "is_trainer", "is_network_admin", "is_client", "is_practitioner", "password")),
        "clients": list(Client.objects.order_by("pk").values("pk", "lead_trainer", "successor", "account")),
        "rights": list(ClientUserObjectPermission.objects.order_by("pk").values()),
        "grants": list(ConsentGrant.objects.order_by("pk").values("pk", "client", "practitioner", "given_at", "ends_at", "purpose")),
        "scopes": list(GrantScope.objects.order_by("pk").values()),
        "verified": list(Practitioner.objects.order_by("pk").values("pk", "verification", "account")),
        "transfers": list(Transfer.objects.order_by("pk").values("pk", "client", "to_trainer")),
    }  # fmt: skip


# The pages whose very purpose is to change who may what, for those who may change it.
CHANGES_POWER = {
    "clients:end_cover",
    "clients:give_cover",
    "clients:name_successor",
    "network_admin:close_person",
    "network_admin:open_person",
    "clients:answer_handover",
    "consent:agree",
    "consent:ask_consent",
    "consent:request_record",
    "practitioner_portal:not_mine",
    "consent:own_go_on",
    "referrals:write",
}
INSIDERS = {
    "client_page": ["lead", "cover"],
    "own_page": ["client"],
    "asked_trainer": ["successor"],
    "importing_trainer": ["lead"],
    "practitioner_page": ["viewer"],
    "admins": ["admin"],
    "trainers": ["stranger"],
    "signed_in": ["stranger", "client"],
    "professionals": ["stranger"],
    "client_link": ["anonymous"],
}


@pytest.mark.either_stack
@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", [row for row in ROWS if "POST" in row.answers and row.route not in CHANGES_POWER], ids=lambda row: row.route
)
def test_sent_along_to_any_page_they_change_nothing(world, row):
    stranger = world.users["stranger"]
    fields = dict.fromkeys(POWER, str(stranger.pk)) | {
        "is_network_admin": "on", "is_trainer": "on", "is_staff": "on", "is_superuser": "on", "is_active": "",
        "client": str(world.theirs.client.pk), "client_id": str(world.theirs.client.pk), "role": "admin",
        "status": "active", "kind": "lead", "ends_at": "2099-01-01", "verification": "verified",
        "given_at": str(timezone.now()), "permission": "lead_client", "grant": str(world.theirs.grant.pk),
    }  # fmt: skip
    original = row.data
    for actor in INSIDERS.get(row.kind, ["anonymous"]):
        with undone():
            before = powers()
            object.__setattr__(row, "data", lambda record: fields | dict(original(record)))
            try:
                ask(world, actor, row, "POST", of=world.ours)
            finally:
                object.__setattr__(row, "data", original)
            assert powers() == before, f"{row.route} as {actor}"


# --- with forms that are filled in rightly, so that they are saved ---------------------------


def test_a_saved_form_takes_no_power_along(trainer, trainer_browser, care_client):
    other, rival = ClientFactory(), TrainerFactory()
    along = {
        "lead_trainer": rival.pk, "successor": rival.pk, "account": rival.pk, "client": other.pk, "owner": rival.pk,
        "client_id": other.pk, "is_network_admin": "on", "trainer": rival.pk, "status": "archived", "id": other.pk,
        "confirmed_at": "2020-01-01",
    }  # fmt: skip
    address = {"coordinator": reverse("accounts:me"), "client": reverse("clients:edit", args=[care_client.pk])}
    goal = reverse("careplan:add_goal", args=[care_client.pk])
    confirmed_at = care_client.confirmed_at
    rights = list(ClientUserObjectPermission.objects.values())
    me = {"name": "Ana Costa", "time_zone": "America/Toronto", "load_unit": "kg", "rest_seconds": "90"}
    client = {"name": "Grace B", "email": care_client.email, "language": "en", "time_zone": "America/Toronto"}
    assert trainer_browser.post(address["coordinator"], along | me).status_code == 302
    assert trainer_browser.post(address["client"], along | client).status_code == 302
    wanted = {"text": "Lift my grandchildren", "measure": "Chair stand", "key": uuid7()}
    assert trainer_browser.post(goal, along | wanted).status_code == 302
    trainer.refresh_from_db()
    care_client.refresh_from_db()
    other.refresh_from_db()
    assert (trainer.name, trainer.is_network_admin) == ("Ana Costa", False)
    assert (care_client.name, care_client.lead_trainer, care_client.successor) == ("Grace B", trainer, None)
    assert (care_client.account, care_client.status, care_client.confirmed_at) == (None, "active", confirmed_at)
    assert care_client.goals.filter(text="Lift my grandchildren").exists()
    assert not other.goals.exists()
    assert list(ClientUserObjectPermission.objects.values()) == rights


def test_a_new_client_is_led_by_who_adds_them(trainer, trainer_browser):
    rival = TrainerFactory()
    answers = {
        "name": "Nora", "email": "nora@home.example", "language": "en", "time_zone": "America/Toronto",
        "goal": "Run again", "sees_practitioner": "no", "lead_trainer": rival.pk, "trainer": rival.pk,
    }  # fmt: skip
    trainer_browser.post(reverse("careplan:add_client"), answers)
    added = Client.objects.filter(email="nora@home.example").first()
    assert added is None or added.lead_trainer == trainer
    browser = Browser()
    browser.force_login(rival, backend=BACKEND)
    assert "Nora" not in browser.get(reverse("workspace:clients")).content.decode()
