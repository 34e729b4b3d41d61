"""A practitioner who has no account refers somebody to a trainer, and hears of it until it is closed."""

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import code_in, link_in, local

PHYSIO = "ida.berg@referring.example"
PATIENT = "selma.wolf@referring.example"


def test_from_the_trainers_page_to_the_close(chromium, stack):
    physio = person(chromium, stack, **DESKTOP)
    patient = person(chromium, stack, **PHONE)
    trainer = person(chromium, stack, **PHONE)

    refers_on_the_trainers_page(physio)
    says_yes(patient)
    accepts(trainer)
    reads_how_it_stands(physio, "Accepted")
    trains_and_ends(trainer)
    closes(physio)


def refers_on_the_trainers_page(physio):
    """The page is found by its address alone; the code to the mailbox sends the form off."""
    physio.goes_to("/trainers/ana-costa/")
    page = physio.page
    physio.clicks("button", "Send me a code")
    physio.reads("There is a problem")
    page.get_by_label("Your name").fill("Ida Berg")
    page.get_by_label("Your discipline").select_option(label="Physiotherapist")
    page.get_by_label("Your e-mail").fill(PHYSIO)
    page.get_by_label("Your patient's first name").fill("Selma Wolf")
    page.get_by_label("Their e-mail").fill(PATIENT)
    page.get_by_label("Return to training").check()
    page.get_by_label("My patient agreed").check()
    page.wait_for_timeout(3000)  # the least that a person takes
    physio.clicks("button", "Send me a code")
    physio.reads("Nothing has been sent to your patient")
    page.get_by_label("One-time code").fill(code_in(physio.stack.mail_to(PHYSIO)))
    physio.clicks("button", "Send the referral")
    physio.reads("Waiting for the client's word")


def says_yes(patient):
    mail = patient.stack.mail_to(PATIENT, about="Read and answer")
    patient.goes_to(local(link_in(mail, "/l/referred/")))
    patient.reads("Ida Berg suggests that you train with Ana Costa")
    patient.clicks("button", "Yes, Ana Costa may write to me")
    patient.reads("Tick that you are 18 or older")
    patient.page.get_by_label("I am 18 or older").check()
    patient.clicks("button", "Yes, Ana Costa may write to me")
    patient.reads("has been told, and answers you by mail")


def accepts(trainer):
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/referrals/in/")
    trainer.clicks("link", "Selma Wolf")
    trainer.clicks("button", "Accept Selma Wolf")
    trainer.reads("Referred by Ida Berg")
    trainer.reads("Accepted")


def reads_how_it_stands(physio, status):
    physio.page.reload()
    physio.reads(status)


def trains_and_ends(trainer):
    page = trainer.page
    trainer.clicks("button", "Training has begun")
    trainer.reads("Under way")
    page.get_by_label("Trains as planned").check()
    trainer.clicks("button", "Tell how it goes")
    trainer.reads("Saved. Ida Berg is told.")
    page.locator("summary", has_text="End with what came of it").click()
    page.get_by_label("Trains on their own now").check()
    trainer.clicks("button", "End with what came of it")
    trainer.reads("has still to note it")


def closes(physio):
    physio.stack.mail_to(PHYSIO, about="A referral of yours has moved on")
    reads_how_it_stands(physio, "Trains on their own now")
    physio.clicks("button", "Noted, close the referral")
    physio.reads("You noted this on")
