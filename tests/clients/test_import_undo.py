"""An import is taken back within a day, as far as nobody has built on it; whatever stays is listed with the reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.access import make_lead
from clients.import_check import check
from clients.import_undo import TooLateError, undo
from clients.imports import confirm, match, open_import
from clients.lifecycle import confirm_client
from clients.models import AccessEvent, Client, ClientImport
from outbox.models import Message
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GoalFactory
from tests.factories.clients import ClientFactory
from web.tables_in import Row, Table

pytestmark = pytest.mark.django_db
COLUMNS = ["name", "email", "phone", "birth_date", "guardian_name", "guardian_email"]


def imported(trainer, *rows) -> ClientImport:
    filled = [[*row, *[""] * (len(COLUMNS) - len(row))] for row in rows]
    table = Table(COLUMNS, [Row(number, cells) for number, cells in enumerate(filled, start=2)], ",")
    upload = open_import(table, trainer=trainer)
    match(upload, matched={name: number for number, name in enumerate(COLUMNS)}, known="update")
    assert confirm(upload, trainer=trainer, figures=check(upload, trainer=trainer).figures)
    upload.refresh_from_db()
    return upload


def reasons(upload) -> dict[str, str]:
    upload.refresh_from_db()
    return {Client.objects.get(pk=key).name: why for key, why in upload.not_undone}


def test_new_clients_go_with_their_mails_and_links(trainer, trainer_browser):
    before = ClientFactory(lead_trainer=trainer)
    upload = imported(trainer, ["Ann", "ann@home.example"], ["Bo"])
    keys = set(Client.objects.exclude(pk=before.pk).values_list("pk", flat=True))
    page = trainer_browser.post(reverse("clients:undo_import", args=[upload.pk]), follow=True).content.decode()
    assert "The import is taken back" in page
    assert list(Client.objects.all()) == [before]
    mail = Message.objects.get()
    assert (mail.state, mail.sealed_secrets) == ("not-wanted", "")
    told = AccessEvent.objects.filter(action="clients:undo_import").values_list("client_id", flat=True)
    assert set(told) == keys


def test_whoever_has_answered_or_was_built_on_stays_and_is_listed(trainer, trainer_browser):
    rows = [[name, f"{name.lower()}@home.example"] for name in ("Confirmed", "Goal", "Edited", "Handed", "Untouched")]
    upload = imported(trainer, *rows)
    clients = {client.name: client for client in Client.objects.all()}
    confirm_client(clients["Confirmed"])
    GoalFactory(client=clients["Goal"])
    Client.objects.filter(name="Edited").update(phone="416 555 0100")
    successor = TrainerFactory()
    Client.objects.filter(name="Handed").update(lead_trainer=successor)
    make_lead(clients["Handed"], successor)
    page = trainer_browser.post(reverse("clients:undo_import", args=[upload.pk]), follow=True).content.decode()
    assert reasons(upload) == {"Confirmed": "confirmed", "Goal": "recorded", "Edited": "changed", "Handed": "not-led"}
    assert not Client.objects.filter(name="Untouched").exists()
    assert "has confirmed, and stays" in page
    assert "something has been recorded" in page
    assert "1 client whom you no longer lead" in page
    assert "Handed" not in page


def test_changed_clients_have_their_earlier_details_unless_changed_since(trainer):
    back = ClientFactory(lead_trainer=trainer, name="Back", email="back@home.example", phone="416 555 0100")
    since = ClientFactory(lead_trainer=trainer, name="Since", email="since@home.example", phone="416 555 0100")
    born = date(1990, 1, 1)
    upload = imported(
        trainer,
        ["Back", "back@home.example", "416 555 0111", str(born)],
        ["Since", "since@home.example", "416 555 0111"],
    )
    back.refresh_from_db()
    assert (back.phone, back.birth_date) == ("(416) 555-0111", born)
    Client.objects.filter(pk=since.pk).update(phone="416 555 0122")
    Client.objects.filter(pk=back.pk).update(emergency_name="Luc")  # what the import did not touch stays
    undo(upload, trainer=trainer)
    back.refresh_from_db()
    since.refresh_from_db()
    assert (back.phone, back.birth_date, back.emergency_name) == ("416 555 0100", None, "Luc")
    assert back.confirmed_at
    assert since.phone == "416 555 0122"
    assert reasons(upload) == {"Since": "changed"}


def test_a_proven_mailbox_that_goes_back_is_proven_still(trainer):
    ann = ClientFactory(lead_trainer=trainer, name="Ann", email="", birth_date=date(2020, 1, 1),
        guardian_name="Mum", guardian_email="mum@home.example")  # fmt: skip
    upload = imported(trainer, ["Ann", "", "", "", "", "dad@home.example"])
    undo(upload, trainer=trainer)
    ann.refresh_from_db()
    assert ann.has_proven_mailbox
    assert ann.confirmed_at
    assert reasons(upload) == {}
    assert not Message.objects.filter(state="waiting").exists()


def test_a_mailbox_that_goes_back_is_asked_again_and_it_is_said(trainer):
    kid = ClientFactory(
        lead_trainer=trainer, name="Kid", email="kid@home.example", birth_date=date(2020, 1, 1),
        guardian_name="Mum", guardian_email="mum@home.example", confirmed_at=None,
    )  # fmt: skip
    upload = imported(trainer, ["Kid", "kid@home.example", "", "", "", "dad@home.example"])
    undo(upload, trainer=trainer)
    kid.refresh_from_db()
    assert (kid.guardian_email, kid.confirmed_at) == ("mum@home.example", None)
    assert reasons(upload) == {"Kid": "to-confirm"}
    waiting = Message.objects.filter(state="waiting").values_list("to", flat=True)
    assert list(waiting) == ["mum@home.example"]


def test_only_within_a_day_and_only_once(trainer, trainer_browser):
    upload = imported(trainer, ["Ann", "ann@home.example"])
    with pytest.raises(TooLateError):
        undo(upload, trainer=trainer, now=timezone.now() + timedelta(hours=25))
    assert Client.objects.exists()
    undo(upload, trainer=trainer, now=timezone.now() + timedelta(hours=23))
    assert not Client.objects.exists()
    page = trainer_browser.post(reverse("clients:undo_import", args=[upload.pk]), follow=True).content.decode()
    assert "can&#x27;t be taken back" in page


def test_nothing_of_it_is_kept_but_names_of_columns(trainer):
    upload = imported(trainer, ["Ann", "ann@home.example"])
    undo(upload, trainer=trainer)
    stored = ClientImport.objects.values().get()
    assert "ann@" not in str(stored)
