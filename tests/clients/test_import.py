"""A file of clients: shown before anything is written, written whole or not at all, and nobody else's to see."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover, leads
from clients.import_check import check
from clients.imports import drop_old, ready_to_write, write
from clients.links import find_client_link
from clients.models import AccessEvent, Client, ClientImport, ClientLink
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.clients.importing import confirm, figures, matched, preview, problems, uploaded
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory, ClientImportFactory
from web.errors import EditConflict

pytestmark = pytest.mark.django_db
FRENCH = (
    "Prénom;Nom;Courriel;Téléphone;Date de naissance;Langue;Contact d'urgence;Tél. urgence;Remarques\r\n"
    'Zoé;Bélanger;zoe@maison.example;514 555-0100;23/11/1990;français;Luc Bélanger;514 555-0101;"deux\r\nlignes"\r\n'
    "Émile;Côté;emile@maison.example;;1985-02-03;anglais;;;\r\n"
)


# --- in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_french_excel_file_comes_in_unaided(trainer, trainer_browser, encoding):
    imported, page = preview(trainer_browser, FRENCH.encode(encoding))
    assert "Import 2 new, 0 changed, 0 skipped" in page.content.decode()
    assert not Client.objects.exists(), "nothing is written before"
    assert not Message.objects.exists()
    confirm(trainer_browser, imported, page)
    zoe, emile = (Client.objects.get(email=f"{name}@maison.example") for name in ("zoe", "emile"))
    assert (zoe.name, zoe.email, zoe.phone, zoe.language) == (
        "Zoé Bélanger",
        "zoe@maison.example",
        "(514) 555-0100",
        "fr",
    )
    assert (zoe.birth_date, zoe.emergency_name, zoe.emergency_phone) == (
        date(1990, 11, 23), "Luc Bélanger", "(514) 555-0101",
    )  # fmt: skip
    assert (emile.language, emile.birth_date, emile.time_zone) == ("en", date(1985, 2, 3), trainer.time_zone)


def test_whoever_comes_in_is_as_one_added_by_hand(trainer, trainer_browser):
    imported, page = preview(trainer_browser, "Name,E-mail\nZoë Ångström,zoe@home.example\nNo Address,\n")
    confirm(trainer_browser, imported, page)
    zoe = Client.objects.get(email="zoe@home.example")
    assert zoe.lead_trainer == trainer
    assert leads(trainer, zoe)
    assert not zoe.confirmed_at
    assert "Zoë Ångström" in trainer_browser.get("/clients/", {"q": "angstrom"}).content.decode()
    assert trainer_browser.get(reverse("workspace:overview", args=[zoe.pk])).status_code == 200
    [mail] = Message.objects.all()
    assert (mail.to, mail.kind, mail.subject_id, mail.client_id) == (zoe.email, "clients.welcome", zoe.pk, zoe.pk)
    link = find_client_link(unseal_secrets(mail.sealed_secrets)["token"], ClientLink.Purpose.CONFIRM)
    assert (link.client, link.sent_to) == (zoe, zoe.email)
    assert link.expires_at > timezone.now()


def test_columns_are_remembered_for_next_time(trainer_browser):
    odd = "Who,Reach at,Shirt\nAnn,ann@home.example,M\n"
    imported = uploaded(trainer_browser, odd)
    page = trainer_browser.get(reverse("clients:match_columns", args=[imported.pk])).content.decode()
    assert "ann@home.example" in page, "three rows of the file stand beside"
    assert (
        trainer_browser.post(reverse("clients:match_columns", args=[imported.pk]), {"known": "skip"}).status_code == 422
    )
    matched(trainer_browser, imported, column_0="name", column_1="email")
    confirm(trainer_browser, imported, trainer_browser.get(reverse("clients:check_import", args=[imported.pk])))
    _again, page = preview(trainer_browser, odd.replace("Ann,", "Bo,").replace("ann@", "bo@"))
    assert figures(page)["new"] == 1
    other = Browser()
    other.force_login(TrainerFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    theirs = uploaded(other, odd)
    guess = other.get(reverse("clients:match_columns", args=[theirs.pk])).context["form"]
    assert [guess[f"column_{number}"].value() for number in range(3)] == ["-", "-", "-"]


def test_a_column_is_chosen_once(trainer_browser):
    imported = uploaded(trainer_browser, "Name,E-mail\nAnn,ann@home.example\n")
    choice = {"column_0": "name", "column_1": "name", "known": "update"}
    answer = trainer_browser.post(reverse("clients:match_columns", args=[imported.pk]), choice)
    assert answer.status_code == 422
    assert "Another column has this already" in answer.content.decode()
    assert "<title>Error:" in answer.content.decode()


# --- whom one has already -----------------------------------------------------------------


def test_a_known_client_is_updated_and_empty_cells_wipe_nothing(trainer, trainer_browser):
    known = ClientFactory(
        lead_trainer=trainer, name="Ann Lee", email="Ann@home.example", phone="416 555 0100", language="fr"
    )
    imported, page = preview(trainer_browser, "Name,E-mail,Phone,Emergency contact\nAnn Leé,ann@home.example,,Bo Li\n")
    assert figures(page) == {"new": 0, "changed": 1, "unchanged": 0, "skipped": 0}
    assert "Bo Li" in page.content.decode()
    assert "416 555 0100" not in page.content.decode(), "nothing that the file doesn't say is read out"
    confirm(trainer_browser, imported, page)
    known.refresh_from_db()
    assert (known.name, known.phone, known.emergency_name, known.language) == ("Ann Leé", "416 555 0100", "Bo Li", "fr")
    assert known.confirmed_at
    assert known.confirmed_address.lower() == "ann@home.example"
    event = AccessEvent.objects.get(client_id=known.pk)
    assert (event.action, event.through_id, event.actor_id) == ("clients:confirm_import", "lead", trainer.pk)
    assert not Message.objects.exists()


def test_or_skipped_as_the_trainer_chooses(trainer, trainer_browser):
    known = ClientFactory(lead_trainer=trainer, name="Ann", email="ann@home.example")
    imported, page = preview(trainer_browser, "Name,E-mail\nANN,ann@home.example\nBo,bo@home.example\n", known="skip")
    assert figures(page) == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 1}
    confirm(trainer_browser, imported, page)
    known.refresh_from_db()
    assert known.name == "Ann"


def test_a_new_mailbox_is_asked_to_confirm_as_by_hand(trainer, trainer_browser):
    minor = ClientFactory(
        lead_trainer=trainer, name="Kid", email="kid@home.example", birth_date=date(2020, 1, 1),
        guardian_name="Mum", guardian_email="mum@home.example", confirmed_address="mum@home.example",
    )  # fmt: skip
    imported, page = preview(trainer_browser, "Name,E-mail,Guardian's e-mail\nKid,kid@home.example,dad@home.example\n")
    confirm(trainer_browser, imported, page)
    minor.refresh_from_db()
    assert minor.guardian_email == "dad@home.example"
    assert (minor.confirmed_at, minor.is_shut) == (None, True)
    assert set(Message.objects.values_list("to", "kind")) == {
        ("dad@home.example", "clients.welcome"),
        ("mum@home.example", "clients.address-changed"),
    }


def test_another_trainers_client_is_nobodys_here_and_a_covered_one_is_left_alone(trainer, trainer_browser):
    theirs = ClientFactory(name="Theirs", email="theirs@home.example")
    covered = ClientFactory(name="Covered", email="covered@home.example")
    now = timezone.now()
    give_cover(covered, trainer, starts_at=now, ends_at=now + timezone.timedelta(days=1))
    archived = ClientFactory(lead_trainer=trainer, name="Gone", email="gone@home.example", status="archived")
    rows = [f"{one.name},{one.email},416 555 0199\n" for one in (theirs, covered, archived)]
    file = "Name,E-mail,Phone\n" + "".join(rows)
    imported, page = preview(trainer_browser, file)
    assert figures(page) == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 2}
    confirm(trainer_browser, imported, page)
    for client in (theirs, covered, archived):
        phone = client.phone
        client.refresh_from_db()
        assert client.phone == phone
    assert Client.objects.filter(email=theirs.email).count() == 2, "their own, beside the other trainer's"


def test_anothers_imports_are_on_nobody_elses_page(trainer_browser):
    own, anothers = uploaded(trainer_browser, "Name\nAda\n"), ClientImportFactory()
    finished = ClientImportFactory(state="done", done_at=timezone.now())
    page = trainer_browser.get(reverse("clients:import_clients")).content.decode()
    assert str(own.pk) in page
    assert str(anothers.pk) not in page
    assert str(finished.pk) not in page


def test_who_has_no_address_is_known_by_the_name_and_by_one_row(trainer, trainer_browser):
    known = ClientFactory(lead_trainer=trainer, name="No Address", email="", phone="416 555 0100")
    imported, page = preview(trainer_browser, "Name,E-mail,Phone\nno address,,416 555 0111\n")
    assert figures(page) == {"new": 0, "changed": 1, "unchanged": 0, "skipped": 0}
    confirm(trainer_browser, imported, page)
    known.refresh_from_db()
    assert known.phone == "(416) 555-0111"
    _one, page = preview(trainer_browser, "Name,Phone\nno address,416 555 0122\nNo Address,416 555 0133\n")
    assert [(row, column) for row, column, *_rest in problems(page)] == [(3, "Name")]


def test_another_person_at_a_family_address_is_told_and_nobody_is_renamed(trainer, trainer_browser):
    anna = ClientFactory(lead_trainer=trainer, name="Anna Müller", email="family@home.example", phone="416 555 0100")
    for known in ("update", "skip"):
        imported, page = preview(trainer_browser, "Name,E-mail\nBen Müller,Family@home.example\n", known=known)
        assert problems(page) == [
            (2, "E-mail", "Family@home.example",
             "This address belongs to Anna Müller. Another name at the same address: change it by hand."),
        ]  # fmt: skip
        confirm(trainer_browser, imported, page)
    anna.refresh_from_db()
    assert anna.name == "Anna Müller"
    # Her own name in other letters is still hers.
    _one, page = preview(trainer_browser, "Name,E-mail,Phone\nanna muller,family@home.example,416 555 0111\n")
    assert figures(page)["changed"] == 1


# --- whole or not at all ------------------------------------------------------------------


def test_it_fails_whole_when_it_fails_at_the_end(trainer, trainer_browser):
    imported, _page = preview(trainer_browser, FRENCH)
    imported.refresh_from_db()
    ready = ready_to_write(check(imported, trainer=trainer), trainer=trainer)
    ready.newcomers.mails[-1].to = None  # the last statement of all
    with pytest.raises(Exception, match=r"(?i)null"):
        write(imported, ready, now=timezone.now())
    imported.refresh_from_db()
    assert imported.state == "open"
    assert imported.rows
    assert not Client.objects.exists()
    assert not Message.objects.exists()
    assert not ClientLink.objects.exists()


def test_what_changed_after_it_was_shown_is_shown_again(trainer, trainer_browser):
    imported, page = preview(trainer_browser, FRENCH)
    ClientFactory(lead_trainer=trainer, name="Zoé", email="zoe@maison.example")
    answer = confirm(trainer_browser, imported, page)
    assert "Look again" in answer.content.decode()
    assert Client.objects.count() == 1


def test_what_changes_between_checking_and_writing_stops_it(trainer, trainer_browser):
    known = ClientFactory(lead_trainer=trainer, name="Zoé", email="zoe@maison.example")
    imported, _page = preview(trainer_browser, FRENCH)
    imported.refresh_from_db()
    ready = ready_to_write(check(imported, trainer=trainer), trainer=trainer)
    known.phone = "416 555 0199"
    known.save()
    with pytest.raises(EditConflict):
        write(imported, ready, now=timezone.now())
    assert Client.objects.get().phone == "416 555 0199"


def test_confirmed_twice_it_comes_in_once_and_its_rows_are_gone(trainer_browser):
    imported, page = preview(trainer_browser, FRENCH)
    confirm(trainer_browser, imported, page)
    assert confirm(trainer_browser, imported, page).status_code == 200
    assert Client.objects.count() == 2
    imported.refresh_from_db()
    assert imported.rows == []
    assert imported.state == "done"


def test_cancelled_nothing_is_left(trainer_browser):
    imported, _page = preview(trainer_browser, FRENCH)
    trainer_browser.post(reverse("clients:cancel_import", args=[imported.pk]))
    assert not ClientImport.objects.exists()


def test_nobodys_rows_lie_about(trainer):
    day = timezone.timedelta(days=1)
    now = timezone.now()
    old, fresh = ClientImportFactory(created_at=now - day * 1.01), ClientImportFactory(created_at=now - day * 0.9)
    why = [["x", "confirmed"]]
    done = ClientImportFactory(
        state="done", done_at=now - day * 1.01, rows=[], undo={"created": {"x": {}}}, not_undone=why
    )
    assert drop_old(now=now) == 2
    assert not ClientImport.objects.filter(pk=old.pk).exists()
    assert ClientImport.objects.filter(pk=fresh.pk).exists()
    done.refresh_from_db()
    assert (done.undo, done.not_undone, done.columns) == ({}, [], ["Name", "E-mail"])


def test_checking_asks_as_much_of_the_database_for_many_rows_as_for_few(trainer, trainer_browser):
    batches = iter("abc")

    def queries(rows) -> int:
        batch = next(batches)
        for number in range(rows // 2):
            ClientFactory(lead_trainer=trainer, name=f"Known {number}", email=f"{batch}{number}@home.example")
        lines = [f"New {number},new{number}@home.example,416 555 0100" for number in range(rows // 2)]
        lines += [f"Known {number},{batch}{number}@home.example,416 555 0100" for number in range(rows // 2)]
        imported = uploaded(trainer_browser, "Name,E-mail,Phone\n" + "\n".join(lines))
        matched(trainer_browser, imported)
        with CaptureQueriesContext(connection) as captured:
            page = trainer_browser.get(reverse("clients:check_import", args=[imported.pk]))
        assert (figures(page)["new"], figures(page)["changed"]) == (rows // 2, rows // 2)
        return len(captured)

    queries(4)
    assert queries(4) == queries(200) <= 10
