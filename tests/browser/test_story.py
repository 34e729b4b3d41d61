"""The main job from "Do you see a physio?" to a progress report in the physio's hands, as people do it."""

import re
from datetime import date, timedelta
from io import BytesIO

from pypdf import PdfReader

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import link_in, local

CLIENT = "nora.lindqvist@home.example"
PHYSIO = "ida.berg@clinic.example"
RMT = "kenji.mori@demo.carelane.example"
DONT = "No loaded spinal flexion"
PRIVATE = "Worried about her job, do not tell"


def test_the_main_job(chromium, stack):
    trainer = person(chromium, stack, **PHONE)
    client = person(chromium, stack, **PHONE)
    physio = person(chromium, stack, **DESKTOP)
    masseur = person(chromium, stack, **DESKTOP)

    add_a_client(trainer)
    ask_for_consent(trainer)
    agree(client)
    verify_the_physio(stack)
    open_the_link_and_write(physio)
    log_a_session(trainer)
    answer_homework(client)
    report_progress(trainer, physio)
    remind_of_benefits(trainer)
    refer(trainer, client, masseur)
    withdraw(client, physio, trainer)


def add_a_client(trainer):
    """1. The trainer signs in and adds a client, with the answer to "Do you see a physio or an RMT?"."""
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.reads("Waits for")
    trainer.clicks("link", "Clients", exact=True)
    trainer.clicks("link", "Add a client")
    page = trainer.page
    page.get_by_label("Name", exact=True).fill("Nora Lindqvist")
    page.get_by_label("E-mail (optional)", exact=True).fill(CLIENT)
    page.get_by_label("What do you want to reach?").fill("Row two kilometres without pain")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Who else looks after your health?").fill("Ida, my physio")
    page.get_by_text("Add a practitioner who is not in the list").click()
    page.get_by_label("Their name").fill("Ida Berg")
    page.get_by_label("Their discipline").select_option(label="Physiotherapist")
    page.get_by_label("Their e-mail").fill(PHYSIO)
    trainer.clicks("button", "Add client")
    trainer.reads("Waiting for the client to confirm")
    trainer.reads("Ida Berg")
    trainer.stack.mail_to(CLIENT, about="This isn't me")


def ask_for_consent(trainer):
    """2. The trainer asks for the client's consent to share with that physio."""
    trainer.clicks("link", "Ask for consent")
    trainer.ticks_all()
    trainer.clicks("button", "Ask by mail")
    trainer.reads("Asked. Nora gets a mail.")


def agree(client):
    """The client opens the mail without an account, reads and agrees; a receipt with a way out follows."""
    mail = client.stack.mail_to(CLIENT, about="Read and answer")
    assert "This isn't me" in mail.get_body(("plain",)).get_content()
    client.goes_to(local(link_in(mail, "/l/consent/")))
    client.reads("Ida Berg")
    assert not client.page.get_by_role("checkbox", checked=True).all()
    client.clicks("button", "Yes, share what I ticked")
    client.reads("There is a problem")
    client.ticks_all()
    client.clicks("button", "Yes, share what I ticked")
    client.reads("You said yes")
    client.stack.mail_to(CLIENT, about="You said yes")


def verify_the_physio(stack):
    """The network admin has seen the physio's register entry: only who is verified may write a don't."""
    stack.runs(
        f"""
from datetime import date
from practitioners.models import Practitioner
Practitioner.objects.filter(email="{PHYSIO}").update(
    verification="verified", verified_on=date.today(), register="College of Physiotherapists", licence_number="4821"
)
"""
    )


def open_the_link_and_write(physio):
    """3. The physio opens the link with a code, writes a don't and prescribes an exercise."""
    physio.opens_mail(PHYSIO, "/l/share/")
    physio.does_not_read("Nora", "Lindqvist")
    physio.clicks("button", "Open")
    physio.page.get_by_label("code").fill("AAAA-AAAA")
    physio.clicks("button", "Open")
    physio.reads("There is a problem")
    physio.enters_the_code(PHYSIO)
    physio.reads("Nora Lindqvist")
    assert "/l/share/" not in physio.page.url

    physio.clicks("link", "Write a do, don't or caution")
    page = physio.page
    page.get_by_label("Don't", exact=True).check()
    page.get_by_label("In words").fill(DONT)
    physio.unfolds("Which movements and parts")
    page.get_by_label("Bending the spine forward").check()
    page.get_by_label("Lower back").check()
    page.get_by_label("Until and including").fill("2020-01-15")
    physio.clicks("button", "Save")
    physio.reads("End date must be")
    assert page.get_by_label("In words").input_value() == DONT
    page.get_by_label("Until and including").fill(f"{next_fifteenth_of_january()}")
    physio.clicks("button", "Save")
    physio.reads(DONT)

    physio.clicks("link", "Prescribe an exercise")
    page.get_by_label("Find an exercise").fill("heel")
    physio.clicks("link", "Heel raise", exact=True)
    page.get_by_label("Sets").fill("3")
    page.get_by_label("Repetitions").fill("400")
    physio.clicks("button", "Save")
    physio.reads("There is a problem")
    page.get_by_label("Repetitions").fill("12")
    physio.clicks("button", "Save")
    physio.reads("Heel raise")


