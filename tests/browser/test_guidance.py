"""Guidance from both sides: the physio writes and draws, two trainers change the same, nothing is lost."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import link_in, local

pytestmark = pytest.mark.either_stack

CLIENT, PHYSIO = "Samir Haddad", "dana.whitfield@demo.carelane.example"
DONT = "No deep squats with load"
CHANGE = re.compile(rf"Change\s*: {DONT}")
LETTER = "Half squats are fine from today"
COVERS = "Quarter squats until I know more"


def a_picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (320, 200), "white").save(content, "PNG")
    return content.getvalue()


def test_guidance_from_both_sides(chromium, stack):
    trainer = person(chromium, stack, **PHONE)
    cover = person(chromium, stack, **DESKTOP)
    physio = person(chromium, stack, **DESKTOP)
    the_physio_writes_through_the_link(trainer, physio)
    the_trainer_lets_somebody_cover(trainer)
    page = the_cover_begins_to_change_it(cover)
    the_trainer_changes_it_from_a_letter(trainer)
    the_cover_is_shown_the_difference(cover, page)
    the_physio_sees_what_stands(physio)


def opens(trainer, name):
    trainer.goes_to("/")
    trainer.clicks("button", name)
    trainer.goes_to("/clients/?q=samir")
    trainer.clicks("link", CLIENT)


def the_physio_writes_through_the_link(trainer, physio):
    """A don't with a limit and a picture; a zip by the name of a picture is refused, and what was typed stays."""
    opens(trainer, "Ana Costa")
    trainer.unfolds("Visits, messages")
    trainer.clicks("link", "Care team with visits")
    trainer.clicks("link", "See consent")
    sent = len(trainer.stack.mails(PHYSIO, about="/l/share/"))
    trainer.clicks("button", "Send a new link")
    physio.goes_to(local(link_in(trainer.stack.newer_mail(PHYSIO, about="/l/share/", than=sent), "/l/share/")))
    physio.clicks("button", "Open")
    physio.enters_the_code(PHYSIO)
    physio.clicks("link", "Write a do, don't or caution")
    page = physio.page
    page.get_by_label("Don't", exact=True).check()
    page.get_by_label("In words").first.fill(DONT)
    physio.unfolds("Which movements and parts")
    page.get_by_label("Squat", exact=True).check()
    physio.unfolds("Limits: load")
    page.get_by_label("Load at most").fill("12,5")
    page.get_by_label("Pain at most").fill("3")
    page.get_by_label("Until the next visit").check()
    letter = page.get_by_label("A letter or a picture")
    letter.set_input_files({"name": "knee.png", "mimeType": "image/png", "buffer": b"PK\x03\x04 a zip"})
    physio.clicks("button", "Save")
    physio.reads("can't be read as a PDF, JPEG or PNG")
    assert page.get_by_label("Load at most").input_value() == "12,5"
    page.get_by_label("A letter or a picture").set_input_files(
        {"name": "knee.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    physio.clicks("button", "Save")
    physio.reads("allowed only up to 12.5 kg, stop when pain is over 3 of 10")
    physio.reads("until the next visit")
    trainer.goes_to(trainer.page.url.split("/consent/")[0] + "/")
    trainer.clicks("link", "The whole plan")
    trainer.unfolds("more")
    trainer.reads(DONT)
    trainer.reads("allowed only up to 12.5 kg")


def the_trainer_lets_somebody_cover(trainer):
    trainer.goes_to(f"{local(trainer.page.url).partition('?')[0]}who/")
    page = trainer.page
    page.locator("#cover_trainer").get_by_label("Marc Tremblay").check()
    page.locator("#cover_to").fill(f"{date.today() + timedelta(days=3)}T18:00")  # noqa: DTZ011 -- any day ahead will do
    trainer.clicks("button", "Let them cover")


def the_cover_begins_to_change_it(cover):
    opens(cover, "Marc Tremblay")
    cover.clicks("link", "The whole plan")
    cover.clicks("link", CHANGE)
    return local(cover.page.url)


def the_trainer_changes_it_from_a_letter(trainer):
    trainer.goes_to("/clients/?q=samir")
    trainer.clicks("link", CLIENT)
    trainer.clicks("link", "The whole plan")
    trainer.clicks("link", CHANGE)
    page = trainer.page
    page.get_by_label("by letter or e-mail").check()
    page.get_by_label("In words").first.fill(LETTER)
    page.get_by_label("Load at most").fill("20")
    sheet = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    page.get_by_label("A letter or a picture").set_input_files(sheet)
    trainer.clicks("button", "Save")
    trainer.reads("Changed. What was said before is kept with it.")
    trainer.reads("Replaced on")


def the_cover_is_shown_the_difference(cover, address):
    page = cover.page
    assert local(page.url) == address
    page.get_by_label("by phone").check()
    page.get_by_label("In words").first.fill(COVERS)
    cover.clicks("button", "Save")
    cover.reads("Somebody else was first")
    cover.reads(LETTER)
    cover.reads("Ana Costa wrote down the word of Dana Whitfield")
    assert page.get_by_label("In words").first.input_value() == COVERS
    cover.clicks("button", "Save mine all the same")
    cover.reads("Guidance and its history")
    shown = page.locator("main").text_content() or ""
    assert shown.index(COVERS) < shown.index(LETTER) < shown.rindex(DONT), "the newest first, and all of it is kept"


def the_physio_sees_what_stands(physio):
    physio.goes_to(local(physio.page.url))
    physio.reads(COVERS)
    physio.does_not_read(DONT)
