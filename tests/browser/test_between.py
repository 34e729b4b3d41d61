"""What goes back and forth between trainer, client and practitioner, each in a browser of their own."""

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import link_in, local

CLIENT = "omar.haidari@home.example"
PHYSIO = "lena.vogt@clinic.example"
QUESTION = "May the left knee be loaded?"
ANSWER = "Yes, up to ninety degrees."
STOP = "It swells again. Nothing on one leg."


def test_back_and_forth(chromium, stack):
    people = a_trainer_with_a_client(chromium, stack)
    ask_the_physio_with_the_clients_consent(*people)
    answer_in_person_on_the_trainers_phone(*people)
    read_a_stop_before_the_next_session(*people)
    end_it_in_two_clicks_from_a_mail(*people)


def a_trainer_with_a_client(chromium, stack):
    """A trainer who has taken in a client, the client, and the client's physio."""
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/add/")
    page = trainer.page
    page.get_by_label("Name", exact=True).fill("Omar Haidari")
    page.get_by_label("E-mail (optional)", exact=True).fill(CLIENT)
    page.get_by_label("What do you want to reach?").fill("Climb the stairs again")
    page.get_by_text("Add a practitioner who is not in the list").click()
    page.get_by_label("Their name").fill("Lena Vogt")
    page.get_by_label("Their discipline").select_option(label="Physiotherapist")
    page.get_by_label("Their e-mail").fill(PHYSIO)
    trainer.clicks("button", "Add client")
    return trainer, person(chromium, stack, **PHONE), person(chromium, stack, **DESKTOP)


def opens_client(trainer):
    trainer.goes_to("/clients/?q=omar")
    trainer.clicks("link", "Omar Haidari")


def ask_the_physio_with_the_clients_consent(trainer, client, physio):
    opens_client(trainer)
    trainer.unfolds("Refer, report")
    trainer.clicks("link", "Ask to hear from a practitioner")
    trainer.page.get_by_role("radio", name="Lena Vogt (PT)").check()
    trainer.page.get_by_label("Your question to them").fill(QUESTION)
    trainer.ticks_all()
    trainer.clicks("button", "Ask by mail")
    trainer.reads("Waiting for the client")

    client.opens_mail(CLIENT, "/l/consent/", about="Lena Vogt")
    client.reads(QUESTION)
    client.ticks_all()
    client.clicks("button", "Yes, to what I ticked")
    client.reads("You said yes")

    physio.opens_mail(PHYSIO, "/l/share/", about="has a question for you")
    physio.does_not_read("Omar", "Haidari", QUESTION)
    physio.clicks("button", "Open")
    physio.enters_the_code(PHYSIO)
    physio.reads(QUESTION)
    physio.page.get_by_label("Your answer").fill(ANSWER)
    physio.clicks("button", "Send the answer")
    physio.reads("Ana Costa sees it at once")
    physio.clicks("link", "Send a letter or a picture")
    physio.page.get_by_label("What it is").fill("Plan of 20 November")
    sheet = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    physio.page.get_by_label("File").set_input_files(sheet)
    physio.clicks("button", "Send", exact=True)
    physio.reads("Plan of 20 November")

    trainer.goes_to("/")
    trainer.reads("Lena Vogt has answered your question")
    opens_client(trainer)
    trainer.unfolds("1 more")
    trainer.reads(ANSWER)
    trainer.unfolds("Visits, messages")
    trainer.clicks("link", "Message history")
    trainer.clicks("button", "I have read it")
    trainer.reads("Plan of 20 November")


def answer_in_person_on_the_trainers_phone(trainer, _client, physio):
    opens_client(trainer)
    trainer.clicks("link", "Ask for consent")
    trainer.ticks_all()
    trainer.clicks("button", "Ask here, on this device")
    trainer.clicks("button", "Hand over the device")
    page = trainer.page
    trainer.reads("Typing it stands for your signature")
    inside = page.url
    for address in ("/", "/clients/", "/clients/?q=grace", "/account/me/", "/network/"):
        page.goto(address)
        assert page.url == inside, address
    page.go_back()
    page.reload()
    assert page.url == inside
    trainer.does_not_read("Grace", "Today")
    trainer.clicks("button", "Yes, share what I ticked")
    trainer.reads("There is a problem")
    trainer.ticks_all()
    page.get_by_label("Your name").fill("Omar Haidari")
    trainer.clicks("button", "Yes, share what I ticked")
    trainer.reads("Please hand the device back")
    trainer.stack.mail_to(CLIENT, about="You said yes: Ana Costa may share")
    trainer.clicks("button", "I am the trainer: unlock")
    trainer.reads("Signed by Omar Haidari in person, witnessed by Ana Costa")
    physio.opens_mail(PHYSIO, "/l/share/", about="has agreed to share with you")
    physio.reads("Why this is shared")


def read_a_stop_before_the_next_session(trainer, _client, physio):
    physio.page.get_by_label("Stop", exact=True).check()
    physio.page.get_by_label("In words").fill(STOP)
    physio.clicks("button", "Send the reply")
    physio.reads("not read yet")
    trainer.goes_to("/")
    trainer.reads("Lena Vogt says stop")
    opens_client(trainer)
    trainer.clicks("button", "Start session")
    trainer.reads("Before you start")
    trainer.reads(STOP)
    trainer.clicks("button", "I have read it, start the session")
    trainer.reads("First exercise")
    physio.page.reload()
    physio.reads("read on")


def end_it_in_two_clicks_from_a_mail(_trainer, client, physio):
    mail = client.stack.mail_to(CLIENT, about="You said yes: Ana Costa may share")
    client.goes_to(local(link_in(mail, "/l/sharing/")))
    client.reads("May see, until")
    client.clicks("button", "End it now")
    client.clicks("button", "End it now")
    client.reads("You share nothing at the moment")
    physio.page.reload()
    physio.reads("ended")
    physio.does_not_read("Omar", "Haidari")
