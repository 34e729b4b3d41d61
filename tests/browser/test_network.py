"""The network as an admin, a trainer and a practitioner use it, a short story each."""

from tests.browser.people import DESKTOP, PHONE, person

APPLICANT = "Leila Haddad"


def test_an_admin_finds_what_waits_and_declines_an_applicant(chromium, stack):
    admin = person(chromium, stack, **DESKTOP)
    admin.goes_to("/")
    admin.clicks("button", "Ruth Okafor")
    admin.reads("To be verified")
    for address, words in {
        "/desk/overview/": "To trainers",
        "/desk/announcements/": "New forms from January on",
        "/desk/practice/": "416 555 0199",
        "/desk/practitioners/imports/": "File",
        "/people/": "Marc Tremblay",
    }.items():
        admin.goes_to(address)
        if words not in admin.page.content():
            admin.reads(words)
    admin.goes_to("/desk/applications/")
    admin.reads(APPLICANT)
    admin.clicks("button", "Decline")


def test_a_trainer_keeps_a_list_and_reads_that_trust_is_mutual(chromium, stack):
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/network/")
    trainer.clicks("link", "Whom you trust")
    trainer.page.locator("a.row-link").first.click()
    trainer.reads("You trust each other")
    trainer.page.get_by_label("A note to yourself").fill("Calls back the same day")
    trainer.clicks("button", "Save the note")
    trainer.goes_to("/network/trusted/")
    trainer.reads("Calls back the same day")
    trainer.goes_to("/clients/twice/")
    trainer.reads("Clients who may be there twice")


def test_a_practitioner_puts_a_trainer_on_their_list(chromium, stack):
    practitioner = person(chromium, stack, **PHONE)
    practitioner.goes_to("/")
    practitioner.clicks("button", "Dana Whitfield")
    practitioner.goes_to("/shared/trainers/")
    practitioner.page.locator("a.row-link").last.click()
    practitioner.page.get_by_label("A note to yourself").fill("Sends a clear question")
    practitioner.page.get_by_role("button", name="on my list").or_(
        practitioner.page.get_by_role("button", name="Save the note")
    ).first.click()
    practitioner.reads("is on your list")
    practitioner.goes_to("/shared/referrals/")
    practitioner.clicks("button", "Stop announcements")
    practitioner.clicks("button", "Have announcements again")
    practitioner.reads("Announcements come to you again")
