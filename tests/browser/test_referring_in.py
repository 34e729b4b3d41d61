"""A practitioner who has no account refers somebody to a trainer, and hears of it until it is closed."""

import pytest

from tests.browser.people import DESKTOP, PHONE
from tests.browser.referring import ana, somebody
from tests.browser.stack import code_in, link_in, local

pytestmark = pytest.mark.either_stack
ROBOT_TRAP = 3000  # milliseconds: the least that a person takes


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_from_the_trainers_page_to_the_close(chromium, stack, scripts):
    physio = somebody(chromium, stack, "Ida", scripts=scripts, **DESKTOP)
    patient = somebody(chromium, stack, "Nils", scripts=scripts, **PHONE)

    refers_on_the_trainers_page(physio, patient)
    says_yes(patient, physio)
    trainer = ana(chromium, stack, scripts=scripts)
    accepts(trainer, patient, physio)
    reads_how_it_stands(physio, "Accepted")
    trains_and_ends(trainer, physio)
    closes(physio)


def refers_on_the_trainers_page(physio, patient):
    """The page is found by its address alone; the code to the mailbox sends the form off."""
    at, page = physio.at, physio.at.page
    at.goes_to("/trainers/ana-costa/")
    at.clicks("button", "Send me a code")
    at.reads("There is a problem")
    page.get_by_label("Your name").fill(physio.name)
    page.get_by_label("Your discipline").select_option(label="Physiotherapist")
    page.get_by_label("Your e-mail").fill(physio.mailbox)
    page.get_by_label("Your patient's first name").fill(patient.name)
    page.get_by_label("Their e-mail").fill(patient.mailbox)
    page.get_by_label("Return to training").check()
    page.get_by_label("My patient agreed").check()
    page.wait_for_timeout(ROBOT_TRAP)
    at.clicks("button", "Send me a code")
    at.reads("Nothing has been sent to your patient")
    page.get_by_label("One-time code").fill(code_in(at.stack.mail_to(physio.mailbox)))
    at.clicks("button", "Send the referral")
    at.reads("Waiting for the client's word")


def says_yes(patient, physio):
    at = patient.at
    mail = at.stack.mail_to(patient.mailbox, about="Read and answer")
    at.goes_to(local(link_in(mail, "/l/referred/")))
    at.reads(f"{physio.name} suggests that you train with Ana Costa")
    at.clicks("button", "Yes, Ana Costa may write to me")
    at.reads("Tick that you are 18 or older")
    at.page.get_by_label("I am 18 or older").check()
    at.clicks("button", "Yes, Ana Costa may write to me")
    at.reads("has been told, and answers you by mail")


def accepts(trainer, patient, physio):
    trainer.goes_to("/referrals/in/")
    trainer.clicks("link", patient.name)
    trainer.clicks("button", f"Accept {patient.name}")
    trainer.reads(f"Referred by {physio.name}")
    trainer.reads("Accepted")


def reads_how_it_stands(physio, status):
    physio.at.page.reload()
    physio.at.reads(status)


def trains_and_ends(trainer, physio):
    page = trainer.page
    trainer.clicks("button", "Training has begun")
    trainer.reads("Under way")
    page.get_by_label("Trains as planned").check()
    trainer.clicks("button", "Tell how it goes")
    trainer.reads(f"Saved. {physio.name} is told.")
    trainer.unfolds("End with what came of it")
    page.get_by_label("Trains on their own now").check()
    trainer.clicks("button", "End with what came of it")
    trainer.reads("has still to note it")


def closes(physio):
    physio.a_day_later()
    physio.at.stack.mail_to(physio.mailbox, about="A referral of yours has moved on")
    reads_how_it_stands(physio, "Trains on their own now")
    physio.at.clicks("button", "Noted, close the referral")
    physio.at.reads("You noted this on")