def next_fifteenth_of_january() -> date:
    today = date.today()  # noqa: DTZ011 -- any day ahead will do
    return date(today.year + 1, 1, 15)


def log_a_session(trainer):
    """4. The trainer logs a session on a phone, and is warned of the physio's don't, by name."""
    trainer.goes_to("/clients/?q=nora")
    trainer.clicks("link", "Nora Lindqvist")
    trainer.reads(DONT)
    trainer.clicks("button", "Start session")
    trainer.reads(DONT)
    find_and_add(trainer, "Sit-up")
    trainer.reads("goes against what was asked")
    trainer.reads("Ida Berg")
    trainer.clicks("button", "Close", exact=True)
    find_and_add(trainer, "Goblet squat")
    page = trainer.page
    card = page.get_by_role("article", name="Goblet squat")
    for number, (reps, load) in enumerate((("10", "12,5"), ("10", "12.5"), ("8", "15")), start=1):
        card.get_by_label("Repetitions").last.fill(reps)
        card.get_by_label("Load").last.fill(load)
        card.get_by_role("button", name=f"Log set {number}").click()
        card.get_by_text(re.compile(rf"^\s*{number}\.")).wait_for()
    trainer.looks()
    trainer.clicks("link", "Scores and end")
    page.get_by_role("group", name="Effort").get_by_text("6", exact=True).click()
    page.get_by_role("group", name="Pain before").get_by_text("4", exact=True).click()
    page.get_by_role("group", name="Pain after").get_by_text("3", exact=True).click()
    page.get_by_label("Note for the care team").fill("Moved well, no pain on the way up")
    page.get_by_label("Private note").fill(PRIVATE)
    trainer.clicks("button", "End the session")
    trainer.reads("The session is saved.")
    trainer.clicks("link", "Open the session")
    trainer.reads("Goblet squat")


def find_and_add(trainer, name):
    trainer.page.get_by_label("Find an exercise").fill(name)
    trainer.page.get_by_role("button", name="Search").click()
    trainer.page.get_by_role("button", name=f"Add {name}", exact=True).click()
    trainer.page.wait_for_load_state("load")
    trainer.looks()


def answer_homework(client):
    """5. The client answers the homework mail with two taps; opening it stores nothing."""
    mail = client.stack.mail_to(CLIENT, about="/l/homework/")
    client.goes_to(local(link_in(mail, "/l/homework/")))
    client.reads("Heel raise")
    client.page.get_by_role("radio", name="Done").check()
    client.clicks("button", "Send my answer")
    client.reads("Ana Costa sees this")


def report_progress(trainer, physio):
    """6. The physio comes back and sees it all; the trainer sends the same as a PDF."""
    physio.page.reload()
    for words in ("Goblet squat", "2 × 10, 12.5 kg", "Heel raise 3 × 12", "Row two kilometres"):
        physio.reads(words)
    for when, highest in (("Before a session", "4"), ("After a session", "3")):
        row = physio.page.locator(".table-pain tr", has=physio.page.get_by_role("rowheader", name=when))
        assert row.locator("td.number").all_inner_texts() == [highest, "1"]  # of one day
    physio.does_not_read(PRIVATE)

    trainer.goes_to("/clients/?q=nora")
    trainer.clicks("link", "Nora Lindqvist")
    trainer.unfolds("Refer, report")
    trainer.clicks("link", "Send a progress report")
    trainer.page.get_by_label("Your question or message").fill("May we load the hinge?")
    trainer.clicks("button", "Prepare the report")
    trainer.reads("Ida Berg would read")
    trainer.clicks("button", "Send to Ida Berg")
    trainer.reads("Sent to Ida Berg")

    physio.opens_mail(PHYSIO, "/l/share/", about="progress report")
    physio.reads("May we load the hinge?")
    link = physio.page.get_by_role("link", name="PDF").first.get_attribute("href")
    pdf = PdfReader(BytesIO(physio.page.request.get(link).body()))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert len(pdf.pages) == 2  # the second has the sessions one by one
    for words in ("Nora Lindqvist", "May we load the hinge?", DONT, "Goblet squat", "12.5 kg", "Heel raise"):
        assert words in text
    assert PRIVATE not in text


