"""A trainer brings a list of clients along: the file, its columns, what is wrong, the import, and the way back."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import DESKTOP, PHONE, person

WRONG = (
    "Prénom;Nom;Courriel;Date de naissance;Langue;Taille\r\n"
    "Zoé;Bélanger;zoe.belanger@home.example;23/11/1990;français;M\r\n"
    "Émile;Côté;no-address;2026-02-31;anglais;L\r\n"
)
MENDED = WRONG.replace("no-address", "emile.cote@home.example").replace("2026-02-31", "1985-02-03")


def a_file(folder: Path, content: str) -> Path:
    """As a French Excel saves it."""
    path = folder / "liste.csv"
    path.write_bytes(content.encode("cp1252"))
    return path


def choose(trainer, file: Path) -> None:
    trainer.page.get_by_label("CSV file").set_input_files(file)
    trainer.clicks("button", "Go on")


def test_a_list_comes_in_and_is_taken_back(chromium, stack, tmp_path):
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Marc Tremblay")
    trainer.clicks("link", "Clients", exact=True)
    trainer.clicks("link", "Import clients from a file")
    page = trainer.page

    # No table at all: the form says so, and what to do.
    choose(trainer, a_file(tmp_path, "PK\x03\x04 a workbook"))
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    trainer.reads("This is neither a CSV file nor a workbook")

    # The columns are recognised; one that is not ours is left out; values stand beside.
    choose(trainer, a_file(tmp_path, WRONG))
    assert page.get_by_label("Courriel").input_value() == "email"
    assert page.get_by_label("Taille").input_value() == "-"
    trainer.reads("zoe.belanger@home.example")
    trainer.clicks("button", "See what would happen")

    # All that is wrong at once, and a file of it.
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    trainer.reads("2 things are wrong in the file")
    trainer.reads("no-address")
    trainer.reads("2026-02-31")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save this list as CSV").click()
    assert saved.value.suggested_filename == "import-errors.csv"
    assert "no-address" in Path(saved.value.path()).read_text(encoding="utf-8-sig")

    # Mended, shown, confirmed.
    trainer.clicks("link", "Choose the mended file")
    choose(trainer, a_file(tmp_path, MENDED))
    trainer.clicks("button", "See what would happen")
    trainer.reads("Import 2 new, 0 changed, 0 skipped.")
    trainer.clicks("button", "Import 2 new, 0 changed, 0 skipped")
    trainer.reads("2 new, 0 changed, 0 skipped.")
    trainer.stack.mail_to("emile.cote@home.example", about="added you to Carelane")
    imported = page.url
    trainer.goes_to("/clients/?q=belanger")
    trainer.reads("Zoé Bélanger")
    trainer.reads("1 client")

    # And taken back.
    trainer.goes_to(imported)
    trainer.clicks("button", "Take the import back")
    trainer.reads("The import is taken back")
    trainer.goes_to("/clients/?q=belanger")
    trainer.reads("Nobody found")
    trainer.clicks("link", "Clear search and filters")
    trainer.reads("Olu Adeyemi")


def test_the_list_is_filtered_and_saved_as_a_file(chromium, stack):
    trainer = person(chromium, stack, **DESKTOP)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/")
    page = trainer.page
    page.get_by_text("Filters").click()
    page.get_by_label("Consent missing for somebody of the care team").check()
    trainer.clicks("button", "Show")
    trainer.reads("Peter Novak")
    trainer.does_not_read("Lucy MacLeod")
    page.get_by_label("State").select_option(label="Archived")
    trainer.clicks("button", "Show")
    trainer.reads("Nobody found")
    page.get_by_label("Consent missing for somebody of the care team").uncheck()
    trainer.clicks("button", "Show")
    trainer.reads("Bianca Ferrari")
