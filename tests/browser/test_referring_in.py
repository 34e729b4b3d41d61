"""A practitioner who has no account refers somebody to a trainer, and hears of it until it is closed."""

from typing import NamedTuple

import pytest

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import code_in, link_in, local


class Whom(NamedTuple):
    """Who refers whom, and their mailboxes."""

    physio: str
    patient: str

    @property
    def mailbox(self) -> str:
        return f"{self.physio.lower().replace(' ', '.')}@referring.example"

    @property
    def patients_mailbox(self) -> str:
        return f"{self.patient.lower().replace(' ', '.')}@referring.example"


@pytest.mark.parametrize(
    ("whom", "scripts"), [(Whom("Ida Berg", "Selma Wolf"), True), (Whom("Jon Vidal", "Nils Arve"), False)]
)
def test_from_the_trainers_page_to_the_close(chromium, stack, whom, scripts):
    physio = person(chromium, stack, java_script_enabled=scripts, **DESKTOP)
    patient = person(chromium, stack, java_script_enabled=scripts, **PHONE)
    trainer = person(chromium, stack, java_script_enabled=scripts, **PHONE)

    refers_on_the_trainers_page(physio, whom)
    says_yes(patient, whom)
    accepts(trainer, whom)
    reads_how_it_stands(physio, "Accepted")
    trains_and_ends(trainer, whom)
    closes(physio, whom)


def refers_on_the_trainers_page(physio, whom):
    """The page is found by its address alone; the code to the mailbox sends the form off."""
    physio.goes_to("/trainers/ana-costa/")
    page = physio.page
    physio.clicks("button", "Send me a code")
    physio.reads("There is a problem")
    page.get_by_label("Your name").fill(whom.physio)
    page.get_by_label("Your discipline").select_option(label="Physiotherapist")
    page.get_by_label("Your e-mail").fill(whom.mailbox)
    page.get_by_label("Your patient's first name").fill(whom.patient)
    page.get_by_label("Their e-mail").fill(whom.patients_mailbox)
    page.get_by_label("Return to training").check()
    page.get_by_label("My patient agreed").check()
    page.wait_for_timeout(3000)  # the least that a person takes
    physio.clicks("button", "Send me a code")
    physio.reads("Nothing has been sent to your patient")
    page.get_by_label("One-time code").fill(code_in(physio.stack.mail_to(whom.mailbox)))
    physio.clicks("button", "Send the referral")
    physio.reads("Waiting for the client's word")


def says_yes(patient, whom):
    mail = patient.stack.mail_to(whom.patients_mailbox, about="Read and answer")
    patient.goes_to(local(link_in(mail, "/l/referred/")))
    patient.reads(f"{whom.physio} suggests that you train with Ana Costa")
    patient.clicks("button", "Yes, Ana Costa may write to me")
    patient.reads("Tick that you are 18 or older")
    patient.page.get_by_label("I am 18 or older").check()
    patient.clicks("button", "Yes, Ana Costa may write to me")
    patient.reads("has been told, and answers you by mail")


def accepts(trainer, whom):
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/referrals/in/")
    trainer.clicks("link", whom.patient)
    trainer.clicks("button", f"Accept {whom.patient}")
    trainer.reads(f"Referred by {whom.physio}")
    trainer.reads("Accepted")


def reads_how_it_stands(physio, status):
    physio.page.reload()
    physio.reads(status)


def trains_and_ends(trainer, whom):
    page = trainer.page
    trainer.clicks("button", "Training has begun")
    trainer.reads("Under way")
    page.get_by_label("Trains as planned").check()
    trainer.clicks("button", "Tell how it goes")
    trainer.reads(f"Saved. {whom.physio} is told.")
    page.locator("summary", has_text="End with what came of it").click()
    page.get_by_label("Trains on their own now").check()
    trainer.clicks("button", "End with what came of it")
    trainer.reads("has still to note it")


def closes(physio, whom):
    physio.stack.mail_to(whom.mailbox, about="A referral of yours has moved on")
    reads_how_it_stands(physio, "Trains on their own now")
    physio.clicks("button", "Noted, close the referral")
    physio.reads("You noted this on")
