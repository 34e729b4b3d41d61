"""A file of practitioners: shown before anything is written, written whole by a worker, and taken back by batch."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent
from practitioners import imports
from practitioners.file_columns import COLUMNS_OUT
from practitioners.import_check import check
from practitioners.models import Clinic, Practitioner
from practitioners.network_records import PractitionerImport
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import (
    ClinicFactory,
    DisciplineFactory,
    MassageTherapyFactory,
    PractitionerFactory,
    PractitionerImportFactory,
)
from tests.web.workbook import workbook
from web.errors import EditConflict
from web.keys import uuid7
from web.tables_in import read_table

pytestmark = pytest.mark.django_db
FRENCH = (
    "Nom;Courriel;Profession;Téléphone;Clinique;Ville;Province;Permis;Ordre;Accepte de nouveaux clients\r\n"
    '"Bélanger, Zoé";zoe@clinique.example;Physiothérapeute;5145550100.0;Physio du Port;Montréal;Québec;P-123;OPPQ;oui\r\n'
    "Dre Ann O’Neill;ann@clinique.example;RMT;514 555-0101 poste 4;Physio du Port;Montréal;QC;;;non\r\n"
)


@pytest.fixture(autouse=True)
def _disciplines(db):
    DisciplineFactory()
    MassageTherapyFactory()


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def browser(admin):
    browser = Browser()
    browser.force_login(admin, backend=BACKEND)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def upload(browser, content):
    file = SimpleUploadedFile("liste.csv", content if isinstance(content, bytes) else content.encode())
    return browser.post(reverse("network_admin:imports"), {"key": uuid7(), "file": file})


def preview(browser, content, **otherwise):
    answer = upload(browser, content)
    assert answer.status_code == 302, answer.content.decode()
    batch = PractitionerImport.objects.latest("created_at")
    address = reverse("network_admin:match_import", args=[batch.pk])
    fields = {field.html_name: field.value() for field in browser.get(address).context["form"]}
    return batch, browser.post(address, fields | otherwise, follow=True)


def confirm(browser, batch, page):
    address = reverse("network_admin:confirm_import", args=[batch.pk])
    return browser.post(address, page.context["plan"].figures, follow=True)


def brought_in(browser, content, **otherwise):
    batch, page = preview(browser, content, **otherwise)
    assert page.context["plan"].problems == []
    confirm(browser, batch, page)
    imports.write_queued()
    batch.refresh_from_db()
    return batch


def problems(page):
    return [(problem.row, problem.column, problem.value) for problem in page.context["plan"].problems]


# --- in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
def test_a_french_file_comes_in_unaided(admin, browser, encoding):
    batch, page = preview(browser, FRENCH.encode(encoding))
    shown = page.content.decode()
    assert "Import 2 new, 0 changed, 0 left out" in shown
    assert "given name Zoé, family name Bélanger" in shown
    confirm(browser, batch, page)
    assert not Practitioner.objects.exists(), "nothing is written before a worker writes it"
    assert imports.write_queued() == 1
    zoe, ann = Practitioner.objects.order_by("-name")
    assert (zoe.name, zoe.phone, zoe.discipline.mark, zoe.licence_number) == (
        "Zoé Bélanger",
        "(514) 555-0100",
        "PT",
        "P-123",
    )
    assert (ann.name, ann.phone, ann.takes_new_clients) == ("Ann O’Neill", "(514) 555-0101 ext. 4", False)
    assert (zoe.verification, zoe.verified_on, zoe.added_by) == ("pending", None, admin)
    assert zoe.clinic == ann.clinic == Clinic.objects.get()
    assert (zoe.clinic.city, zoe.clinic.province) == ("Montréal", "QC")
    assert list(Practitioner.objects.matching("belanger port")) == [zoe]
    batch.refresh_from_db()
    assert (batch.state, batch.by, batch.confirmed_by, batch.rows) == ("done", admin, admin, [])


def test_a_workbook_comes_in_too(browser):
    sheet = workbook(
        ["First name", "Last name", "Email", "Profession"], ["Ida", "Berg", "ida@clinic.example", "Physio"]
    )
    brought_in(browser, sheet)
    assert Practitioner.objects.get().name == "Ida Berg"


def test_how_far_it_is_and_who_did_it_is_on_the_page(admin, browser):
    batch, page = preview(browser, FRENCH)
    shown = confirm(browser, batch, page).content.decode()
    assert "Being imported" in shown
    assert 'hx-trigger="every 2s"' in shown
    imports.write_queued()
    shown = browser.get(reverse("network_admin:import_result", args=[batch.pk])).content.decode()
    assert "2 new, 0 changed, 0 left out." in shown
    assert f"Confirmed by {admin.name}" in shown
    assert admin.name in browser.get(reverse("network_admin:imports")).content.decode()


def test_confirmed_twice_it_comes_in_once(browser):
    batch, page = preview(browser, FRENCH)
    confirm(browser, batch, page)
    confirm(browser, batch, page)
    assert (imports.write_queued(), imports.write_queued()) == (1, 0)
    assert Practitioner.objects.count() == 2


# --- who is there already -----------------------------------------------------------------


def test_who_is_known_is_updated_and_empty_cells_wipe_nothing(browser):
    ida = PractitionerFactory(name="Ida Berg", email="Ida@clinic.example", phone="416 555 0100", languages="English")
    brought_in(browser, "Name,E-mail,Phone,Languages\nBERG Ida,ida@clinic.example,416-555-0100,\n")
    ida.refresh_from_db()
    assert (ida.email, ida.phone, ida.languages) == ("Ida@clinic.example", "416 555 0100", "English")


def test_or_left_as_the_admin_chooses(browser):
    PractitionerFactory(name="Ida Berg", email="ida@clinic.example")
    _batch, page = preview(browser, "Name,E-mail,Languages\nIda Berg,ida@clinic.example,Dutch\n", known="skip")
    assert page.context["plan"].figures == {"new": 0, "changed": 0, "unchanged": 0, "skipped": 1}


def test_a_licence_tells_who_somebody_is_and_a_new_address_pauses_what_was_shared(browser, admin):
    ida = PractitionerFactory(name="Ida Berg", email="ida@old.example", licence_number="PT-012")
    grant = ConsentGrantFactory(practitioner=ida, for_address=ida.email)
    brought_in(browser, "Name,E-mail,Discipline,Licence\nIda Berg,ida@new.example,PT,pt 012\n")
    ida.refresh_from_db()
    grant.refresh_from_db()
    assert (ida.email, ida.licence_number, ida.verification) == ("ida@new.example", "pt 012", "pending")
    assert not grant.address_holds


def test_another_licence_has_to_be_looked_up_anew(browser):
    ida = PractitionerFactory(name="Ida Berg", email="ida@clinic.example", licence_number="1")
    batch, page = preview(browser, "Name,E-mail,Licence\nIda Berg,ida@clinic.example,2\n")
    assert "has to be looked up anew" in page.content.decode()
    confirm(browser, batch, page)
    imports.write_queued()
    ida.refresh_from_db()
    assert (ida.verification, ida.verified_on) == ("pending", None)


def test_two_at_one_front_desk_are_two(browser):
    PractitionerFactory(name="Ida Berg", email="desk@clinic.example")
    _batch, page = preview(
        browser, "Name,E-mail,Discipline\nBo Lee,desk@clinic.example,PT\nAl Fine,desk@clinic.example,PT\n"
    )
    assert page.context["plan"].figures["new"] == 2


def test_an_account_is_told_of_what_a_file_changed(browser, admin):
    account = TrainerFactory(email="ida@old.example")
    PractitionerFactory(name="Ida Berg", email="ida@old.example", licence_number="9", account=account)
    brought_in(browser, "Name,E-mail,Discipline,Licence\nIda Berg,ida@new.example,PT,9\n")
    event = AccountEvent.objects.get(user=account, what=AccountEvent.What.ENTRY)
    assert (event.before, event.after, event.by) == ("ida@old.example", "ida@new.example", admin)


# --- what is wrong ------------------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_once_and_other_rows_come_in_on_wish(browser):
    PractitionerFactory(name="Somebody Else", email="else@clinic.example", licence_number="77")
    batch, page = preview(
        browser,
        "Name,E-mail,Discipline,Phone,Licence,Wait in days,Booking page,Takes new clients\n"
        "Ann A,ann@clinic.example,Wizard,514 555,,soon,http://x.example,perhaps\n"
        "Bo B,,PT,,,,,\n"
        "=HYPERLINK(1),x@clinic.example,PT,,,,,\n"
        "<b>Cy</b>,y@clinic.example,PT,,,,,\n"
        "Di D,di@clinic.example,PT,,77,,,\n"
        "Ed E,no-address,PT,,,,,\n"
        "Flo F,flo@clinic.example,PT,,88,,,\n"
        "Flo F,FLO@clinic.example,PT,,88,,,\n"
        "Gus G,gus@clinic.example,PT,,88,,,\n",
    )
    assert problems(page) == [
        (2, "Discipline", "Wizard"),
        (2, "Phone", "514 555"),
        (2, "Wait in days", "soon"),
        (2, "Booking page", "http://x.example"),
        (2, "Takes new clients", "perhaps"),
        (3, "E-mail", ""),
        (4, "Name", "=HYPERLINK(1)"),
        (5, "Name", "<b>Cy</b>"),
        (6, "Licence", "77"),
        (7, "E-mail", "no-address"),
        (9, "Name", "Flo F"),
        (10, "Licence", "88"),
    ]
    assert "&lt;b&gt;Cy&lt;/b&gt;" in page.content.decode()
    confirm(browser, batch, page)
    assert PractitionerImport.objects.get().state == "open"
    errors = read_table(browser.get(reverse("network_admin:import_errors", args=[batch.pk])).content)
    assert errors.columns == ["Row", "Column", "Value", "Reason"]
    assert len(errors.rows) == 12
    page = browser.post(reverse("network_admin:leave_out_wrong", args=[batch.pk]), follow=True)
    assert "Import 1 new, 0 changed, 8 left out" in page.content.decode()
    confirm(browser, batch, page)
    imports.write_queued()
    assert set(Practitioner.objects.values_list("name", flat=True)) == {"Somebody Else", "Flo F"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (",".join(f"c{number}" for number in range(200)).encode() + b"\nx\n", "200 columns"),
        (b"Name\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
        (b"%PDF-1.7", "neither a CSV file nor a workbook"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_kept(browser, content, words):
    answer = upload(browser, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PractitionerImport.objects.exists()


def test_what_changed_after_it_was_confirmed_is_shown_again(browser):
    batch, page = preview(browser, FRENCH)
    confirm(browser, batch, page)
    PractitionerFactory(name="Zoé Bélanger", email="zoe@clinique.example")
    imports.write_queued()
    assert Practitioner.objects.count() == 1
    page = browser.get(reverse("network_admin:import_result", args=[batch.pk]), follow=True)
    assert "Nothing has been imported" in page.content.decode()
    assert page.context["plan"].figures["changed"] == 1


def test_it_is_written_whole_or_not_at_all(browser):
    batch, page = preview(browser, FRENCH)
    confirm(browser, batch, page)
    batch.refresh_from_db()
    plan = check(batch)
    plan.new[-1][1].email = None
    with pytest.raises(Exception, match=r"(?i)null"):
        imports._write(batch, plan, timezone.now())
    assert not Practitioner.objects.exists()
    assert not Clinic.objects.exists()
    plan = check(batch)
    PractitionerFactory(name="Ann O’Neill", email="ann@clinique.example")
    with pytest.raises(EditConflict):
        imports._write(batch, plan, timezone.now())


# --- out, and back ------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", "?file=xlsx"])
def test_what_goes_out_comes_back_without_a_change_and_has_no_formula(browser, ending):
    clinic = ClinicFactory(name="@x", city="-5", province="QC")
    PractitionerFactory(name="=1+1", clinic=clinic, phone="+1 613 555 0100", languages="=1+1", register="-5")
    PractitionerFactory(name="Tremblay, Zoé", phone="no phone", clinic=None, usual_wait_days=5, language="fr")
    Practitioner.objects.filter(language="fr").update(
        area="Le Plateau, Montréal", treats_at_home=True, first_visit_fee="84.50", direct_billing="Maple Mutual"
    )
    PractitionerFactory(name="Dr. Ann O’Neill", mailbox_is_shared=True, takes_new_clients=False)
    PractitionerFactory(verification="pending", licence_number="", register="", verified_on=None)
    content = browser.get(reverse("network_admin:export_network") + ending).content
    table = read_table(content)
    assert table.columns == COLUMNS_OUT
    assert len(table.rows) == 4
    if not ending:
        cells = content.decode("utf-8-sig").replace("\r\n", ",").split(",")
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    _batch, page = preview(browser, content)
    assert problems(page) == []
    assert page.context["plan"].figures == {"new": 0, "changed": 0, "unchanged": 4, "skipped": 0}


def test_what_somebody_offers_comes_in_and_goes_again(browser):
    entry = PractitionerFactory(email="ida@clinic.example", first_visit_fee=Decimal("84.50"))
    batch = brought_in(
        browser,
        "Name,E-mail,Discipline,Area served,Virtual,Fee,Direct billing\n"
        f"{entry.name},ida@clinic.example,PT,Leslieville,yes,$120,Maple Mutual\n",
    )
    entry.refresh_from_db()
    assert (entry.area, entry.places, entry.first_visit_fee) == ("Leslieville", ["virtually"], Decimal(120))
    assert Practitioner.objects.get(area_text__contains="leslieville", direct_billing_text="maple mutual") == entry
    browser.post(reverse("network_admin:undo_import", args=[batch.pk]))
    entry.refresh_from_db()
    assert (entry.area, entry.places, entry.first_visit_fee) == ("", [], Decimal("84.50"))


@pytest.mark.parametrize("fee", ["0", "-1", "free", "NaN", "1e9", "10000.01", "1.005"])
def test_a_fee_in_a_file_that_is_none_is_told(browser, fee):
    _batch, page = preview(browser, f"Name,E-mail,Discipline,First visit fee\nIda,ida@clinic.example,PT,{fee}\n")
    assert problems(page) == [(2, "First visit fee", fee)]


def test_a_batch_is_taken_back_but_for_what_somebody_built_on(browser, admin):
    changed = PractitionerFactory(name="Changed One", email="changed@clinic.example", licence_number="5", languages="")
    since = PractitionerFactory(name="Since Then", email="since@clinic.example", languages="")
    batch = brought_in(
        browser,
        "Name,E-mail,Discipline,Licence,Languages\n"
        "Changed One,changed@clinic.example,PT,6,Dutch\n"
        "Since Then,since@clinic.example,,,Dutch\n"
        "New One,new@clinic.example,PT,,\n"
        "Used One,used@clinic.example,PT,,\n",
    )
    ConsentGrantFactory(practitioner=Practitioner.objects.get(name="Used One"))
    Practitioner.objects.filter(pk=since.pk).update(languages="Polish")
    page = browser.post(reverse("network_admin:undo_import", args=[batch.pk]), follow=True).content.decode()
    changed.refresh_from_db()
    assert (changed.licence_number, changed.languages, changed.verification) == ("5", "", "verified")
    assert changed.verified_on == date(2026, 1, 15)
    assert not Practitioner.objects.filter(name="New One").exists()
    assert Practitioner.objects.get(pk=since.pk).languages == "Polish"
    assert "Used One" in page
    assert "has been changed since" in page
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == ("undone", admin)
    again = browser.post(reverse("network_admin:undo_import", args=[batch.pk]), follow=True).content.decode()
    assert "can&#x27;t be taken back" in again


def test_nobodys_rows_lie_about():
    now, day = timezone.now(), timezone.timedelta(days=1)
    old = PractitionerImportFactory(created_at=now - day * 1.01)
    fresh = PractitionerImportFactory(created_at=now - day * 0.9)
    done = PractitionerImportFactory(state="done", done_at=now - day * 31, rows=[], undo={"created": {"x": {}}})
    assert imports.drop_old(now=now) == 2
    assert not PractitionerImport.objects.filter(pk=old.pk).exists()
    assert PractitionerImport.objects.filter(pk=fresh.pk).exists()
    done.refresh_from_db()
    assert done.undo == {}


TWO = (
    "Name,E-mail,Discipline,Licence number\r\n"
    "Ida Berg,ida@clinic.example,Physiotherapist,PT-12345\r\n"
    "Ida Berg,ida@clinic.example,RMT,MT-98765\r\n"
)


def test_one_person_with_two_licences_comes_in_with_both_disciplines_and_goes_again(browser):
    batch = brought_in(browser, TWO)
    first, second = Practitioner.objects.order_by("pk")
    assert (first.person, second.person) == (None, first)
    assert brought_in(browser, TWO).figures["unchanged"] == 2
    browser.post(reverse("network_admin:undo_import", args=[batch.pk]))
    assert not Practitioner.objects.exists()


def test_a_row_with_another_discipline_and_licence_is_another_position_and_changes_nobody(browser):
    ida = PractitionerFactory(name="Ida Berg", email="ida@clinic.example", licence_number="PT-12345")
    brought_in(browser, "Name,E-mail,Discipline,Licence number\r\nIda Berg,ida@clinic.example,RMT,MT-98765\r\n")
    ida.refresh_from_db()
    assert (ida.is_verified, ida.discipline.code) == (True, "physiotherapist")
    assert Practitioner.objects.get(person=ida).licence_number == "MT-98765"