def remind_of_benefits(trainer):
    """7. Coverage near its end is entered; the sweep writes the reminder, and the mail arrives once."""
    year_starts = date.today() + timedelta(days=25)  # noqa: DTZ011
    trainer.goes_to("/clients/?q=nora")
    trainer.clicks("link", "Nora Lindqvist")
    trainer.clicks("link", "Benefits: add their health coverage")
    trainer.clicks("link", "Add coverage")
    page = trainer.page
    page.get_by_label("Insurer").fill("Northern Life")
    page.get_by_label("The plan year begins in").select_option(str(year_starts.month))
    page.get_by_label("On day").fill(str(year_starts.day))
    page.get_by_label("Registered massage therapist").check()
    page.get_by_label("Maximum a year, in dollars").fill("500")
    page.get_by_label("Maximum a visit, in dollars").fill("80")
    trainer.clicks("button", "Save")
    trainer.reads("$500.00")
    trainer.clicks("link", "Add a claim")
    page.get_by_label("Date of the visit").fill(f"{date.today() - timedelta(days=3)}")  # noqa: DTZ011
    page.get_by_label("Paid by the plan").fill("80")
    trainer.clicks("button", "Save")
    trainer.reads("$420.00")
    trainer.stack.mail_to(CLIENT, about="Northern Life")
    page.wait_for_timeout(5000)  # two more sweeps
    assert len(trainer.stack.mails(CLIENT, about="Northern Life")) == 1


def refer(trainer, client, masseur):
    """8. The trainer refers the client to an RMT, who accepts on the link; Today shows what waits for whom."""
    trainer.goes_to("/clients/?q=nora")
    trainer.clicks("link", "Nora Lindqvist")
    trainer.unfolds("Refer, report")
    trainer.clicks("link", "Refer to a practitioner")
    page = trainer.page
    page.get_by_label("Name, clinic, city or language").fill("kenji")
    trainer.clicks("button", "Search")
    trainer.clicks("link", "Kenji Mori")
    page.get_by_label("What you noticed").fill("Neck tight after rowing")
    page.get_by_label("Your question to them").fill("What should I spare?")
    page.get_by_role("radio", name="soon").check()  # a routine one may wait a day for who had two mails
    trainer.clicks("button", "Check before sending")
    trainer.reads("Check before you send")
    trainer.clicks("button", "by mail")
    trainer.reads("Waiting for consent")
    trainer.clicks("link", "Today")
    trainer.clicks("link", "Waits for others")
    trainer.reads("Asked to be referred to Kenji Mori")

    client.opens_mail(CLIENT, "/l/consent/", about="Kenji Mori")
    client.ticks_all()
    client.clicks("button", "Yes, share what I ticked")
    client.reads("You said yes")

    masseur.opens_mail(RMT, "/l/share/", about="refers a client to you")
    masseur.clicks("button", "Open")
    masseur.enters_the_code(RMT)
    masseur.reads("Neck tight after rowing")
    masseur.clicks("link", "Accept")
    masseur.page.get_by_label("The client will book").check()
    masseur.clicks("button", "Send")
    masseur.reads("Accepted")
    trainer.goes_to("/")
    trainer.clicks("link", "Waits for others")
    trainer.reads("Kenji Mori has accepted the referral")


def withdraw(client, physio, trainer):
    """9. The client withdraws: on the very next request the physio sees nothing; the don't still warns."""
    client.opens_mail(CLIENT, "/l/withdraw/", about="Ida Berg until")
    client.clicks("button", "End sharing now")
    client.reads("Sharing has ended")

    physio.page.reload()
    physio.reads("ended")
    physio.does_not_read("Nora", "Lindqvist", "Goblet", DONT)
    dead = link_in(physio.stack.mails(PHYSIO, about="/l/share/")[-1], "/l/share/")
    answer = physio.page.context.browser.new_context(base_url=physio.stack.address).request.get(local(dead))
    assert answer.status == 404

    trainer.goes_to("/clients/?q=nora")
    trainer.clicks("link", "Nora Lindqvist")
    trainer.reads("sharing ended, still in force")
    trainer.clicks("button", "Start session")
    find_and_add(trainer, "Sit-up")
    trainer.reads("goes against what was asked")
    trainer.reads("Ida Berg")
